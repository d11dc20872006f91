package dev.orion.qemutests;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.Geometry.Capability;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link BlockDevice} must pass. Extend it and open the device; the tests write to its
 * first 4 MiB and its last blocks.
 */
@Timeout(600)
public abstract class BlockDeviceContract extends BlockDataContract {

  private static final int DEPTH = 8;

  /** For subclasses. */
  protected BlockDeviceContract() {}

  @Test
  public void describesItself() {
    Geometry geometry = device.geometry();
    assertThat(device.name()).isNotBlank();
    assertThat(geometry.capacityBytes()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(geometry.maxTransferBlocks()).isPositive();
    assertThat(geometry.optimalIoBlocks()).isPositive();
    assertThat(geometry.zones()).isNull();
    assertThat(device.geometry()).isEqualTo(geometry);
  }

  @Test
  public void takesAsManyRequestsAsItsDepth() throws IOException {
    try (BlockQueue queue = device.openQueue(DEPTH);
        DmaBuffer buffer = device.dma().allocate((long) DEPTH * blockBytes)) {
      assertThat(queue.depth()).isBetween(1, DEPTH);
      BlockRequest oneMore = new BlockRequest().flush();
      for (int round = 0; round < 3; round++) {
        List<BlockRequest> requests = new ArrayList<>();
        for (int i = 0; i < queue.depth(); i++) {
          assertThat(queue.inFlight()).isEqualTo(i);
          BlockRequest read =
              new BlockRequest().read(i, 1).add(buffer, (long) i * blockBytes, blockBytes);
          assertThat(queue.submit(read)).isTrue();
          assertThat(read.isInFlight()).isTrue();
          requests.add(read);
        }
        assertThat(queue.submit(oneMore)).isFalse();
        assertThat(oneMore.isInFlight()).isFalse();
        assertThat(queue.inFlight()).isEqualTo(queue.depth());
        requests.forEach(request -> await(queue, request));
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.poll()).isZero();
      }
      run(queue, oneMore);
    }
  }

  @Test
  public void completesInPollOnlyAndInItsThread() throws IOException {
    try (BlockQueue queue = device.openQueue(DEPTH)) {
      Thread thread = Thread.currentThread();
      boolean[] polling = {false};
      int[] ended = {0};
      List<BlockRequest> requests = new ArrayList<>();
      for (int i = 0; i < queue.depth(); i++) {
        BlockRequest request = new BlockRequest().flush();
        request.onComplete(
            r -> {
              assertThat(polling[0]).as("within poll").isTrue();
              assertThat(Thread.currentThread()).isSameAs(thread);
              assertThat(r).isSameAs(request);
              ended[0]++;
            });
        assertThat(queue.submit(request)).isTrue();
        requests.add(request);
      }
      while (queue.inFlight() > 0) {
        polling[0] = true;
        int before = ended[0];
        int completed = queue.poll();
        polling[0] = false;
        assertThat(completed).isEqualTo(ended[0] - before);
        idle();
      }
      assertThat(ended[0]).isEqualTo(requests.size());
    }
  }

  /** A chain of completions that submit again must not keep one poll busy for ever. */
  @Test
  public void takesRequestsInsideACompletion() throws IOException {
    int links = 500;
    try (BlockQueue queue = device.openQueue(2);
        DmaBuffer buffer = device.dma().allocate((long) links * blockBytes)) {
      int[] ended = {0};
      BlockRequest request = new BlockRequest();
      request.onComplete(
          r -> {
            assertThat(r.failure()).isNull();
            ended[0]++;
            if (ended[0] < links) {
              r.read(ended[0], 1).add(buffer, (long) ended[0] * blockBytes, blockBytes);
              assertThat(queue.submit(r)).isTrue();
            }
          });
      byte[] content = new byte[links * blockBytes];
      random().nextBytes(content);
      write(0, content);
      assertThat(queue.submit(request.read(0, 1).add(buffer, 0, blockBytes))).isTrue();
      while (queue.inFlight() > 0) {
        int before = ended[0];
        int completed = queue.poll();
        assertThat(ended[0] - before)
            .as("ended of one in flight")
            .isEqualTo(completed)
            .isBetween(0, 1);
        idle();
      }
      assertThat(ended[0]).isEqualTo(links);
      assertThat(buffer.segment().toArray(JAVA_BYTE)).isEqualTo(content);
    }
  }

  @Test
  public void refusesRangesOutsideTheDevice() throws IOException {
    long blocks = device.geometry().blockCount();
    long[][] ranges = {
      {blocks, 1}, {blocks - 1, 2}, {-1, 1}, {-1, 2}, {0, 0}, {5, -1}, {Long.MAX_VALUE, 2}
    };
    try (BlockQueue queue = device.openQueue(1);
        DmaBuffer buffer = device.dma().allocate(2L * blockBytes)) {
      for (long[] range : ranges) {
        for (BlockOperation operation : BlockOperation.values()) {
          if (operation.hasRange()) {
            BlockRequest request = new BlockRequest().prepare(operation, range[0], range[1]);
            if (operation.hasData()) {
              request.add(buffer, 0, Math.clamp(range[1], 1, 2) * (long) blockBytes);
            }
            assertRefused(queue, request);
          }
        }
      }
    }
  }

