package dev.orion.qemutests;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens the device for each test, and sees to it afterwards that no DMA memory leaked. */
abstract class BlockDeviceFixture {

  private static final int REGION_BYTES = 4 << 20;

  /** The device under test; its blocks may hold anything at first. */
  @SuppressWarnings("NullAway.Init") // openForTest sets it
  protected BlockDevice device;

  /** Its block size in bytes. */
  protected int blockBytes;

  /** Blocks at the device's start that tests write to. */
  protected int regionBlocks;

  private long allocatedBytesBefore;

  /** For subclasses. */
  protected BlockDeviceFixture() {}

  /** Opens the device under test: conventional, at least 1 MiB, nobody else's. Tests close it. */
  protected abstract BlockDevice openDevice() throws Exception;

  /** Called between two polls that found nothing. */
  protected void idle() {
    Thread.onSpinWait();
  }

  /** Opens the device. */
  @BeforeEach
  public final void openForTest() throws Exception {
    device = openDevice();
    blockBytes = device.geometry().blockSizeBytes();
    regionBlocks = (int) Math.min(device.geometry().blockCount(), REGION_BYTES / blockBytes);
    allocatedBytesBefore = device.dma().allocatedBytes();
  }

  /** Checks for leaks, and closes the device, twice. */
  @AfterEach
  public final void closeAfterTest() throws Exception {
    long allocatedBytes = device.dma().allocatedBytes();
    device.close();
    device.close();
    assertThat(allocatedBytes).as("DMA memory in use").isEqualTo(allocatedBytesBefore);
  }

  /** Random numbers that {@code -Dorion.seed=} brings back. */
  protected final Random random() {
    long seed = Long.getLong("orion.seed", System.nanoTime());
    System.out.println(getClass().getSimpleName() + ": -Dorion.seed=" + seed);
    return new Random(seed);
  }

  /** Polls until the request has ended. */
  protected final void await(BlockQueue queue, BlockRequest request) {
    while (request.isInFlight()) {
      if (queue.poll() == 0) {
        idle();
      }
    }
  }

  /** Runs a request, which must succeed. */
  protected final void run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).as("%s", request).isTrue();
    await(queue, request);
    assertThat(request.failure()).as("%s", request).isNull();
  }

  /** Runs a request on a queue of its own; it must succeed. */
  protected final void run(BlockRequest request) throws IOException {
    try (BlockQueue queue = device.openQueue(1)) {
      run(queue, request);
    }
  }

  /** Writes whole blocks. */
  protected final void write(long block, byte[] data) throws IOException {
    try (DmaBuffer buffer = device.dma().allocate(data.length)) {
      MemorySegment.copy(data, 0, buffer.segment(), JAVA_BYTE, 0, data.length);
      run(new BlockRequest().write(block, data.length / blockBytes).add(buffer));
    }
  }

  /** Reads blocks. */
  protected final byte[] read(long block, int count) throws IOException {
    try (DmaBuffer buffer = device.dma().allocate((long) count * blockBytes)) {
      buffer.segment().fill((byte) 0xee);
      run(new BlockRequest().read(block, count).add(buffer));
      return buffer.segment().toArray(JAVA_BYTE);
    }
  }

  /** Writes random bytes to the region. */
  protected final byte[] randomizeRegion(Random random) throws IOException {
    byte[] data = new byte[regionBlocks * blockBytes];
    random.nextBytes(data);
    write(0, data);
    return data;
  }

  /** The region must hold this, block by block. */
  protected final void assertRegion(byte[] expected) throws IOException {
    byte[] actual = read(0, regionBlocks);
    int wrong = Arrays.mismatch(actual, expected);
    assertThat(wrong < 0 ? -1 : wrong / blockBytes)
        .as("first wrong block of the region, whose first wrong byte is %d", wrong)
        .isEqualTo(-1);
  }

  /** The queue must refuse the request, and be as before. */
  protected static void assertRefused(BlockQueue queue, BlockRequest request) {
    assertThatIllegalArgumentException()
        .as("%s of %d bytes", request, request.lengthBytes())
        .isThrownBy(() -> queue.submit(request));
    assertThat(request.isInFlight()).isFalse();
    assertThat(queue.inFlight()).isZero();
    assertThat(queue.poll()).isZero();
  }
}
