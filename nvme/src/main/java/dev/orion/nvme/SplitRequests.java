package dev.orion.nvme;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a queue that do not fit the path of an I/O: split by the transfer limit, the
 * optimal boundary or the shape of their buffers, without data, or waiting for a free tracker. They
 * are issued in the order they came, each as far as there are trackers.
 */
final class SplitRequests implements CommandCompletion {

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Least size of a buffer for data that PRPs cannot describe. */
  private static final int BOUNCE_BYTES = 16 << 10;

  private final NvmeBlockQueue queue;
  private final NvmeNamespace namespace;
  private final QueuePair pair;
  private final int pageSizeBytes;
  private final int blockSizeBytes;
  private final int maxTransferBlocks;
  private final RangeLimits rangeLimits;
  private final int boundaryBlocks;
  private final boolean writesInOrder;
  private final int gapBytes;
  private final int sglGranularityBytes;

  private @Nullable SplitRequest free;
  private @Nullable SplitRequest head;
  private @Nullable SplitRequest tail;

  /**
   * @param gapBytes metadata that follows the data of each block in the controller's buffers
   */
  SplitRequests(NvmeBlockQueue queue, NvmeNamespace namespace, QueuePair pair, int gapBytes) {
    this.queue = queue;
    this.namespace = namespace;
    this.pair = pair;
    this.pageSizeBytes = namespace.controller().pageSizeBytes();
    Geometry geometry = namespace.geometry();
    this.blockSizeBytes = geometry.blockSizeBytes();
    this.maxTransferBlocks = geometry.maxTransferBlocks();
    this.rangeLimits = namespace.rangeLimits();
    this.boundaryBlocks = namespace.identity().noiob();
    this.writesInOrder = geometry.zones() != null;
    this.gapBytes = gapBytes;
    this.sglGranularityBytes = SglList.granularityBytes(namespace.controller().identity().sgls());
    for (int i = 0; i < pair.depth(); i++) {
      release(new SplitRequest());
    }
  }

  /** Whether no request waits to be issued. */
  boolean isIdle() {
    return head == null;
  }

  /** Takes a request that the queue counts as in flight. */
  void add(BlockRequest request) {
    SplitRequest split = free;
    if (split == null) {
      throw new IllegalStateException("more requests are being split than the queue takes");
    }
    free = split.next;
    split.start(request);
    enqueue(split);
  }

  /** Takes a request of one command that was lost, to be done again. */
  void addAgain(BlockRequest request) {
    add(request);
    Objects.requireNonNull(tail).repetitions = 1;
  }

  private void enqueue(SplitRequest split) {
    split.next = null;
    if (tail == null) {
      head = split;
    } else {
      tail.next = split;
    }
    tail = split;
    split.isWaiting = true;
  }

  /** Issues what there are trackers for; ends what waits if the controller has failed. */
  void advance() {
    if (head != null && namespace.controller().hasFailed()) {
      for (SplitRequest split = head; split != null; split = split.next) {
        fail(split, queue.failure(split.request(), CONTROLLER_GONE));
      }
    }
    while (head != null) {
      SplitRequest split = head;
      while (split.blocksLeft > 0) {
        if (!issueNext(split)) {
          return;
        }
      }
      head = split.next;
      if (head == null) {
        tail = null;
      }
      split.isWaiting = false;
      endIfDone(split);
    }
  }

  /** Issues the next command of a request; false if it has to wait for others to complete. */
  private boolean issueNext(SplitRequest split) {
    BlockOperation operation = split.request().operation();
    if (writesInOrder && isWrite(operation) && split.outstanding > 0) {
      return false; // A zone takes its writes in order, and a controller may reorder commands.
    }
    Tracker tracker = pair.begin(this, split);
    if (tracker == null) {
      return false;
    }
    tracker.bouncedBytes = 0;
    try {
      issue(split, tracker, operation);
      split.outstanding++;
    } catch (RuntimeException e) { // No memory is left to copy to, or the buffer was freed.
      pair.release(tracker);
      String message =
          "%s: %s failed: %s".formatted(namespace.name(), split.request(), e.getMessage());
      fail(split, new BlockException(Kind.IO_ERROR, message));
    }
    return true;
  }

  private static boolean isWrite(BlockOperation operation) {
    return operation == BlockOperation.WRITE || operation == BlockOperation.WRITE_ZEROES;
  }

