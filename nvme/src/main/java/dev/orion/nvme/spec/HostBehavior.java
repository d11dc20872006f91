package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A value of the feature Host Behavior Support (Base 5.27.1.18): what the host knows to handle.
 *
 * @param advancedCommandRetry Command Interrupted statuses with a retry delay (ACRE)
 * @param extendedTelemetry telemetry data area 4 (ETDAS)
 * @param lbaFormatExtension more than 16 LBA formats, and guards of 32 and 64 bits (LBAFEE)
 * @param copyDescriptorFormats bit n: Copy with descriptors of format n, from 2 on, which come from
 *     other namespaces; came after NVMe 2.0 (CDFE)
 */
public record HostBehavior(
    boolean advancedCommandRetry,
    boolean extendedTelemetry,
    boolean lbaFormatExtension,
    int copyDescriptorFormats) {
  /** Length of the data structure. */
  public static final int BYTES = 512;

  private static final ValueLayout.OfShort CDFE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Reads it of the data that Get Features returned. */
  public static HostBehavior of(MemorySegment data) {
    return new HostBehavior(
        isOne(data, 0), isOne(data, 1), isOne(data, 2), Short.toUnsignedInt(data.get(CDFE, 4)));
  }

  /** The data for Set Features. */
  public MemorySegment toData() {
    MemorySegment data = MemorySegment.ofArray(new byte[BYTES]);
    data.set(ValueLayout.JAVA_BYTE, 0, (byte) Bits.bit(advancedCommandRetry, 0));
    data.set(ValueLayout.JAVA_BYTE, 1, (byte) Bits.bit(extendedTelemetry, 0));
    data.set(ValueLayout.JAVA_BYTE, 2, (byte) Bits.bit(lbaFormatExtension, 0));
    data.set(CDFE, 4, (short) copyDescriptorFormats);
    return data;
  }

  private static boolean isOne(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_BYTE, offset) == 1;
  }
}
