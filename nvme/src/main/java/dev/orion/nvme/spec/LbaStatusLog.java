package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The LBA Status Information log page (0Eh; NVM 4.1.4.5): blocks that may not be readable. */
public final class LbaStatusLog extends ListStructure<LbaStatusLog.NamespaceElement> {
  /** Bytes before the first namespace. */
  public static final int HEADER_BYTES = 16;

  static final Layout LAYOUT =
      new Layout(
          "LBA Status Information log",
          HEADER_BYTES,
          0,
          decimal("lslplen", 0, 4).labelled("LBA Status Log Page Length"),
          decimal("nlslne", 4, 4).labelled("Number of LBA Status Log Namespace Elements"),
          decimal("estulb", 8, 4).labelled("Estimate of Unrecoverable Logical Blocks"),
          decimal("lsgc", 14, 2).labelled("LBA Status Generation Counter"));

  private static final long NOT_TRACKED = 0xffff_ffffL;

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the namespaces and ranges that it claims.
   */
  public LbaStatusLog(MemorySegment page) {
    PageCursor cursor = new PageCursor(LAYOUT, page);
    List<NamespaceElement> elements = new ArrayList<>();
    for (long i = 0; i < LAYOUT.unsigned(page, "nlslne"); i++) {
      String what = "LBA Status Log Namespace Element " + i;
      long ranges = cursor.peekNumber(what, 4, 4);
      long descriptors = ranges == NOT_TRACKED ? 0 : ranges;
      elements.add(
          new NamespaceElement(
              cursor.take(what, NamespaceElement.HEADER_BYTES + descriptors * Range.SIZE_BYTES)));
    }
    super(LAYOUT, page, "ns_elements", elements);
  }

  /**
   * How long the log page is that begins so.
   *
   * @throws MalformedStructureException if it claims to be shorter than its header
   */
  public static long lengthBytes(MemorySegment header) {
    long claimed = LAYOUT.unsigned(header, "lslplen");
    if (claimed < HEADER_BYTES) {
      throw LAYOUT.malformed("lslplen is %d, less than its header of 16".formatted(claimed));
    }
    return claimed;
  }

  /** Estimate of Unrecoverable Logical Blocks; FFFFFFFFh if there is none. */
  public long estimate() {
    return unsigned("estulb");
  }

  /** LBA Status Generation Counter. */
  public int generation() {
    return intOf("lsgc");
  }

  /** An LBA Status Log Namespace Element. */
  public static final class NamespaceElement extends ListStructure<Range> {
    static final int HEADER_BYTES = 16;

    static final Layout LAYOUT =
        new Layout(
            "LBA Status Log Namespace Element",
            HEADER_BYTES,
            0,
            decimal("neid", 0, 4).labelled("Namespace Element Identifier"),
            decimal("nlrd", 4, 4).labelled("Number of LBA Range Descriptors"),
            decimal("ratype", 8, 1).labelled("Recommended Action Type"));

    NamespaceElement(MemorySegment bytes) {
      super(
          LAYOUT,
          bytes,
          "descs",
          ofOneSize(
              bytes,
              HEADER_BYTES,
              Range.SIZE_BYTES,
              room(bytes, HEADER_BYTES, Range.SIZE_BYTES),
              Range::new));
    }

    /** Namespace Element Identifier: the namespace, unsigned. */
    public int nsid() {
      return intOf("neid");
    }

    /** Whether the namespace has ranges that the log page does not list. */
    public boolean isUntracked() {
      return unsigned("nlrd") == NOT_TRACKED;
    }

    /** Recommended Action Type: the one to give to Get LBA Status. */
    public int recommendedActionType() {
      return intOf("ratype");
    }

    @Override
    List<String> entryText(int index, Range range) {
      return List.of(
          "RSLBA[%d]: %s".formatted(index, range.value("rslba")),
          "RNLB[%d]: %s".formatted(index, range.value("rnlb")));
    }
  }

  /** An LBA Range Descriptor. */
  public static final class Range extends Structure {
    static final int SIZE_BYTES = 16;

    static final Layout LAYOUT =
        new Layout(
            "LBA Range Descriptor", SIZE_BYTES, 0, decimal("rslba", 0, 8), decimal("rnlb", 8, 4));

    Range(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Range Starting LBA, unsigned. */
    public long start() {
      return unsigned("rslba");
    }

    /** Range Number of Logical Blocks. */
    public long blocks() {
      return unsigned("rnlb");
    }
  }
}
