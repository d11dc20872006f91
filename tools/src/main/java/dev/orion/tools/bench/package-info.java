/**
 * The benchmark runner: a {@link dev.orion.tools.bench.BenchJob} says what to do in fio's terms, a
 * {@link dev.orion.tools.bench.BenchRunner} does it on an open device, and a {@link
 * dev.orion.tools.bench.BenchResult} says how it went.
 */
@NullMarked
package dev.orion.tools.bench;

import org.jspecify.annotations.NullMarked;
