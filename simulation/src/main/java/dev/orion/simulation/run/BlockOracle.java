package dev.orion.simulation.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the blocks of a device may hold. Every write gives a block a content of its own; a block
 * never has two requests at a time.
 *
 * <p>A write that succeeded leaves one content, one that failed leaves two: blocks are written
 * whole or not at all. A power cut brings back any content since the last that was made durable.
 */
final class BlockOracle {

  private final List<Set<Long>> current = new ArrayList<>();
  private final List<Set<Long>> afterPowerCut = new ArrayList<>();
  private final List<Set<Long>> whenFlushBegan = new ArrayList<>();

  /** Of blocks that hold 0. */
  BlockOracle(int blockCount) {
    for (int i = 0; i < blockCount; i++) {
      current.add(new HashSet<>(Set.of(0L)));
      afterPowerCut.add(new HashSet<>(Set.of(0L)));
      whenFlushBegan.add(new HashSet<>());
    }
  }

  /** A write was begun. */
  void begin(int block, long content) {
    current.get(block).add(content);
    afterPowerCut.get(block).add(content);
    whenFlushBegan.get(block).add(content);
  }

  /**
   * A write succeeded.
   *
   * @param isDurable whether it survives a power cut
   */
  void succeed(int block, long content, boolean isDurable) {
    only(current.get(block), content);
    if (isDurable) {
      only(afterPowerCut.get(block), content);
    }
  }

  /** Whether a block may hold that; if so it does, as nothing is written to it now. */
  boolean observe(int block, long content) {
    Set<Long> possible = current.get(block);
    if (!possible.contains(content)) {
      return false;
    }
    only(possible, content);
    return true;
  }

  /** What a block may hold. */
  Set<Long> possible(int block) {
    return current.get(block);
  }

  /** A flush was begun, the only one at its time. */
  void beginFlush() {
    for (int block = 0; block < current.size(); block++) {
      whenFlushBegan.get(block).clear();
      whenFlushBegan.get(block).addAll(current.get(block));
    }
  }

  /** It succeeded: what had been overwritten when it began does not come back. */
  void succeedFlush() {
    for (int block = 0; block < current.size(); block++) {
      afterPowerCut.get(block).retainAll(whenFlushBegan.get(block));
    }
  }

  /** The power was cut. */
  void powerCut() {
    for (int block = 0; block < current.size(); block++) {
      current.get(block).clear();
      current.get(block).addAll(afterPowerCut.get(block));
    }
  }

  private static void only(Set<Long> set, long content) {
    set.clear();
    set.add(content);
  }
}
