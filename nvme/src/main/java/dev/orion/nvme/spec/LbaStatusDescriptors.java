package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The LBA Status Descriptor List, which Get LBA Status returns (NVM 4.2.1). */
public final class LbaStatusDescriptors extends ListStructure<LbaStatusDescriptors.Descriptor> {
  /** Bytes before the first descriptor. */
  public static final int HEADER_BYTES = 8;

  /** Bytes of a descriptor. */
  public static final int ENTRY_BYTES = 16;

  static final Layout LAYOUT =
      new Layout(
          "LBA Status Descriptor List",
          HEADER_BYTES,
          0,
          decimal("nlsd", 0, 4).labelled("Number of LBA Status Descriptors(NLSD)"),
          decimal("cmpc", 4, 1).labelled("Completion Condition(CMPC)"));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the descriptors that it claims.
   */
  public LbaStatusDescriptors(MemorySegment page) {
    long count = LAYOUT.count(page, "nlsd", room(page, HEADER_BYTES, ENTRY_BYTES));
    super(
        LAYOUT, page, "descs", ofOneSize(page, HEADER_BYTES, ENTRY_BYTES, count, Descriptor::new));
  }

  /** Completion Condition: 1 the page is full, 2 the whole range was looked at. */
  public int completionCondition() {
    return intOf("cmpc");
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    lines.add("Number of LBA Status Descriptors(NLSD): " + entries().size());
    lines.add("Completion Condition(CMPC): " + completionCondition());
    switch (completionCondition()) {
      case 1 ->
          lines.add(
              "\tCompleted due to transferring the amount of data specified in the MNDW field");
      case 2 -> {
        lines.add("\tCompleted due to having performed the action");
        lines.add("\tspecified in the Action Type field over the");
        lines.add("\tnumber of logical blocks specified in the");
        lines.add("\tRange Length field");
      }
      default -> {}
    }
    entries().forEach(entry -> lines.addAll(entry.toText()));
    return lines;
  }

  /** A range of logical blocks and their status. */
  public static final class Descriptor extends Structure {
    static final Layout LAYOUT =
        new Layout(
            "LBA Status Descriptor",
            ENTRY_BYTES,
            0,
            decimal("dslba", 0, 8),
            decimal("nlb", 8, 4),
            decimal("status", 13, 1));

    Descriptor(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Descriptor Starting LBA, unsigned. */
    public long start() {
      return unsigned("dslba");
    }

    /** Number of Logical Blocks. */
    public long blocks() {
      return unsigned("nlb");
    }

    /** Status: 0 reading may fail. */
    public int status() {
      return intOf("status");
    }

    @Override
    public List<String> toText() {
      return List.of(
          "{ DSLBA: 0x%016d, NLB: 0x%08x, Status: 0x%02x }".formatted(start(), blocks(), status()));
    }
  }
}
