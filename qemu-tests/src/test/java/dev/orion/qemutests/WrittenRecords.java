package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.zoned.ZoneRecord;
import dev.orion.nvme.zoned.ZonedWriter;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;

/**
 * Records of random lengths that a {@link ZonedWriter} writes, each block of them marked; and where
 * they are, to be read back.
 */
final class WrittenRecords implements AutoCloseable {

  private final NvmeNamespace namespace;
  private final ZonedWriter writer;
  private final Random random;
  private final Runnable idle;
  private final int blockBytes;
  private final int maxBlocks;
  private final Deque<Slot> free = new ArrayDeque<>();
  private final List<DmaBuffer> buffers = new ArrayList<>();
  private final Map<Long, Long> marks = new HashMap<>();
  private final List<BlockException> failures = new ArrayList<>();
  private long appended;
  private long ended;

  /**
   * With the buffers for as many records as the writer takes.
   *
   * @param idle lets a device in this process work
   */
  WrittenRecords(
      NvmeNamespace namespace, ZonedWriter writer, int maxBlocks, Random random, Runnable idle) {
    this.idle = idle;
    this.namespace = namespace;
    this.writer = writer;
    this.maxBlocks = maxBlocks;
    this.random = random;
    this.blockBytes = namespace.geometry().blockSizeBytes();
    for (int i = 0; i < writer.depth() + 1; i++) {
      DmaBuffer buffer = namespace.dma().allocate((long) maxBlocks * blockBytes);
      buffers.add(buffer);
      free.add(new Slot(buffer));
    }
  }

  private final class Slot {
    final ZoneRecord record = new ZoneRecord().onComplete(r -> end());
    final DmaBuffer buffer;
    long id;
    int blocks;

    Slot(DmaBuffer buffer) {
      this.buffer = buffer;
    }

    private void end() {
      ended++;
      assertThat(record.isInFlight()).isFalse();
      BlockException failure = record.failure();
      if (failure != null) {
        failures.add(failure);
      } else {
        for (int i = 0; i < blocks; i++) {
          assertThat(marks.put(record.block() + i, mark(id, i)))
              .as("block %d is assigned once", record.block() + i)
              .isNull();
        }
      }
      free.add(this);
    }
  }

  private static long mark(long id, int block) {
    return id << 20 | block;
  }

  /** Appends a record unless the writer is full; whether it was taken. */
  boolean append() {
    int blocks =
        random.nextInt(8) == 0
            ? 1 + random.nextInt(maxBlocks)
            : 1 + random.nextInt(Math.min(16, maxBlocks));
    return append(blocks);
  }

  /** Appends a record of a length unless the writer is full; whether it was taken. */
  boolean append(int blocks) {
    Slot slot = free.getFirst();
    slot.id = appended;
    slot.blocks = blocks;
    for (int i = 0; i < blocks; i++) {
      MemorySegment block = slot.buffer.segment().asSlice((long) i * blockBytes, blockBytes);
      block.set(ValueLayout.JAVA_LONG, 0, mark(slot.id, i));
      block.set(ValueLayout.JAVA_LONG, blockBytes - 8L, mark(slot.id, i));
    }
    slot.record.of(slot.buffer, 0, (long) blocks * blockBytes);
    if (!writer.append(slot.record)) {
      return false;
    }
    free.remove(slot);
    appended++;
    return true;
  }

  ZonedWriter writer() {
    return writer;
  }

  /** Records that failed. */
  List<BlockException> failures() {
    return failures;
  }

  /** Blocks of all records that were written. */
  int blocksWritten() {
    return marks.size();
  }

  /** Checks that each record ended once. */
  void checkAllEnded() {
    assertThat(writer.inFlight()).isZero();
    assertThat(ended).isEqualTo(appended);
  }

  /** Reads every block that was written and can be read, and checks its marks. */
  void checkContent(BlockQueue queue, LongPredicate readable) {
    try (DmaBuffer buffer = namespace.dma().allocate(blockBytes)) {
      BlockRequest read = new BlockRequest();
      marks.forEach(
          (block, mark) -> {
            if (!readable.test(block)) {
              return;
            }
            assertThat(queue.submit(read.read(block, 1).add(buffer))).isTrue();
            while (read.isInFlight()) {
              if (queue.poll() == 0) {
                idle.run();
              }
            }
            assertThat(read.failure()).isNull();
            assertThat(buffer.segment().get(ValueLayout.JAVA_LONG, 0))
                .as("first mark of block %d", block)
                .isEqualTo(mark);
            assertThat(buffer.segment().get(ValueLayout.JAVA_LONG, blockBytes - 8L))
                .as("last mark of block %d", block)
                .isEqualTo(mark);
          });
    }
  }

  @Override
  public void close() {
    buffers.forEach(DmaBuffer::close);
  }
}
