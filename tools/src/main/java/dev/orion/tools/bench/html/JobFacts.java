package dev.orion.tools.bench.html;

import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.IoDirection;
import dev.orion.tools.bench.JobEnd;
import dev.orion.tools.bench.JobResult;
import dev.orion.tools.bench.PerDirection;
import dev.orion.tools.bench.RandomDistribution;
import dev.orion.tools.bench.VerifyMethod;
import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a report says of what a job was to do. */
final class JobFacts {
  private final BenchJob job;
  private final List<Fact> facts = new ArrayList<>();

  private JobFacts(BenchJob job) {
    this.job = job;
  }

  /**
   * Of a job.
   *
   * @param thread one of its threads
   * @param depths the I/O depths of a sweep
   */
  static FactList of(JobResult thread, String depths) {
    JobFacts facts = new JobFacts(thread.job());
    facts.addWorkload(thread, depths);
    facts.addEnd();
    facts.addOptional();
    String name = thread.job().name();
    return new FactList(
        name.equals(thread.job().pattern().fioName()) ? "Job" : "Job " + name, facts.facts);
  }

  private void addWorkload(JobResult thread, String depths) {
    add("pattern", job.pattern().fioName());
    if (job.pattern().isMixed()) {
      add("reads", job.rwMixReadPercent() + "%");
    }
    add("block size", job.blockSizes().text(job.pattern()));
    add("I/O depth", depths.contains(",") ? depths : Integer.toString(job.ioDepth()));
    add("threads", Integer.toString(job.numJobs()));
    add("devices", String.join(", ", thread.devices()));
    add(
        thread.devices().size() == 1 ? "region" : "region of the first",
        "%s from offset %s"
            .formatted(
                ByteSize.format(thread.region().lengthBytes()),
                ByteSize.format(thread.region().offsetBytes())));
  }

  private void addEnd() {
    JobEnd end = job.end();
    addTime("runtime", end.timeBased() ? "" : "at most ", end.runtime());
    addTime("ramp time", "", end.rampTime());
    if (end.ioSizeBytes() > 0) {
      add("amount of I/O", ByteSize.format(end.ioSizeBytes()));
    }
    if (end.numberIos() > 0) {
      add("I/Os", "at most " + end.numberIos());
    }
  }

  private void addOptional() {
    addRate("rate", job.rates().bytesPerSecond(), bytes -> Amounts.bytes(bytes) + "/s");
    addRate("rate", job.rates().iops(), iops -> iops + " IOPS");
    add("completion", job.completionMode().name().toLowerCase(Locale.ROOT));
    if (job.pattern().isRandom()) {
      boolean uniform = job.random().distribution().equals(RandomDistribution.UNIFORM);
      add(
          "random order",
          !uniform
              ? job.random().distribution().toString()
              : job.random().everyBlockOnce()
                  ? "each block once before any twice"
                  : "each block drawn anew");
    }
    add("seed", Long.toString(job.random().seed()));
    if (job.verify() != VerifyMethod.NONE) {
      add("verify", job.verify().name().toLowerCase(Locale.ROOT));
    }
    if (job.zoning().zbd()) {
      add(
          "zones",
          job.zoning().maxOpenZones() == 0
              ? "written in order"
              : "written in order, %d open at the most".formatted(job.zoning().maxOpenZones()));
    }
    if (job.syncInterval() > 0) {
      add("flush", "after every %d writes".formatted(job.syncInterval()));
    }
  }

  private void addRate(String name, PerDirection<Long> rates, LongFunction<String> text) {
    String limits =
        Stream.of(IoDirection.READ, IoDirection.WRITE, IoDirection.TRIM)
            .filter(direction -> job.pattern().has(direction) && rates.of(direction) > 0)
            .map(
                direction ->
                    "%s %s"
                        .formatted(
                            direction.name().toLowerCase(Locale.ROOT),
                            text.apply(rates.of(direction))))
            .collect(Collectors.joining(", "));
    if (!limits.isEmpty()) {
      add(name, limits + (job.rates().poisson() ? ", at random" : ", evenly"));
    }
  }

  private void addTime(String name, String prefix, Duration time) {
    if (!time.isZero()) {
      add(name, prefix + Labels.plain(time.toNanos() / 1e9) + " s");
    }
  }

  private void add(String name, String value) {
    facts.add(new Fact(name, value));
  }
}