  private void issue(SplitRequest split, Tracker tracker, BlockOperation operation) {
    switch (operation) {
      case READ, WRITE, ZONE_APPEND -> issueData(split, tracker);
      case FLUSH -> issueControl(split, tracker, NvmOpcode.FLUSH.code(), 0);
      case DISCARD -> issueDiscard(split, tracker);
      case WRITE_ZEROES -> issueWriteZeroes(split, tracker);
      case ZONE_OPEN -> issueZoneSend(split, tracker, ZoneSendAction.OPEN_ZONE);
      case ZONE_CLOSE -> issueZoneSend(split, tracker, ZoneSendAction.CLOSE_ZONE);
      case ZONE_FINISH -> issueZoneSend(split, tracker, ZoneSendAction.FINISH_ZONE);
      case ZONE_RESET -> issueZoneSend(split, tracker, ZoneSendAction.RESET_ZONE);
    }
  }

  private void issueData(SplitRequest split, Tracker tracker) {
    BlockRequest request = split.request();
    boolean whole = request.operation() == BlockOperation.ZONE_APPEND;
    long limitBlocks = Math.min(split.blocksLeft, maxTransferBlocks);
    if (boundaryBlocks != 0 && !whole) {
      limitBlocks = Math.min(limitBlocks, boundaryBlocks - split.nextBlock % boundaryBlocks);
    }
    long blocks =
        gapBytes == 0
            ? split.prpRunBytes(limitBlocks * blockSizeBytes, pageSizeBytes) / blockSizeBytes
            : 0;
    if (blocks < limitBlocks && gapBytes == 0 && sglGranularityBytes != 0) {
      long sglBlocks = sglBlocks(split, tracker, limitBlocks);
      if (sglBlocks > blocks && (!whole || sglBlocks == limitBlocks)) {
        issueSgl(split, tracker, sglBlocks);
        return;
      }
    }
    PrpList prps = tracker.prpList();
    prps.reset();
    if (blocks == 0 || (whole && blocks < limitBlocks)) {
      blocks = whole ? limitBlocks : Math.min(limitBlocks, bounceBlocks());
      bounce(split, tracker, (int) blocks);
    } else {
      split.appendTo(prps, blocks * blockSizeBytes);
    }
    long block = split.nextBlock;
    split.advance(blocks, blocks * blockSizeBytes);
    queue.writeTransfer(
        tracker,
        request.operation(),
        SubmissionQueueEntry.PSDT_PRP,
        prps.prp1(),
        prps.prp2(),
        block,
        (int) blocks,
        request.isForceUnitAccess());
  }

  /** Blocks from here on that one SGL describes. */
  private long sglBlocks(SplitRequest split, Tracker tracker, long limitBlocks) {
    return split.sglRunBytes(
            limitBlocks * blockSizeBytes, tracker.sglList.capacity(), sglGranularityBytes)
        / blockSizeBytes;
  }

  private void issueSgl(SplitRequest split, Tracker tracker, long blocks) {
    SglList sgl = tracker.sglList;
    sgl.reset();
    split.appendTo(sgl, blocks * blockSizeBytes);
    long block = split.nextBlock;
    split.advance(blocks, blocks * blockSizeBytes);
    queue.writeTransfer(
        tracker,
        split.request().operation(),
        SubmissionQueueEntry.PSDT_SGL_MPTR_CONTIGUOUS,
        sgl.low(),
        sgl.high(),
        block,
        (int) blocks,
        split.request().isForceUnitAccess());
  }

  private int bounceBlocks() {
    return Math.clamp(BOUNCE_BYTES / (blockSizeBytes + gapBytes), 1, maxTransferBlocks);
  }

  /** Puts the next blocks of a request into a buffer of the tracker's, which PRPs describe. */
  private void bounce(SplitRequest split, Tracker tracker, int blocks) {
    int bytes = blocks * (blockSizeBytes + gapBytes);
    DmaBuffer buffer = tracker.bounce;
    if (buffer == null || buffer.lengthBytes() < bytes) {
      if (buffer != null) {
        tracker.bounce = null;
        buffer.close();
      }
      buffer = namespace.dma().allocate(Math.max(bytes, BOUNCE_BYTES));
      tracker.bounce = buffer;
    }
    tracker.bouncedBytes = blocks * blockSizeBytes;
    tracker.scatterSegment = split.segment();
    tracker.scatterPosition = split.positionBytes();
    if (split.request().operation() != BlockOperation.READ) {
      if (gapBytes != 0) {
        buffer.segment().asSlice(0, bytes).fill((byte) 0);
      }
      copy(split, tracker, buffer, false);
    }
    tracker.prpList().append(buffer.iova(), bytes);
  }

