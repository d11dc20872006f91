package dev.orion.tools.bench;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which share of their time threads spent on a CPU, in percent. The kernel counts in steps of 10
 * ms, so that of a very short run says little; it is never above 100.
 */
final class CpuShare {
  private CpuShare() {}

  static double user(List<JobResult> jobs) {
    return percent(jobs, ThreadUsage::userMillis);
  }

  static double system(List<JobResult> jobs) {
    return percent(jobs, ThreadUsage::systemMillis);
  }

  private static double percent(List<JobResult> jobs, ToLongFunction<ThreadUsage> millis) {
    double nanos = jobs.stream().mapToDouble(job -> job.runtime().toNanos()).sum();
    long busyMillis = jobs.stream().mapToLong(job -> millis.applyAsLong(job.usage())).sum();
    return nanos == 0 ? 0 : Math.min(100, busyMillis * 1e6 / nanos * 100);
  }
}
