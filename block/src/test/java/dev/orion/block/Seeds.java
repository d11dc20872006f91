package dev.orion.block;

import java.util.Random;

/** Random numbers that can be had again: {@code -Dorion.seed=} takes the printed seed. */
final class Seeds {

  private Seeds() {}

  static Random random(String test) {
    long seed = Long.getLong("orion.seed", System.nanoTime());
    System.out.println(test + ": -Dorion.seed=" + seed);
    return new Random(seed);
  }

  static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
