package dev.orion.tools.bench.html;

/**
 * A bar of a histogram.
 *
 * @param from least value that it counts
 * @param to least value that it does not count any more
 * @param count how many values it counts
 */
public record Bar(double from, double to, long count) {}
