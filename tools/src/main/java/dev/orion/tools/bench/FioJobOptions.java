package dev.orion.tools.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A job's options as fio's JSON has them, defaults that say something included. */
final class FioJobOptions {
  private FioJobOptions() {}

  static Map<String, Object> of(JobResult result) {
    BenchJob job = result.job();
    JobEnd end = job.end();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", job.name());
    map.put("filename", String.join(" ", result.devices()));
    map.put("rw", job.pattern().fioName());
    map.put(
        "bs",
        job.blockSizes().isSingle(job.pattern())
            ? Integer.toString(job.blockSizes().minBytes(job.pattern()))
            : job.blockSizes().text(job.pattern()));
    map.put("iodepth", Integer.toString(job.ioDepth()));
    map.put("numjobs", Integer.toString(job.numJobs()));
    map.put("offset", Long.toString(result.region().offsetBytes()));
    map.put("size", Long.toString(result.region().lengthBytes()));
    map.put("randseed", Long.toString(job.random().seed()));
    putTime(map, "runtime", end.runtime());
    putTime(map, "ramp_time", end.rampTime());
    if (end.timeBased()) {
      map.put("time_based", "1");
    }
    if (job.pattern().isMixed()) {
      map.put("rwmixread", Integer.toString(job.rwMixReadPercent()));
    }
    if (!job.random().everyBlockOnce()) {
      map.put("norandommap", "1");
    }
    if (!job.random().distribution().equals(RandomDistribution.UNIFORM)) {
      map.put("random_distribution", job.random().distribution().toString());
    }
    if (job.rates().limit(job.pattern())) {
      putRate(map, "rate", job.rates().bytesPerSecond());
      putRate(map, "rate_iops", job.rates().iops());
      map.put("rate_process", job.rates().poisson() ? "poisson" : "linear");
    }
    if (job.verify() != VerifyMethod.NONE) {
      map.put("verify", job.verify().name().toLowerCase(Locale.ROOT));
    }
    if (job.zoning().zbd()) {
      map.put("zonemode", "zbd");
      if (job.zoning().maxOpenZones() > 0) {
        map.put("max_open_zones", Integer.toString(job.zoning().maxOpenZones()));
      }
    }
    if (job.syncInterval() > 0) {
      map.put("fsync", Integer.toString(job.syncInterval()));
    }
    return map;
  }

  private static void putRate(Map<String, Object> map, String key, PerDirection<Long> rates) {
    if (!rates.equals(PerDirection.all(0L))) {
      map.put(key, "%d,%d,%d".formatted(rates.read(), rates.write(), rates.trim()));
    }
  }

  private static void putTime(Map<String, Object> map, String key, Duration time) {
    if (!time.isZero()) {
      map.put(key, time.toMillis() + "ms");
    }
  }
}
