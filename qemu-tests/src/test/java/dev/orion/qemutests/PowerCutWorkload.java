package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import dev.orion.simulation.writelog.WriteLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random writes and flushes, and what each of them promised: at which length of the device's log
 * which write to which block had to be safe. Every block carries the number of the write that wrote
 * it, in each of its words.
 */
final class PowerCutWorkload {

  private static final int DEPTH = 16;
  private static final int WRITES = 800;
  private static final int WRITES_PER_FLUSH = 20;
  private static final int MAX_BLOCKS = 12;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  /**
   * Writes that had to be safe as soon as the log had so many entries: the latest of each block.
   */
  private static final class Promise {
    final int logEntries;
    final long[] writes;

    Promise(int logEntries, long[] writes) {
      this.logEntries = logEntries;
      this.writes = writes;
    }
  }

  private final WriteLog log;
  private final SplittableRandom random;
  private final int blockBytes;
  private final int blockCount;
  private final BitSet busy = new BitSet();
  private final List<BlockRequest> free = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();
  private final long[] completed;
  private final long[] submitted;
  private long lastWrite;
  private boolean flushing;
  private int writesSinceFlush;

  private PowerCutWorkload(BlockDevice device, WriteLog log, SplittableRandom random) {
    this.log = log;
    this.random = random;
    blockBytes = device.geometry().blockSizeBytes();
    blockCount = (int) device.geometry().blockCount();
    completed = new long[blockCount];
    submitted = new long[blockCount];
  }

  /**
   * Runs it; a flush is its end.
   *
   * @param log the device's, while the device writes it
   */
  static PowerCutWorkload run(BlockDevice device, WriteLog log, SplittableRandom random)
      throws IOException {
    PowerCutWorkload workload = new PowerCutWorkload(device, log, random);
    try (BlockQueue queue = device.openQueue(DEPTH);
        DmaBuffer memory = device.dma().allocate((long) DEPTH * MAX_BLOCKS * workload.blockBytes)) {
      workload.run(queue, memory);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return workload;
  }

  private void run(BlockQueue queue, DmaBuffer memory) {
    int slotBytes = MAX_BLOCKS * blockBytes;
    for (int i = 0; i < DEPTH; i++) {
      free.add(new BlockRequest().attach(memory.slice((long) i * slotBytes, slotBytes)));
    }
    while (lastWrite < WRITES) {
      if (writesSinceFlush < WRITES_PER_FLUSH && !free.isEmpty()) {
        write(queue, free.removeLast());
      } else if (!flushing && !free.isEmpty()) {
        flush(queue, free.removeLast());
      }
      queue.poll();
    }
    awaitAll(queue);
    flush(queue, free.removeLast());
    awaitAll(queue);
  }

  private static void awaitAll(BlockQueue queue) {
    while (queue.inFlight() > 0) {
      queue.poll();
    }
  }

  private void write(BlockQueue queue, BlockRequest request) {
    writesSinceFlush++;
    int count;
    int block;
    do {
      count = 1 + random.nextInt(MAX_BLOCKS);
      block = random.nextInt(blockCount - count + 1);
    } while (!busy.get(block, block + count).isEmpty());
    busy.set(block, block + count);
    DmaBuffer buffer = (DmaBuffer) request.attachment();
    long write = ++lastWrite;
    for (int i = 0; i < count; i++) {
      submitted[block + i] = write;
      MemorySegment content = buffer.segment().asSlice((long) i * blockBytes, blockBytes);
      for (int at = 0; at < blockBytes; at += 8) {
        content.set(WORD, at, word(write, block + i));
      }
    }
    request.write(block, count).add(buffer, 0, (long) count * blockBytes);
    request.onComplete(done -> writeEnded(done, write));
    assertThat(queue.submit(request)).isTrue();
  }

  private void writeEnded(BlockRequest write, long number) {
    assertThat(write.failure()).isNull();
    for (int i = 0; i < write.blockCount(); i++) {
      completed[(int) write.block() + i] = number;
    }
    busy.clear((int) write.block(), (int) (write.block() + write.blockCount()));
    free.add(write);
  }

  private void flush(BlockQueue queue, BlockRequest request) {
    flushing = true;
    writesSinceFlush = 0;
    long[] before = completed.clone();
    request
        .flush()
        .onComplete(
            done -> {
              assertThat(done.failure()).isNull();
              flushing = false;
              promise(before);
              free.add(done);
            });
    assertThat(queue.submit(request)).isTrue();
  }

  private void promise(long[] writes) {
    try {
      promises.add(new Promise(log.entryCount(), writes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long word(long write, int block) {
    return write << 24 | block;
  }

  /** Fails unless the image has what was promised when the log had {@code cut} entries. */
  void assertHolds(ByteBuffer image, int cut) {
    long[] promised = new long[blockCount];
    for (Promise promise : promises) {
      for (int block = 0; block < blockCount && promise.logEntries <= cut; block++) {
        promised[block] = Math.max(promised[block], promise.writes[block]);
      }
    }
    for (int block = 0; block < blockCount; block++) {
      assertThat(writeIn(image, block))
          .as("the write that block %d holds after a cut at log entry %d", block, cut)
          .isBetween(promised[block], submitted[block]);
    }
  }

  /** Blocks that hold an older write than the last one that completed. */
  int blocksOlderThanCompleted(ByteBuffer image) {
    int count = 0;
    for (int block = 0; block < blockCount; block++) {
      count += writeIn(image, block) < completed[block] ? 1 : 0;
    }
    return count;
  }

  /** The number of the write that a block is from, 0 for none; fails if it is from none or two. */
  private long writeIn(ByteBuffer image, int block) {
    MemorySegment content =
        MemorySegment.ofBuffer(image).asSlice((long) block * blockBytes, blockBytes);
    long first = content.get(WORD, 0);
    long write = first >>> 24;
    assertThat(first).as("block %d", block).isEqualTo(write == 0 ? 0 : word(write, block));
    for (int at = 8; at < blockBytes; at += 8) {
      if (content.get(WORD, at) != first) {
        throw new AssertionError("block %d is of two writes".formatted(block));
      }
    }
    return write;
  }
}
