/**
 * Deterministic simulation: the driver and a model device on one thread, under a virtual clock,
 * with every choice and every fault drawn from a seed, and an oracle that knows what each read may
 * return. The same seed gives the same run.
 */
@NullMarked
package dev.orion.simulation.run;

import org.jspecify.annotations.NullMarked;
