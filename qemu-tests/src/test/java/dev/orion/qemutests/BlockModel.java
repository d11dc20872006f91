package dev.orion.qemutests;

import java.util.Arrays;
import java.util.BitSet;

/** What the first blocks of a device must hold, in an array. */
final class BlockModel {

  private final int blockBytes;
  private final byte[] content;
  private final BitSet unknown = new BitSet();

  BlockModel(int blockBytes, int blockCount) {
    this.blockBytes = blockBytes;
    content = new byte[blockBytes * blockCount];
  }

  int blockCount() {
    return content.length / blockBytes;
  }

  void write(int block, byte[] data) {
    System.arraycopy(data, 0, content, block * blockBytes, data.length);
    unknown.clear(block, block + data.length / blockBytes);
  }

  void zero(int block, int count) {
    Arrays.fill(content, block * blockBytes, (block + count) * blockBytes, (byte) 0);
    unknown.clear(block, block + count);
  }

  /** From now on, and until they are written, the blocks may read as anything. */
  void discard(int block, int count) {
    unknown.set(block, block + count);
  }

  /** What the blocks must read as; of those that may read as anything, what was read. */
  byte[] expected(int block, byte[] read) {
    byte[] expected = read.clone();
    for (int i = 0; i < read.length / blockBytes; i++) {
      if (!unknown.get(block + i)) {
        System.arraycopy(content, (block + i) * blockBytes, expected, i * blockBytes, blockBytes);
      }
    }
    return expected;
  }
}
