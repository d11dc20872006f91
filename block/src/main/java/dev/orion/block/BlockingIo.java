package dev.orion.block;

import dev.orion.block.Geometry.Capability;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * Blocking reads and writes of ordinary memory, for those who would rather wait than poll. It has a
 * queue and DMA buffers of its own, and copies through them; long transfers are cut into chunks of
 * which several are in flight at a time.
 *
 * <p>Offsets and lengths are in bytes and multiples of the block size. A range outside the device
 * or across block borders throws {@link IllegalArgumentException}, a request that fails throws
 * {@link BlockException}; then, of a write, any part may have been written. Any number of threads
 * may use it; they take turns. The device stays its owner's, and must outlive this object.
 */
public final class BlockingIo implements AutoCloseable {

  private static final int CHUNKS = 8;
  private static final int CHUNK_BYTES = 128 * 1024;

  private static final int POLLS_PER_PAUSE = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final BlockDevice device;
  private final Geometry geometry;
  private final NanoClock clock;
  private final BlockQueue queue;
  private final int chunkBytes;
  private final DmaBuffer memory;
  private final DmaBuffer[] buffers;
  private final BlockRequest[] requests;
  private boolean closed;

  private BlockingIo(BlockDevice device, NanoClock clock, BlockQueue queue) {
    this.device = device;
    this.clock = clock;
    this.queue = queue;
    geometry = device.geometry();
    int blockBytes = geometry.blockSizeBytes();
    int chunkBlocks = Math.max(1, Math.min(CHUNK_BYTES / blockBytes, geometry.maxTransferBlocks()));
    chunkBytes = chunkBlocks * blockBytes;
    int count = Math.min(CHUNKS, queue.depth());
    memory = device.dma().allocate((long) count * chunkBytes);
    buffers = new DmaBuffer[count];
    requests = new BlockRequest[count];
    for (int i = 0; i < count; i++) {
      buffers[i] = memory.slice((long) i * chunkBytes, chunkBytes);
      requests[i] = new BlockRequest();
    }
  }

  /**
   * Opens a queue of the device for blocking use, with the machine's clock to wait by.
   *
   * @throws IOException if the device has no queue left or is gone
   */
  public static BlockingIo open(BlockDevice device) throws IOException {
    return open(device, NanoClock.system());
  }

  /**
   * Opens a queue of the device for blocking use.
   *
   * @param clock passes the time between two looks at the queue
   * @throws IOException if the device has no queue left or is gone
   */
  public static BlockingIo open(BlockDevice device, NanoClock clock) throws IOException {
    BlockQueue queue = device.openQueue(CHUNKS);
    try {
      return new BlockingIo(device, clock, queue);
    } catch (Throwable e) {
      queue.close();
      throw e;
    }
  }

  /** The device. */
  public BlockDevice device() {
    return device;
  }

