package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The FDP Configurations log page (20h; TP4146): how an Endurance Group can be divided for Flexible
 * Data Placement.
 *
 * <p>Not in nvme-cli 2.3's JSON, but here: {@code ruhs}, which later versions have.
 */
public final class FdpConfigurationsLog extends ListStructure<FdpConfigurationsLog.Configuration> {
  /** Bytes before the first configuration. */
  public static final int HEADER_BYTES = 16;

  static final Layout LAYOUT =
      new Layout(
          "FDP Configurations log", HEADER_BYTES, 0, decimal("n", 0, 2), decimal("size", 4, 4));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the configurations that it claims.
   */
  public FdpConfigurationsLog(MemorySegment page) {
    PageCursor cursor = new PageCursor(LAYOUT, page);
    List<Configuration> configurations = new ArrayList<>();
    for (long i = 0; i <= LAYOUT.unsigned(page, "n"); i++) {
      String what = "FDP Configuration Descriptor " + i;
      long size = cursor.peekNumber(what, 0, 2);
      long needed =
          Configuration.FIXED_BYTES
              + cursor.peekNumber(what, 8, 2) * ReclaimUnitHandle.SIZE_BYTES
              + cursor.peekNumber(what, 3, 1);
      if (size < needed) {
        throw LAYOUT.malformed(
            "size of configuration %d is %d, less than its %d".formatted(i, size, needed));
      }
      configurations.add(new Configuration(cursor.take(what, size)));
    }
    super(LAYOUT, page, "configs", configurations);
  }

  /**
   * How long the log page is that begins so.
   *
   * @throws MalformedStructureException if it claims to be shorter than its header
   */
  public static long lengthBytes(MemorySegment header) {
    long claimed = LAYOUT.unsigned(header, "size");
    if (claimed < HEADER_BYTES) {
      throw LAYOUT.malformed("size is %d, less than its header of 16".formatted(claimed));
    }
    return claimed;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(super.toMap());
    map.remove("size");
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    entries().forEach(configuration -> lines.addAll(configuration.toText()));
    return lines;
  }

  /** An FDP Configuration Descriptor. */
  public static final class Configuration extends ListStructure<ReclaimUnitHandle> {
    static final int FIXED_BYTES = 64;

    static final Layout LAYOUT =
        new Layout(
            "FDP Configuration Descriptor",
            FIXED_BYTES,
            0,
            hex("fdpa", 2, 1).labelled("FDP Attributes"),
            decimal("vss", 3, 1).labelled("Vendor Specific Size"),
            decimal("nrg", 4, 4).labelled("Number of Reclaim Groups"),
            decimal("nruh", 8, 2).labelled("Number of Reclaim Unit Handles"),
            decimal("nnss", 12, 4).labelled("Number of Namespaces Supported"),
            decimal("runs", 16, 8).labelled("Reclaim Unit Nominal Size"),
            decimal("erutl", 24, 4).labelled("Estimated Reclaim Unit Time Limit"));

    Configuration(MemorySegment bytes) {
      super(
          LAYOUT,
          bytes,
          "ruhs",
          ofOneSize(
              bytes,
              FIXED_BYTES,
              ReclaimUnitHandle.SIZE_BYTES,
              LAYOUT.unsigned(bytes, "nruh"),
              ReclaimUnitHandle::new));
    }

    /** Whether it may be used (FDPA). */
    public boolean isValid() {
      return (unsigned("fdpa") & 1 << 7) != 0;
    }

    /** Reclaim Group Identifier Format: the bits of a placement identifier that are the group. */
    public int reclaimGroupBits() {
      return intOf("fdpa") & 0xf;
    }

    /** Number of Reclaim Groups. */
    public long reclaimGroups() {
      return unsigned("nrg");
    }

    /** Number of Namespaces Supported. */
    public long namespaces() {
      return unsigned("nnss");
    }

    /** Maximum Placement Identifiers of a namespace; not in the text. */
    public int maxPlacementIdentifiersZeroBased() {
      return (int) littleEndian(10, 2);
    }

    /** Reclaim Unit Nominal Size in bytes, unsigned. */
    public long reclaimUnitBytes() {
      return unsigned("runs");
    }

    /** Estimated Reclaim Unit Time Limit in seconds; 0 if not reported. */
    public long reclaimUnitSeconds() {
      return unsigned("erutl");
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      fields()
          .forEach(
              field -> lines.add(line(field.label(), FieldText.of(field, value(field.name())))));
      lines.add("Reclaim Unit Handle List:");
      for (int i = 0; i < entries().size(); i++) {
        String isolation =
            entries().get(i).isPersistentlyIsolated()
                ? "Persistently Isolated"
                : "Initially Isolated";
        lines.add("  [%d]: %s".formatted(i, isolation));
      }
      return lines;
    }
  }

  /** A Reclaim Unit Handle Descriptor. */
  public static final class ReclaimUnitHandle extends Structure {
    static final int SIZE_BYTES = 4;

    static final Layout LAYOUT =
        new Layout("Reclaim Unit Handle Descriptor", SIZE_BYTES, 0, decimal("ruht", 0, 1));

    private static final int INITIALLY_ISOLATED = 1;

    ReclaimUnitHandle(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Reclaim Unit Handle Type: 1 initially isolated, 2 persistently isolated. */
    public int type() {
      return intOf("ruht");
    }

    boolean isPersistentlyIsolated() {
      return type() != INITIALLY_ISOLATED;
    }
  }
}
