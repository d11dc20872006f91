package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 16-byte completion queue entry (Base 3.3.3.2), read in place.
 *
 * <p>Read dword 3 first, with {@link #dword3Acquire}, and look at its phase: only if the phase is
 * the one expected do the other dwords belong to this pass of the queue. The byte offset of the
 * entry must be a multiple of 16. Nothing here allocates.
 */
public final class CompletionQueueEntry {
  /** Bytes in an entry. */
  public static final int SIZE_BYTES = 16;

  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong QWORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DWORD_HANDLE = DWORD.varHandle().withInvokeExactBehavior();

  private static final long SQHD_AND_SQID = 8;
  private static final long CID_AND_STATUS = 12;

  private CompletionQueueEntry() {}

  /**
   * Reads dword 3 (Command Identifier, Phase Tag, Status) so that later loads see what the device
   * wrote before it.
   */
  public static int dword3Acquire(MemorySegment queue, long offset) {
    return (int) DWORD_HANDLE.getAcquire(queue, offset + CID_AND_STATUS);
  }

  /** The Command Identifier in dword 3. */
  public static int cid(int dword3) {
    return dword3 & 0xffff;
  }

  /** The Phase Tag in dword 3, 0 or 1. */
  public static int phase(int dword3) {
    return dword3 >>> 16 & 1;
  }

  /** The 15-bit Status Field in dword 3, 0 for success; see {@link Status}. */
  public static int statusField(int dword3) {
    return dword3 >>> 17;
  }

  /** Reads Dword 0, the command specific result. */
  public static int dword0(MemorySegment queue, long offset) {
    return queue.get(DWORD, offset);
  }

  /** Reads Dword 1. */
  public static int dword1(MemorySegment queue, long offset) {
    return queue.get(DWORD, offset + 4);
  }

  /** Reads Dwords 0 (the low half) and 1 as one 8-byte result, such as Zone Append's LBA. */
  public static long dword0And1(MemorySegment queue, long offset) {
    return queue.get(QWORD, offset);
  }

  /** Reads dword 2 (SQ Head Pointer and SQ Identifier). */
  public static int dword2(MemorySegment queue, long offset) {
    return queue.get(DWORD, offset + SQHD_AND_SQID);
  }

  /** The SQ Head Pointer in dword 2: the submission queue's slots before it are free again. */
  public static int sqhd(int dword2) {
    return dword2 & 0xffff;
  }

  /** The SQ Identifier in dword 2. */
  public static int sqid(int dword2) {
    return dword2 >>> 16;
  }

  /**
   * Writes a whole entry as a controller does, dword 3 last with release; for models of a
   * controller.
   */
  public static void post(
      MemorySegment queue, long offset, long dword0And1, int dword2, int dword3) {
    queue.set(QWORD, offset, dword0And1);
    queue.set(DWORD, offset + SQHD_AND_SQID, dword2);
    DWORD_HANDLE.setRelease(queue, offset + CID_AND_STATUS, dword3);
  }

  /** Dword 3 of its parts, unchecked. */
  public static int dword3(int cid, int phase, int statusField) {
    return cid | phase << 16 | statusField << 17;
  }
}
