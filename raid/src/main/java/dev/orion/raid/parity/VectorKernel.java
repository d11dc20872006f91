package dev.orion.raid.parity;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * As many bytes at a time as the machine's vectors hold, 64 at the most, two vectors in each turn.
 * Only where {@code jdk.incubator.vector} is.
 */
final class VectorKernel implements ParityKernel {

  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorSpecies<Byte> TABLE_SPECIES = ByteVector.SPECIES_128;
  private static final int NIBBLE_VALUES = 16;
  private static final byte[] PRODUCTS = products();

  VectorKernel() {}

  @Override
  public String name() {
    return SPECIES.vectorBitSize() + "-bit vectors";
  }

  /** Not a constant: a loop's vector that begins as an object on the heap stays one. */
  private static ByteVector zero() {
    return ByteVector.zero(SPECIES);
  }

  private static ByteVector load(MemorySegment from, long at) {
    return ByteVector.fromMemorySegment(SPECIES, from, at, ORDER);
  }

  /** Each byte times 2. */
  private static ByteVector timesTwo(ByteVector bytes) {
    ByteVector carried =
        zero().blend((byte) GaloisField.POLYNOMIAL, bytes.compare(VectorOperators.LT, (byte) 0));
    return xor(bytes.add(bytes), carried);
  }

  private static ByteVector xor(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.XOR, b);
  }

  @Override
  public void p(MemorySegment[] data, int without, MemorySegment p, long lengthBytes) {
    for (long at = 0; at < lengthBytes; at += 2L * WIDTH) {
      ByteVector low = zero();
      ByteVector high = zero();
      for (int i = 0; i < data.length; i++) {
        if (i != without) {
          low = xor(low, load(data[i], at));
          high = xor(high, load(data[i], at + WIDTH));
        }
      }
      low.intoMemorySegment(p, at, ORDER);
      high.intoMemorySegment(p, at + WIDTH, ORDER);
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
    for (long at = 0; at < lengthBytes; at += 2L * WIDTH) {
      ByteVector low = zero();
      ByteVector high = zero();
      ByteVector weightedLow = zero();
      ByteVector weightedHigh = zero();
      for (int i = data.length - 1; i >= 0; i--) {
        weightedLow = timesTwo(weightedLow);
        weightedHigh = timesTwo(weightedHigh);
        if (i != withoutX && i != withoutY) {
          ByteVector bytesLow = load(data[i], at);
          ByteVector bytesHigh = load(data[i], at + WIDTH);
          low = xor(low, bytesLow);
          high = xor(high, bytesHigh);
          weightedLow = xor(weightedLow, bytesLow);
          weightedHigh = xor(weightedHigh, bytesHigh);
        }
      }
      if (p != null) {
        low.intoMemorySegment(p, at, ORDER);
        high.intoMemorySegment(p, at + WIDTH, ORDER);
      }
      weightedLow.intoMemorySegment(q, at, ORDER);
      weightedHigh.intoMemorySegment(q, at + WIDTH, ORDER);
    }
  }

  @Override
  public void combine(
      int a, MemorySegment x, int b, MemorySegment y, MemorySegment target, long lengthBytes) {
    if (a == 1 && b == 1) {
      add(x, y, target, lengthBytes);
      return;
    }
    ByteVector lowA = table(a, 0);
    ByteVector highA = table(a, 1);
    ByteVector lowB = table(b, 0);
    ByteVector highB = table(b, 1);
    for (long at = 0; at < lengthBytes; at += NIBBLE_VALUES) {
      ByteVector fromX = ByteVector.fromMemorySegment(TABLE_SPECIES, x, at, ORDER);
      ByteVector fromY = ByteVector.fromMemorySegment(TABLE_SPECIES, y, at, ORDER);
      xor(times(fromX, lowA, highA), times(fromY, lowB, highB))
          .intoMemorySegment(target, at, ORDER);
    }
  }

  private static void add(
      MemorySegment x, MemorySegment y, MemorySegment target, long lengthBytes) {
    for (long at = 0; at < lengthBytes; at += WIDTH) {
      xor(load(x, at), load(y, at)).intoMemorySegment(target, at, ORDER);
    }
  }

  /** Each byte times the factor of two tables. */
  private static ByteVector times(ByteVector bytes, ByteVector low, ByteVector high) {
    ByteVector lowNibbles = bytes.and((byte) 0xf);
    ByteVector highNibbles = bytes.lanewise(VectorOperators.LSHR, 4);
    return xor(lowNibbles.selectFrom(low), highNibbles.selectFrom(high));
  }

  /** The products of a factor with the 16 values of a nibble: 0 the low one, 1 the high one. */
  private static ByteVector table(int factor, int nibble) {
    return ByteVector.fromArray(TABLE_SPECIES, PRODUCTS, (2 * factor + nibble) * NIBBLE_VALUES);
  }

  private static byte[] products() {
    byte[] products = new byte[256 * 2 * NIBBLE_VALUES];
    for (int factor = 1; factor < 256; factor++) {
      for (int value = 1; value < NIBBLE_VALUES; value++) {
        int at = 2 * factor * NIBBLE_VALUES + value;
        products[at] = (byte) GaloisField.multiply(factor, value);
        products[at + NIBBLE_VALUES] = (byte) GaloisField.multiply(factor, value << 4);
      }
    }
    return products;
  }
}
