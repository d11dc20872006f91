package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Report Zones data structure, of any length from 64 bytes (ZNS 3.4.2): a header of 64 bytes
 * and Zone Descriptors, each with an extension if Extended Report Zones was asked for.
 *
 * <p>{@link #descriptors} has what the page has room for, whatever Number of Zones says.
 */
public final class ZoneReport extends Structure {
  /** Bytes of the header. */
  public static final int HEADER_BYTES = 64;

  static final Layout LAYOUT =
      new Layout("Zone Report", HEADER_BYTES, 0, decimal("nr_zones", 0, 8));

  private final int descriptorBytes;

  /**
   * Copies the whole page; throws {@link IllegalArgumentException} if it is shorter than the
   * header.
   *
   * @param extensionBytes bytes of the extension after each descriptor: {@link
   *     IdentifyNamespaceZoned#zoneDescriptorExtensionBytes} for Extended Report Zones, 0 for
   *     Report Zones
   */
  public ZoneReport(MemorySegment page, int extensionBytes) {
    super(LAYOUT, page, page.byteSize());
    if (extensionBytes < 0) {
      throw new IllegalArgumentException(
          "Zone Descriptor Extension is " + extensionBytes + " bytes, must be 0 or more");
    }
    this.descriptorBytes = Math.addExact(ZoneDescriptor.SIZE_BYTES, extensionBytes);
  }

  /**
   * Number of Zones, unsigned: for a partial report the zones in it, else all that match, of which
   * not all may be in it.
   */
  public long zoneCount() {
    return unsigned("nr_zones");
  }

  /** The zones in the page: Number of Zones of them, or as many as the page has whole. */
  public List<ZoneDescriptor> descriptors() {
    long room = (lengthBytes() - HEADER_BYTES) / descriptorBytes;
    long count = Long.compareUnsigned(zoneCount(), room) < 0 ? zoneCount() : room;
    List<ZoneDescriptor> descriptors = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      descriptors.add(
          new ZoneDescriptor(slice(HEADER_BYTES + i * descriptorBytes, descriptorBytes)));
    }
    return descriptors;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(super.toMap());
    map.put("zone_list", descriptors().stream().map(Structure::toMap).toList());
    return map;
  }

  /** A line for each zone. */
  @Override
  public List<String> toText() {
    return descriptors().stream().flatMap(zone -> zone.toText().stream()).toList();
  }
}