  private void issueDiscard(SplitRequest split, Tracker tracker) {
    long blocks = Math.min(split.blocksLeft, rangeLimits.discardBlocks());
    MemorySegment range = tracker.prpList().memory();
    range.set(LONG, 0, NvmCommand.dsmRangeLow(0, blocks));
    range.set(LONG, Long.BYTES, split.nextBlock);
    split.advance(blocks, 0);
    long rangeCountZeroBased = 0;
    long cdw10And11 = rangeCountZeroBased | (long) NvmCommand.DSM_AD << 32;
    queue.writeEntry(
        tracker,
        NvmOpcode.DATASET_MANAGEMENT.code(),
        tracker.prpList().iova(),
        0,
        cdw10And11,
        0,
        0);
  }

  private void issueWriteZeroes(SplitRequest split, Tracker tracker) {
    long block = split.nextBlock;
    long blocks = Math.min(split.blocksLeft, rangeLimits.writeZeroesBlocks());
    split.advance(blocks, 0);
    queue.writeTransfer(
        tracker,
        BlockOperation.WRITE_ZEROES,
        SubmissionQueueEntry.PSDT_PRP,
        0,
        0,
        block,
        (int) blocks,
        split.request().isForceUnitAccess());
  }

  private void issueZoneSend(SplitRequest split, Tracker tracker, ZoneSendAction action) {
    int cdw13 = ZonedCommand.zoneManagementSendCdw13(action, false, false);
    issueControl(split, tracker, ZonedOpcode.ZONE_MANAGEMENT_SEND.code(), cdw13);
  }

  /** Issues a command that is not split and has no data. */
  private void issueControl(SplitRequest split, Tracker tracker, int opcode, int cdw13) {
    long block = split.nextBlock;
    split.advance(1, 0);
    queue.writeEntry(tracker, opcode, 0, 0, block, 0, cdw13);
  }

  @Override
  public void onCompletion(Tracker tracker, int statusField, long result) {
    SplitRequest split = (SplitRequest) tracker.context;
    if (split == null) {
      throw new IllegalStateException("a completion without a request");
    }
    split.outstanding--;
    if (BlockFailures.isFailure(statusField)) {
      endPart(split, statusField);
    } else if (tracker.bouncedBytes > 0
        && tracker.bounce != null
        && split.request().operation() == BlockOperation.READ) {
      copy(split, tracker, tracker.bounce, true);
    }
    split.result = result;
    endIfDone(split);
  }

  private void copy(SplitRequest split, Tracker tracker, DmaBuffer bounce, boolean toScatterList) {
    split.copy(
        bounce.segment(),
        tracker.bouncedBytes,
        blockSizeBytes,
        gapBytes,
        tracker.scatterSegment,
        tracker.scatterPosition,
        toScatterList);
  }

  private void endPart(SplitRequest split, int statusField) {
    BlockRequest request = split.request();
    if (queue.repetition().applies(request.operation(), statusField, split.repetitions)) {
      split.blocksLeft = 0;
      split.isToBeRepeated = true;
    } else {
      fail(split, queue.failure(request, statusField));
    }
  }

  private static void fail(SplitRequest split, BlockException failure) {
    split.blocksLeft = 0;
    if (split.failure == null) {
      split.failure = failure;
    }
  }

  private void endIfDone(SplitRequest split) {
    if (split.blocksLeft > 0 || split.outstanding > 0 || split.isWaiting) {
      return;
    }
    if (split.isToBeRepeated && split.failure == null) {
      split.restart();
      split.repetitions++;
      enqueue(split);
    } else {
      BlockRequest request = split.request();
      BlockException failure = split.failure;
      long result = split.result;
      release(split);
      queue.end(request, failure, result);
    }
  }

  private void release(SplitRequest split) {
    split.request = null;
    split.next = free;
    free = split;
  }
}
