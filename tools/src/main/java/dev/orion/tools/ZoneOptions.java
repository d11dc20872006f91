package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.Zoning;
import picocli.CommandLine.Option;

/** The options that say how a job treats the zones of zoned devices. */
final class ZoneOptions {
  @Option(
      names = {"--zonemode", "--zone-mode"},
      paramLabel = "MODE",
      converter = ZoneModeConverter.class,
      description =
          "zbd: write zones from their start on and read below, as zoned devices want it, or none"
              + " (none).")
  private ZoneMode mode = ZoneMode.NONE;

  @Option(
      names = {"--max_open_zones", "--max-open-zones"},
      paramLabel = "N",
      description = "Zones that a job writes to at a time (as many as the device allows).")
  private int maxOpenZones;

  @Option(
      names = {"--zonesize", "--zone-size"},
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "The device's zone size, which is known without.")
  private Long zoneSizeBytes = 0L;

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.zoning(new Zoning(mode == ZoneMode.ZBD, maxOpenZones, zoneSizeBytes));
  }

  /** Whether zones are heeded. */
  enum ZoneMode {
    NONE,
    ZBD
  }

  /** Reads whether to heed zones. */
  static final class ZoneModeConverter extends TextConverter<ZoneMode> {
    ZoneModeConverter() {
      super(ZoneModeConverter::parse);
    }

    private static ZoneMode parse(String text) {
      return switch (text) {
        case "zbd" -> ZoneMode.ZBD;
        case "none" -> ZoneMode.NONE;
        case "strided" ->
            throw new IllegalArgumentException("'strided' is not there; write zbd or none");
        default -> throw new IllegalArgumentException("'" + text + "' is neither zbd nor none");
      };
    }
  }
}
