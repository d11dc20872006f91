package dev.orion.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sweep as JSON: an object with {@code fio version}, the list {@code iodepths} and the list
 * {@code results}, in which each entry is what {@link FioJson} has of the run of that depth, {@code
 * timestamp} included. A sweep that ended early has fewer of both.
 */
public final class SweepJson {
  private final SweepResult sweep;
  private final List<Double> percentiles;
  private final boolean withBins;

  /** The JSON of a sweep; see {@link FioJson}. */
  public SweepJson(SweepResult sweep, List<Double> percentiles, boolean withBins) {
    this.sweep = sweep;
    this.percentiles = List.copyOf(percentiles);
    this.withBins = withBins;
  }

  /**
   * The text.
   *
   * @param orionVersion for {@code fio version}
   */
  public String text(String orionVersion) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("fio version", "orion-" + orionVersion);
    root.put("iodepths", sweep.steps().stream().map(SweepResult.Step::ioDepth).toList());
    root.put(
        "results",
        sweep.steps().stream()
            .map(
                step ->
                    new FioJson(step.result(), percentiles, withBins).map(orionVersion, step.end()))
            .toList());
    return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(root);
  }
}
