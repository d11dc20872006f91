package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The Domain List, 4096 bytes (CNS 18h; Base 5.17.2.16), ascending. */
public final class DomainList extends ListStructure<DomainList.Domain> {
  static final Layout LAYOUT =
      new Layout(
          "Domain List",
          4096,
          0,
          decimal("num_dom_entries", 0, 1).labelled("Number of Domain Entries"));

  private static final int OFFSET = 128;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more domains than fit or they are not ascending.
   */
  public DomainList(MemorySegment page) {
    long count = LAYOUT.count(page, "num_dom_entries", room(page, OFFSET, Domain.SIZE_BYTES));
    super(
        LAYOUT,
        page,
        "domain_list",
        ofOneSize(page, OFFSET, Domain.SIZE_BYTES, count, Domain::new));
    LAYOUT.requireAscending("dom_id", entries().stream().map(Domain::id).toList());
  }

  @Override
  List<String> entryText(int index, Domain entry) {
    List<String> lines = new ArrayList<>();
    for (Field field : entry.fields()) {
      lines.add(
          "%s for Attr Entry[%d]: %s".formatted(field.label(), index, entry.value(field.name())));
    }
    return lines;
  }

  /** A Domain Attributes Entry. */
  public static final class Domain extends Structure {
    static final int SIZE_BYTES = 128;

    static final Layout LAYOUT =
        new Layout(
            "Domain Attributes Entry",
            SIZE_BYTES,
            0,
            decimal("dom_id", 0, 2).labelled("Domain Id"),
            decimal128("dom_cap", 16).labelled("Domain Capacity"),
            decimal128("unalloc_dom_cap", 32).labelled("Unallocated Domain Capacity"),
            decimal128("max_egrp_dom_cap", 48).labelled("Max Endurance Group Domain Capacity"));

    Domain(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Domain Identifier. */
    public int id() {
      return intOf("dom_id");
    }

    /** Domain Capacity in bytes. */
    public BigInteger capacityBytes() {
      return unsigned128("dom_cap");
    }

    /** Unallocated Domain Capacity in bytes. */
    public BigInteger unallocatedBytes() {
      return unsigned128("unalloc_dom_cap");
    }

    /** Max Endurance Group Domain Capacity in bytes. */
    public BigInteger maxEnduranceGroupBytes() {
      return unsigned128("max_egrp_dom_cap");
    }
  }
}
