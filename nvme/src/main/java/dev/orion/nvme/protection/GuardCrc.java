package dev.orion.nvme.protection;

import java.lang.foreign.MemorySegment;

/** Calculates a CRC over pieces of memory: reset, update with each piece, take the value. */
sealed interface GuardCrc permits Crc16, Crc32c, Crc64 {

  /** Begins anew. */
  void reset();

  /** Goes on with {@code length} bytes. */
  void update(MemorySegment data, long offset, long length);

  /** The CRC of all since {@link #reset}, in its lower bits. */
  long value();
}
