package dev.orion.tools;

import picocli.CommandLine.Option;

/** Which zones a command of {@code orion zns} changes. */
final class ZoneSelection {
  @Option(
      names = {"-s", "--start-lba"},
      paramLabel = "LBA",
      defaultValue = "0",
      converter = Lba.Converter.class,
      description = "The zone's first block (0).")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Lba start;

  @Option(
      names = {"-a", "--select-all"},
      description = "All zones whose state allows it.")
  boolean all;
}
