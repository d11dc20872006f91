package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event of the Persistent Event Log page (0Dh; Base 5.16.1.14.1): its header, vendor specific
 * information, and its data.
 *
 * <p>nvme-cli 2.3 looks for the data where the vendor specific information is, if there is some. Of
 * Power-on or Reset events its JSON has the last controller's reset beside the event's own fields;
 * here all are in {@code reset_info_list}. Data of Set Feature events, which its JSON leaves out,
 * are the dwords of the command; those of unknown events are not shown. Its text has a hardware
 * error's code in the heading, with its name.
 */
public final class PersistentEvent extends Structure {
  /** Bytes of an event's header that are always there. */
  public static final int HEADER_BYTES = 24;

  static final Layout LAYOUT =
      new Layout(
          "Persistent Event",
          HEADER_BYTES,
          0,
          decimal("event_type", 0, 1).labelled("Event Type"),
          decimal("event_type_rev", 1, 1).labelled("Event Type Revision"),
          decimal("event_header_len", 2, 1).labelled("Event Header Length"),
          decimal("event_header_additional_info", 3, 1).labelled("Event Header Additional Info"),
          decimal("ctrl_id", 4, 2).labelled("Controller Identifier"),
          decimal("event_time_stamp", 6, 8).labelled("Event Timestamp"),
          decimal("port_id", 14, 2).labelled("Port Identifier"),
          decimal("vu_info_len", 20, 2).labelled("Vendor Specific Information Length"),
          decimal("event_len", 22, 2).labelled("Event Length"));

  /** Bytes of the header that its length does not count. */
  private static final int UNCOUNTED_BYTES = 3;

  private final Optional<Structure> data;
  private final List<Reset> resets;

  /**
   * Copies an event.
   *
   * @param event as many bytes as {@link #lengthBytes(MemorySegment)} says
   * @throws MalformedStructureException if its data are less than its type has
   */
  public PersistentEvent(MemorySegment event) {
    super(LAYOUT, event, lengthBytes(event));
    long offset = unsigned("event_header_len") + UNCOUNTED_BYTES + unsigned("vu_info_len");
    MemorySegment bytes = slice(offset, lengthBytes() - offset);
    this.data = type().flatMap(type -> dataOf(type, bytes));
    this.resets =
        type().orElse(null) == PersistentEventType.POWER_ON_OR_RESET ? resets(bytes) : List.of();
  }

  /**
   * How long the event is that begins so.
   *
   * @param header {@link #HEADER_BYTES}, or more
   * @throws MalformedStructureException if a length in it cannot be
   */
  public static long lengthBytes(MemorySegment header) {
    long headerBytes = LAYOUT.unsigned(header, "event_header_len") + UNCOUNTED_BYTES;
    long vendorBytes = LAYOUT.unsigned(header, "vu_info_len");
    long length = LAYOUT.unsigned(header, "event_len");
    if (headerBytes < HEADER_BYTES) {
      throw LAYOUT.malformed(
          "event_header_len is %d, less than 21".formatted(headerBytes - UNCOUNTED_BYTES));
    }
    if (length < vendorBytes) {
      throw LAYOUT.malformed(
          "event_len is %d, less than vu_info_len, %d".formatted(length, vendorBytes));
    }
    return headerBytes + length;
  }

  /** Event Type, or empty if the specification defines none. */
  public Optional<PersistentEventType> type() {
    return PersistentEventType.of(intOf("event_type"));
  }

  /** Controller Identifier of the controller that recorded it. */
  public int cntlid() {
    return intOf("ctrl_id");
  }

  /** Event Timestamp: milliseconds since 1970, or since the last reset of the clock. */
  public long timestampMilliseconds() {
    return unsigned("event_time_stamp") & 0xffff_ffff_ffffL;
  }

  /** What the event tells: a {@link SmartLog}, or {@link Data}; empty if its form is unknown. */
  public Optional<Structure> data() {
    return data;
  }

  /** Of a Power-on or Reset event, each controller's reset. */
  public List<Reset> resets() {
    return resets;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("event_type", typeTitle());
    data.ifPresent(structure -> map.putAll(structure.toMap()));
    if (!resets.isEmpty()) {
      map.put("reset_info_list", resets.stream().map(Structure::toMap).toList());
    }
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(super.toText());
    lines.set(0, line("Event Type", typeTitle()));
    data.ifPresent(
        structure -> {
          lines.add(
              (structure instanceof SmartLog ? "Smart Health Event" : structure.name())
                  + " Entry: ");
          lines.addAll(structure.toText());
        });
    if (!resets.isEmpty()) {
      lines.add("Reset Information List: ");
      resets.forEach(reset -> lines.addAll(reset.toText()));
    }
    return lines;
  }

  private String typeTitle() {
    return type()
        .map(PersistentEventType::title)
        .orElseGet(() -> "Reserved(0x%x)".formatted(unsigned("event_type")));
  }

  private static Optional<Structure> dataOf(PersistentEventType type, MemorySegment bytes) {
    Layout layout = PersistentEventLayouts.of(type);
    if (layout == null) {
      return Optional.empty();
    }
    requireData(layout, bytes);
    return Optional.of(layout == SmartLog.LAYOUT ? new SmartLog(bytes) : new Data(layout, bytes));
  }

  private static void requireData(Layout layout, MemorySegment bytes) {
    if (bytes.byteSize() < layout.sizeBytes()) {
      throw LAYOUT.malformed(
          "event_len leaves %d bytes of data, and %s has %d"
              .formatted(bytes.byteSize(), layout.structureName(), layout.sizeBytes()));
    }
  }

  private static List<Reset> resets(MemorySegment bytes) {
    int offset = Long.BYTES;
    return ListStructure.ofOneSize(
        bytes,
        offset,
        Reset.SIZE_BYTES,
        ListStructure.room(bytes, offset, Reset.SIZE_BYTES),
        Reset::new);
  }

  /** The data of an event, by the names that {@link #fields} has. */
  public static sealed class Data extends Structure permits Reset {
    Data(Layout layout, MemorySegment bytes) {
      super(layout, bytes);
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = super.toMap();
      map.replaceAll((name, value) -> name.endsWith("fw_rev") ? firmware(name) : value);
      return map;
    }

    @Override
    public List<String> toText() {
      Map<String, Object> shown = toMap();
      return fields().stream()
          .map(field -> line(field.label(), String.valueOf(shown.get(field.name()))))
          .toList();
    }

    private String firmware(String name) {
      return "%s (%s)".formatted(value(name), FieldText.firmwareRevision(unsigned(name)));
    }
  }

  /** A Controller Reset Information descriptor of a Power-on or Reset event. */
  public static final class Reset extends Data {
    static final int SIZE_BYTES = 36;

    static final Layout LAYOUT =
        new Layout(
            "Controller Reset Information",
            SIZE_BYTES,
            0,
            decimal("ctrl_id", 0, 2).labelled("Controller ID"),
            decimal("fw_act", 2, 1).labelled("Firmware Activation"),
            decimal("op_in_prog", 3, 1).labelled("Operation in Progress"),
            decimal("ctrl_power_cycle", 16, 4).labelled("Controller Power Cycle"),
            decimal("power_on_ml_secs", 20, 8).labelled("Power on milliseconds"),
            decimal("ctrl_time_stamp", 28, 8).labelled("Controller Timestamp"));

    Reset(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Controller Identifier. */
    public int cntlid() {
      return intOf("ctrl_id");
    }
  }
}
