package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a benchmark went.
 *
 * @param device the device's name
 * @param job what was asked for
 * @param region what that meant on the device
 * @param jobs each thread's result
 * @param total all threads' together
 * @param elapsed from start to end, ramp time and verification included
 * @param stopped whether it was stopped before its end
 */
public record BenchResult(
    String device,
    BenchJob job,
    Region region,
    List<JobResult> jobs,
    JobResult total,
    Duration elapsed,
    boolean stopped) {

  /** Where on the device the I/Os went, in bytes. */
  public record Region(long offsetBytes, long lengthBytes) {}

  /** What ended threads early: the device's messages, or what verification found. */
  public List<IOException> failures() {
    return jobs.stream().map(JobResult::failure).filter(Objects::nonNull).toList();
  }
}
