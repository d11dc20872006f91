package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry.Capability;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written is what is read, however it is cut, and nothing else changes. */
abstract class BlockDataContract extends BlockDeviceFixture {

  /** For subclasses. */
  protected BlockDataContract() {}

  /** Random requests that each test of them makes; fewer for a device that is slow. */
  protected int randomRequests() {
    return 1000;
  }

  @Test
  public void randomTrafficOverOneQueue() throws IOException {
    randomTraffic(1);
  }

  @Test
  public void randomTrafficOverSeveralQueues() throws IOException {
    randomTraffic(3);
  }

  private void randomTraffic(int queueCount) throws IOException {
    Random random = random();
    BlockModel model = new BlockModel(blockBytes, regionBlocks);
    model.write(0, randomizeRegion(random));
    List<BlockQueue> queues = new ArrayList<>();
    // The first and last blocks of the region have no traffic and must stay as they are.
    try (RandomTraffic traffic =
        new RandomTraffic(device, model, 3, regionBlocks - 3, random, this::idle)) {
      for (int i = 0; i < queueCount; i++) {
        queues.add(device.openQueue(4));
      }
      traffic.run(queues, randomRequests());
      for (BlockQueue queue : queues) {
        queue.close();
      }
    }
    assertRegion(model.expected(0, read(0, regionBlocks)));
  }

