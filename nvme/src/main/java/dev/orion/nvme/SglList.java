package dev.orion.nvme;

import dev.orion.nvme.spec.SglDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Describes a command's data by a Scatter Gather List (Base 4.1.2): pieces of any length at any
 * address. One piece is a Data Block descriptor in the command; several are a Last Segment of Data
 * Block descriptors in the memory where a PRP list would be. Reset it, append the pieces in order,
 * and take {@link #low} and {@link #high}.
 */
final class SglList {

  /** SGLS bits 1:0: SGLs are supported, with pieces of any alignment and length. */
  private static final long SGLS_ANY = 0b01;

  /** SGLS bits 1:0: SGLs are supported, with pieces that are multiples of 4 in both. */
  private static final long SGLS_DWORD = 0b10;

  private static final long SGLS_SUPPORT_MASK = 0b11;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment memory;
  private final long iova;
  private long firstAddress;
  private long firstLengthBytes;
  private int count;

  /** A list in memory that the device reaches at {@code iova}. */
  SglList(MemorySegment memory, long iova) {
    this.memory = memory;
    this.iova = iova;
  }

  /**
   * What addresses and lengths of pieces must be a multiple of: 1 or 4; 0 if the controller takes
   * no SGLs.
   *
   * @param sgls SGL Support, of Identify Controller
   */
  static int granularityBytes(long sgls) {
    long support = sgls & SGLS_SUPPORT_MASK;
    return support == SGLS_ANY ? 1 : support == SGLS_DWORD ? 4 : 0;
  }

  /** Pieces that it holds. */
  int capacity() {
    return (int) (memory.byteSize() / SglDescriptor.SIZE_BYTES);
  }

  /** Empties it. */
  void reset() {
    count = 0;
  }

  /**
   * Adds a piece.
   *
   * @throws IndexOutOfBoundsException if there are more than {@link #capacity}
   */
  void append(long address, long lengthBytes) {
    if (count == 0) {
      firstAddress = address;
      firstLengthBytes = lengthBytes;
    }
    long at = (long) count * SglDescriptor.SIZE_BYTES;
    memory.set(LONG, at, address);
    memory.set(
        LONG, at + Long.BYTES, SglDescriptor.high(SglDescriptor.TYPE_DATA_BLOCK, lengthBytes));
    count++;
  }

  /** The lower half of the descriptor in the command. */
  long low() {
    return count == 1 ? firstAddress : iova;
  }

  /** The upper half of the descriptor in the command. */
  long high() {
    return count == 1
        ? SglDescriptor.high(SglDescriptor.TYPE_DATA_BLOCK, firstLengthBytes)
        : SglDescriptor.high(
            SglDescriptor.TYPE_LAST_SEGMENT, (long) count * SglDescriptor.SIZE_BYTES);
  }
}
