package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory mapped with mmap(2), as segments of an arena that unmaps them when it closes.
 *
 * <p>Any thread may call these methods; the arena decides which may use the segment.
 */
public final class Mapping {
  private static final int READ_WRITE = Libc.PROT_READ() | Libc.PROT_WRITE();

  private Mapping() {}

  /** Advice on a range of memory, by the names of madvise(2). */
  public enum Advice {
    MADV_HUGEPAGE(Libc.MADV_HUGEPAGE()),
    MADV_NOHUGEPAGE(Libc.MADV_NOHUGEPAGE()),
    /**
     * A child process does not get the range: a fork then cannot move pages that a device writes
     * to.
     */
    MADV_DONTFORK(Libc.MADV_DONTFORK()),
    /** Drops the pages: anonymous memory reads as zeroes afterwards. */
    MADV_DONTNEED(Libc.MADV_DONTNEED()),
    /** Makes all pages present and writable now, or fails. Linux 5.14. */
    MADV_POPULATE_WRITE(Libc.MADV_POPULATE_WRITE());

    private final int bits;

    Advice(int bits) {
      this.bits = bits;
    }

    int bits() {
      return bits;
    }
  }

  /** The size of a page in bytes. */
  public static long pageBytes() {
    return MemoryCalls.sysconf(Libc._SC_PAGESIZE());
  }

  /**
   * Maps a range of a file or device, shared, for reading and writing.
   *
   * @param offset a multiple of the page size
   * @param lengthBytes the segment's size; of a file in huge pages, a multiple of their size
   */
  public static MemorySegment map(
      Descriptor descriptor, long offset, long lengthBytes, Arena arena, MapFlag... flags)
      throws ErrnoException {
    return map(descriptor, READ_WRITE, offset, lengthBytes, arena, flags);
  }

  /**
   * Maps a range of a file or device for reading; otherwise as {@link #map}. The segment is
   * read-only.
   */
  public static MemorySegment mapReadOnly(
      Descriptor descriptor, long offset, long lengthBytes, Arena arena, MapFlag... flags)
      throws ErrnoException {
    return map(descriptor, Libc.PROT_READ(), offset, lengthBytes, arena, flags).asReadOnly();
  }

  private static MemorySegment map(
      Descriptor descriptor,
      int protection,
      long offset,
      long lengthBytes,
      Arena arena,
      MapFlag... flags)
      throws ErrnoException {
    int bits = Flags.union(flags, MapFlag::bits) | Libc.MAP_SHARED();
    long result = MemoryCalls.mmap(lengthBytes, protection, bits, descriptor.number(), offset);
    if (result < 0) {
      String names = flags.length == 0 ? "" : ", " + Flags.names(flags);
      String range = lengthBytes + " bytes at " + offset;
      throw Descriptor.failure("mmap(" + descriptor + ", " + range + names + ")", result);
    }
    return segment(result, lengthBytes, arena);
  }

  /** Maps zeroed memory, private to the process unless {@link MapFlag#MAP_SHARED} is given. */
  public static MemorySegment anonymous(long lengthBytes, Arena arena, MapFlag... flags)
      throws ErrnoException {
    return anonymous(lengthBytes, 0, arena, flags);
  }

  /**
   * Maps zeroed memory in huge pages; otherwise as {@link #anonymous}.
   *
   * @param lengthBytes a multiple of {@code pageBytes}
   * @param pageBytes a huge page size of this machine: see {@code /sys/kernel/mm/hugepages}
   */
  public static MemorySegment anonymousHuge(
      long lengthBytes, long pageBytes, Arena arena, MapFlag... flags) throws ErrnoException {
    int huge = Libc.MAP_HUGETLB() | encodedHugePage(pageBytes);
    if (lengthBytes % pageBytes != 0) {
      throw new IllegalArgumentException(
          "length " + lengthBytes + " is not a multiple of the huge page size " + pageBytes);
    }
    return anonymous(lengthBytes, huge, arena, flags);
  }

  private static MemorySegment anonymous(long lengthBytes, int huge, Arena arena, MapFlag... flags)
      throws ErrnoException {
    int bits = Flags.union(flags, MapFlag::bits);
    int sharing = (bits & Libc.MAP_SHARED()) == 0 ? Libc.MAP_PRIVATE() : 0;
    long result =
        MemoryCalls.mmap(
            lengthBytes, READ_WRITE, bits | sharing | huge | Libc.MAP_ANONYMOUS(), -1, 0);
    if (result < 0) {
      String names = flags.length == 0 ? "" : "|" + Flags.names(flags);
      String pages = huge == 0 ? "" : "|MAP_HUGETLB";
      String call = "mmap(" + lengthBytes + " bytes, MAP_ANONYMOUS" + names + pages + ")";
      throw Descriptor.failure(call, result);
    }
    return segment(result, lengthBytes, arena);
  }

  /** Makes a range's pages present and keeps them so, within RLIMIT_MEMLOCK: mlock(2). */
  public static void lock(MemorySegment memory) throws ErrnoException {
    check(MemoryCalls.mlock(memory), "mlock(" + memory.byteSize() + " bytes)");
  }

  /** Gives advice on a range that starts at a page. */
  public static void advise(MemorySegment memory, Advice advice) throws ErrnoException {
    check(
        MemoryCalls.madvise(memory, advice.bits()),
        "madvise(" + memory.byteSize() + " bytes, " + advice + ")");
  }

  /** A huge page size as the flags of mmap and memfd_create carry it: its logarithm. */
  static int encodedHugePage(long pageBytes) {
    if (Long.bitCount(pageBytes) != 1) {
      throw new IllegalArgumentException("not a page size: " + pageBytes);
    }
    return Long.numberOfTrailingZeros(pageBytes) << Libc.MAP_HUGE_SHIFT();
  }

  private static MemorySegment segment(long address, long lengthBytes, Arena arena) {
    return MemorySegment.ofAddress(address).reinterpret(lengthBytes, arena, Mapping::unmap);
  }

  private static void unmap(MemorySegment memory) {
    long result = MemoryCalls.munmap(memory);
    if (result < 0) {
      // Only a length or address that mmap did not hand out can fail here.
      throw new IllegalStateException(
          Descriptor.failure("munmap(" + memory.byteSize() + " bytes)", result));
    }
  }

  private static void check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw Descriptor.failure(call, result);
    }
  }
}
