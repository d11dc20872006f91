package dev.orion.raid.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.pci.NanoClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parity against its definition, bit by bit, and every loss undone. */
class ParityTest {

  private static final int MAX_BLOCKS = 12;

  private final long seed = Long.getLong("orion.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  static List<ParityKernel> kernels() {
    return ParityKernels.available();
  }

  @Test
  void thereAreVectors() {
    assertThat(kernels()).last().extracting(ParityKernel::name).asString().endsWith("-bit vectors");
    assertThat(kernels())
        .extracting(ParityKernel::name)
        .contains(ParityKernels.fastest(NanoClock.system()).name());
  }

  /** Long multiplication of polynomials over GF(2), then the remainder by 11Dh. */
  private static int product(int a, int b) {
    int product = 0;
    for (int bit = 0; bit < 8; bit++) {
      product ^= (b >>> bit & 1) == 0 ? 0 : a << bit;
    }
    for (int bit = 14; bit >= 8; bit--) {
      product ^= (product >>> bit & 1) == 0 ? 0 : 0x11d << (bit - 8);
    }
    return product;
  }

  @Test
  void theField() {
    int power = 1;
    for (int i = 0; i < 255; i++) {
      assertThat(GaloisField.powerOfTwo(i)).isEqualTo(power);
      assertThat(product(power, GaloisField.powerOfTwo(-i))).isEqualTo(1);
      power = product(power, 2);
    }
    for (int a = 1; a < 256; a++) {
      for (int b = 1; b < 256; b++) {
        assertThat(GaloisField.multiply(a, b)).isEqualTo(product(a, b));
        assertThat(product(GaloisField.divide(a, b), b)).isEqualTo(a);
      }
    }
  }

  /** A stripe of random data. */
  private final class Stripe {
    final MemorySegment[] data;
    final MemorySegment p;
    final MemorySegment q;
    final byte[][] copies;
    final int lengthBytes;

    Stripe(Arena arena, int blocks, int lengthBytes) {
      this.lengthBytes = lengthBytes;
      data = new MemorySegment[blocks];
      copies = new byte[blocks][lengthBytes];
      for (int i = 0; i < blocks; i++) {
        data[i] = block(arena);
        random.nextBytes(copies[i]);
        data[i].copyFrom(MemorySegment.ofArray(copies[i]));
      }
      p = block(arena);
      q = block(arena);
    }

    /** At any alignment, followed by something that must stay. */
    private MemorySegment block(Arena arena) {
      return arena.allocate(lengthBytes + 64L).asSlice(random.nextInt(64), lengthBytes);
    }

    void lose(int block) {
      data[block].fill((byte) 0xa5);
    }

    void check(String what) {
      for (int i = 0; i < data.length; i++) {
        assertThat(bytes(data[i])).as("%s: block %d, seed %d", what, i, seed).isEqualTo(copies[i]);
      }
      for (int at = 0; at < lengthBytes; at++) {
        int sum = 0;
        int weighted = 0;
        int weight = 1;
        for (byte[] block : copies) {
          sum ^= block[at] & 0xff;
          weighted ^= product(block[at] & 0xff, weight);
          weight = product(weight, 2);
        }
        assertThat(p.get(ValueLayout.JAVA_BYTE, at)).as("%s: P", what).isEqualTo((byte) sum);
        assertThat(q.get(ValueLayout.JAVA_BYTE, at)).as("%s: Q", what).isEqualTo((byte) weighted);
      }
    }

    private static byte[] bytes(MemorySegment segment) {
      return segment.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void anyOneOrTwoBlocksThatAreLostComeBack(ParityKernel kernel) {
    System.out.println("ParityTest: -Dorion.seed=" + seed);
    Parity parity = new Parity(kernel);
    for (int blocks = 1; blocks <= MAX_BLOCKS; blocks++) {
      int length = 128 * (1 + random.nextInt(6));
      try (Arena arena = Arena.ofConfined()) {
        Stripe stripe = new Stripe(arena, blocks, length);
        parity.generate(stripe.data, stripe.p, length);
        parity.generate(stripe.data, stripe.p, stripe.q, length);
        stripe.check("made");
        for (int x = 0; x < blocks; x++) {
          stripe.lose(x);
          parity.recoverByP(stripe.data, x, stripe.p, length);
          stripe.check("lost " + x);
          stripe.lose(x);
          stripe.p.fill((byte) 1);
          parity.recoverByQ(stripe.data, x, stripe.p, stripe.q, length);
          stripe.check("lost P and " + x);
          for (int y = 0; y < blocks; y++) {
            if (y != x) {
              stripe.lose(x);
              stripe.lose(y);
              parity.recover(stripe.data, x, y, stripe.p, stripe.q, length);
              stripe.check("lost %d and %d".formatted(x, y));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nothingBesideABlockIsWritten(ParityKernel kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(1024);
      all.fill((byte) 7);
      MemorySegment[] data = {all.asSlice(0, 128), all.asSlice(128, 128)};
      new Parity(kernel).generate(data, all.asSlice(300, 200), all.asSlice(600, 200), 128);
      List<Integer> changed = new ArrayList<>();
      for (int at = 0; at < 1024; at++) {
        if (all.get(ValueLayout.JAVA_BYTE, at) != 7) {
          changed.add(at);
        }
      }
      assertThat(changed)
          .isNotEmpty()
          .allMatch(at -> (at >= 300 && at < 428) || (at >= 600 && at < 728));
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    Parity parity = new Parity(new LongKernel());
    MemorySegment block = MemorySegment.ofArray(new byte[128]);
    MemorySegment[] two = {block, block};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parity.generate(new MemorySegment[0], block, 128))
        .withMessage("0 blocks of data; there must be 1 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parity.generate(two, block, 100))
        .withMessage("blocks of 100 bytes; they must be a multiple of 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parity.recoverByP(two, 2, block, 128))
        .withMessage("block 2 is lost, and there are 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parity.recover(two, 1, 1, block, block, 128))
        .withMessage("block 1 cannot be lost twice");
  }
}
