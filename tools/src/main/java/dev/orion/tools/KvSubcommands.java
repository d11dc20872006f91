package dev.orion.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code orion kv}: keys and values of namespaces that hold them. */
@Command(
    name = "kv",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Stores and retrieves values by keys, on NVMe namespaces of the Key Value Command Set.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo hello | orion kv store vfiouser:/run/kv -k greeting",
      "  orion kv retrieve vfiouser:/run/kv -k greeting",
      "  orion kv list vfiouser:/run/kv -o json | jq -r '.keys[].key'"
    })
final class KvSubcommands {
  private KvSubcommands() {}

  /** The command with all its subcommands. */
  static CommandLine commandLine(CommandGroups groups) {
    return groups.group(new KvSubcommands(), KvKeyCommands.class, KvValueCommands.class);
  }
}
