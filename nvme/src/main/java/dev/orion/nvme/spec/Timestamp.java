package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A value of the feature Timestamp (Base 5.27.1.14).
 *
 * @param millis milliseconds since 1970 if it was set, since the last reset if not; 48 bits
 * @param wasSet whether a host has set it, else a reset has cleared it
 * @param mayHaveStopped whether the controller may have stopped counting in between
 */
public record Timestamp(long millis, boolean wasSet, boolean mayHaveStopped) {
  /** Length of the data structure. */
  public static final int BYTES = 8;

  private static final ValueLayout.OfLong QWORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Throws {@link IllegalArgumentException} if the time has more than 48 bits. */
  public Timestamp {
    if (millis >>> 48 != 0) {
      throw new IllegalArgumentException("Timestamp is " + millis + ", must be 0 to 2^48 - 1");
    }
  }

  /** A time to be set. */
  public static Timestamp ofMillis(long millis) {
    return new Timestamp(millis, true, false);
  }

  /** Reads it of the data that Get Features returned. */
  public static Timestamp of(MemorySegment data) {
    long raw = data.get(QWORD, 0);
    return new Timestamp(raw & 0xffff_ffff_ffffL, Bits.get(raw, 49, 3) == 1, Bits.isSet(raw, 48));
  }

  /** The data for Set Features, where only the time counts. */
  public MemorySegment toData() {
    MemorySegment data = MemorySegment.ofArray(new byte[BYTES]);
    data.set(QWORD, 0, millis);
    return data;
  }
}
