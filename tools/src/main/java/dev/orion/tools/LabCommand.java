package dev.orion.tools;

import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDefinitionParser;
import dev.orion.tools.lab.Labs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orion lab}: starts, shows and stops labs. */
@Command(
    name = "lab",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Starts, shows and stops labs: NVMe controllers of a QEMU process, to test on.",
      "A lab has no guest, needs neither root nor an IOMMU, and stays up until it is stopped.",
      "Labs are kept in ORION_LAB_DIR (~/.local/state/orion/labs)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion lab start          start the lab named 'lab' with the standard devices",
      "  orion lab status         show which devices there are",
      "  orion lab stop           stop it and delete its images"
    })
final class LabCommand {
  private static final int EXIT_NOT_RUNNING = 3;
  private static final String DEFAULT_NAME = "lab";
  private static final String NAME = "The lab's name (" + DEFAULT_NAME + ").";

  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;

  LabCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Command(
      name = "start",
      sortOptions = false,
      description = {
        "Starts a lab and returns when its devices answer.",
        "A lab that was stopped with --keep or has died starts again with its images.",
        "Without --namespace, it has the device nvme0 with four namespaces: 1 GiB of 4 KiB",
        "blocks, 512 MiB of 512-byte blocks, 64 zones of 16 MiB, and a null device of 64 GiB."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion lab start",
        "  orion lab start big --memory 1G --namespace nvme0:size=100G,lba=512",
        "  orion lab start zoned --namespace"
            + " nvme0:size=4G,zoned,zone-size=16M,zone-capacity=12M,max-open=8",
        "  orion lab start two --namespace nvme0:size=1G --namespace nvme1:null,size=1T",
        "  orion lab start mine --namespace nvme0:file=disk.img --device-option nvme0:mdts=5"
      })
  int start(
      @Parameters(
              arity = "0..1",
              paramLabel = "NAME",
              defaultValue = DEFAULT_NAME,
              description = NAME)
          String name,
      @Option(
              names = "--namespace",
              paramLabel = "DEVICE:KEY=VALUE,...",
              description = {
                "A namespace of a device; may be repeated. Keys:",
                "  size=SIZE       its size",
                "  lba=BYTES       block size (4096)",
                "  metadata=BYTES  metadata of each block (0)",
                "  file=PATH       use this image, and keep it",
                "  null            keep no data",
                "  nsid=N          namespace identifier (the device's next)",
                "  zoned           in zones, with zone-size=SIZE (16M),",
                "                  zone-capacity=SIZE (the zone size),",
                "                  max-open=N, max-active=N (0, no limit)"
              })
          @Nullable List<String> namespaces,
      @Option(
              names = "--memory",
              paramLabel = "SIZE",
              converter = ByteSizeConverter.class,
              description = "RAM that devices and drivers share, 16M to 2G (256M).")
          @Nullable Long memoryBytes,
      @Option(
              names = "--device-option",
              paramLabel = "DEVICE:KEY=VALUE",
              description = {
                "A property of QEMU's nvme device or, with nvme0n1:KEY=VALUE, of its nvme-ns;",
                "may be repeated."
              })
          @Nullable List<String> deviceOptions,
      @Mixin QemuOption qemu)
      throws IOException {
    Labs labs = Labs.fromEnvironment(environment);
    Optional<Lab> existing = find(labs, name);
    boolean describesDevices = namespaces != null || memoryBytes != null || deviceOptions != null;
    LabDefinition definition =
        existing.isPresent() && !describesDevices
            ? existing.get().definition()
            : definition(memoryBytes, namespaces, deviceOptions);
    Lab lab = labs.start(name, definition, qemu.find(environment));
    LabTable.print(lab, out());
    out().println();
    out().println("Stop it with: orion lab stop" + (name.equals(DEFAULT_NAME) ? "" : " " + name));
    return 0;
  }

  @Command(
      name = "status",
      description = "Shows a lab, or all labs.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion lab status",
        "  orion lab status lab -o json | jq -r '.labs[0].devices[].pciAddress'"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:a lab runs",
        "1:failure",
        "2:the command line is wrong",
        "3:the lab does not run, or none does"
      })
  int status(
      @Parameters(arity = "0..1", paramLabel = "NAME", description = "The lab (all labs).")
          @Nullable String name,
      @Mixin TextOrJson format)
      throws IOException {
    Labs labs = Labs.fromEnvironment(environment);
    List<Lab> found = name == null ? labs.list() : find(labs, name).stream().toList();
    if (format.isJson()) {
      TextOrJson.printJson(Map.of("labs", found.stream().map(Lab::toJson).toList()), out());
    } else if (found.isEmpty()) {
      out()
          .println(
              (name == null ? "There is no lab" : "There is no lab '" + name + "'")
                  + "; start one with: orion lab start"
                  + (name == null ? "" : " " + name));
    } else {
      found.forEach(lab -> LabTable.print(lab, out()));
    }
    return found.stream().anyMatch(Lab::isRunning) ? 0 : EXIT_NOT_RUNNING;
  }

  @Command(
      name = "stop",
      description = {
        "Stops a lab and deletes the images it made. Images given with file= stay.",
        "Cleans up after a lab that has died, too."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion lab stop", "  orion lab stop --keep && orion lab start"},
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:stopped",
        "1:busy, or could not be stopped",
        "2:the command line is wrong",
        "3:there is no such lab"
      })
  int stop(
      @Parameters(
              arity = "0..1",
              paramLabel = "NAME",
              defaultValue = DEFAULT_NAME,
              description = NAME)
          String name,
      @Option(
              names = "--keep",
              description = "Keep the images; 'orion lab start' goes on with them.")
          boolean keep)
      throws IOException {
    Optional<Lab> found = find(Labs.fromEnvironment(environment), name);
    if (found.isEmpty()) {
      out().println("There is no lab '" + name + "'.");
      return EXIT_NOT_RUNNING;
    }
    Lab lab = found.get();
    boolean wasRunning = lab.isRunning();
    List<Path> images = keep ? lab.stopAndKeepImages() : lab.stop();
    out()
        .println(
            wasRunning
                ? "Stopped lab '" + name + "'."
                : "Cleaned up lab '" + name + "', which did not run.");
    images.forEach(image -> out().println((keep ? "Kept " : "Deleted ") + image));
    return 0;
  }

  private LabDefinition definition(
      @Nullable Long memoryBytes,
      @Nullable List<String> namespaces,
      @Nullable List<String> deviceOptions) {
    try {
      return LabDefinitionParser.parse(
          memoryBytes,
          namespaces == null ? List.of() : namespaces,
          deviceOptions == null ? List.of() : deviceOptions);
    } catch (IllegalArgumentException e) {
      throw usageError(e);
    }
  }

  private Optional<Lab> find(Labs labs, String name) throws IOException {
    try {
      return labs.find(name);
    } catch (IllegalArgumentException e) {
      throw usageError(e);
    }
  }

  private ParameterException usageError(IllegalArgumentException error) {
    return new ParameterException(commandLine(), String.valueOf(error.getMessage()), error);
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  /** The subcommand that runs. */
  private CommandLine commandLine() {
    CommandLine lab = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    return lab.getParseResult().subcommand().commandSpec().commandLine();
  }
}
