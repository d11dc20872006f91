package dev.orion.tools.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What {@link VerifyMethod#CRC32C} writes: every I/O begins with a header of 32 bytes,
 * little-endian, and goes on with pseudo-random bytes that follow from the header.
 *
 * <pre>
 *  0  8 bytes  magic, "ORIONVFY"
 *  8  8 bytes  offset on the device in bytes: finds misdirected I/O
 * 16  8 bytes  tag of the run that wrote it: finds writes that never arrived
 * 24  4 bytes  length of the I/O in bytes
 * 28  4 bytes  CRC-32C of all other bytes of the I/O
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class VerifyPattern {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long MAGIC = 0x5946_564e_4f49_524fL;
  private static final int OFFSET = 8;
  private static final int RUN_TAG = 16;
  private static final int LENGTH = 24;
  private static final int CHECKSUM = 28;
  private static final int PAYLOAD = 32;

  private final CRC32C crc = new CRC32C();
  private final SplitMix64 random = new SplitMix64(0);

  /**
   * Fills the first {@code lengthBytes} of an I/O's buffer; {@code bytes} is a view of all of it.
   */
  void fill(MemorySegment data, ByteBuffer bytes, int lengthBytes, long offsetBytes, long runTag) {
    data.set(LONG, 0, MAGIC);
    data.set(LONG, OFFSET, offsetBytes);
    data.set(LONG, RUN_TAG, runTag);
    data.set(INT, LENGTH, lengthBytes);
    random.reseed(SplitMix64.derive(runTag, offsetBytes));
    for (int at = PAYLOAD; at < lengthBytes; at += Long.BYTES) {
      data.set(LONG, at, random.nextLong());
    }
    data.set(INT, CHECKSUM, checksum(bytes, lengthBytes));
  }

  /**
   * Checks the first {@code lengthBytes} of an I/O's buffer after they were read.
   *
   * @param runTag tag of the run that wrote it, or null to accept any
   * @return what is wrong, in words, or null if all is well
   */
  @Nullable String check(
      MemorySegment data,
      ByteBuffer bytes,
      int lengthBytes,
      long offsetBytes,
      @Nullable Long runTag) {
    long readTag = data.get(LONG, RUN_TAG);
    if (data.get(LONG, 0) == MAGIC
        && data.get(LONG, OFFSET) == offsetBytes
        && data.get(INT, LENGTH) == lengthBytes
        && (runTag == null || readTag == runTag)
        && data.get(INT, CHECKSUM) == checksum(bytes, lengthBytes)) {
      return null;
    }
    return explain(data.asSlice(0, lengthBytes), offsetBytes, runTag);
  }

  private int checksum(ByteBuffer bytes, int lengthBytes) {
    crc.reset();
    crc.update(bytes.limit(CHECKSUM).position(0));
    crc.update(bytes.limit(lengthBytes).position(PAYLOAD));
    return (int) crc.getValue();
  }

  private String explain(MemorySegment data, long offsetBytes, @Nullable Long runTag) {
    if (runTag == null && data.get(LONG, 0) != MAGIC) {
      return "no verification header at offset %d; write the data with --verify=crc32c first"
          .formatted(offsetBytes);
    }
    int writtenBytes = data.get(INT, LENGTH);
    if (runTag == null && writtenBytes != data.byteSize()) {
      return "the data at offset %d was written by I/Os of %d bytes; read it with --bs=%d"
          .formatted(offsetBytes, writtenBytes, writtenBytes);
    }
    int lengthBytes = (int) data.byteSize();
    ByteBuffer expectedBytes = ByteBuffer.allocate(lengthBytes);
    MemorySegment expected = MemorySegment.ofBuffer(expectedBytes);
    fill(
        expected,
        expectedBytes,
        lengthBytes,
        offsetBytes,
        runTag == null ? data.get(LONG, RUN_TAG) : runTag);
    long at = expected.mismatch(data);
    return "wrong data at offset %d: byte %d of the I/O of %d bytes at offset %d is 0x%02x, 0x%02x was written%s"
        .formatted(
            offsetBytes + at,
            at,
            data.byteSize(),
            offsetBytes,
            data.get(ValueLayout.JAVA_BYTE, at),
            expected.get(ValueLayout.JAVA_BYTE, at),
            suspicion(data, offsetBytes, runTag));
  }

  private static String suspicion(MemorySegment data, long offsetBytes, @Nullable Long runTag) {
    if (data.get(LONG, 0) != MAGIC) {
      return "";
    }
    long readOffsetBytes = data.get(LONG, OFFSET);
    if (readOffsetBytes != offsetBytes) {
      return " (the header says the data belongs to offset %d)".formatted(readOffsetBytes);
    }
    return runTag != null && data.get(LONG, RUN_TAG) != runTag
        ? " (the header says an earlier run wrote it)"
        : "";
  }
}
