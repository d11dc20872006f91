package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a self-encrypting drive says of itself: the response to a Level 0 Discovery (TCG Storage
 * Architecture Core Specification 3.3.6; Opal SSC 3.1.1). Its numbers are big-endian.
 *
 * @param revision of the response's structure: major in the upper half, minor in the lower
 * @param features as the drive lists them
 */
public record OpalDiscovery(int revision, List<Feature> features) {

  private static final int HEADER_BYTES = 48;
  private static final int DESCRIPTOR_HEADER_BYTES = 4;
  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Copies the list. */
  public OpalDiscovery {
    features = List.copyOf(features);
  }

  /**
   * Reads a response.
   *
   * @throws IllegalArgumentException if its lengths do not fit it
   */
  public static OpalDiscovery of(MemorySegment response) {
    if (response.byteSize() < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, less than its header".formatted(response.byteSize()));
    }
    long end = Integer.toUnsignedLong(response.get(DWORD, 0)) + Integer.BYTES;
    if (end < HEADER_BYTES || end > response.byteSize()) {
      throw new IllegalArgumentException(
          "its header says it has %d bytes, of %d".formatted(end, response.byteSize()));
    }
    List<Feature> features = new ArrayList<>();
    long at = HEADER_BYTES;
    while (at < end) {
      long length = at + DESCRIPTOR_HEADER_BYTES > end ? 0 : unsignedByte(response, at + 3);
      if (at + DESCRIPTOR_HEADER_BYTES + length > end) {
        throw new IllegalArgumentException(
            "the feature descriptor at byte %d goes beyond its end at %d".formatted(at, end));
      }
      MemorySegment data =
          MemorySegment.ofArray(
              response
                  .asSlice(at + DESCRIPTOR_HEADER_BYTES, length)
                  .toArray(ValueLayout.JAVA_BYTE));
      features.add(
          new Feature(
              Short.toUnsignedInt(response.get(WORD, at)),
              unsignedByte(response, at + 2) >>> 4,
              data.asReadOnly()));
      at += DESCRIPTOR_HEADER_BYTES + length;
    }
    return new OpalDiscovery(response.get(DWORD, 4), features);
  }

  /** The feature with a code. */
  public Optional<Feature> feature(int code) {
    return features.stream().filter(feature -> feature.code == code).findFirst();
  }

  private static int unsignedByte(MemorySegment data, long offset) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, offset));
  }

  /**
   * A feature descriptor.
   *
   * @param code Feature Code
   * @param version of the descriptor
   * @param data what follows the descriptor's header
   */
  public record Feature(int code, int version, MemorySegment data) {
    /** TPer: how the drive talks. */
    public static final int TPER = 0x0001;

    /** Locking: whether the drive encrypts and is locked. */
    public static final int LOCKING = 0x0002;

    /** Opal SSC version 2. */
    public static final int OPAL_2 = 0x0203;

    /** TCG's name of the feature. */
    public String name() {
      return switch (code) {
        case TPER -> "TPer";
        case LOCKING -> "Locking";
        case 0x0003 -> "Geometry Reporting";
        case 0x0100 -> "Enterprise SSC";
        case 0x0200 -> "Opal SSC V1";
        case 0x0201 -> "Single User Mode";
        case 0x0202 -> "DataStore Table";
        case OPAL_2 -> "Opal SSC V2";
        case 0x0301 -> "Opalite SSC";
        case 0x0302 -> "Pyrite SSC V1";
        case 0x0303 -> "Pyrite SSC V2";
        case 0x0304 -> "Ruby SSC";
        case 0x0401 -> "Locking LBA Ranges Control";
        case 0x0402 -> "Block SID Authentication";
        case 0x0403 -> "Configurable Namespace Locking";
        case 0x0404 -> "Data Removal Mechanism";
        case 0x0407 -> "Namespace Geometry Reporting";
        default -> code >= 0xc000 ? "Vendor Specific" : "Reserved";
      };
    }

    /** What it says, as far as this class knows it and the descriptor has it. */
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      switch (code) {
        case TPER -> {
          flag(fields, "sync_supported", 0, 0);
          flag(fields, "async_supported", 0, 1);
          flag(fields, "ack_nak_supported", 0, 2);
          flag(fields, "buffer_mgmt_supported", 0, 3);
          flag(fields, "streaming_supported", 0, 4);
          flag(fields, "comid_mgmt_supported", 0, 6);
        }
        case LOCKING -> {
          flag(fields, "locking_supported", 0, 0);
          flag(fields, "locking_enabled", 0, 1);
          flag(fields, "locked", 0, 2);
          flag(fields, "media_encryption", 0, 3);
          flag(fields, "mbr_enabled", 0, 4);
          flag(fields, "mbr_done", 0, 5);
        }
        case 0x0003, 0x0407 -> {
          flag(fields, "align", 0, 0);
          number(fields, "logical_block_size", 8, 4);
          number(fields, "alignment_granularity", 12, 8);
          number(fields, "lowest_aligned_lba", 20, 8);
        }
        case 0x0100, 0x0200, 0x0301, 0x0302 -> comIds(fields);
        case 0x0201 -> {
          number(fields, "locking_objects_supported", 0, 4);
          flag(fields, "any", 4, 0);
          flag(fields, "all", 4, 1);
          flag(fields, "policy", 4, 2);
        }
        case 0x0202 -> {
          number(fields, "max_tables", 2, 2);
          number(fields, "max_total_size", 4, 4);
          number(fields, "table_size_alignment", 8, 4);
        }
        case OPAL_2, 0x0304 -> {
          comIds(fields);
          flag(fields, "range_crossing", 4, 0);
          number(fields, "locking_sp_admins", 5, 2);
          number(fields, "locking_sp_users", 7, 2);
          number(fields, "initial_pin_indicator", 9, 1);
          number(fields, "reverted_pin_behavior", 10, 1);
        }
        case 0x0303 -> {
          comIds(fields);
          number(fields, "initial_pin_indicator", 9, 1);
          number(fields, "reverted_pin_behavior", 10, 1);
        }
        case 0x0402 -> {
          flag(fields, "sid_value_state", 0, 0);
          flag(fields, "sid_blocked_state", 0, 1);
          flag(fields, "hardware_reset", 1, 0);
        }
        default -> {}
      }
      return fields;
    }

    private void comIds(Map<String, Object> fields) {
      number(fields, "base_comid", 0, 2);
      number(fields, "number_of_comids", 2, 2);
    }

    private void flag(Map<String, Object> fields, String name, int offset, int bit) {
      if (offset < data.byteSize()) {
        fields.put(name, Bits.isSet(unsignedByte(data, offset), bit));
      }
    }

    private void number(Map<String, Object> fields, String name, int offset, int lengthBytes) {
      if (offset + lengthBytes <= data.byteSize()) {
        long value = 0;
        for (int i = 0; i < lengthBytes; i++) {
          value = value << 8 | unsignedByte(data, offset + i);
        }
        fields.put(name, Structure.unsignedNumber(value));
      }
    }
  }
}
