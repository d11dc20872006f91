package dev.orion.nvme;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Describes a command's data by Physical Region Pages (Base 4.1.1): PRP1 may begin inside a page,
 * every further entry is a whole page; PRP2 is empty, the second page, or the address of a list of
 * the pages from the second on. A list that outgrows a page goes on in the next, to which its last
 * entry points. Reset it, append the parts of the data in order, and take {@link #prp1} and {@link
 * #prp2}.
 */
public final class PrpList {

  /** Length of an entry in bytes. */
  static final int ENTRY_BYTES = 8;

  private static final ValueLayout.OfLong ENTRY =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment memory;
  private final long iova;
  private final long pageSizeBytes;
  private final long entriesPerPage;
  private long prp1;
  private long secondPage;
  private long end;
  private int pages;
  private long written;

  /**
   * @param memory where the list goes; a multiple of a page long, or a power of two that divides
   *     one
   * @param iova the device's address of {@code memory}, aligned to its length or to a page
   * @param pageSizeBytes the controller's memory page size (CC.MPS)
   */
  PrpList(MemorySegment memory, long iova, int pageSizeBytes) {
    this.memory = memory;
    this.iova = iova;
    this.pageSizeBytes = pageSizeBytes;
    this.entriesPerPage = Math.min(memory.byteSize(), pageSizeBytes) / ENTRY_BYTES;
  }

  /** Bytes of list that any {@code transferBytes} of data may need, rounded so that lists align. */
  static long lengthBytesFor(long transferBytes, int pageSizeBytes) {
    long entries = (transferBytes + pageSizeBytes - 1) / pageSizeBytes;
    long perPage = pageSizeBytes / ENTRY_BYTES;
    if (entries <= perPage) {
      return Math.max(64, Long.highestOneBit(Math.max(entries, 2) * ENTRY_BYTES * 2 - 1));
    }
    long listPages = (entries - 2) / (perPage - 1) + 1;
    return listPages * pageSizeBytes;
  }

  /** Empties it. */
  public void reset() {
    pages = 0;
    written = 0;
    end = 0;
  }

  /**
   * Adds {@code lengthBytes} of data at the device's address {@code address}.
   *
   * @return false, with nothing changed, if PRPs cannot describe it: the first part must begin at a
   *     multiple of 4, further ones at a page's start, right after one that ends at a page's end
   * @throws IndexOutOfBoundsException if the list is full; the data is then more than the list was
   *     made for
   */
  public boolean append(long address, long lengthBytes) {
    long pageMask = pageSizeBytes - 1;
    if (pages == 0 ? (address & 3) != 0 : ((address | end) & pageMask) != 0) {
      return false;
    }
    end = address + lengthBytes;
    if (pages == 0) {
      prp1 = address;
      pages = 1;
      address = (address & ~pageMask) + pageSizeBytes;
    }
    for (; address < end; address += pageSizeBytes) {
      if (pages == 1) {
        secondPage = address;
      } else {
        if (pages == 2) {
          write(secondPage);
        }
        write(address);
      }
      pages++;
    }
    return true;
  }

  /** PRP Entry 1. */
  public long prp1() {
    return prp1;
  }

  /** PRP Entry 2. */
  public long prp2() {
    return switch (pages) {
      case 0, 1 -> 0;
      case 2 -> secondPage;
      default -> iova;
    };
  }

  /** The memory of the list, for a command that has no PRP list but a small payload. */
  MemorySegment memory() {
    return memory;
  }

  /** The device's address of {@link #memory}. */
  long iova() {
    return iova;
  }

  private void write(long page) {
    long slot = written & (entriesPerPage - 1);
    if (slot == 0 && written > 0) {
      // The list's page is full: its last entry becomes the link, and moves to the next page.
      long last = (written - 1) * ENTRY_BYTES;
      long nextListPage = written * ENTRY_BYTES;
      memory.set(ENTRY, nextListPage, memory.get(ENTRY, last));
      memory.set(ENTRY, last, iova + nextListPage);
      written++;
    }
    memory.set(ENTRY, written * ENTRY_BYTES, page);
    written++;
  }
}
