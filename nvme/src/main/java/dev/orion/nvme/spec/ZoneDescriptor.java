package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Zone Descriptor, 64 bytes, and its extension if there is one, in a Report Zones data structure
 * (ZNS 3.4.2).
 *
 * <p>nvme-cli 2.3 has ZAI under {@code attrs}, hiding ZA; later releases have {@code attrs} and
 * {@code attrs_info}, as here.
 */
public final class ZoneDescriptor extends Structure {
  /** Bytes of a descriptor without its extension. */
  public static final int SIZE_BYTES = 64;

  /** Bit of {@link #za}: Zone Finished by Controller. */
  public static final int ZA_ZFC = 1;

  /** Bit of {@link #za}: Finish Zone Recommended. */
  public static final int ZA_FZR = 1 << 1;

  /** Bit of {@link #za}: Reset Zone Recommended. */
  public static final int ZA_RZR = 1 << 2;

  /** Bit of {@link #za}: Zone Random Write Area Valid. */
  public static final int ZA_ZRWAV = 1 << 3;

  /** Bit of {@link #za}: Zone Descriptor Extension Valid. */
  public static final int ZA_ZDEV = 1 << 7;

  static final Layout LAYOUT =
      new Layout(
          "Zone Descriptor",
          SIZE_BYTES,
          0,
          hex("zt", 0, 1),
          hex("zs", 1, 1),
          hex("za", 2, 1),
          hex("zai", 3, 1),
          decimal("zcap", 8, 8),
          decimal("zslba", 16, 8),
          decimal("wp", 24, 8));

  private static final int EXTENSION_CHARACTERS_PER_LINE = 16;

  ZoneDescriptor(MemorySegment descriptorAndExtension) {
    super(LAYOUT, descriptorAndExtension, descriptorAndExtension.byteSize());
  }

  /**
   * Copies a descriptor and the extension that follows it; throws {@link IllegalArgumentException}
   * if there are less than {@link #SIZE_BYTES}.
   */
  public static ZoneDescriptor of(MemorySegment descriptorAndExtension) {
    return new ZoneDescriptor(descriptorAndExtension);
  }

  /** Zone Type (ZT), or empty if it is none that is defined. */
  public Optional<ZoneType> type() {
    return ZoneType.of(intOf("zt") & 0xf);
  }

  /** Zone State (ZS), or empty if it is none that is defined. */
  public Optional<ZoneState> state() {
    return ZoneState.of(intOf("zs") >>> 4);
  }

  /** Zone Attributes, a bit set of {@code ZA_}. */
  public int za() {
    return intOf("za");
  }

  /** Zone Attributes Information: which recommended limits apply. */
  public int zai() {
    return intOf("zai");
  }

  /** Zone Capacity in logical blocks, unsigned. */
  public long zcap() {
    return unsigned("zcap");
  }

  /** Zone Start Logical Block Address, unsigned. */
  public long zslba() {
    return unsigned("zslba");
  }

  /** Write Pointer, an LBA, unsigned; meaningless in states Full, Read Only and Offline. */
  public long wp() {
    return unsigned("wp");
  }

  /**
   * A copy of the Zone Descriptor Extension; empty if there is none or {@link #ZA_ZDEV} is not set.
   */
  public byte[] extension() {
    long length = (za() & ZA_ZDEV) != 0 ? extensionBytes() : 0;
    return slice(SIZE_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("slba", value("zslba"));
    map.put("wp", value("wp"));
    map.put("cap", value("zcap"));
    map.put("state", state().map(ZoneDescriptor::stateText).orElse("Unknown State"));
    map.put("type", type().isPresent() ? "SEQWRITE_REQ" : "Unknown");
    map.put("attrs", value("za"));
    map.put("attrs_info", value("zai"));
    if (extensionBytes() > 0) {
      map.put("ext_data", (za() & ZA_ZDEV) != 0 ? extensionLines() : "Not valid");
    }
    return map;
  }

  @Override
  public List<String> toText() {
    return List.of(
        "SLBA: %-10s WP: %-10s Cap: %-10s State: %-4s Type: %-4s Attrs: %-4s AttrsInfo: %-4s"
            .formatted(
                FieldText.hex(zslba()),
                FieldText.hex(wp()),
                FieldText.hex(zcap()),
                FieldText.hex(unsigned("zs")),
                FieldText.hex(unsigned("zt")),
                FieldText.hex(za()),
                FieldText.hex(zai())));
  }

  /** As {@link #toText}, with words for numbers and attributes: nvme-cli's {@code --verbose}. */
  @Override
  public List<String> toHumanText() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "SLBA: %-10s WP: %-10s Cap: %-10s State: %-12s Type: %-14s"
            .formatted(
                FieldText.hex(zslba()),
                FieldText.hex(wp()),
                FieldText.hex(zcap()),
                state().map(ZoneDescriptor::stateText).orElse("Unknown State"),
                type().isPresent() ? "SEQWRITE_REQ" : "Unknown"));
    lines.add(
        "Attrs: Zone Descriptor Extension is %sValid"
            .formatted((za() & ZA_ZDEV) != 0 ? "" : "Not "));
    if ((za() & ZA_ZRWAV) != 0) {
      lines.add("       Zone Random Write Area is Valid");
    }
    if ((za() & ZA_RZR) != 0) {
      lines.add(
          "       Reset Zone Recommended with Reset Recommended Limit"
              + recommendedLimit(zai() >>> 2));
    }
    if ((za() & ZA_FZR) != 0) {
      lines.add(
          "       Finish Zone Recommended with Finish Recommended Limit" + recommendedLimit(zai()));
    }
    if ((za() & ZA_ZFC) != 0) {
      lines.add("       Zone Finished by Controller");
    }
    return lines;
  }

  /** The one without a number, 1, 2 or 3. */
  private static String recommendedLimit(int bits) {
    return (bits & 3) == 0 ? "" : "" + (bits & 3);
  }

  private long extensionBytes() {
    return lengthBytes() - SIZE_BYTES;
  }

  private List<String> extensionLines() {
    String text = new String(extension(), StandardCharsets.ISO_8859_1).replaceAll("[^!-~]", ".");
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); at += EXTENSION_CHARACTERS_PER_LINE) {
      lines.add(text.substring(at, Math.min(text.length(), at + EXTENSION_CHARACTERS_PER_LINE)));
    }
    return lines;
  }

  private static String stateText(ZoneState state) {
    return switch (state) {
      case EMPTY -> "EMPTY";
      case IMPLICITLY_OPENED -> "IMP_OPENED";
      case EXPLICITLY_OPENED -> "EXP_OPENED";
      case CLOSED -> "CLOSED";
      case READ_ONLY -> "READONLY";
      case FULL -> "FULL";
      case OFFLINE -> "OFFLINE";
    };
  }
}
