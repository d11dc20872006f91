package dev.orion.tools;

import dev.orion.tools.lab.Labs;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code orion list}: which devices there are. */
@Command(
    name = "list",
    description = {
      "Lists the NVMe namespaces that can be addressed now: those of the running labs.",
      "Give the Node as DEVICE and the Namespace with -n to other commands. A lab that somebody",
      "else is using is listed as busy."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion list",
      "  orion list -o json | jq -r '.Devices[] | [.DevicePath, .NameSpace, .PhysicalSize] | @tsv'"
    })
final class ListCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final TextOrJson format = new TextOrJson();

  ListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    NamespaceList list =
        NamespaceList.of(Labs.fromEnvironment(environment), command.qualifiedName());
    list.print(format, "devices", command.commandLine().getOut());
    return 0;
  }
}
