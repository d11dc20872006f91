package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The I/O Command Set specific Identify Namespace data structure of the NVM Command Set, 4096 bytes
 * (CNS 05h, CSI 00h; NVM 4.1.5.3). {@code elbafs} has the unique capability formats too; nvme-cli's
 * plain text calls {@code sts} lbads.
 */
public final class IdentifyNamespaceNvm extends Structure {
  /** Protection Information Format: 16-bit guard, 8 bytes of protection information. */
  public static final int PIF_16_BIT_GUARD = 0;

  /** Protection Information Format: 32-bit guard, 16 bytes of protection information. */
  public static final int PIF_32_BIT_GUARD = 1;

  /** Protection Information Format: 64-bit guard, 16 bytes of protection information. */
  public static final int PIF_64_BIT_GUARD = 2;

  static final Layout LAYOUT =
      new Layout("NVM Identify Namespace", 4096, 6, hex("lbstm", 0, 8), hex("pic", 8, 1));

  private static final int ELBAF_OFFSET = 12;
  private static final int ELBAF_BYTES = 4;

  private final int formatCount;
  private final int formatIndex;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter.
   *
   * @param namespace the same namespace's general structure, which says how many formats there are
   *     and which is used
   */
  public IdentifyNamespaceNvm(MemorySegment page, IdentifyNamespace namespace) {
    super(LAYOUT, page);
    this.formatCount = namespace.lbaFormatCount();
    this.formatIndex = namespace.formatIndex();
  }

  /** Logical Block Storage Tag Mask. */
  public long lbstm() {
    return unsigned("lbstm");
  }

  /** Protection Information Format of the current format: {@code PIF_}, or 3, reserved. */
  public int protectionInformationFormat() {
    return pif(formatIndex);
  }

  /** Storage Tag Size of the current format in bits. */
  public int storageTagBits() {
    return sts(formatIndex);
  }

  @Override
  public Map<String, Object> toMap() {
    List<Map<String, Object>> formats = new ArrayList<>();
    for (int i = 0; i < formatCount; i++) {
      Map<String, Object> format = new LinkedHashMap<>();
      format.put("sts", (long) sts(i));
      format.put("pif", (long) pif(i));
      formats.add(format);
    }
    Map<String, Object> map = super.toMap();
    map.put("elbafs", formats);
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    for (int i = 0; i < formatCount; i++) {
      lines.add(
          "elbaf %2d : pif:%d sts:%-2d %s"
              .formatted(i, pif(i), sts(i), i == formatIndex ? "(in use)" : ""));
    }
    return lines;
  }

  private int sts(int index) {
    return Bits.get(elbaf(index), 0, 7);
  }

  private int pif(int index) {
    return Bits.get(elbaf(index), 7, 2);
  }

  private long elbaf(int index) {
    return littleEndian(ELBAF_OFFSET + index * ELBAF_BYTES, ELBAF_BYTES);
  }
}
