package dev.orion.raid.parity;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Eight bytes at a time in a {@code long}: where there are no vectors. */
final class LongKernel implements ParityKernel {

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  LongKernel() {}

  @Override
  public String name() {
    return "64-bit words";
  }

  /** Each byte times 2. */
  private static long timesTwo(long bytes) {
    long high = bytes & HIGH_BITS;
    return (bytes ^ high) << 1 ^ (high >>> 7) * GaloisField.POLYNOMIAL;
  }

  private static long times(int factor, long bytes) {
    long product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product = timesTwo(product);
      if ((factor >>> bit & 1) != 0) {
        product ^= bytes;
      }
    }
    return product;
  }

  @Override
  public void p(MemorySegment[] data, int without, MemorySegment p, long lengthBytes) {
    for (long at = 0; at < lengthBytes; at += Long.BYTES) {
      long sum = 0;
      for (int i = 0; i < data.length; i++) {
        if (i != without) {
          sum ^= data[i].get(LONG, at);
        }
      }
      p.set(LONG, at, sum);
    }
  }

  @Override
  public void pq(
      MemorySegment[] data,
      int withoutX,
      int withoutY,
      @Nullable MemorySegment p,
      MemorySegment q,
      long lengthBytes) {
    for (long at = 0; at < lengthBytes; at += Long.BYTES) {
      long sum = 0;
      long weighted = 0;
      for (int i = data.length - 1; i >= 0; i--) {
        weighted = timesTwo(weighted);
        if (i != withoutX && i != withoutY) {
          long bytes = data[i].get(LONG, at);
          sum ^= bytes;
          weighted ^= bytes;
        }
      }
      if (p != null) {
        p.set(LONG, at, sum);
      }
      q.set(LONG, at, weighted);
    }
  }

  @Override
  public void combine(
      int a, MemorySegment x, int b, MemorySegment y, MemorySegment target, long lengthBytes) {
    for (long at = 0; at < lengthBytes; at += Long.BYTES) {
      target.set(LONG, at, times(a, x.get(LONG, at)) ^ times(b, y.get(LONG, at)));
    }
  }
}
