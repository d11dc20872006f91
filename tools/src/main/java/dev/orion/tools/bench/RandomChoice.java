package dev.orion.tools.bench;

/**
 * In which order a job with a random pattern goes over its region.
 *
 * @param everyBlockOnce whether it visits every block once before it visits one twice; only the
 *     uniform distribution can
 * @param distribution which places it prefers
 * @param randomPercent how many of a hundred I/Os go elsewhere; the others follow the one before
 * @param run I/Os that follow each other before one goes elsewhere, that one included
 * @param seed what all draws follow from: same seed, same I/Os
 */
public record RandomChoice(
    boolean everyBlockOnce,
    RandomDistribution distribution,
    int randomPercent,
    int run,
    long seed) {

  /** Whether each I/O goes elsewhere. */
  boolean alwaysJumps() {
    return randomPercent == 100 && run == 1;
  }

  /** Whether every place comes once before one comes twice. */
  boolean isPermutation() {
    return everyBlockOnce && distribution.equals(RandomDistribution.UNIFORM);
  }

  /** The order of a thread's jumps, between places 0 to {@code count} - 1. */
  IoOrder order(long count, long orderSeed) {
    return isPermutation()
        ? IoOrder.permutation(count, orderSeed)
        : distribution.order(count, orderSeed);
  }
}
