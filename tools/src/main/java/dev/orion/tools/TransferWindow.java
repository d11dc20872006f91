package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Some requests in flight over one queue, each with a buffer, that are started and awaited in turn.
 * Belongs to one thread.
 */
final class TransferWindow implements AutoCloseable {
  /**
   * So many that a driver which looks after its controller only every so many fruitless polls does
   * so within a second.
   */
  private static final int POLLS_PER_PAUSE = 1000;

  private static final long PAUSE_NANOS = 20_000;

  private final BlockQueue queue;
  private final Geometry geometry;
  private final int chunkBlocks;
  private final DmaBuffer memory;
  private final DmaBuffer[] buffers;
  private final BlockRequest[] requests;
  private long started;
  private long ended;

  private TransferWindow(BlockDevice device, BlockQueue queue, int maxChunkBytes) {
    this.queue = queue;
    this.geometry = device.geometry();
    int blockBytes = geometry.blockSizeBytes();
    chunkBlocks = Math.max(1, Math.min(maxChunkBytes / blockBytes, geometry.maxTransferBlocks()));
    int chunkBytes = chunkBlocks * blockBytes;
    memory = device.dma().allocate((long) queue.depth() * chunkBytes);
    buffers = new DmaBuffer[queue.depth()];
    requests = new BlockRequest[queue.depth()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = memory.slice((long) i * chunkBytes, chunkBytes);
      requests[i] = new BlockRequest();
    }
  }

  /**
   * Opens a queue of the device.
   *
   * @param depth requests in flight; less if the device grants less
   * @param maxChunkBytes bytes of a buffer; less if the device transfers less at a time, but a
   *     block
   */
  static TransferWindow open(BlockDevice device, int depth, int maxChunkBytes) throws IOException {
    BlockQueue queue = device.openQueue(depth);
    try {
      return new TransferWindow(device, queue, maxChunkBytes);
    } catch (RuntimeException e) {
      OpenController.closeAfter(e, queue);
      throw e;
    }
  }

  /**
   * Where a request from {@code block} on should end: full chunks lie at multiples of their length,
   * and none crosses the end of a zone.
   */
  long chunkEnd(long block) {
    long end = nextMultiple(block, chunkBlocks);
    ZoneGeometry zones = geometry.zones();
    return zones == null ? end : Math.min(end, nextMultiple(block, zones.sizeBlocks()));
  }

  boolean isEmpty() {
    return started == ended;
  }

  boolean isFull() {
    return started - ended == requests.length;
  }

  /** The buffer of the request that is started next; the window must not be full. */
  MemorySegment nextBuffer() {
    return buffers[slot(started)].segment();
  }

  /** Sends a request with the next buffer; the window must not be full. */
  void start(BlockOperation operation, long block, long blockCount) {
    int slot = slot(started);
    BlockRequest request = requests[slot].prepare(operation, block, blockCount);
    if (operation.hasData()) {
      request.add(buffers[slot], 0, blockCount * geometry.blockSizeBytes());
    }
    if (!queue.submit(request)) {
      throw new IllegalStateException("a queue of depth %d is full".formatted(queue.depth()));
    }
    started++;
    queue.poll();
  }

  /**
   * Waits for the oldest request in flight.
   *
   * @return the request; its buffer stays as it is until it is the next one
   * @throws BlockException if it failed
   */
  BlockRequest await() throws IOException {
    BlockRequest request = requests[slot(ended)];
    for (int fruitless = 0; request.isInFlight(); ) {
      if (queue.poll() == 0 && ++fruitless % POLLS_PER_PAUSE == 0) {
        NanoClock.system().pause(PAUSE_NANOS);
      }
    }
    ended++;
    BlockException failure = request.failure();
    if (failure != null) {
      throw failure;
    }
    return request;
  }

  /** Waits for all requests in flight. */
  void awaitAll() throws IOException {
    while (!isEmpty()) {
      await();
    }
  }

  @Override
  public void close() throws IOException {
    try (memory) {
      queue.close();
    }
  }

  private int slot(long number) {
    return (int) (number % requests.length);
  }

  private static long nextMultiple(long value, long factor) {
    return (value / factor + 1) * factor;
  }
}
