package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data structure that a controller returned: a copy of its bytes, and the fields in them.
 *
 * <p>Immutable; it keeps no reference to the memory it was read from. Nothing a controller writes
 * makes an accessor read outside of the copy. Keys and value types of {@link #toMap} are those of
 * nvme-cli 2.3's JSON, and so are names, order and number formats of {@link #toText} those of its
 * plain text, but for these differences, and those that a structure names itself:
 *
 * <ul>
 *   <li>Numbers are unsigned. nvme-cli 2.3 prints 32-bit fields from 2^31 up as negative in JSON.
 *   <li>ASCII fields are trimmed; nvme-cli keeps the padding. Bytes that are not printable become
 *       '.'.
 * </ul>
 */
public abstract sealed class Structure
    permits AnaLog.Group,
        BootPartitionLogHeader,
        ChangedZoneList,
        CommandsSupportedAndEffectsLog,
        ControllerList,
        DeviceSelfTestLog.Result,
        DomainList.Domain,
        EnduranceGroupList,
        EnduranceGroupLog,
        ErrorLog,
        ErrorLogEntry,
        EventAggregateLog,
        FdpConfigurationsLog.ReclaimUnitHandle,
        FdpEventsLog.Event,
        FdpStatisticsLog,
        FeatureEffectsLog,
        FirmwareSlotLog,
        IdentifyController,
        IdentifyControllerNvm,
        IdentifyControllerZoned,
        IdentifyNamespace,
        IdentifyNamespaceIndependent,
        IdentifyNamespaceKeyValue,
        IdentifyNamespaceNvm,
        IdentifyNamespaceZoned,
        IoCommandSets,
        LbaStatusDescriptors.Descriptor,
        LbaFormat,
        LbaStatusLog.Range,
        ListStructure,
        LockdownLog,
        MediaUnitStatusLog.MediaUnit,
        MiCommandEffectsLog,
        NamespaceGranularityList.Granularity,
        NamespaceIdList,
        NamespaceIdentificationDescriptors,
        NvmSetList.NvmSet,
        PersistentEvent,
        PersistentEvent.Data,
        PersistentEventLogHeader,
        PowerStateDescriptor,
        PredictableLatencyLog,
        PrimaryControllerCapabilities,
        ReclaimUnitHandleStatus.Handle,
        ReclaimUnitHandleUsageLog.Usage,
        ReservationStatus.Registrant,
        ReservationNotificationLog,
        RotationalMediaLog,
        SanitizeStatusLog,
        SecondaryControllerList.SecondaryController,
        SmartLog,
        SupportedCapacityConfigurationList.MediaUnit,
        SupportedLogPages,
        TelemetryLogHeader,
        UuidList.Entry,
        ZoneDescriptor,
        ZoneReport {
  private final Layout layout;
  private final byte[] bytes;

  /**
   * Copies {@code lengthBytes} bytes, of which the layout's size is the least.
   *
   * @throws IllegalArgumentException if the page is shorter
   */
  Structure(Layout layout, MemorySegment page, long lengthBytes) {
    layout.requireSize(page, lengthBytes);
    this.layout = layout;
    this.bytes = page.asSlice(0, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
  }

  Structure(Layout layout, MemorySegment page) {
    this(layout, page, layout.sizeBytes());
  }

  /** A copy of the raw bytes. */
  public final byte[] toBytes() {
    return bytes.clone();
  }

  /** The fields that this structure declares, in order. */
  public final List<Field> fields() {
    return layout.fields();
  }

  /**
   * A field of up to 8 bytes by its name; 8-byte values above 2^63 - 1 are negative.
   *
   * @throws IllegalArgumentException if there is no such field or it is longer
   */
  public final long unsigned(String name) {
    Field field = layout.field(name);
    if (field.kind() != Field.Kind.UNSIGNED) {
      throw new IllegalArgumentException(
          layout.structureName() + ": field '" + name + "' is not a number of up to 8 bytes");
    }
    return littleEndian(field.offset(), field.lengthBytes());
  }

  /**
   * What {@link #toMap} has for a field: {@code Long}, or {@code BigInteger} above 2^63 - 1, for
   * numbers of up to 8 bytes; else {@code String}, decimal for 16-byte numbers.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public final Object value(String name) {
    return value(layout.field(name));
  }

  /** The fields by name, in order, with lists and maps for what is nested in them. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field field : fields()) {
      if (isReported(field)) {
        map.put(field.name(), value(field));
      }
    }
    return map;
  }

  /** Plain text, a line for each field and for each nested structure, without line ends. */
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (Field field : fields()) {
      if (isReported(field)) {
        lines.add(line(field.label(), FieldText.of(field, value(field))));
      }
    }
    return lines;
  }

  /**
   * {@link #toText} with what the bits of fields say, as nvme-cli's {@code -H} has it but for the
   * white space before them. Numbers and lists stay as they are.
   */
  public List<String> toHumanText() {
    List<String> lines = new ArrayList<>();
    for (String text : toText()) {
      lines.add(text);
      for (Field field : fields()) {
        List<BitField> bits = bitFields().get(field.name());
        if (bits != null && text.startsWith(line(field.label(), ""))) {
          lines.addAll(BitField.lines(bits, unsigned(field.name())));
        }
      }
    }
    return lines;
  }

  /** What the bits of fields say, by the field's name. */
  Map<String, List<BitField>> bitFields() {
    return Map.of();
  }

  /** Whether {@link #toMap} and {@link #toText} show a field. */
  boolean isReported(Field field) {
    return true;
  }

  /** What errors call it. */
  final String name() {
    return layout.structureName();
  }

  final String line(String label, String text) {
    return label + " ".repeat(Math.max(0, layout.labelColumns() - label.length())) + ": " + text;
  }

  final int intOf(String name) {
    return (int) unsigned(name);
  }

  final BigInteger unsigned128(String name) {
    return bigInteger(layout.field(name));
  }

  final String text(String name) {
    return (String) value(name);
  }

  final long lengthBytes() {
    return bytes.length;
  }

  /** A part of the bytes, for a nested structure to copy. */
  final MemorySegment slice(long offset, long lengthBytes) {
    return MemorySegment.ofArray(bytes).asSlice(offset, lengthBytes).asReadOnly();
  }

  /** Little-endian number of up to 8 bytes anywhere in the structure. */
  final long littleEndian(int offset, int lengthBytes) {
    long value = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private Object value(Field field) {
    return switch (field.kind()) {
      case UNSIGNED -> unsignedNumber(littleEndian(field.offset(), field.lengthBytes()));
      case UNSIGNED_128 -> bigInteger(field).toString();
      case ASCII -> string(field, StandardCharsets.ISO_8859_1);
      case UTF_8 -> string(field, StandardCharsets.UTF_8);
      case BYTES -> HexFormat.of().formatHex(copy(field));
      case UUID -> FieldText.uuid(HexFormat.of().formatHex(copy(field)));
    };
  }

  private byte[] copy(Field field) {
    return Arrays.copyOfRange(bytes, field.offset(), field.offset() + field.lengthBytes());
  }

  private BigInteger bigInteger(Field field) {
    byte[] bigEndian = new byte[field.lengthBytes()];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = bytes[field.offset() + bigEndian.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  private String string(Field field, Charset charset) {
    byte[] raw = copy(field);
    int end = 0;
    while (end < raw.length && raw[end] != 0) {
      end++;
    }
    String text = new String(raw, 0, end, charset);
    String shown = charset.equals(StandardCharsets.UTF_8) ? "\\p{Cntrl}" : "[^ -~]";
    return text.replaceAll(shown, ".").strip();
  }

  /** {@code Long}, or {@code BigInteger} above 2^63 - 1. */
  static Object unsignedNumber(long value) {
    return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
  }
}
