package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.PerDirection;
import dev.orion.tools.bench.Rates;
import picocli.CommandLine.Option;

/** The options that say how fast a job may go. */
final class RateOptions {
  @Option(
      names = "--rate",
      paramLabel = "BYTES",
      converter = RateConverter.class,
      description =
          "At most so many bytes a second per job: 10m, or 10m,5m for reads and writes. Latency"
              + " then also counts from when an I/O was to start.")
  private PerDirection<Long> rate = PerDirection.all(0L);

  @Option(
      names = {"--rate_iops", "--rate-iops"},
      paramLabel = "N",
      converter = RateIopsConverter.class,
      description = "The same in I/Os a second.")
  private PerDirection<Long> rateIops = PerDirection.all(0L);

  @Option(
      names = {"--rate_process", "--rate-process"},
      paramLabel = "HOW",
      converter = RateProcessConverter.class,
      description = "linear, evenly, or poisson, at random as independent users (linear).")
  private RateProcess rateProcess = RateProcess.LINEAR;

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.rates(new Rates(rate, rateIops, rateProcess == RateProcess.POISSON));
  }

  /** Reads bytes a second. */
  static final class RateConverter extends TextConverter<PerDirection<Long>> {
    RateConverter() {
      super(Rates::parseBytes);
    }
  }

  /** Reads I/Os a second. */
  static final class RateIopsConverter extends TextConverter<PerDirection<Long>> {
    RateIopsConverter() {
      super(Rates::parseIops);
    }
  }

  /** When the I/Os of a limited rate come. */
  enum RateProcess {
    LINEAR,
    POISSON
  }

  /** Reads when the I/Os of a limited rate come. */
  static final class RateProcessConverter extends TextConverter<RateProcess> {
    RateProcessConverter() {
      super(RateProcessConverter::parse);
    }

    private static RateProcess parse(String text) {
      return switch (text) {
        case "linear" -> RateProcess.LINEAR;
        case "poisson" -> RateProcess.POISSON;
        default ->
            throw new IllegalArgumentException("'" + text + "' is neither linear nor poisson");
      };
    }
  }
}