  @Test
  public void refusesBuffersOfAnotherLengthThanTheRange() throws IOException {
    try (BlockQueue queue = device.openQueue(1);
        DmaBuffer buffer = device.dma().allocate(2L * blockBytes)) {
      for (long length : new long[] {1, blockBytes - 1, blockBytes + 1, 2L * blockBytes}) {
        assertRefused(queue, new BlockRequest().read(0, 1).add(buffer, 0, length));
        assertRefused(queue, new BlockRequest().write(0, 1).add(buffer, 0, length));
      }
      assertRefused(queue, new BlockRequest().read(0, 1));
      assertRefused(queue, new BlockRequest().write(0, 1));
      assertRefused(
          queue, new BlockRequest().read(0, 2).add(buffer, 0, blockBytes).add(buffer, 0, 1));
    }
  }

  @Test
  public void refusesOperationsThatItDoesNotHave() throws IOException {
    Geometry geometry = device.geometry();
    try (BlockQueue queue = device.openQueue(1);
        DmaBuffer buffer = device.dma().allocate(blockBytes)) {
      for (BlockOperation operation : BlockOperation.values()) {
        boolean known =
            switch (operation) {
              case READ, WRITE, FLUSH -> true;
              case DISCARD -> geometry.has(Capability.DISCARD);
              case WRITE_ZEROES -> geometry.has(Capability.WRITE_ZEROES);
              case ZONE_APPEND, ZONE_OPEN, ZONE_CLOSE, ZONE_FINISH, ZONE_RESET -> false;
            };
        if (!known) {
          BlockRequest request =
              new BlockRequest().prepare(operation, 0, operation.hasRange() ? 1 : 0);
          assertRefused(queue, operation.hasData() ? request.add(buffer) : request);
        }
      }
    }
  }

  @Test
  public void keepsARequestUntilItEnds() throws IOException {
    try (BlockQueue queue = device.openQueue(2)) {
      BlockRequest request = new BlockRequest().flush();
      assertThat(queue.submit(request)).isTrue();
      assertThatIllegalStateException().isThrownBy(request::flush);
      if (queue.depth() > 1) {
        assertThatIllegalStateException().isThrownBy(() -> queue.submit(request));
      }
      assertThat(queue.inFlight()).isEqualTo(1);
      await(queue, request);
      run(queue, request.flush());
    }
  }

  @Test
  public void closeEndsEverything() throws IOException {
    byte[] before = new byte[DEPTH * blockBytes];
    byte[] after = new byte[DEPTH * blockBytes];
    Arrays.fill(before, (byte) 0x11);
    Arrays.fill(after, (byte) 0x22);
    for (int polls = 0; polls < 3; polls++) {
      write(0, before);
      BlockQueue queue = device.openQueue(DEPTH);
      int[] ended = new int[DEPTH];
      List<BlockRequest> requests = new ArrayList<>();
      try (DmaBuffer buffer = device.dma().allocate(blockBytes)) {
        buffer.segment().fill((byte) 0x22);
        for (int i = 0; i < queue.depth(); i++) {
          int index = i;
          BlockRequest request = new BlockRequest().write(i, 1).add(buffer);
          requests.add(request.onComplete(r -> ended[index]++));
          assertThat(queue.submit(request)).isTrue();
        }
        for (int i = 0; i < polls; i++) {
          queue.poll();
        }
        queue.close();
        queue.close();
      }
      byte[] actual = read(0, DEPTH);
      for (int i = 0; i < requests.size(); i++) {
        BlockRequest request = requests.get(i);
        assertThat(request.isInFlight()).as("%s in flight", request).isFalse();
        assertThat(ended[i]).as("ends of %s", request).isEqualTo(1);
        int from = i * blockBytes;
        byte[] block = Arrays.copyOfRange(actual, from, from + blockBytes);
        if (request.failure() == null) {
          assertThat(block).isEqualTo(Arrays.copyOf(after, blockBytes));
        } else {
          assertThat(block)
              .isIn(Arrays.copyOf(before, blockBytes), Arrays.copyOf(after, blockBytes));
        }
      }
      assertThatIllegalStateException().isThrownBy(() -> queue.submit(new BlockRequest().flush()));
    }
  }

  /** Who submits again in each completion must not keep a queue from closing. */
  @Test
  public void closesAgainstCompletionsThatSubmitAgain() throws IOException {
    int[] ended = {0};
    int[] taken = {0};
    BlockQueue queue = device.openQueue(2);
    BlockRequest request = new BlockRequest();
    request.onComplete(
        r -> {
          ended[0]++;
          if (ended[0] < 10_000 && queue.submit(r.flush())) {
            taken[0]++;
          }
        });
    assertThat(queue.submit(request.flush())).isTrue();
    queue.poll();
    queue.close();
    assertThat(request.isInFlight()).isFalse();
    assertThat(ended[0]).as("each that was taken ended").isEqualTo(1 + taken[0]).isLessThan(10);
  }

  @Test
  public void opensAndClosesManyQueues() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (BlockQueue queue = device.openQueue(1 + i % DEPTH)) {
        run(queue, new BlockRequest().flush());
      }
    }
  }
}
