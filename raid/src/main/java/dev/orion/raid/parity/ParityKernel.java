package dev.orion.raid.parity;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The loops under {@link Parity}. All segments are {@code lengthBytes} or longer, which is a
 * multiple of {@link #GRANULE_BYTES}; at any alignment. Allocates nothing. Any thread.
 */
public sealed interface ParityKernel permits LongKernel, VectorKernel {

  /** What lengths are multiples of. */
  int GRANULE_BYTES = 128;

  /** No block is left out. */
  int NONE = -1;

  /** What it is made of, for people. */
  String name();

  /**
   * P of the data.
   *
   * @param without index of a block to leave out, or {@link #NONE}
   */
  void p(MemorySegment[] data, int without, MemorySegment p, long lengthBytes);

  /**
   * P and Q of the data, with one look at them.
   *
   * @param withoutX index of a block to leave out, as if it were zeroes, or {@link #NONE}
   * @param withoutY the same of another
   * @param p where P goes, or null
   */
  void pq(
      MemorySegment[] data,
      int withoutX,
      int withoutY,
      @Nullable MemorySegment p,
      MemorySegment q,
      long lengthBytes);

  /**
   * The sum of two products in GF(2^8), byte by byte.
   *
   * @param a what {@code x} is multiplied with, 0 to 255
   * @param b what {@code y} is multiplied with, 0 to 255
   * @param target may be {@code x} or {@code y}
   */
  void combine(
      int a, MemorySegment x, int b, MemorySegment y, MemorySegment target, long lengthBytes);
}
