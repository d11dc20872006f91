package dev.orion.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DmaRegionTest {

  private static final long IOVA_BASE = 0x10_0000;

  @Test
  void buffersAreZeroedAlignedInBoundsAndNeverOverlap() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(1 << 20, 4096);
      memory.fill((byte) 0xee);
      DmaRegion region = new DmaRegion("test memory", memory, IOVA_BASE);
      List<DmaBuffer> live = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        if (!live.isEmpty() && random.nextInt(100) < 48) {
          live.remove(random.nextInt(live.size())).close();
          continue;
        }
        long length = 1 + random.nextLong(random.nextBoolean() ? 300 : 40_000);
        long alignment = 1L << random.nextInt(14);
        DmaBuffer buffer;
        try {
          buffer = region.allocate(length, alignment);
        } catch (DmaExhaustedException e) {
          continue;
        }
        String context = "seed %d step %d".formatted(seed, i);
        assertThat(buffer.iova() % alignment).as(context).isZero();
        assertThat(buffer.iova() - IOVA_BASE)
            .as("same place on both sides, " + context)
            .isEqualTo(buffer.segment().address() - memory.address());
        assertThat(buffer.segment().mismatch(MemorySegment.ofArray(new byte[(int) length])))
            .as("zeroed, " + context)
            .isEqualTo(-1);
        buffer.segment().fill((byte) 0xee);
        for (DmaBuffer other : live) {
          boolean apart =
              buffer.iova() + length <= other.iova()
                  || other.iova() + other.lengthBytes() <= buffer.iova();
          assertThat(apart).as("apart, " + context).isTrue();
        }
        live.add(buffer);
      }
      live.forEach(DmaBuffer::close);
      assertThat(region.allocatedBytes()).isZero();
      assertThat(region.allocate(1 << 20, 64).lengthBytes())
          .as("all free ranges merged again, seed %d", seed)
          .isEqualTo(1 << 20);
    }
  }

  @Test
  void exhaustionSaysWhatIsLeftAndDoubleCloseIsHarmless() {
    try (Arena arena = Arena.ofConfined()) {
      DmaRegion region = new DmaRegion("the box", arena.allocate(8192, 4096), 0);
      DmaBuffer buffer = region.allocate(4096);
      assertThatThrownBy(() -> region.allocate(4097))
          .isInstanceOf(DmaExhaustedException.class)
          .hasMessage("no 4097 bytes of DMA memory left: 4096 of 8192 bytes of the box are in use");
      assertThatThrownBy(() -> region.allocate(Long.MAX_VALUE))
          .isInstanceOf(DmaExhaustedException.class);
      assertThatThrownBy(() -> region.allocate((1L << 62) + 64, 1L << 62))
          .isInstanceOf(DmaExhaustedException.class);
      buffer.close();
      buffer.close();
      assertThat(region.allocatedBytes()).isZero();
    }
  }

  @Test
  void aSliceIsAPartOfTheBufferOnBothSides() {
    try (Arena arena = Arena.ofConfined()) {
      DmaRegion region = new DmaRegion("test memory", arena.allocate(8192, 4096), IOVA_BASE);
      DmaBuffer buffer = region.allocate(4096);
      DmaBuffer slice = buffer.slice(100, 50);
      slice.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 7);
      assertThat(slice.iova()).isEqualTo(buffer.iova() + 100);
      assertThat(slice.lengthBytes()).isEqualTo(50);
      assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, 100)).isEqualTo((byte) 7);
      slice.close();
      assertThat(region.allocatedBytes()).isEqualTo(4096);
    }
  }
}
