package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.ascii;
import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;
import static dev.orion.nvme.spec.Field.utf8;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first 512 bytes of the Persistent Event Log page (0Dh; Base 5.16.1.14). */
public final class PersistentEventLogHeader extends Structure {
  /** Its size. */
  public static final int SIZE_BYTES = 512;

  static final Layout LAYOUT =
      new Layout(
          "Persistent Event Log",
          SIZE_BYTES,
          0,
          decimal("log_id", 0, 1).labelled("Log Identifier"),
          decimal("total_num_of_events", 4, 4).labelled("Total Number of Events"),
          decimal("total_log_len", 8, 8).labelled("Total Log Length "),
          decimal("log_revision", 16, 1).labelled("Log Revision"),
          decimal("log_header_len", 18, 2).labelled("Log Header Length"),
          decimal("timestamp", 20, 8).labelled("Timestamp"),
          decimal128("power_on_hours", 28).labelled("Power On Hours (POH)"),
          decimal("power_cycle_count", 44, 8).labelled("Power Cycle Count"),
          decimal("pci_vid", 52, 2).labelled("PCI Vendor ID (VID)"),
          decimal("pci_ssvid", 54, 2).labelled("PCI Subsystem Vendor ID (SSVID)"),
          ascii("sn", 56, 20).labelled("Serial Number (SN)"),
          ascii("mn", 76, 40).labelled("Model Number (MN)"),
          utf8("subnqn", 116, 256).labelled("NVM Subsystem NVMe Qualified Name (SUBNQN)"),
          decimal("gen_number", 372, 2).labelled("Generation Number"),
          decimal("rci", 374, 4).labelled("Reporting Context Information (RCI)"));

  private static final int BITMAP_OFFSET = 480;

  /**
   * Copies the header; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if the log claims to be shorter than its header.
   */
  public PersistentEventLogHeader(MemorySegment page) {
    super(LAYOUT, page);
    if (Long.compareUnsigned(totalLengthBytes(), SIZE_BYTES) < 0) {
      throw LAYOUT.malformed(
          "total_log_len is %d, less than its header of 512".formatted(totalLengthBytes()));
    }
  }

  /** Total Number of Events, unsigned. */
  public int events() {
    return intOf("total_num_of_events");
  }

  /** Total Log Length in bytes, this header included; unsigned. */
  public long totalLengthBytes() {
    return unsigned("total_log_len");
  }

  /** Timestamp: milliseconds since 1970, or since the last reset of the clock. */
  public long timestampMilliseconds() {
    return unsigned("timestamp") & 0xffff_ffff_ffffL;
  }

  /** Power On Hours. */
  public BigInteger powerOnHours() {
    return unsigned128("power_on_hours");
  }

  /** Whether the log can have events of a type (Supported Events Bitmap). */
  public boolean supports(PersistentEventType type) {
    return Bits.isSet(littleEndian(BITMAP_OFFSET + type.code() / 8, 1), type.code() % 8);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    for (PersistentEventType type : supported()) {
      map.put("bitmap_%x".formatted(type.code()), "Support " + type.title());
    }
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(super.toText());
    lines.add("Supported Events Bitmap: ");
    for (PersistentEventType type : supported()) {
      lines.add("        Support " + type.title());
    }
    return lines;
  }

  private List<PersistentEventType> supported() {
    return List.of(PersistentEventType.values()).stream().filter(this::supports).toList();
  }
}
