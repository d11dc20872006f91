/** What an I/O costs, measured with JMH; {@code benchmarks/run} starts them. */
@NullMarked
package dev.orion.benchmarks;

import org.jspecify.annotations.NullMarked;
