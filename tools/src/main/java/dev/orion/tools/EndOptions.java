package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.FioTime;
import dev.orion.tools.bench.SteadyState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say when a job ends. */
final class EndOptions {
  @Option(
      names = "--runtime",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "End after this time even if the size is not done: 10, 500ms, 2m.")
  private Duration runtime = Duration.ZERO;

  @Option(
      names = {"--time_based", "--time-based"},
      converter = SwitchConverter.class,
      description = "Begin again when the size is done, until the runtime is over.")
  private boolean timeBased;

  @Option(
      names = {"--ramp_time", "--ramp-time"},
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Run this long before measuring.")
  private Duration rampTime = Duration.ZERO;

  @Option(
      names = {"--io_size", "--io-size", "--io_limit"},
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "I/O that each job does, in or over again in its region (its size).")
  private Long ioSizeBytes = 0L;

  @Option(
      names = {"--number_ios", "--number-ios"},
      paramLabel = "N",
      description = "End each job after N I/Os, if it has not ended before.")
  private long numberIos;

  @Option(
      names = {"--steadystate", "--ss"},
      paramLabel = "LIMIT",
      converter = SteadyStateConverter.class,
      description =
          "End when steady: iops:2%% is when no second's IOPS is farther than 2%% from the mean,"
              + " iops_slope:0.3%% when the trend is at most that a second; also bw and lat.")
  private SteadyState.@Nullable Criterion steadyState;

  @Option(
      names = {"--steadystate_duration", "--ss_dur"},
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "For how long it must have been steady.")
  private Duration steadyStateDuration = Duration.ZERO;

  @Option(
      names = {"--steadystate_ramp_time", "--ss_ramp"},
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "How long not to look whether it is (0).")
  private Duration steadyStateRampTime = Duration.ZERO;

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.runtime(runtime)
        .timeBased(timeBased)
        .rampTime(rampTime)
        .ioSizeBytes(ioSizeBytes)
        .numberIos(numberIos)
        .steadyState(
            steadyState == null
                ? null
                : new SteadyState(steadyState, steadyStateDuration, steadyStateRampTime));
  }

  /** Reads times. */
  static final class TimeConverter extends TextConverter<Duration> {
    TimeConverter() {
      super(FioTime::parse);
    }
  }

  /** Reads when a job counts as steady. */
  static final class SteadyStateConverter extends TextConverter<SteadyState.Criterion> {
    SteadyStateConverter() {
      super(SteadyState.Criterion::parse);
    }
  }
}
