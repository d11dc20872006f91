package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * An axis of a plot: which values it spans, how they are spread over it, and its ticks.
 *
 * @param title what it shows, with the unit
 * @param low the value at its start
 * @param high the value at its end, greater
 * @param scale what is spread evenly: the values themselves, or their logarithms; ascending
 * @param ticks ascending
 */
record Axis(String title, double low, double high, DoubleUnaryOperator scale, List<Tick> ticks) {
  private static final int INTERVALS = 6;

  /** This share of a step is too little to leave the tick out that would come next. */
  private static final double NEARLY = 0.1;

  /** Names of depths that are nearer to each other than this share of the axis would touch. */
  private static final double ROOM_FOR_DEPTH = 0.055;

  /** Where on the axis a value is: 0 at its start, 1 at its end; values beyond are moved there. */
  double position(double value) {
    double start = scale.applyAsDouble(low);
    double position = (scale.applyAsDouble(value) - start) / (scale.applyAsDouble(high) - start);
    return Math.clamp(position, 0.0, 1.0);
  }

  /** From 0 to the first tick that no value is above. */
  static Axis fromZero(String title, DoubleStream values, DoubleFunction<String> text) {
    double max = values.filter(Double::isFinite).max().orElse(0);
    double range = max > 0 ? max : 1;
    double step = Ticks.step(range, INTERVALS);
    double high = step * Math.ceil(range / step * (1 - 1e-9));
    return new Axis(title, 0, high, DoubleUnaryOperator.identity(), Ticks.linear(high, step, text));
  }

  /** From 0 to the latest time, in seconds, or to the tick that it all but reaches. */
  static Axis time(DoubleStream seconds) {
    double max = seconds.filter(Double::isFinite).max().orElse(0);
    double range = max > 0 ? max : 1;
    double step = Ticks.timeStep(range, 2 * INTERVALS);
    double high = Math.max(range, step * Math.floor(range / step + NEARLY));
    boolean clock = step >= 20;
    return new Axis(
        clock ? (high < 3600 ? "time (min:s)" : "time (h:min:s)") : "time (s)",
        0,
        high,
        DoubleUnaryOperator.identity(),
        Ticks.linear(high, step, clock ? Axis::clock : Labels::plain));
  }

  /** Logarithmic, between the nearest of 1, 2 and 5 times a power of ten around the values. */
  static Axis logarithmic(String title, DoubleStream values, DoubleFunction<String> text) {
    double[] sorted = values.filter(each -> Double.isFinite(each) && each > 0).sorted().toArray();
    double low = sorted.length == 0 ? 1 : Ticks.roundDown(sorted[0]);
    double high = sorted.length == 0 ? 10 : Ticks.roundUp(sorted[sorted.length - 1]);
    if (high / low < 1.5) {
      high = Ticks.roundUp(high * 1.5);
    }
    return new Axis(title, low, high, Math::log10, Ticks.logarithmic(low, high, text));
  }

  /** Percentiles from 0 on, where each further nine takes the same room; 100 has no place on it. */
  static Axis percentiles(DoubleStream percentiles) {
    double nines = percentiles.filter(each -> each < 100).map(Axis::nines).max().orElse(0);
    double high = Math.max(1, nines);
    return new Axis(
        "percentile", 0, 100 * (1 - Math.pow(10, -high)), Axis::nines, Ticks.percentiles(high));
  }

  /** Doublings, with a tick at each of the depths. */
  static Axis depths(String title, List<Integer> depths) {
    List<Integer> sorted = depths.stream().distinct().sorted().toList();
    double low = sorted.isEmpty() ? 1 : sorted.getFirst();
    double high = sorted.size() < 2 ? 2 * low : sorted.getLast();
    Axis axis = new Axis(title, low, high, Math::log, List.of());
    List<Tick> ticks = new ArrayList<>();
    double lastNamed = Double.NEGATIVE_INFINITY;
    for (int depth : sorted) {
      boolean hasRoom = axis.position(depth) - lastNamed >= ROOM_FOR_DEPTH;
      lastNamed = hasRoom ? axis.position(depth) : lastNamed;
      ticks.add(new Tick(depth, hasRoom ? Integer.toString(depth) : ""));
    }
    return new Axis(title, low, high, Math::log, ticks);
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static String clock(double seconds) {
    return Amounts.clock(Duration.ofSeconds(Math.round(seconds)));
  }
}