  @Test
  public void randomTrafficOfSeveralThreads() throws Exception {
    Random random = random();
    byte[] content = randomizeRegion(random);
    int threads = 2;
    int share = regionBlocks / threads;
    List<BlockModel> models = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        BlockModel model = new BlockModel(blockBytes, regionBlocks);
        model.write(0, content);
        models.add(model);
        Random own = new Random(random.nextLong());
        int first = i * share;
        results.add(
            executor.submit(
                () -> {
                  threadTraffic(model, first, first + share, own);
                  return true;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    }
    byte[] actual = read(0, regionBlocks);
    for (int i = 0; i < threads; i++) {
      int from = i * share * blockBytes;
      int to = from + share * blockBytes;
      byte[] expected = models.get(i).expected(0, actual);
      assertThat(Arrays.mismatch(actual, from, to, expected, from, to))
          .as("first wrong byte of the blocks of thread %d", i)
          .isEqualTo(-1);
    }
  }

  private void threadTraffic(BlockModel model, int first, int end, Random random)
      throws IOException {
    try (RandomTraffic traffic = new RandomTraffic(device, model, first, end, random, this::idle);
        BlockQueue queue = device.openQueue(4)) {
      traffic.run(List.of(queue), randomRequests() / 2);
    }
  }

  /** Every dword offset in a page, every odd one near its ends, over two page borders each. */
  @Test
  public void buffersMayLieAnywhere() throws IOException {
    Random random = random();
    int count = Math.ceilDiv(2 * 4096, blockBytes) + 1;
    int lengthBytes = count * blockBytes;
    int[] offsets =
        IntStream.rangeClosed(0, 4096)
            .filter(offset -> offset % 4 == 0 || offset < 64 || offset > 4096 - 64)
            .toArray();
    try (ScatterBuffer from = new ScatterBuffer(device.dma(), lengthBytes);
        ScatterBuffer into = new ScatterBuffer(device.dma(), lengthBytes);
        BlockQueue queue = device.openQueue(1)) {
      for (int offset : offsets) {
        from.place(random, offset, lengthBytes);
        run(queue, from.addTo(new BlockRequest().write(1, count)));
        assertThat(from.mismatch()).as("memory written from, at offset %d", offset).isEqualTo(-1);
        into.place(random, 4096 - offset, lengthBytes);
        run(queue, into.addTo(new BlockRequest().read(1, count)));
        into.expect(from.data());
        assertThat(into.mismatch())
            .as("memory read into, at offset %d", 4096 - offset)
            .isEqualTo(-1);
      }
    }
  }

  @Test
  public void requestsMayBeLargerThanATransfer() throws IOException {
    Random random = random();
    byte[] content = randomizeRegion(random);
    int count = (int) Math.min(2L * device.geometry().maxTransferBlocks() + 1, regionBlocks - 2);
    try (ScatterBuffer buffer = new ScatterBuffer(device.dma(), count * blockBytes)) {
      for (boolean forceUnitAccess : new boolean[] {false, true}) {
        buffer.scatter(random, count * blockBytes);
        BlockRequest write = buffer.addTo(new BlockRequest().write(1, count));
        run(forceUnitAccess ? write.forceUnitAccess() : write);
        System.arraycopy(buffer.data(), 0, content, blockBytes, count * blockBytes);
        assertRegion(content);

        buffer.scatter(random, count * blockBytes);
        run(buffer.addTo(new BlockRequest().read(1, count)));
        buffer.expect(Arrays.copyOfRange(content, blockBytes, (count + 1) * blockBytes));
        assertThat(buffer.mismatch()).as("%s", buffer).isEqualTo(-1);
      }
    }
  }

  @Test
  public void firstAndLastBlocksAreLikeOthers() throws IOException {
    Random random = random();
    long last = device.geometry().blockCount() - 1;
    byte[] first = new byte[blockBytes];
    byte[] two = new byte[2 * blockBytes];
    random.nextBytes(first);
    random.nextBytes(two);
    write(0, first);
    write(last - 1, two);
    assertThat(read(0, 1)).isEqualTo(first);
    assertThat(read(last - 1, 2)).isEqualTo(two);
    assertThat(read(last, 1)).isEqualTo(Arrays.copyOfRange(two, blockBytes, 2 * blockBytes));
  }

  @Test
  public void writtenZeroesReadAsZeroes() throws IOException {
    if (!device.geometry().has(Capability.WRITE_ZEROES)) {
      try (BlockQueue queue = device.openQueue(1)) {
        assertRefused(queue, new BlockRequest().prepare(BlockOperation.WRITE_ZEROES, 0, 1));
      }
      return;
    }
    byte[] content = randomizeRegion(random());
    for (int[] range : ranges()) {
      run(new BlockRequest().prepare(BlockOperation.WRITE_ZEROES, range[0], range[1]));
      Arrays.fill(content, range[0] * blockBytes, (range[0] + range[1]) * blockBytes, (byte) 0);
      assertRegion(content);
    }
  }

  @Test
  public void discardLeavesOtherBlocksAlone() throws IOException {
    if (!device.geometry().has(Capability.DISCARD)) {
      try (BlockQueue queue = device.openQueue(1)) {
        assertRefused(queue, new BlockRequest().prepare(BlockOperation.DISCARD, 0, 1));
      }
      return;
    }
    Random random = random();
    byte[] content = randomizeRegion(random);
    for (int[] range : ranges()) {
      run(new BlockRequest().prepare(BlockOperation.DISCARD, range[0], range[1]));
      byte[] actual = read(0, regionBlocks);
      int from = range[0] * blockBytes;
      int length = range[1] * blockBytes;
      System.arraycopy(actual, from, content, from, length);
      assertThat(Arrays.mismatch(actual, content))
          .as("first byte that the discard of %d blocks from %d changed", range[1], range[0])
          .isEqualTo(-1);

      byte[] again = new byte[length];
      random.nextBytes(again);
      write(range[0], again);
      System.arraycopy(again, 0, content, from, length);
      assertRegion(content);
    }
  }

  /** Ranges in the region, small and large, as pairs of first block and count. */
  private int[][] ranges() {
    int large = (int) Math.min(2L * device.geometry().maxTransferBlocks() + 1, regionBlocks - 2);
    return new int[][] {{5, 1}, {10, 7}, {1, large}, {0, regionBlocks}};
  }

  @Test
  public void flushAndForcedWritesKeepTheData() throws IOException {
    byte[] content = new byte[4 * blockBytes];
    random().nextBytes(content);
    try (DmaBuffer buffer = device.dma().allocate(content.length);
        BlockQueue queue = device.openQueue(4)) {
      buffer.segment().copyFrom(MemorySegment.ofArray(content));
      BlockRequest forced = new BlockRequest().write(2, 4).add(buffer).forceUnitAccess();
      BlockRequest plain = new BlockRequest().write(8, 4).add(buffer);
      run(queue, forced);
      run(queue, plain);
      run(queue, new BlockRequest().flush());
      run(queue, new BlockRequest().flush());
    }
    assertThat(read(2, 4)).isEqualTo(content);
    assertThat(read(8, 4)).isEqualTo(content);
  }
}
