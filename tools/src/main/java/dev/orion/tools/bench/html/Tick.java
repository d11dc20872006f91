package dev.orion.tools.bench.html;

/**
 * A mark at an axis.
 *
 * @param value where it is
 * @param text what stands at it; empty if only a line is drawn
 */
record Tick(double value, String text) {}
