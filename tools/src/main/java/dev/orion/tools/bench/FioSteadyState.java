package dev.orion.tools.bench;

import static dev.orion.tools.bench.FioJson.decimal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found about a job's steady state as fio's JSON has it. */
final class FioSteadyState {
  private FioSteadyState() {}

  static Map<String, Object> of(SteadyStateResult found) {
    SteadyState.Criterion criterion = found.asked().criterion();
    String unit = criterion.percent() ? "%" : "";
    List<SteadyStateResult.Sample> samples = found.samples();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("bw_mean", mean(samples, SteadyState.Metric.BW));
    data.put("iops_mean", mean(samples, SteadyState.Metric.IOPS));
    if (criterion.metric() == SteadyState.Metric.LAT) {
      data.put("lat_mean", mean(samples, SteadyState.Metric.LAT));
      data.put("lat_ns", values(samples, SteadyState.Metric.LAT));
    }
    data.put("iops", values(samples, SteadyState.Metric.IOPS));
    data.put("bw", values(samples, SteadyState.Metric.BW));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ss", "%s:%s%s".formatted(criterion.fioName(), decimal(criterion.limit()), unit));
    map.put("duration", found.asked().duration().toSeconds());
    map.put("attained", found.attained() ? 1 : 0);
    map.put("criterion", decimal(found.value()) + unit);
    map.put("max_deviation", decimal(criterion.slope() ? 0 : absolute(found)));
    map.put("slope", decimal(criterion.slope() ? absolute(found) : 0));
    map.put("data", data);
    return map;
  }

  /** What was found, in the unit of its samples. */
  private static double absolute(SteadyStateResult found) {
    SteadyState.Criterion criterion = found.asked().criterion();
    return criterion.percent()
        ? found.value() / 100 * mean(found.samples(), criterion.metric())
        : found.value();
  }

  private static long mean(List<SteadyStateResult.Sample> samples, SteadyState.Metric metric) {
    return (long) samples.stream().mapToDouble(each -> each.of(metric)).average().orElse(0);
  }

  private static List<Long> values(
      List<SteadyStateResult.Sample> samples, SteadyState.Metric metric) {
    return samples.stream().map(each -> (long) each.of(metric)).toList();
  }
}
