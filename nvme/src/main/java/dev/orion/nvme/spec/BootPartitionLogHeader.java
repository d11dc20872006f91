package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first 16 bytes of the Boot Partition log page (15h; Base 5.16.1.21); the partition's data
 * follow.
 *
 * <p>nvme-cli 2.3 calls the size KiB in plain text; it is in units of 128 KiB.
 */
public final class BootPartitionLogHeader extends Structure {
  /** Its size. */
  public static final int HEADER_BYTES = 16;

  static final Layout LAYOUT =
      new Layout(
          "Boot Partition log", HEADER_BYTES, 0, decimal("count", 0, 1), hex("bpinfo", 4, 4));

  private static final int UNIT_BYTES = 128 << 10;

  /** Copies the header; throws {@link IllegalArgumentException} if the page is shorter. */
  public BootPartitionLogHeader(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Active Boot Partition ID, 0 or 1. */
  public int activePartition() {
    return intOf("bpinfo") >>> 31;
  }

  /** Boot Partition Size. */
  public long partitionBytes() {
    return (unsigned("bpinfo") & 0x7fff) * UNIT_BYTES;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", value("count"));
    map.put("abpid", (long) activePartition());
    map.put("bpsz", unsigned("bpinfo") & 0x7fff);
    return map;
  }

  @Override
  public List<String> toText() {
    return List.of(
        "Log ID: " + value("count"),
        "Boot Partition Size: %d KiB".formatted(partitionBytes() >> 10),
        "Active BPID: " + activePartition());
  }
}
