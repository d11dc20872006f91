package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;

/** The LBA Format data structure, 4 bytes, in Identify Namespace (NVM 4.1.5.1). */
public final class LbaFormat extends Structure {
  static final int SIZE_BYTES = 4;

  static final Layout LAYOUT =
      new Layout(
          "LBA Format", SIZE_BYTES, 0, decimal("ms", 0, 2), decimal("ds", 2, 1), hex("rp", 3, 1));

  private static final int MIN_LBADS = 9;
  private static final int MAX_LBADS = 30;

  LbaFormat(MemorySegment bytes) {
    super(LAYOUT, bytes);
  }

  /** Metadata Size (MS). */
  public int metadataBytes() {
    return intOf("ms");
  }

  /** LBA Data Size (LBADS) as a power of two; 0 if the format is not available. */
  public int lbads() {
    return intOf("ds");
  }

  /** LBA data size, 512 to 2^30; 0 if {@link #lbads} is not 9 to 30. */
  public int lbaSizeBytes() {
    return lbads() < MIN_LBADS || lbads() > MAX_LBADS ? 0 : 1 << lbads();
  }

  /** Relative Performance, 0 (best) to 3 (degraded). */
  public int relativePerformance() {
    return intOf("rp") & 0x3;
  }

  String toText(int index, boolean inUse) {
    return "lbaf %2d : ms:%-3d lbads:%-2d rp:%s %s"
        .formatted(
            index,
            metadataBytes(),
            lbads(),
            FieldText.hex(unsigned("rp")),
            inUse ? "(in use)" : "");
  }
}
