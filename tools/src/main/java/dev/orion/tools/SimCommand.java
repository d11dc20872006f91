package dev.orion.tools;

import dev.orion.simulation.run.FaultKind;
import dev.orion.simulation.run.Shrinker;
import dev.orion.simulation.run.Simulation;
import dev.orion.simulation.run.SimulationFailure;
import dev.orion.simulation.run.SimulationPlan;
import dev.orion.simulation.run.SimulationTotals;
import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.StatusLine;
import dev.orion.tools.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code orion sim}: the driver against a model device that does wrong, on one thread. */
@Command(
    name = "sim",
    sortOptions = false,
    description = {
      "Runs the NVMe driver on one thread against a model device under a virtual clock. Every",
      "choice, delay and fault is drawn from the seed: the same seed gives the same run. What"
          + " reads",
      "return is checked, that each request ends once and in time, and that no memory is lost or",
      "written to late. A failure says the command that shows it again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion sim --seeds=1000                    seeds 1 to 1000",
      "  orion sim --seed=7 --steps=400 --trace    all that happens in one run",
      "  orion sim --seed=7 --shrink               the smallest run that fails as this one does"
    })
final class SimCommand implements Callable<Integer> {
  private static final long SHOW_NANOS = 100_000_000;

  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first seed (1).")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many seeds, each one more than the one before (1).")
  private int seeds;

  @Option(
      names = "--steps",
      paramLabel = "M",
      defaultValue = "1000",
      description = "Steps of a run, which ends earlier if its device is removed (1000).")
  private int steps;

  @Option(
      names = "--without",
      paramLabel = "FAULTS",
      split = ",",
      description = "Kinds of faults that do not happen, by the names in the result.")
  private List<String> without = List.of();

  @Option(names = "--shrink", description = "Make a run that fails as small as can be.")
  private boolean shrink;

  @Option(names = "--trace", description = "Print all that happens.")
  private boolean trace;

  @Mixin private final TextOrJson format = new TextOrJson();

  SimCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Set<FaultKind> leftOut = leftOut();
    if (steps < 1 || seeds < 1) {
      throw wrong("--steps and --seeds must be at least 1");
    }
    SimulationTotals totals = new SimulationTotals();
    long start = System.nanoTime();
    try (StatusLine progress = new StatusLine(err(), streams.errIsTerminal())) {
      long shown = start;
      for (int i = 0; i < seeds; i++) {
        totals.add(
            Simulation.run(
                new SimulationPlan(seed + i, steps, leftOut), trace ? out()::println : _ -> {}));
        long now = System.nanoTime();
        if (now - shown > SHOW_NANOS) {
          shown = now;
          progress.show(progress(totals.runs(), now - start));
        }
      }
    } catch (SimulationFailure failure) {
      SimulationFailure told = shrink ? Shrinker.shrink(failure) : failure;
      throw new IOException(
          "%s; to see it again: %s".formatted(told.getMessage(), told.plan().commandLine()), told);
    }
    print(totals, Duration.ofNanos(System.nanoTime() - start));
    return 0;
  }

  private String progress(long done, long nanos) {
    Duration left = Duration.ofNanos(nanos / done * (seeds - done));
    return "%d of %d seeds, %s left".formatted(done, seeds, Amounts.clock(left));
  }

  private Set<FaultKind> leftOut() {
    return without.stream().map(this::kind).collect(Collectors.toSet());
  }

  private FaultKind kind(String title) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "--without: '%s' is no fault; there are %s"
                        .formatted(
                            title,
                            Arrays.stream(FaultKind.values())
                                .map(FaultKind::title)
                                .collect(Collectors.joining(", ")))));
  }

  private void print(SimulationTotals totals, Duration took) throws IOException {
    double seconds = took.toNanos() / 1e9;
    if (format.isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("first_seed", seed);
      map.put("seeds", totals.runs());
      map.put("steps", steps);
      map.put("requests", totals.requests());
      map.put("requests_failed", totals.failures());
      map.put("virtual_seconds", totals.virtualNanos() / 1e9);
      map.put("seconds", seconds);
      map.put("faults", faults(totals));
      TextOrJson.printJson(map, out());
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    faults(totals).forEach((kind, count) -> rows.add(List.of(kind, Long.toString(count))));
    if (!rows.isEmpty()) {
      TextTable.lines(rows, 1).forEach(out()::println);
    }
    out()
        .printf(
            "%n%d runs of up to %d steps: %d requests, %d of them failed with a reason; %d faults"
                + " of %d kinds.%n",
            totals.runs(),
            steps,
            totals.requests(),
            totals.failures(),
            totals.faultCount(),
            totals.faults().size());
    out()
        .printf(
            "Each ended once and in time, no data was wrong, no memory lost. %.1f s, %.0f requests"
                + " and %.0f faults a second; %s in the devices' time.%n",
            seconds,
            totals.requests() / seconds,
            totals.faultCount() / seconds,
            Amounts.clock(Duration.ofNanos(totals.virtualNanos())));
  }

  private static Map<String, Long> faults(SimulationTotals totals) {
    Map<String, Long> faults = new LinkedHashMap<>();
    totals.faults().forEach((kind, count) -> faults.put(kind.title(), count));
    return faults;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
  }
}
