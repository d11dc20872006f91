package dev.orion.nvme;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.block.Geometry;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.InterruptVector;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Block requests over a queue pair. A read, write or append of one buffer that fits a command goes
 * straight into the ring: that is the path of an I/O. Everything else goes through {@link
 * SplitRequest}.
 */
final class NvmeBlockQueue implements BlockQueue, CommandCompletion {

  private static final int READ = NvmOpcode.READ.code();
  private static final int WRITE = NvmOpcode.WRITE.code();
  private static final int WRITE_ZEROES = NvmOpcode.WRITE_ZEROES.code();
  private static final int ZONE_APPEND = ZonedOpcode.ZONE_APPEND.code();

  /** What an adaptive queue tries before it sleeps: some 50 us, the latency of a fast device. */
  private static final int ADAPTIVE_POLLS = 4096;

  /** A sleeper looks as often whether the controller still works. */
  private static final long LONGEST_SLEEP_NANOS = 200_000_000;

  private final NvmeNamespace namespace;
  private final NvmeController controller;
  private final @Nullable BlockMetadata metadata;
  private final QueuePair pair;
  private final Geometry geometry;
  private final int nsid;
  private final long pageMask;
  private final int maxTransferBlocks;
  private final int boundaryBlocks;
  private final SplitRequests splits;
  private final Repetition repetition;
  private final @Nullable InterruptVector interrupt;
  private final int fruitlessPollsBeforeSleep;
  private final boolean masksWhileAwake;
  private final boolean isInterleaved;
  private int fruitlessPolls;
  private int inFlight;
  private int completed;
  private boolean closing;
  private boolean closed;

  /**
   * @param metadata what commands say about metadata, or null if the namespace has none; closed
   *     with the queue
   */
  NvmeBlockQueue(
      NvmeNamespace namespace,
      @Nullable BlockMetadata metadata,
      QueuePair pair,
      CompletionMode mode) {
    this.fruitlessPollsBeforeSleep = mode == CompletionMode.ADAPTIVE ? ADAPTIVE_POLLS : 0;
    this.namespace = namespace;
    this.controller = namespace.controller();
    this.metadata = metadata;
    this.isInterleaved = metadata != null && metadata.gapBytes() != 0;
    this.pair = pair;
    this.interrupt = controller.interruptVector(pair);
    this.masksWhileAwake = mode == CompletionMode.ADAPTIVE;
    if (interrupt != null) {
      interrupt.setMasked(masksWhileAwake);
    }
    this.geometry = namespace.geometry();
    this.nsid = namespace.nsid();
    this.pageMask = controller.pageSizeBytes() - 1L;
    this.maxTransferBlocks = geometry.maxTransferBlocks();
    this.boundaryBlocks = namespace.identity().noiob();
    this.repetition =
        new Repetition(geometry.zones() != null, controller.recovery().limits().repetitions());
    this.splits =
        new SplitRequests(this, namespace, pair, metadata == null ? 0 : metadata.gapBytes());
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
        && !isInterleaved
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
    long lengthBytes = request.segmentLengthBytes(0);
    long end = (address & pageMask) + lengthBytes;
    long prp2;
    if (end <= pageMask + 1) {
      prp2 = 0;
    } else if (end <= 2 * (pageMask + 1)) {
      prp2 = (address | pageMask) + 1;
    } else {
      PrpList prps = tracker.prpList();
      prps.reset();
      prps.append(address, lengthBytes);
      prp2 = prps.prp2();
    }
    writeTransfer(
        tracker,
        request.operation(),
        SubmissionQueueEntry.PSDT_PRP,
        address,
        prp2,
        request.block(),
        (int) request.blockCount(),
        request.isForceUnitAccess());
    return true;
  }

  private static int opcode(BlockOperation operation) {
    return switch (operation) {
      case READ -> READ;
      case WRITE -> WRITE;
      case ZONE_APPEND -> ZONE_APPEND;
      case WRITE_ZEROES -> WRITE_ZEROES;
      default -> throw new IllegalArgumentException(operation + " is of no range of blocks");
    };
  }

