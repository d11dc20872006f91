package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The Secondary Controller List, 4096 bytes (CNS 15h; Base 5.17.2.15), ascending. */
public final class SecondaryControllerList
    extends ListStructure<SecondaryControllerList.SecondaryController> {
  /** Most entries in a list; a list that has as many may have a successor. */
  public static final int MAX_ENTRIES = 127;

  static final Layout LAYOUT =
      new Layout("Secondary Controller List", 4096, 0, decimal("num", 0, 1));

  private static final int OFFSET = 32;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more controllers than fit or they are not ascending.
   */
  public SecondaryControllerList(MemorySegment page) {
    long count = LAYOUT.count(page, "num", MAX_ENTRIES);
    super(
        LAYOUT,
        page,
        "secondary-controllers",
        ofOneSize(page, OFFSET, SecondaryController.SIZE_BYTES, count, SecondaryController::new));
    LAYOUT.requireAscending(
        "secondary-controller-identifier",
        entries().stream().map(SecondaryController::scid).toList());
  }

  /** The list as if it ended after {@code most} entries. */
  public SecondaryControllerList first(int most) {
    byte[] page = toBytes();
    page[0] = (byte) Math.min(most, entries().size());
    return new SecondaryControllerList(MemorySegment.ofArray(page));
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    lines.add("   NUMID       : Number of Identifiers           : " + entries().size());
    for (int i = 0; i < entries().size(); i++) {
      lines.add("   SCEntry[%-3d]:".formatted(i));
      lines.add("................");
      lines.addAll(entries().get(i).toText());
    }
    return lines;
  }

  /** A Secondary Controller Entry. */
  public static final class SecondaryController extends Structure {
    static final int SIZE_BYTES = 32;

    static final Layout LAYOUT =
        new Layout(
            "Secondary Controller Entry",
            SIZE_BYTES,
            0,
            entry(
                "secondary-controller-identifier", 0, 2, "SCID", "Secondary Controller Identifier"),
            entry("primary-controller-identifier", 2, 2, "PCID", "Primary Controller Identifier"),
            entry("secondary-controller-state", 4, 1, "SCS", "Secondary Controller State"),
            entry("virtual-function-number", 8, 2, "VFN", "Virtual Function Number"),
            entry("num-virtual-queues", 10, 2, "NVQ", "Num VQ Flex Resources Assigned"),
            entry("num-virtual-interrupts", 12, 2, "NVI", "Num VI Flex Resources Assigned"));

    SecondaryController(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    private static Field entry(
        String name, int offset, int lengthBytes, String abbreviation, String label) {
      return decimal(name, offset, lengthBytes)
          .labelled("     %-9s : %-31s ".formatted(abbreviation, label));
    }

    /** Secondary Controller Identifier. */
    public int scid() {
      return intOf("secondary-controller-identifier");
    }

    /** Primary Controller Identifier. */
    public int pcid() {
      return intOf("primary-controller-identifier");
    }

    /** Whether it is online (SCS). */
    public boolean isOnline() {
      return (unsigned("secondary-controller-state") & 1) != 0;
    }

    /** Virtual Function Number; 0 if it is no SR-IOV virtual function. */
    public int virtualFunctionNumber() {
      return intOf("virtual-function-number");
    }

    /** Number of VQ Flexible Resources Assigned: queue pairs. */
    public int queues() {
      return intOf("num-virtual-queues");
    }

    /** Number of VI Flexible Resources Assigned: interrupt vectors. */
    public int interrupts() {
      return intOf("num-virtual-interrupts");
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      for (Field field : fields()) {
        String state = isOnline() ? " (Online)" : " (Offline)";
        lines.add(
            "%s: 0x%04x%s"
                .formatted(
                    field.label(),
                    unsigned(field.name()),
                    field.name().equals("secondary-controller-state") ? state : ""));
      }
      return lines;
    }
  }
}
