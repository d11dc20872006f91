package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.bytes;
import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Identify Namespace data structure of the Key Value Command Set, 4096 bytes (CNS 05h, CSI 01h;
 * KV 4.1.5.1). nvme-cli does not show it; names and formats are as it shows others.
 */
public final class IdentifyNamespaceKeyValue extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Key Value Identify Namespace",
          4096,
          8,
          decimal("nsze", 0, 8),
          decimal("nuse", 16, 8),
          hex("nsfeat", 24, 1),
          decimal("nkvf", 25, 1),
          hex("nmic", 26, 1),
          hex("rescap", 27, 1),
          hex("fpi", 28, 1),
          decimal("novg", 32, 4),
          decimal("anagrpid", 36, 4),
          hex("nsattr", 43, 1),
          decimal("nvmsetid", 44, 2),
          decimal("endgid", 46, 2),
          bytes("nguid", 48, 16),
          bytes("eui64", 64, 8));

  private static final int KVF_OFFSET = 72;
  private static final int KVF_BYTES = 16;
  private static final int MAX_FORMATS = 16;

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyNamespaceKeyValue(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Namespace Size in bytes, unsigned. */
  public long nsze() {
    return unsigned("nsze");
  }

  /** Namespace Utilization in bytes, unsigned. */
  public long nuse() {
    return unsigned("nuse");
  }

  /** How many formats there are, 16 at the most: NKVF is zero-based. */
  public int formatCount() {
    return Math.min(intOf("nkvf") + 1, MAX_FORMATS);
  }

  /** KV Key Max Length of a format in bytes; 0 if the controller reports none. */
  public int maxKeyBytes(int format) {
    return (int) kvf(format, 0, 2);
  }

  /** KV Value Max Length of a format in bytes. */
  public long maxValueBytes(int format) {
    return kvf(format, 4, 4);
  }

  /** Maximum Number of Keys of a format; 0 for no limit but the size. */
  public long maxKeys(int format) {
    return kvf(format, 8, 4);
  }

  @Override
  public Map<String, Object> toMap() {
    List<Map<String, Object>> formats = new ArrayList<>();
    for (int i = 0; i < formatCount(); i++) {
      Map<String, Object> format = new LinkedHashMap<>();
      format.put("kml", (long) maxKeyBytes(i));
      format.put("vml", maxValueBytes(i));
      format.put("mnk", maxKeys(i));
      formats.add(format);
    }
    Map<String, Object> map = super.toMap();
    map.put("kvfs", formats);
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    for (int i = 0; i < formatCount(); i++) {
      lines.add(
          "kvf   %2d: kml:%d vml:%d mnk:%d"
              .formatted(i, maxKeyBytes(i), maxValueBytes(i), maxKeys(i)));
    }
    return lines;
  }

  private long kvf(int format, int offset, int lengthBytes) {
    if (format < 0 || format >= formatCount()) {
      throw new IllegalArgumentException(
          "there is no format %d; there are %d".formatted(format, formatCount()));
    }
    return littleEndian(KVF_OFFSET + format * KVF_BYTES + offset, lengthBytes);
  }
}
