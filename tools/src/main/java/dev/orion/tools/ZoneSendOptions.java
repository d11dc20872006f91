package dev.orion.tools;

import picocli.CommandLine.Option;

/** How a Zone Management Send command is sent. */
final class ZoneSendOptions {
  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "MS",
      description = "Taken as by nvme-cli, and without effect: the driver waits a minute.")
  @SuppressWarnings("UnusedVariable")
  private int timeoutMillis;

  @Option(
      names = "--force",
      description = "Send it even if the namespace says that it does not apply.")
  boolean force;
}
