package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The Namespace Granularity List, 4096 bytes (CNS 16h; NVM 4.1.5.6). */
public final class NamespaceGranularityList
    extends ListStructure<NamespaceGranularityList.Granularity> {
  static final Layout LAYOUT =
      new Layout(
          "Namespace Granularity List",
          4096,
          0,
          decimal("attributes", 0, 4),
          decimal("num-descriptors", 4, 1));

  private static final int OFFSET = 32;
  private static final int MAX_DESCRIPTORS_ZERO_BASED = 15;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more than 16 descriptors.
   */
  public NamespaceGranularityList(MemorySegment page) {
    long zeroBased = LAYOUT.count(page, "num-descriptors", MAX_DESCRIPTORS_ZERO_BASED);
    super(
        LAYOUT,
        page,
        "namespace-granularity-list",
        ofOneSize(page, OFFSET, Granularity.SIZE_BYTES, zeroBased + 1, Granularity::new));
  }

  /**
   * Whether there is a descriptor for each LBA format, rather than one for all (Namespace
   * Granularity Attributes).
   */
  public boolean isByLbaFormat() {
    return (unsigned("attributes") & 1) != 0;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "   ATTR        : Namespace Granularity Attributes: 0x%x"
            .formatted(unsigned("attributes")));
    lines.add("   NUMD        : Number of Descriptors           : " + value("num-descriptors"));
    for (int i = 0; i < entries().size(); i++) {
      lines.add("");
      lines.add("     Entry[%2d] :".formatted(i));
      lines.add("................");
      lines.addAll(entries().get(i).toText());
    }
    return lines;
  }

  /** A Namespace Granularity Descriptor. */
  public static final class Granularity extends Structure {
    static final int SIZE_BYTES = 16;

    static final Layout LAYOUT =
        new Layout(
            "Namespace Granularity Descriptor",
            SIZE_BYTES,
            0,
            decimal("namespace-size-granularity", 0, 8),
            decimal("namespace-capacity-granularity", 8, 8));

    Granularity(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Namespace Size Granularity in bytes, unsigned; 0 if not reported. */
    public long sizeBytes() {
      return unsigned("namespace-size-granularity");
    }

    /** Namespace Capacity Granularity in bytes, unsigned; 0 if not reported. */
    public long capacityBytes() {
      return unsigned("namespace-capacity-granularity");
    }

    @Override
    public List<String> toText() {
      return List.of(
          "     NSG       : Namespace Size Granularity     : 0x%x".formatted(sizeBytes()),
          "     NCG       : Namespace Capacity Granularity : 0x%x".formatted(capacityBytes()));
    }
  }
}
