package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The 64-byte submission queue entry (Base 3.3.3.1, Common Command Format), read and written in
 * place.
 *
 * <p>Every method takes the queue's memory and the byte offset of the entry in it, which must be a
 * multiple of 8; it is one plain little-endian load or store, allocates nothing, and orders
 * nothing: the doorbell write that publishes the entries has to.
 */
public final class SubmissionQueueEntry {
  /** Bytes in an entry. */
  public static final int SIZE_BYTES = 64;

  /** {@code fuse}: a command of its own. */
  public static final int FUSE_NORMAL = 0b00;

  /** {@code fuse}: first command of a fused operation. */
  public static final int FUSE_FIRST = 0b01;

  /** {@code fuse}: second command of a fused operation. */
  public static final int FUSE_SECOND = 0b10;

  /** {@code psdt}: data and metadata by PRPs. */
  public static final int PSDT_PRP = 0b00;

  /** {@code psdt}: data by SGL; MPTR is the address of a contiguous buffer. */
  public static final int PSDT_SGL_MPTR_CONTIGUOUS = 0b01;

  /** {@code psdt}: data by SGL; MPTR is the address of one SGL segment. */
  public static final int PSDT_SGL_MPTR_SGL = 0b10;

  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong QWORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long NSID = 4;
  private static final long CDW2 = 8;
  private static final long CDW3 = 12;
  private static final long MPTR = 16;
  private static final long DPTR = 24;
  private static final long CDW10 = 40;
  private static final long CDW11 = 44;
  private static final long CDW12 = 48;
  private static final long CDW13 = 52;
  private static final long CDW14 = 56;
  private static final long CDW15 = 60;

  private SubmissionQueueEntry() {}

  /** Writes zero to all 64 bytes. */
  public static void clear(MemorySegment queue, long offset) {
    queue.set(QWORD, offset, 0L);
    queue.set(QWORD, offset + 8, 0L);
    queue.set(QWORD, offset + 16, 0L);
    queue.set(QWORD, offset + 24, 0L);
    queue.set(QWORD, offset + 32, 0L);
    queue.set(QWORD, offset + 40, 0L);
    queue.set(QWORD, offset + 48, 0L);
    queue.set(QWORD, offset + 56, 0L);
  }

  /**
   * Writes a whole entry, each of its 64 bytes once: one without metadata, and with Dwords 14 and
   * 15 zero, as reads and writes are.
   */
  public static void write(
      MemorySegment queue,
      long offset,
      int cdw0,
      int nsid,
      long prp1,
      long prp2,
      long cdw10And11,
      int cdw12,
      int cdw13) {
    queue.set(QWORD, offset, Integer.toUnsignedLong(cdw0) | (long) nsid << 32);
    queue.set(QWORD, offset + 8, 0L);
    queue.set(QWORD, offset + MPTR, 0L);
    queue.set(QWORD, offset + DPTR, prp1);
    queue.set(QWORD, offset + DPTR + 8, prp2);
    queue.set(QWORD, offset + CDW10, cdw10And11);
    queue.set(QWORD, offset + CDW12, Integer.toUnsignedLong(cdw12) | (long) cdw13 << 32);
    queue.set(QWORD, offset + CDW14, 0L);
  }

  /**
   * Command Dword 0 of its parts, unchecked.
   *
   * @param opcode 8 bits
   * @param fuse 2 bits, {@code FUSE_}
   * @param psdt 2 bits, {@code PSDT_}
   * @param cid the Command Identifier, 16 bits
   */
  public static int cdw0(int opcode, int fuse, int psdt, int cid) {
    return opcode | fuse << 8 | psdt << 14 | cid << 16;
  }

  /** Writes Command Dword 0; see {@link #cdw0(int, int, int, int)}. */
  public static void setCdw0(MemorySegment queue, long offset, int cdw0) {
    queue.set(DWORD, offset, cdw0);
  }

  /** Writes Command Dword 0 and the Namespace Identifier in one 8-byte store. */
  public static void setCdw0AndNsid(MemorySegment queue, long offset, int cdw0, int nsid) {
    queue.set(QWORD, offset, Integer.toUnsignedLong(cdw0) | (long) nsid << 32);
  }

