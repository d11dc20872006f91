package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The NVM Set List, 4096 bytes (CNS 04h; Base 5.17.2.4), ascending.
 *
 * <p>nvme-cli 2.3's plain text prints the Endurance Group's identifier as the NVM Set's.
 */
public final class NvmSetList extends ListStructure<NvmSetList.NvmSet> {
  static final Layout LAYOUT = new Layout("NVM Set List", 4096, 8, decimal("nid", 0, 1));

  private static final int OFFSET = 128;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more sets than fit or they are not ascending.
   */
  public NvmSetList(MemorySegment page) {
    long count = LAYOUT.count(page, "nid", room(page, OFFSET, NvmSet.SIZE_BYTES));
    super(LAYOUT, page, "NVMSet", ofOneSize(page, OFFSET, NvmSet.SIZE_BYTES, count, NvmSet::new));
    LAYOUT.requireAscending("nvmset_id", entries().stream().map(NvmSet::nvmsetid).toList());
  }

  @Override
  List<String> entryText(int index, NvmSet entry) {
    List<String> lines = new ArrayList<>();
    lines.add(" NVM Set Attribute Entry[%2d]".formatted(index));
    lines.add(".................");
    lines.addAll(entry.toText());
    lines.add(".................");
    if (index == 0) {
      lines.addFirst(".................");
    }
    return lines;
  }

  /** An NVM Set Attributes Entry. */
  public static final class NvmSet extends Structure {
    static final int SIZE_BYTES = 128;

    static final Layout LAYOUT =
        new Layout(
            "NVM Set Attributes Entry",
            SIZE_BYTES,
            24,
            decimal("nvmset_id", 0, 2),
            decimal("endurance_group_id", 2, 2),
            decimal("random_4k_read_typical", 8, 4),
            decimal("optimal_write_size", 12, 4),
            decimal128("total_nvmset_cap", 16),
            decimal128("unalloc_nvmset_cap", 32));

    NvmSet(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** NVM Set Identifier. */
    public int nvmsetid() {
      return intOf("nvmset_id");
    }

    /** Endurance Group Identifier. */
    public int endgid() {
      return intOf("endurance_group_id");
    }

    /** Random 4 KiB Read Typical in units of 100 nanoseconds; 0 if not reported. */
    public long random4KibReadTypical100Nanoseconds() {
      return unsigned("random_4k_read_typical");
    }

    /** Optimal Write Size in bytes; 0 if not reported. */
    public long optimalWriteSizeBytes() {
      return unsigned("optimal_write_size");
    }

    /** Total NVM Set Capacity in bytes. */
    public BigInteger capacityBytes() {
      return unsigned128("total_nvmset_cap");
    }

    /** Unallocated NVM Set Capacity in bytes. */
    public BigInteger unallocatedBytes() {
      return unsigned128("unalloc_nvmset_cap");
    }
  }
}
