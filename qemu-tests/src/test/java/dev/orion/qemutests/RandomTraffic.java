package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random requests over a part of a device, as many in flight as its queues take, each checked
 * against a model when it ends. Those in flight at a time touch no common block unless all read.
 */
final class RandomTraffic implements AutoCloseable {

  private static final int MAX_BYTES = 160 * 1024;

  private final BlockDevice device;
  private final BlockModel model;
  private final int firstBlock;
  private final int endBlock;
  private final int maxBlocks;
  private final Random random;
  private final Runnable idle;
  private final List<Slot> free = new ArrayList<>();
  private final List<Slot> busy = new ArrayList<>();
  private int ended;

  /** Traffic on blocks {@code firstBlock} to {@code endBlock - 1} only. */
  RandomTraffic(
      BlockDevice device,
      BlockModel model,
      int firstBlock,
      int endBlock,
      Random random,
      Runnable idle) {
    this.device = device;
    this.model = model;
    this.firstBlock = firstBlock;
    this.endBlock = endBlock;
    this.random = random;
    this.idle = idle;
    int blockBytes = device.geometry().blockSizeBytes();
    maxBlocks = Math.min(Math.max(1, MAX_BYTES / blockBytes), (endBlock - firstBlock) / 4);
  }

  private final class Slot {

    final BlockRequest request = new BlockRequest().onComplete(r -> end());
    final ScatterBuffer buffer =
        new ScatterBuffer(device.dma(), maxBlocks * device.geometry().blockSizeBytes());
    int block;
    int count;

    boolean conflictsWith(BlockOperation operation, int otherBlock, int otherCount) {
      boolean bothRead = operation == BlockOperation.READ && request.operation() == operation;
      return !bothRead && otherBlock < block + count && block < otherBlock + otherCount;
    }

    private void end() {
      ended++;
      assertThat(request.isInFlight()).as("in flight while completing").isFalse();
      assertThat(request.failure()).as("%s", request).isNull();
      if (request.operation() == BlockOperation.READ) {
        buffer.expect(model.expected(block, buffer.dataNow()));
      }
      if (request.operation().hasData()) {
        assertThat(buffer.mismatch())
            .as("first wrong byte of the memory of the %s, %s", request, buffer)
            .isEqualTo(-1);
      }
      assertThat(busy.remove(this)).as("%s ended once", request).isTrue();
      free.add(this);
    }
  }

  /** Runs {@code requests} requests over these queues, and waits for their end. */
  void run(List<BlockQueue> queues, int requests) {
    int slots = queues.stream().mapToInt(BlockQueue::depth).sum();
    while (free.size() < slots) {
      free.add(new Slot());
    }
    int submitted = 0;
    int polled = 0;
    int endedBefore = ended;
    while (submitted < requests || !busy.isEmpty()) {
      BlockQueue queue = queues.get(random.nextInt(queues.size()));
      int burst = random.nextInt(queue.depth() + 1);
      for (int i = 0; i < burst && submitted < requests; i++) {
        if (queue.inFlight() < queue.depth() && submit(queue)) {
          submitted++;
        }
      }
      int completed = queue.poll();
      polled += completed;
      assertThat(queues.stream().mapToInt(BlockQueue::inFlight).sum())
          .as("requests in flight")
          .isEqualTo(busy.size());
      if (completed == 0) {
        idle.run();
      }
    }
    assertThat(polled).as("what poll returned, added up").isEqualTo(requests);
    assertThat(ended - endedBefore).as("completions").isEqualTo(requests);
  }

  private boolean submit(BlockQueue queue) {
    BlockOperation operation = operation();
    int count = random.nextInt(4) == 0 ? 1 + random.nextInt(maxBlocks) : 1 + random.nextInt(4);
    int block = firstBlock + random.nextInt(endBlock - firstBlock - count + 1);
    if (operation.hasRange()
        && busy.stream().anyMatch(slot -> slot.conflictsWith(operation, block, count))) {
      return false;
    }
    Slot slot = free.removeLast();
    slot.block = block;
    slot.count = operation.hasRange() ? count : 0;
    slot.request.prepare(operation, slot.count == 0 ? 0 : block, slot.count);
    if (operation.hasData()) {
      slot.buffer.scatter(random, count * device.geometry().blockSizeBytes());
      slot.buffer.addTo(slot.request);
    }
    switch (operation) {
      case WRITE -> {
        if (random.nextInt(8) == 0) {
          slot.request.forceUnitAccess();
        }
        model.write(block, slot.buffer.data());
      }
      case WRITE_ZEROES -> model.zero(block, count);
      case DISCARD -> model.discard(block, count);
      default -> {}
    }
    busy.add(slot);
    assertThat(queue.submit(slot.request)).as("%s into a queue with room", slot.request).isTrue();
    return true;
  }

  private BlockOperation operation() {
    int dice = random.nextInt(100);
    if (dice < 8 && device.geometry().has(Capability.DISCARD)) {
      return BlockOperation.DISCARD;
    }
    if (dice >= 8 && dice < 16 && device.geometry().has(Capability.WRITE_ZEROES)) {
      return BlockOperation.WRITE_ZEROES;
    }
    if (dice >= 16 && dice < 20) {
      return BlockOperation.FLUSH;
    }
    return dice < 60 ? BlockOperation.READ : BlockOperation.WRITE;
  }

  @Override
  public void close() {
    free.forEach(slot -> slot.buffer.close());
    busy.forEach(slot -> slot.buffer.close());
  }
}
