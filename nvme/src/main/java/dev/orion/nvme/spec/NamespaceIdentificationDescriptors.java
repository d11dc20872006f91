package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Namespace Identification Descriptor list, 4096 bytes (CNS 03h; Base 5.17.2.3).
 *
 * <p>A descriptor whose length is not the one that its type has is left out, as are unknown types;
 * one that reaches past the page ends the list.
 */
public final class NamespaceIdentificationDescriptors extends Structure {
  static final Layout LAYOUT = new Layout("Namespace Identification Descriptor list", 4096, 8);

  private static final int HEADER_BYTES = 4;

  private enum Type {
    EUI64(1, 8),
    NGUID(2, 16),
    UUID(3, 16),
    CSI(4, 1);

    private final int nidt;
    private final int nidl;

    Type(int nidt, int nidl) {
      this.nidt = nidt;
      this.nidl = nidl;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Descriptor(int offset, Type type, String nidHex) {
    String text() {
      return switch (type) {
        case EUI64, NGUID -> nidHex;
        case UUID -> FieldText.uuid(nidHex);
        case CSI -> FieldText.hex(csi());
      };
    }

    int csi() {
      return HexFormat.fromHexDigits(nidHex);
    }
  }

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public NamespaceIdentificationDescriptors(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** IEEE Extended Unique Identifier, 16 hexadecimal digits. */
  public Optional<String> eui64() {
    return first(Type.EUI64).map(Descriptor::text);
  }

  /** Namespace Globally Unique Identifier, 32 hexadecimal digits. */
  public Optional<String> nguid() {
    return first(Type.NGUID).map(Descriptor::text);
  }

  /** Namespace UUID, as RFC 4122 writes it. */
  public Optional<String> uuid() {
    return first(Type.UUID).map(Descriptor::text);
  }

  /** Command Set Identifier; see {@link Csi}. */
  public OptionalInt csi() {
    return first(Type.CSI).stream().mapToInt(Descriptor::csi).findFirst();
  }

  @Override
  public Map<String, Object> toMap() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Descriptor descriptor : descriptors()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("loc", (long) descriptor.offset());
      entry.put("nidt", (long) descriptor.type().nidt);
      entry.put("nidl", (long) descriptor.type().nidl);
      entry.put("type", descriptor.type().key());
      entry.put(descriptor.type().key(), descriptor.text());
      list.add(entry);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    if (!list.isEmpty()) {
      map.put("ns-descs", list);
    }
    return map;
  }

  @Override
  public List<String> toText() {
    return descriptors().stream()
        .map(descriptor -> line(descriptor.type().key(), descriptor.text()))
        .toList();
  }

  private Optional<Descriptor> first(Type type) {
    return descriptors().stream().filter(descriptor -> descriptor.type() == type).findFirst();
  }

  private List<Descriptor> descriptors() {
    List<Descriptor> descriptors = new ArrayList<>();
    byte[] page = toBytes();
    int offset = 0;
    while (offset + HEADER_BYTES <= page.length) {
      int nidt = page[offset] & 0xff;
      int nidl = page[offset + 1] & 0xff;
      int end = offset + HEADER_BYTES + nidl;
      if (nidl == 0 || end > page.length) {
        break;
      }
      for (Type type : Type.values()) {
        if (type.nidt == nidt && type.nidl == nidl) {
          String nidHex = HexFormat.of().formatHex(page, offset + HEADER_BYTES, end);
          descriptors.add(new Descriptor(offset, type, nidHex));
        }
      }
      offset = end;
    }
    return descriptors;
  }
}
