package dev.orion.nvme.protection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * CRC-32C by the processor's instruction. The JDK's takes arrays and buffers, so the data go
 * through an array that stays in the first-level cache: that costs less than a buffer object each.
 */
final class Crc32c implements GuardCrc {

  private final CRC32C crc = new CRC32C();
  private final byte[] piece = new byte[4096];

  @Override
  public void reset() {
    crc.reset();
  }

  @Override
  public void update(MemorySegment data, long offset, long length) {
    for (long done = 0; done < length; ) {
      int step = (int) Math.min(length - done, piece.length);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset + done, piece, 0, step);
      crc.update(piece, 0, step);
      done += step;
    }
  }

  @Override
  public long value() {
    return crc.getValue();
  }
}
