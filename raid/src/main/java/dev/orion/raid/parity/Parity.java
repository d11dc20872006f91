package dev.orion.raid.parity;

import java.lang.foreign.MemorySegment;

/**
 * Makes the parity blocks of a stripe, and out of any that are left the one or two that are lost.
 * Blocks are segments of at least {@code lengthBytes}, a multiple of {@value
 * ParityKernel#GRANULE_BYTES}, at any alignment; up to 255 of them hold data. Allocates nothing.
 * Any thread.
 */
public final class Parity {

  private static final int MAX_DATA_BLOCKS = 255;

  private final ParityKernel kernel;

  /** With such loops; see {@link ParityKernels}. */
  public Parity(ParityKernel kernel) {
    this.kernel = kernel;
  }

  /** Makes P, the parity of RAID-4 and RAID-5. */
  public void generate(MemorySegment[] data, MemorySegment p, long lengthBytes) {
    check(data, lengthBytes);
    kernel.p(data, ParityKernel.NONE, p, lengthBytes);
  }

  /** Makes P and Q, the parity of RAID-6. */
  public void generate(MemorySegment[] data, MemorySegment p, MemorySegment q, long lengthBytes) {
    check(data, lengthBytes);
    kernel.pq(data, ParityKernel.NONE, ParityKernel.NONE, p, q, lengthBytes);
  }

  /** Makes a lost block of data from the others and P. */
  public void recoverByP(MemorySegment[] data, int lost, MemorySegment p, long lengthBytes) {
    check(data, lost, lengthBytes);
    kernel.p(data, lost, data[lost], lengthBytes);
    kernel.combine(1, data[lost], 1, p, data[lost], lengthBytes);
  }

  /** Makes a lost block of data from the others and Q, and then P, which is lost too. */
  public void recoverByQ(
      MemorySegment[] data, int lost, MemorySegment p, MemorySegment q, long lengthBytes) {
    check(data, lost, lengthBytes);
    MemorySegment block = data[lost];
    kernel.pq(data, lost, ParityKernel.NONE, null, block, lengthBytes);
    int factor = GaloisField.powerOfTwo(-lost);
    kernel.combine(factor, block, factor, q, block, lengthBytes);
    kernel.p(data, ParityKernel.NONE, p, lengthBytes);
  }

  /** Makes two lost blocks of data from the others, P and Q. */
  public void recover(
      MemorySegment[] data,
      int lost,
      int alsoLost,
      MemorySegment p,
      MemorySegment q,
      long lengthBytes) {
    check(data, lost, lengthBytes);
    check(data, alsoLost, lengthBytes);
    if (lost == alsoLost) {
      throw new IllegalArgumentException("block %d cannot be lost twice".formatted(lost));
    }
    int x = Math.min(lost, alsoLost);
    int y = Math.max(lost, alsoLost);
    MemorySegment blockX = data[x];
    MemorySegment blockY = data[y];
    // With Dx + Dy = P', what is missing of P, and 2^x Dx + 2^y Dy = Q' of Q:
    // Dx = (2^(y-x) P' + 2^-x Q') / (2^(y-x) + 1), and Dy = P' + Dx.
    kernel.pq(data, x, y, blockY, blockX, lengthBytes);
    kernel.combine(1, blockY, 1, p, blockY, lengthBytes);
    kernel.combine(1, blockX, 1, q, blockX, lengthBytes);
    int ratio = GaloisField.powerOfTwo(y - x);
    int divisor = ratio ^ 1;
    kernel.combine(
        GaloisField.divide(ratio, divisor),
        blockY,
        GaloisField.divide(GaloisField.powerOfTwo(-x), divisor),
        blockX,
        blockX,
        lengthBytes);
    kernel.combine(1, blockY, 1, blockX, blockY, lengthBytes);
  }

  private static void check(MemorySegment[] data, int lost, long lengthBytes) {
    check(data, lengthBytes);
    if (lost < 0 || lost >= data.length) {
      throw new IllegalArgumentException(
          "block %d is lost, and there are %d".formatted(lost, data.length));
    }
  }

  private static void check(MemorySegment[] data, long lengthBytes) {
    if (data.length < 1 || data.length > MAX_DATA_BLOCKS) {
      throw new IllegalArgumentException(
          "%d blocks of data; there must be 1 to %d".formatted(data.length, MAX_DATA_BLOCKS));
    }
    if (lengthBytes < 0 || lengthBytes % ParityKernel.GRANULE_BYTES != 0) {
      throw new IllegalArgumentException(
          "blocks of %d bytes; they must be a multiple of %d"
              .formatted(lengthBytes, ParityKernel.GRANULE_BYTES));
    }
  }
}
