package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The Identify Namespace data structure of the Zoned Namespace Command Set, 4096 bytes (CNS 05h,
 * CSI 02h; ZNS 4.1.5.1).
 *
 * <p>nvme-cli 2.3 prints {@code frl} for {@code frl1} to {@code frl3} in plain text, and the low 32
 * bits of {@code zsze} in JSON; here each is itself. {@code lbafe} has the unique capability
 * formats too.
 */
public final class IdentifyNamespaceZoned extends Structure {
  /** Bit of {@link #ozcs}: Zone Random Write Area Supported. */
  public static final int OZCS_ZRWASUP = 1 << 1;

  /** Bit of {@link #zrwacap}: Explicit ZRWA Flush Supported. */
  public static final int ZRWACAP_EXPFLUSHSUP = 1;

  static final Layout LAYOUT =
      new Layout(
          "Zoned Identify Namespace",
          4096,
          8,
          decimal("zoc", 0, 2),
          decimal("ozcs", 2, 2),
          hex("mar", 4, 4),
          hex("mor", 8, 4),
          decimal("rrl", 12, 4),
          decimal("frl", 16, 4),
          decimal("rrl1", 20, 4),
          decimal("rrl2", 24, 4),
          decimal("rrl3", 28, 4),
          decimal("frl1", 32, 4),
          decimal("frl2", 36, 4),
          decimal("frl3", 40, 4),
          hex("numzrwa", 44, 4),
          decimal("zrwafg", 48, 2),
          decimal("zrwasz", 50, 2),
          decimal("zrwacap", 52, 1));

  private static final List<String> RECOMMENDED_LIMITS =
      List.of("rrl", "frl", "rrl1", "rrl2", "rrl3", "frl1", "frl2", "frl3");

  static final int LBAFE_OFFSET = 2816;
  static final int LBAFE_BYTES = 16;
  private static final int VENDOR_OFFSET = 3840;
  private static final long NO_LIMIT = 0xffff_ffffL;
  private static final int ZDES_UNIT_BYTES = 64;

  private final int formatCount;
  private final int formatIndex;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter.
   *
   * @param namespace the same namespace's general structure, which says how many formats there are
   *     and which is used
   */
  public IdentifyNamespaceZoned(MemorySegment page, IdentifyNamespace namespace) {
    super(LAYOUT, page);
    this.formatCount = namespace.lbaFormatCount();
    this.formatIndex = namespace.formatIndex();
  }

  /** Zone Operation Characteristics: bit 0 variable zone capacity, bit 1 zone active excursions. */
  public int zoc() {
    return intOf("zoc");
  }

  /** Optional Zoned Command Support: bit 0 reads may cross zones, bit 1 Zone Random Write Area. */
  public int ozcs() {
    return intOf("ozcs");
  }

  /** Maximum Active Resources (MAR): how many zones may be active; empty for no limit. */
  public OptionalLong maxActiveZones() {
    return limit(unsigned("mar"));
  }

  /** Maximum Open Resources (MOR): how many zones may be open; empty for no limit. */
  public OptionalLong maxOpenZones() {
    return limit(unsigned("mor"));
  }

  /**
   * Zone Size (ZSZE) of the current format in logical blocks, unsigned; 0 if the controller reports
   * none.
   */
  public long zoneSizeLbas() {
    return zsze(formatIndex);
  }

  /** Zone Descriptor Extension Size (ZDES) of the current format; 0 for none. */
  public int zoneDescriptorExtensionBytes() {
    return zdes(formatIndex) * ZDES_UNIT_BYTES;
  }

  /** Zone Random Write Area Capability, a bit set of {@code ZRWACAP_}. */
  public int zrwacap() {
    return intOf("zrwacap");
  }

  /** A copy of the vendor specific bytes at the end. */
  public byte[] vendorSpecific() {
    return slice(VENDOR_OFFSET, LAYOUT.sizeBytes() - VENDOR_OFFSET).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public Map<String, Object> toMap() {
    List<Map<String, Object>> formats = new ArrayList<>();
    for (int i = 0; i < formatCount; i++) {
      Map<String, Object> format = new LinkedHashMap<>();
      format.put("zsze", unsignedNumber(zsze(i)));
      format.put("zdes", (long) zdes(i));
      formats.add(format);
    }
    Map<String, Object> map = super.toMap();
    map.put("lbafe", formats);
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    for (int i = 0; i < formatCount; i++) {
      lines.add(
          "lbafe %2d: zsze:0x%x zdes:%d%s"
              .formatted(i, zsze(i), zdes(i), i == formatIndex ? " (in use)" : ""));
    }
    return lines;
  }

  /** As {@link #toText}, with words for bits: nvme-cli's {@code --human-readable}. */
  @Override
  public List<String> toHumanText() {
    List<String> lines = new ArrayList<>();
    lines.add(line("zoc", "%d\tZone Operation Characteristics".formatted(zoc())));
    lines.add(bit(zoc(), 1, "Zone Active Excursions", " (Host support required)"));
    lines.add(bit(zoc(), 0, "Variable Zone Capacity", " (Host support required)"));
    lines.add("");
    lines.add(line("ozcs", "%d\tOptional Zoned Command Support".formatted(ozcs())));
    lines.add(bit(ozcs(), 0, "Read Across Zone Boundaries", ""));
    lines.add(bit(ozcs(), 1, "Zone Random Write Area", ""));
    lines.add(line("mar", resources(maxActiveZones(), "Active")));
    lines.add(line("mor", resources(maxOpenZones(), "Open")));
    for (String limit : RECOMMENDED_LIMITS) {
      lines.add(line(limit, unsigned(limit) == 0 ? "Not Reported" : "" + unsigned(limit)));
    }
    lines.add(line("numzrwa", FieldText.hex(unsigned("numzrwa"))));
    lines.add(line("zrwafg", "" + unsigned("zrwafg")));
    lines.add(line("zrwasz", "" + unsigned("zrwasz")));
    lines.add(line("zrwacap", "%d\tZone Random Write Area Capability".formatted(zrwacap())));
    lines.add(bit(zrwacap(), 0, "Explicit ZRWA Flush Operations", ""));
    for (int i = 0; i < formatCount; i++) {
      lines.add(
          "LBA Format Extension %2d : Zone Size: 0x%x LBAs - Zone Descriptor Extension Size: %d bytes%s"
              .formatted(
                  i, zsze(i), zdes(i) * ZDES_UNIT_BYTES, i == formatIndex ? " (in use)" : ""));
    }
    return lines;
  }

  private static String bit(int word, int shift, String meaning, String ifSet) {
    boolean set = Bits.isSet(word, shift);
    return "  [%d:%d] : %s\t  %s: %s"
        .formatted(shift, shift, set ? "0x1" : "0", meaning, set ? "Yes" + ifSet : "No");
  }

  private static String resources(OptionalLong limit, String kind) {
    return limit.isPresent()
        ? "%d\t%s Resources".formatted(limit.getAsLong(), kind)
        : "No %s Resource Limit".formatted(kind);
  }

  private long zsze(int index) {
    return littleEndian(LBAFE_OFFSET + index * LBAFE_BYTES, 8);
  }

  private int zdes(int index) {
    return (int) littleEndian(LBAFE_OFFSET + index * LBAFE_BYTES + 8, 1);
  }

  private static OptionalLong limit(long zeroBased) {
    return zeroBased == NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(zeroBased + 1);
  }
}
