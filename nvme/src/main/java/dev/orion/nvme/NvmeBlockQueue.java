package dev.orion.nvme;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Block requests over a queue pair. A read, write or append of one buffer that fits a command goes
 * straight into the ring: that is the path of an I/O. Everything else goes through {@link
 * SplitRequest}.
 */
final class NvmeBlockQueue implements BlockQueue, CommandCompletion {

  private static final int READ = NvmOpcode.READ.code();
  private static final int WRITE = NvmOpcode.WRITE.code();
  private static final int ZONE_APPEND = ZonedOpcode.ZONE_APPEND.code();

  private final NvmeNamespace namespace;
  private final NvmeController controller;
  private final QueuePair pair;
  private final Geometry geometry;
  private final int nsid;
  private final int maxTransferBlocks;
  private final int boundaryBlocks;
  private final SplitRequests splits;
  private int inFlight;
  private int completed;
  private boolean closing;
  private boolean closed;

  NvmeBlockQueue(NvmeNamespace namespace, QueuePair pair) {
    this.namespace = namespace;
    this.controller = namespace.controller();
    this.pair = pair;
    this.geometry = namespace.geometry();
    this.nsid = namespace.nsid();
    this.maxTransferBlocks = geometry.maxTransferBlocks();
    this.boundaryBlocks = namespace.identity().noiob();
    this.splits = new SplitRequests(this, namespace, pair);
  }

  @Override
  public int depth() {
    return pair.depth();
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public boolean submit(BlockRequest request) {
    if (closed) {
      throw new IllegalStateException("the queue of " + namespace.name() + " is closed");
    }
    if (inFlight == pair.depth() || closing) {
      return false;
    }
    geometry.check(request);
    request.begin();
    inFlight++;
    if (!isOneCommand(request) || !splits.isIdle() || !issue(request)) {
      splits.add(request);
    }
    return true;
  }

  /** Whether the request has one buffer, and fits a command and the optimal boundary. */
  private boolean isOneCommand(BlockRequest request) {
    long blockCount = request.blockCount();
    return request.operation().hasData()
        && request.segmentCount() == 1
        && blockCount <= maxTransferBlocks
        && (boundaryBlocks == 0 || fitsBoundary(request.block(), blockCount));
  }

  private boolean fitsBoundary(long block, long blockCount) {
    return block / boundaryBlocks == (block + blockCount - 1) / boundaryBlocks;
  }

  /** Writes the entry of a request of one command; false if PRPs cannot describe its buffer. */
  private boolean issue(BlockRequest request) {
    DmaBuffer buffer = request.segmentBuffer(0);
    long address = buffer.iova() + request.segmentOffsetBytes(0);
    if ((address & 3) != 0) {
      return false;
    }
    Tracker tracker = pair.begin(this, request);
    if (tracker == null) {
      return false;
    }
    PrpList prps = tracker.prpList();
    prps.reset();
    prps.append(address, request.segmentLengthBytes(0));
    writeEntry(
        tracker,
        opcode(request.operation()),
        request.block(),
        (int) request.blockCount(),
        request.isForceUnitAccess());
    return true;
  }

  static int opcode(BlockOperation operation) {
    return switch (operation) {
      case READ -> READ;
      case WRITE -> WRITE;
      case ZONE_APPEND -> ZONE_APPEND;
      default -> throw new IllegalArgumentException(operation + " carries no data");
    };
  }

  /** Writes and commits the entry of a read, write or append, whose PRPs are in the tracker. */
  void writeEntry(Tracker tracker, int opcode, long block, int blockCount, boolean fua) {
    PrpList prps = tracker.prpList();
    int flags = fua && opcode != READ ? NvmCommand.FUA : 0;
    writeEntry(
        tracker,
        opcode,
        prps.prp1(),
        prps.prp2(),
        block,
        NvmCommand.cdw12(blockCount - 1, flags),
        0);
  }

  /** Writes and commits any entry of this namespace. */
  void writeEntry(
      Tracker tracker, int opcode, long prp1, long prp2, long cdw10And11, int cdw12, int cdw13) {
    MemorySegment queue = pair.submissionQueue();
    long entry = pair.entryOffset();
    SubmissionQueueEntry.clear(queue, entry);
    SubmissionQueueEntry.setCdw0AndNsid(
        queue,
        entry,
        SubmissionQueueEntry.cdw0(
            opcode,
            SubmissionQueueEntry.FUSE_NORMAL,
            SubmissionQueueEntry.PSDT_PRP,
            tracker.commandId()),
        nsid);
    SubmissionQueueEntry.setPrp1(queue, entry, prp1);
    SubmissionQueueEntry.setPrp2(queue, entry, prp2);
    SubmissionQueueEntry.setCdw10And11(queue, entry, cdw10And11);
    SubmissionQueueEntry.setCdw12(queue, entry, cdw12);
    SubmissionQueueEntry.setCdw13(queue, entry, cdw13);
    pair.commit();
  }

  @Override
  public int poll() {
    completed = 0;
    pair.reap(Integer.MAX_VALUE);
    splits.advance();
    pair.ringWhenDue();
    return completed;
  }

  @Override
  public void onCompletion(Tracker tracker, int statusField, long result) {
    BlockRequest request = (BlockRequest) tracker.context;
    if (request == null) {
      throw new IllegalStateException("a completion without a request");
    }
    end(
        request,
        BlockFailures.isFailure(statusField) ? failure(request, statusField) : null,
        result);
  }

  BlockException failure(BlockRequest request, int statusField) {
    return statusField == CONTROLLER_GONE
        ? BlockFailures.gone(namespace.name(), request, controller.failureReason())
        : BlockFailures.of(namespace.name(), request, statusField);
  }

  /** Ends a request and calls it back. */
  void end(BlockRequest request, @Nullable BlockException failure, long result) {
    inFlight--;
    completed++;
    if (failure != null) {
      request.fail(failure);
    } else {
      request.succeed(result);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closing = true;
    controller.drain(this::inFlight, this::poll);
    try {
      controller.closeQueuePair(pair);
    } finally {
      splits.advance(); // The controller may have failed with some waiting.
      closed = true;
    }
  }
}
