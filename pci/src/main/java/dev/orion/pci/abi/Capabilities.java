package dev.orion.pci.abi;

import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.generated.vfio.vfio_info_cap_header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The capability chains that VFIO appends to its information structures, all of which begin with
 * their length, {@code argsz}.
 */
public final class Capabilities {

  /** An ioctl that fills a structure. */
  @FunctionalInterface
  public interface Query {
    /** Fills it, as far as it is long enough. */
    int fill(MemorySegment structure) throws ErrnoException;
  }

  /** Those that cap_offset leads astray end the walk. */
  private static final int MAX_CAPABILITIES = 64;

  private Capabilities() {}

  /** Asks for a structure; where the kernel wants more room for capabilities, asks again. */
  public static MemorySegment withAll(Arena arena, long structureBytes, Query query)
      throws ErrnoException {
    MemorySegment structure = ask(arena, structureBytes, query);
    long wanted = Integer.toUnsignedLong(structure.get(ValueLayout.JAVA_INT, 0));
    return wanted > structureBytes ? ask(arena, wanted, query) : structure;
  }

  private static MemorySegment ask(Arena arena, long lengthBytes, Query query)
      throws ErrnoException {
    MemorySegment structure = arena.allocate(lengthBytes, Long.BYTES);
    structure.set(ValueLayout.JAVA_INT, 0, (int) lengthBytes);
    query.fill(structure);
    return structure;
  }

  /**
   * A copy of the capability with this ID, from its header on: in the chain it may be aligned to
   * less than its fields need.
   *
   * @param firstOffset where in the structure the chain starts, 0 if there is none
   */
  public static Optional<MemorySegment> find(MemorySegment structure, int firstOffset, int id) {
    long offset = Integer.toUnsignedLong(firstOffset);
    for (int i = 0; i < MAX_CAPABILITIES && offset != 0; i++) {
      // A copy, as an offset that is a lie need not be aligned at all.
      MemorySegment capability = aligned(structure.asSlice(offset));
      if (Short.toUnsignedInt(vfio_info_cap_header.id(capability)) == id) {
        return Optional.of(capability);
      }
      offset = Integer.toUnsignedLong(vfio_info_cap_header.next(capability));
    }
    return Optional.empty();
  }

  private static MemorySegment aligned(MemorySegment capability) {
    return Arena.ofAuto().allocate(capability.byteSize(), Long.BYTES).copyFrom(capability);
  }
}