  /**
   * Writes and commits the entry of a read, write, append or write of zeroes.
   *
   * @param psdt what the Data Pointer is: {@link SubmissionQueueEntry#PSDT_PRP} or another
   */
  void writeTransfer(
      Tracker tracker,
      BlockOperation operation,
      int psdt,
      long dataLow,
      long dataHigh,
      long block,
      int blockCount,
      boolean fua) {
    int flags = fua && operation != BlockOperation.READ ? NvmCommand.FUA : 0;
    BlockMetadata toSay = metadata;
    if (toSay != null) {
      flags |= toSay.flags(operation);
    }
    int cdw12 = NvmCommand.cdw12(blockCount - 1, flags);
    write(tracker, opcode(operation), psdt, dataLow, dataHigh, block, cdw12, 0);
    if (toSay != null) {
      toSay.write(pair.submissionQueue(), pair.entryOffset(), operation, block);
    }
    pair.commit();
  }

  /** Writes and commits any entry of this namespace. */
  void writeEntry(
      Tracker tracker, int opcode, long prp1, long prp2, long cdw10And11, int cdw12, int cdw13) {
    write(tracker, opcode, SubmissionQueueEntry.PSDT_PRP, prp1, prp2, cdw10And11, cdw12, cdw13);
    pair.commit();
  }

  private void write(
      Tracker tracker,
      int opcode,
      int psdt,
      long dataLow,
      long dataHigh,
      long cdw10And11,
      int cdw12,
      int cdw13) {
    SubmissionQueueEntry.write(
        pair.submissionQueue(),
        pair.entryOffset(),
        SubmissionQueueEntry.cdw0(
            opcode, SubmissionQueueEntry.FUSE_NORMAL, psdt, tracker.commandId()),
        nsid,
        dataLow,
        dataHigh,
        cdw10And11,
        cdw12,
        cdw13);
  }

  @Override
  public int poll() {
    completed = 0;
    pair.reap(Integer.MAX_VALUE);
    splits.advance();
    pair.ringWhenDue();
    fruitlessPolls = completed == 0 ? fruitlessPolls + 1 : 0;
    return completed;
  }

  @Override
  public void await(long timeoutNanos) {
    if (interrupt == null || fruitlessPolls < fruitlessPollsBeforeSleep || inFlight == 0) {
      return; // The next poll is the wait. To pause before would only make it later.
    }
    pair.prepareToSleep();
    if (masksWhileAwake) {
      interrupt.setMasked(false); // What completed since the last poll interrupts now.
    }
    if (!interrupt.await(controller.clock(), Math.min(timeoutNanos, LONGEST_SLEEP_NANOS))) {
      pair.lookAtHealth();
    }
    if (masksWhileAwake) {
      interrupt.setMasked(true);
    }
  }

  @Override
  public void onCompletion(Tracker tracker, int statusField, long result) {
    BlockRequest request = (BlockRequest) tracker.context;
    if (request == null) {
      throw new IllegalStateException("a completion without a request");
    }
    if (!BlockFailures.isFailure(statusField)) {
      end(request, null, result);
    } else if (repetition.applies(request.operation(), statusField, 0)) {
      splits.addAgain(request);
    } else {
      end(request, failure(request, statusField), result);
    }
  }

  Repetition repetition() {
    return repetition;
  }

  BlockException failure(BlockRequest request, int statusField) {
    return switch (statusField) {
      case CONTROLLER_GONE ->
          BlockFailures.gone(namespace.name(), request, controller.failureReason());
      case CONTROLLER_RESET ->
          BlockFailures.lost(namespace.name(), request, controller.recovery().lastReason());
      default -> BlockFailures.of(namespace.name(), request, statusField);
    };
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
      if (metadata != null) {
        metadata.close();
      }
    }
  }
}
