package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One thread's work on one device: keeps its I/Os in flight on a queue of its own.
 *
 * <p>The clock is read once per poll that completed something. That reading ends the latency of all
 * I/Os completed by that poll, and begins that of all I/Os submitted next, so that a latency spans
 * building and sending the command, the device's work, and noticing its end, and is up to one batch
 * too long. The path of an I/O allocates nothing, locks nothing and divides nothing.
 */
final class BenchLane implements AutoCloseable {

  /** Whether a thread goes on; told the time of every batch. */
  interface Pace {
    boolean goesOn(long now);
  }

  private final BlockDevice device;
  private final BenchJob job;
  private final LaneIndex index;
  private final IoRegion region;
  private final int blockSizeBytes;
  private final long runTag;
  private final @Nullable Long runTagToExpect;
  private final boolean verifies;
  private final boolean paced;
  private final BlockQueue queue;
  private final IoSlot[] slots;
  private final @Nullable ZonePlacement zonePlacement;
  private final Placement placement;
  private final long maxBlocks;
  private final IoStream.Workload workload;
  private final JobStats stats = new JobStats();
  private final VerifyPattern pattern = new VerifyPattern();

  /** Slots that are not in flight: those before the last poll, then those it completed. */
  private final IoSlot[] idle;

  private int idleCount;
  private IoStream stream;
  private boolean verifyReads;
  private boolean over;
  private @Nullable IOException failure;