  /** Fills {@code into} from the device's byte {@code offsetBytes} on. */
  public synchronized void read(long offsetBytes, MemorySegment into) throws IOException {
    checkRange("read", offsetBytes, into.byteSize());
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("the memory to read into is read-only");
    }
    transfer(BlockOperation.READ, offsetBytes, into.byteSize(), into);
  }

  /** Fills what remains of {@code into}, and moves its position to its limit. */
  public void read(long offsetBytes, ByteBuffer into) throws IOException {
    if (into.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    read(offsetBytes, MemorySegment.ofBuffer(into));
    into.position(into.limit());
  }

  /** Writes {@code from} to the device's byte {@code offsetBytes} on. */
  public synchronized void write(long offsetBytes, MemorySegment from) throws IOException {
    checkRange("write", offsetBytes, from.byteSize());
    transfer(BlockOperation.WRITE, offsetBytes, from.byteSize(), from);
  }

  /** Writes what remains of {@code from}, and moves its position to its limit. */
  public void write(long offsetBytes, ByteBuffer from) throws IOException {
    write(offsetBytes, MemorySegment.ofBuffer(from));
    from.position(from.limit());
  }

  /** Makes every write that returned before survive power loss. */
  public synchronized void flush() throws IOException {
    checkOpen();
    run(requests[0].flush());
  }

  /**
   * Tells the device that a range's content is no longer needed. What it reads as afterwards is the
   * device's choice.
   *
   * @throws IllegalArgumentException if the device does not know {@link BlockOperation#DISCARD}
   */
  public synchronized void discard(long offsetBytes, long lengthBytes) throws IOException {
    checkRange("discard", offsetBytes, lengthBytes);
    runOnRange(BlockOperation.DISCARD, offsetBytes, lengthBytes);
  }

  /** Makes a range read as zeroes, without sending them where the device can do so. */
  public synchronized void writeZeroes(long offsetBytes, long lengthBytes) throws IOException {
    checkRange("write of zeroes", offsetBytes, lengthBytes);
    if (geometry.has(Capability.WRITE_ZEROES)) {
      runOnRange(BlockOperation.WRITE_ZEROES, offsetBytes, lengthBytes);
      return;
    }
    int blockBytes = geometry.blockSizeBytes();
    buffers[0].segment().fill((byte) 0);
    for (long done = 0; done < lengthBytes; done += chunkBytes) {
      long length = Math.min(chunkBytes, lengthBytes - done);
      run(
          requests[0]
              .write((offsetBytes + done) / blockBytes, length / blockBytes)
              .add(buffers[0], 0, length));
    }
  }

  /** Gives the queue and the buffers up; the device stays open. Closing twice is harmless. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      try (memory) {
        queue.close();
      }
    }
  }

  private void runOnRange(BlockOperation operation, long offsetBytes, long lengthBytes)
      throws IOException {
    if (lengthBytes > 0) {
      int blockBytes = geometry.blockSizeBytes();
      run(requests[0].prepare(operation, offsetBytes / blockBytes, lengthBytes / blockBytes));
    }
  }

  private void run(BlockRequest request) throws IOException {
    submit(request);
    await(request);
  }

  /** Moves a range through the buffers, which take turns in the range's order. */
  private void transfer(
      BlockOperation operation, long offsetBytes, long lengthBytes, MemorySegment data)
      throws IOException {
    int window = requests.length;
    long count = Math.ceilDiv(lengthBytes, chunkBytes);
    long started = 0;
    try {
      for (long ended = 0; ended < count; ended++) {
        for (; started < count && started < ended + window; started++) {
          start(operation, offsetBytes, lengthBytes, data, started);
        }
        int slot = (int) (ended % window);
        await(requests[slot]);
        if (operation == BlockOperation.READ) {
          long position = ended * chunkBytes;
          long length = Math.min(chunkBytes, lengthBytes - position);
          MemorySegment.copy(buffers[slot].segment(), 0, data, position, length);
        }
      }
    } finally {
      for (BlockRequest request : requests) {
        awaitEnd(request);
      }
    }
  }

  private void start(
      BlockOperation operation,
      long offsetBytes,
      long lengthBytes,
      MemorySegment data,
      long chunk) {
    int slot = (int) (chunk % requests.length);
    int blockBytes = geometry.blockSizeBytes();
    long position = chunk * chunkBytes;
    long length = Math.min(chunkBytes, lengthBytes - position);
    if (operation == BlockOperation.WRITE) {
      MemorySegment.copy(data, position, buffers[slot].segment(), 0, length);
    }
    submit(
        requests[slot]
            .prepare(operation, (offsetBytes + position) / blockBytes, length / blockBytes)
            .add(buffers[slot], 0, length));
  }

  private void submit(BlockRequest request) {
    if (!queue.submit(request)) {
      throw new IllegalStateException(
          "%s: its queue of depth %d took only %d requests"
              .formatted(device.name(), queue.depth(), queue.inFlight()));
    }
  }

  private void await(BlockRequest request) throws IOException {
    awaitEnd(request);
    BlockException failure = request.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitEnd(BlockRequest request) {
    int idlePolls = 0;
    while (request.isInFlight()) {
      if (queue.poll() == 0 && ++idlePolls % POLLS_PER_PAUSE == 0) {
        clock.pause(PAUSE_NANOS);
      }
    }
  }

  private void checkRange(String what, long offsetBytes, long lengthBytes) {
    checkOpen();
    int blockBytes = geometry.blockSizeBytes();
    if (offsetBytes % blockBytes != 0 || lengthBytes % blockBytes != 0) {
      throw new IllegalArgumentException(
          "%s: %s of %d bytes at %d: both must be multiples of its block size %d"
              .formatted(device.name(), what, lengthBytes, offsetBytes, blockBytes));
    }
    long capacity = geometry.capacityBytes();
    if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > capacity - lengthBytes) {
      throw new IllegalArgumentException(
          "%s: %s of %d bytes at %d: it has %d bytes"
              .formatted(device.name(), what, lengthBytes, offsetBytes, capacity));
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("blocking I/O on " + device.name() + " is closed");
    }
  }
}
