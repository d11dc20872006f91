package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Random writes of random lengths, alignments and scatter lists to a namespace, through several
 * queues on several threads.
 */
final class RandomWriters {

  private static final int QUEUES = 4;
  private static final int DEPTH = 16;
  private static final int REQUESTS_PER_QUEUE = 1500;
  private static final int MAX_BYTES = 1 << 20;

  /** Waits for the end of a thread. */
  interface Waiting {
    void awaitEnd(CompletableFuture<Void> writer) throws Exception;
  }

  private RandomWriters() {}

  /**
   * Writes, flushes, and reads all of it back.
   *
   * @param model gets what the namespace holds then
   */
  static void run(NvmeNamespace namespace, byte[] model, long seed, Waiting waiting)
      throws Exception {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < QUEUES; i++) {
      Writer writer = new Writer(namespace, model, i, new SplittableRandom(seed + i));
      writers.add(
          CompletableFuture.runAsync(writer, command -> Thread.ofPlatform().start(command)));
    }
    for (CompletableFuture<Void> writer : writers) {
      waiting.awaitEnd(writer);
    }
    verify(namespace, model, seed);
    flush(namespace);
  }

  private static void flush(NvmeNamespace namespace) throws IOException {
    try (BlockQueue queue = namespace.openQueue(1)) {
      BlockRequest flush = new BlockRequest().flush();
      queue.submit(flush);
      while (flush.isInFlight()) {
        queue.poll();
      }
      assertThat(flush.failure()).isNull();
    }
  }

  private static void verify(NvmeNamespace namespace, byte[] model, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int blockBytes = namespace.geometry().blockSizeBytes();
    try (BlockQueue queue = namespace.openQueue(4);
        DmaBuffer buffer = namespace.dma().allocate(MAX_BYTES + 8192)) {
      long block = 0;
      while (block < namespace.geometry().blockCount()) {
        long blocks =
            Math.min(
                1 + random.nextLong(MAX_BYTES / blockBytes),
                namespace.geometry().blockCount() - block);
        long offset = 4 * random.nextLong(1024);
        BlockRequest read =
            new BlockRequest().read(block, blocks).add(buffer, offset, blocks * blockBytes);
        queue.submit(read);
        while (read.isInFlight()) {
          queue.poll();
        }
        assertThat(read.failure()).isNull();
        MemorySegment expected =
            MemorySegment.ofArray(model).asSlice(block * blockBytes, blocks * blockBytes);
        assertThat(buffer.segment().asSlice(offset, blocks * blockBytes).mismatch(expected))
            .as("blocks from %d, seed %d", block, seed)
            .isEqualTo(-1);
        block += blocks;
      }
    }
  }

  /**
   * Writes one quarter of the device through a queue of its own, and keeps the model up to date.
   */
  private static final class Writer implements Runnable {

    private final NvmeNamespace namespace;
    private final byte[] model;
    private final SplittableRandom random;
    private final int blockBytes;
    private final long firstBlock;
    private final long blockCount;
    private final boolean[] busy;
    private int begun;

    Writer(NvmeNamespace namespace, byte[] model, int index, SplittableRandom random) {
      this.namespace = namespace;
      this.model = model;
      this.random = random;
      this.blockBytes = namespace.geometry().blockSizeBytes();
      this.blockCount = namespace.geometry().blockCount() / QUEUES;
      this.firstBlock = index * blockCount;
      this.busy = new boolean[(int) blockCount];
    }

    @Override
    public void run() {
      List<DmaBuffer> buffers = new ArrayList<>();
      try (BlockQueue queue = namespace.openQueue(DEPTH)) {
        for (int i = 0; i < DEPTH; i++) {
          DmaBuffer buffer = namespace.dma().allocate(MAX_BYTES / 2);
          buffers.add(buffer);
          BlockRequest request = new BlockRequest();
          request.onComplete(
              done -> {
                assertThat(done.failure()).isNull();
                release(done);
                submit(queue, done, buffer);
              });
          submit(queue, request, buffer);
        }
        while (queue.inFlight() > 0) {
          queue.poll();
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      } finally {
        buffers.forEach(DmaBuffer::close);
      }
    }

    private void submit(BlockQueue queue, BlockRequest request, DmaBuffer buffer) {
      if (begun++ >= REQUESTS_PER_QUEUE) {
        return;
      }
      long blocks;
      long start;
      do {
        long most = MAX_BYTES / 4 / blockBytes;
        blocks = 1 + random.nextLong(random.nextInt(4) == 0 ? most : Math.min(most, 8));
        start = random.nextLong(blockCount - blocks);
      } while (isBusy(start, blocks));
      mark(start, blocks, true);
      request.write(firstBlock + start, blocks);
      if (random.nextInt(10) == 0) {
        request.forceUnitAccess();
      }
      scatter(request, buffer, blocks * blockBytes, (firstBlock + start) * blockBytes);
      assertThat(queue.submit(request)).isTrue();
    }

    /** Cuts the data into pieces at places of every kind of alignment, apart from each other. */
    private void scatter(BlockRequest request, DmaBuffer buffer, long bytes, long modelOffset) {
      int pieces = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
      long position = random.nextLong(8192);
      long left = bytes;
      for (int piece = 1; left > 0; piece++) {
        long length = piece >= pieces ? left : 1 + random.nextLong(left);
        if (random.nextBoolean()) {
          position = (position + 4095) & -4096;
        }
        MemorySegment data = buffer.segment().asSlice(position, length);
        byte[] content = new byte[(int) length];
        random.nextBytes(content);
        MemorySegment.copy(content, 0, data, ValueLayout.JAVA_BYTE, 0, content.length);
        System.arraycopy(content, 0, model, (int) (modelOffset + bytes - left), content.length);
        request.add(buffer, position, length);
        position += length + random.nextInt(64);
        left -= length;
      }
    }

    private void release(BlockRequest done) {
      mark(done.block() - firstBlock, done.blockCount(), false);
    }

    private boolean isBusy(long start, long blocks) {
      for (long i = start; i < start + blocks; i++) {
        if (busy[(int) i]) {
          return true;
        }
      }
      return false;
    }

    private void mark(long start, long blocks, boolean value) {
      for (long i = start; i < start + blocks; i++) {
        busy[(int) i] = value;
      }
    }
  }
}