  /** Writes the Namespace Identifier. */
  public static void setNsid(MemorySegment queue, long offset, int nsid) {
    queue.set(DWORD, offset + NSID, nsid);
  }

  /** Writes Command Dword 2. */
  public static void setCdw2(MemorySegment queue, long offset, int cdw2) {
    queue.set(DWORD, offset + CDW2, cdw2);
  }

  /** Writes Command Dword 3. */
  public static void setCdw3(MemorySegment queue, long offset, int cdw3) {
    queue.set(DWORD, offset + CDW3, cdw3);
  }

  /** Writes the Metadata Pointer, a device address. */
  public static void setMptr(MemorySegment queue, long offset, long mptr) {
    queue.set(QWORD, offset + MPTR, mptr);
  }

  /** Writes PRP Entry 1, a device address; dword aligned. */
  public static void setPrp1(MemorySegment queue, long offset, long prp1) {
    queue.set(QWORD, offset + DPTR, prp1);
  }

  /** Writes PRP Entry 2: 0, the address of the second page, or that of a PRP list. */
  public static void setPrp2(MemorySegment queue, long offset, long prp2) {
    queue.set(QWORD, offset + DPTR + 8, prp2);
  }

  /** Writes the Data Pointer as an SGL descriptor, whose halves {@link SglDescriptor} makes. */
  public static void setSgl1(MemorySegment queue, long offset, long sglLow, long sglHigh) {
    queue.set(QWORD, offset + DPTR, sglLow);
    queue.set(QWORD, offset + DPTR + 8, sglHigh);
  }

  /** Writes Command Dword 10. */
  public static void setCdw10(MemorySegment queue, long offset, int cdw10) {
    queue.set(DWORD, offset + CDW10, cdw10);
  }

  /** Writes Command Dword 11. */
  public static void setCdw11(MemorySegment queue, long offset, int cdw11) {
    queue.set(DWORD, offset + CDW11, cdw11);
  }

  /** Writes Command Dwords 10 (the low half) and 11 in one 8-byte store: a starting LBA or zone. */
  public static void setCdw10And11(MemorySegment queue, long offset, long cdw10And11) {
    queue.set(QWORD, offset + CDW10, cdw10And11);
  }

  /** Writes Command Dword 12. */
  public static void setCdw12(MemorySegment queue, long offset, int cdw12) {
    queue.set(DWORD, offset + CDW12, cdw12);
  }

  /** Writes Command Dword 13. */
  public static void setCdw13(MemorySegment queue, long offset, int cdw13) {
    queue.set(DWORD, offset + CDW13, cdw13);
  }

  /** Writes Command Dword 14. */
  public static void setCdw14(MemorySegment queue, long offset, int cdw14) {
    queue.set(DWORD, offset + CDW14, cdw14);
  }

  /** Writes Command Dword 15. */
  public static void setCdw15(MemorySegment queue, long offset, int cdw15) {
    queue.set(DWORD, offset + CDW15, cdw15);
  }

  /** Reads Command Dword {@code index}, 0 to 15. */
  public static int cdw(MemorySegment queue, long offset, int index) {
    return queue.get(DWORD, offset + 4L * index);
  }

  /** The Opcode in Command Dword 0. */
  public static int opcode(int cdw0) {
    return cdw0 & 0xff;
  }

  /** The Command Identifier in Command Dword 0. */
  public static int cid(int cdw0) {
    return cdw0 >>> 16;
  }

  /** Reads the Namespace Identifier. */
  public static int nsid(MemorySegment queue, long offset) {
    return queue.get(DWORD, offset + NSID);
  }

  /** Reads the Metadata Pointer. */
  public static long mptr(MemorySegment queue, long offset) {
    return queue.get(QWORD, offset + MPTR);
  }

  /** Reads PRP Entry 1. */
  public static long prp1(MemorySegment queue, long offset) {
    return queue.get(QWORD, offset + DPTR);
  }

  /** Reads PRP Entry 2. */
  public static long prp2(MemorySegment queue, long offset) {
    return queue.get(QWORD, offset + DPTR + 8);
  }
}