  /**
   * Opens the queue and allocates the buffers. The thread that works owns the queue from then on.
   *
   * @param ioDepth I/Os to keep in flight; fewer if the device grants no more
   * @param runTag tag of what is written to be verified, one for all threads of the run
   * @throws IOException if the device has no queue left
   */
  BenchLane(BenchJob job, BlockDevice device, LaneIndex index, int ioDepth, long runTag)
      throws IOException {
    this.device = device;
    this.job = job;
    this.index = index;
    this.runTag = runTag;
    blockSizeBytes = device.geometry().blockSizeBytes();
    verifies = job.verify() != VerifyMethod.NONE;
    runTagToExpect = job.pattern().has(IoDirection.WRITE) ? runTag : null;
    paced = job.rates().limit(job.pattern());
    JobZones zones =
        job.zoning().zbd() ? JobZones.open(job, device, IoRegion.of(job, device), index) : null;
    region = zones == null ? IoRegion.of(job, device) : zones.region();
    zonePlacement = zones == null ? null : zones.placement();
    placement = zonePlacement == null ? Placement.AS_PLANNED : zonePlacement;
    maxBlocks =
        job.end()
            .blocks(
                zonePlacement == null ? region.blockCount() : zonePlacement.onePassBlocks(),
                blockSizeBytes,
                index.deviceCount());
    workload = new IoStream.Workload(job, index, region, blockSizeBytes, placement, maxBlocks);
    stream = workload;
    queue = device.openQueue(ioDepth, job.completionMode());
    slots = new IoSlot[Math.min(ioDepth, queue.depth())];
    idle = new IoSlot[slots.length];
    try {
      allocate(job.blockSizes().maxBytes(job.pattern()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void allocate(int bytes) {
    SplitMix64 content = new SplitMix64(SplitMix64.derive(index.seed(job), ~0));
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = new IoSlot(device.dma().allocate(bytes), blockSizeBytes, this::completed);
      slots[slot].fillRandomly(content);
      completed(slots[slot]);
    }
  }

  private void completed(IoSlot slot) {
    idle[idleCount++] = slot;
  }

  /** Submits the first I/Os. */
  void start(long now) {
    verifyReads = verifies && !job.pattern().has(IoDirection.WRITE);
    workload.start(now);
    submit(now);
  }

  /** Submits the first reads of what was written. */
  void startReadBack(long now) {
    stream =
        zonePlacement == null
            ? new IoStream.ReadBack(job, index, region, blockSizeBytes, workload.issued())
            : zonePlacement.readBack();
    verifyReads = true;
    over = false;
    submit(now);
  }

  /** Polls, and submits what may be submitted; returns whether anything came of it. */
  boolean step(Pace pace) {
    int idleBefore = idleCount;
    queue.poll();
    int completed = idleCount - idleBefore;
    if (completed == 0) {
      return paced && idleCount > 0 && !over && stepWithout(pace);
    }
    long now = System.nanoTime();
    for (int slot = idleBefore; slot < idleCount; slot++) {
      finish(idle[slot], now);
    }
    stats.publish();
    stats.depths().recordComplete(completed);
    goOn(pace, now);
    return true;
  }

  /** Looks whether an I/O is due though none has completed. */
  private boolean stepWithout(Pace pace) {
    int idleBefore = idleCount;
    goOn(pace, System.nanoTime());
    return idleCount < idleBefore;
  }

  private void goOn(Pace pace, long now) {
    if (pace.goesOn(now)) {
      submit(now);
    } else {
      over = true;
    }
  }

  private void submit(long now) {
    int submitted = 0;
    while (idleCount > 0 && stream.next(idle[idleCount - 1], now)) {
      IoSlot slot = idle[--idleCount];
      if (verifies && slot.direction() == IoDirection.WRITE) {
        pattern.fill(
            slot.data(), slot.bytes(), (int) slot.lengthBytes(), slot.offsetBytes(), runTag);
      }
      slot.submittedAt(now);
      if (!queue.submit(slot.request())) {
        throw new IllegalStateException(
            "%s took less than the %d requests that its queue grants"
                .formatted(device.name(), queue.depth()));
      }
      submitted++;
    }
    if (submitted > 0) {
      stats.depths().recordSubmit(submitted, queue.inFlight());
    }
    if (idleCount > 0) {
      over = stream.nextDueNanos() == Long.MAX_VALUE;
    }
  }

  private void finish(IoSlot slot, long now) {
    BlockException blockFailure = slot.request().failure();
    if (blockFailure != null) {
      fail(blockFailure);
      return;
    }
    placement.completed(slot);
    long nanos = now - slot.submitNanos();
    if (paced && stream == workload) {
      stats.record(slot.direction(), slot.lengthBytes(), nanos, now - slot.dueNanos());
    } else {
      stats.record(slot.direction(), slot.lengthBytes(), nanos);
    }
    if (verifyReads && slot.direction() == IoDirection.READ) {
      check(slot);
    }
  }

  private void check(IoSlot slot) {
    String wrong =
        pattern.check(
            slot.data(),
            slot.bytes(),
            (int) slot.lengthBytes(),
            slot.offsetBytes(),
            runTagToExpect);
    if (wrong != null) {
      fail(new BlockException(BlockException.Kind.DATA_CORRUPTED, device.name() + ": " + wrong));
    }
  }

  private void fail(IOException reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /** Forgets what was measured, and counts the size from here on. */
  void endRamp() {
    stats.reset();
    workload.endRamp();
  }

  /** Whether anything is in flight or to come. */
  boolean isBusy() {
    return queue.inFlight() > 0 || !over;
  }

  /** Whether an I/O is in flight. */
  boolean isWaiting() {
    return queue.inFlight() > 0;
  }

  /** When there is something to submit; {@link Long#MAX_VALUE} if only completions matter. */
  long nextDueNanos() {
    return over || idleCount == 0 ? Long.MAX_VALUE : stream.nextDueNanos();
  }

  /** Waits for completions as {@link BlockQueue#await} does. */
  void await(long nanos) {
    queue.await(nanos);
  }

  /** What ended the work, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  /** What was measured; counts are for any thread, the rest only after the end. */
  JobStats stats() {
    return stats;
  }

  /** I/Os kept in flight. */
  int ioDepth() {
    return slots.length;
  }

  /** The device it works on. */
  String deviceName() {
    return device.name();
  }

  /** Where on the device its I/Os go. */
  BenchResult.Region region() {
    return region.bytes(blockSizeBytes);
  }

  /** Bytes to do, without limit as {@link Long#MAX_VALUE}. */
  long bytesToDo() {
    long ios = job.end().ios(index.deviceCount());
    double bytes =
        Math.min(
            (double) maxBlocks * blockSizeBytes,
            (double) ios * job.blockSizes().minBytes(job.pattern()));
    return (long) bytes;
  }

  /** Gives the queue up. */
  void closeQueue() {
    try {
      queue.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Gives the queue up, if that has not been done, and the buffers back. */
  @Override
  public void close() {
    closeQueue();
    for (IoSlot slot : slots) {
      if (slot != null) {
        slot.close();
      }
    }
  }
}
