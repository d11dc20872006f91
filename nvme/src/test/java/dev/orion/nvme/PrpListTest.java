package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * PRP lists read back the way a controller walks them (Base 4.1.1). QEMU does the same with the
 * transfers that it allows; here they may be longer.
 */
class PrpListTest {

  private static final long LIST_IOVA = 0x7000_0000L;

  private record Range(long address, long lengthBytes) {}

  /** What a controller would access for {@code length} bytes, page by page. */
  private static List<Range> walk(
      PrpList prps, MemorySegment list, int pageSizeBytes, long length) {
    List<Range> ranges = new ArrayList<>();
    long first = Math.min(length, pageSizeBytes - prps.prp1() % pageSizeBytes);
    ranges.add(new Range(prps.prp1(), first));
    long left = length - first;
    if (left == 0) {
      assertThat(prps.prp2()).isZero();
    } else if (left <= pageSizeBytes) {
      ranges.add(new Range(prps.prp2(), left));
    } else {
      long at = prps.prp2() - LIST_IOVA;
      while (left > 0) {
        long entry = list.get(ValueLayout.JAVA_LONG, at);
        boolean lastOfPage = (at + 8) % pageSizeBytes == 0;
        if (lastOfPage && left > pageSizeBytes) {
          at = entry - LIST_IOVA;
          continue;
        }
        assertThat(entry % pageSizeBytes).isZero();
        ranges.add(new Range(entry, Math.min(left, pageSizeBytes)));
        left -= Math.min(left, pageSizeBytes);
        at += 8;
      }
    }
    return ranges;
  }

  private static void check(long address, long length, int pageSizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      long listBytes = PrpList.lengthBytesFor(length, pageSizeBytes);
      MemorySegment list = arena.allocate(listBytes, pageSizeBytes);
      PrpList prps = new PrpList(list, LIST_IOVA, pageSizeBytes);
      prps.reset();
      assertThat(prps.append(address, length)).isTrue();
      long expected = address;
      for (Range range : walk(prps, list, pageSizeBytes, length)) {
        assertThat(range.address()).isEqualTo(expected);
        expected += range.lengthBytes();
      }
      assertThat(expected).isEqualTo(address + length);
    }
  }

  @Test
  void everyLengthAroundPagesAndListPages() {
    for (int pageSizeBytes : new int[] {4096, 8192, 65536}) {
      long listPage = (long) pageSizeBytes / 8 * pageSizeBytes;
      for (long around : new long[] {pageSizeBytes, 2L * pageSizeBytes, 3L * pageSizeBytes}) {
        for (int delta = -4; delta <= 4; delta += 4) {
          check(0x10_0000, around + delta, pageSizeBytes);
          check(0x10_0000 + 4, around + delta, pageSizeBytes);
          check(0x10_0000 + pageSizeBytes - 4, around + delta, pageSizeBytes);
        }
      }
      if (pageSizeBytes == 4096) {
        for (long pages = 510; pages < 516; pages++) {
          check(0x10_0000, pages * pageSizeBytes, pageSizeBytes);
          check(0x10_0004, pages * pageSizeBytes, pageSizeBytes);
        }
        check(0x10_0000, 3 * listPage, pageSizeBytes);
        check(0x10_0ffc, 3 * listPage + 4, pageSizeBytes);
      }
    }
  }

  @Test
  void randomLengthsAndOffsets() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      long address = 0x10_0000L + 4 * random.nextLong(1 << 20);
      long length = 4 * (1 + random.nextLong(random.nextBoolean() ? 5_000 : 3_000_000));
      try {
        check(address, length, 4096);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed %d: %d bytes at %x".formatted(seed, length, address), e);
      }
    }
  }

  @Test
  void partsThatMeetAtPagesAreOneList() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(4096, 4096);
      PrpList prps = new PrpList(list, LIST_IOVA, 4096);
      prps.reset();
      assertThat(prps.append(0x1_0f00, 0x100)).isTrue();
      assertThat(prps.append(0x5_0000, 0x2000)).isTrue();
      assertThat(prps.append(0x3_0000, 0x10)).isTrue();
      assertThat(walk(prps, list, 4096, 0x2110))
          .containsExactly(
              new Range(0x1_0f00, 0x100),
              new Range(0x5_0000, 0x1000),
              new Range(0x5_1000, 0x1000),
              new Range(0x3_0000, 0x10));
      assertThat(prps.append(0x6_0000, 0x10)).as("the last part ended inside a page").isFalse();
    }
  }

  @Test
  void whatPrpsCannotDescribeIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      PrpList prps = new PrpList(arena.allocate(4096, 4096), LIST_IOVA, 4096);
      prps.reset();
      assertThat(prps.append(0x1_0002, 512)).as("not dword aligned").isFalse();
      assertThat(prps.append(0x1_0000, 4096)).isTrue();
      assertThat(prps.append(0x2_0004, 512)).as("second part inside a page").isFalse();
      assertThat(prps.append(0x2_0000, 512)).isTrue();
      assertThat(prps.prp2()).isEqualTo(0x2_0000);
    }
  }
}
