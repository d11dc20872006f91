package dev.orion.nvme.zoned;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a zoned namespace by Zone Append, many in flight over several zones, and tells
 * where each went. Like a {@link BlockQueue} it belongs to one thread, moves only in {@link #poll},
 * and allocates nothing on the way of a record.
 *
 * <p>It takes zones that are open or closed first, then empty ones, never more than the limits
 * leave it. A record stays in one zone, its blocks in order; one longer than an append has its zone
 * for itself while it is written. A zone in which the next record finds no room is finished and
 * another taken. Where an append fails because of its zone (the device made it full or read-only,
 * say), the zone is looked at again, and the record goes to another place; what a failed attempt
 * wrote stays on the device, told to nobody.
 */
public final class ZonedWriter implements AutoCloseable {

  /** Zones that a record tries before its failure is told. */
  private static final int MAX_ATTEMPTS = 16;

  private static final int POLLS_PER_PAUSE = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final NvmeNamespace namespace;
  private final ZoneLanes lanes;
  private final BlockQueue queue;
  private final NanoClock clock;
  private final int depth;
  private final int blockSizeBytes;
  private final ZoneRecordSender sender;
  private final long largestBlocks;
  private final ArrayDeque<ZoneRecord> waiting;
  private final BlockRequest flush = new BlockRequest();
  private int inFlight;
  private int ended;
  private boolean placing;
  private boolean closing;
  private boolean closed;

  private ZonedWriter(
      NvmeNamespace namespace,
      ZoneLanes lanes,
      long largestBlocks,
      BlockQueue queue,
      NanoClock clock)
      throws IOException {
    Geometry geometry = namespace.geometry();
    this.namespace = namespace;
    this.lanes = lanes;
    this.largestBlocks = largestBlocks;
    this.queue = queue;
    this.clock = clock;
    this.depth = queue.depth() - lanes.all().size();
    if (depth < 1) {
      throw new IOException(
          "%s: a queue of depth %d is too short for %d zones"
              .formatted(namespace, queue.depth(), lanes.all().size()));
    }
    this.blockSizeBytes = geometry.blockSizeBytes();
    this.sender = new ZoneRecordSender(namespace, queue, this::ended);
    this.waiting = new ArrayDeque<>(depth + 1);
    for (ZoneLane lane : lanes.all()) {
      lane.management.attach(lane).onComplete(this::managementEnded);
    }
  }

  /**
   * Opens a writer over the whole namespace.
   *
   * @param depth records in flight at the most
   * @param zoneCount zones to write at a time; less where the namespace's limits are lower
   * @throws IOException if the controller has no queue left, is gone, or does not report its zones
   * @throws IllegalArgumentException if the namespace has no zones
   */
  public static ZonedWriter open(NvmeNamespace namespace, int depth, int zoneCount)
      throws IOException {
    return open(
        namespace, depth, zoneCount, 0, namespace.geometry().blockCount(), NanoClock.system());
  }

  /**
   * Opens a writer over a part of the namespace.
   *
   * @param depth records in flight at the most
   * @param zoneCount zones to write at a time; less where the namespace's limits are lower
   * @param firstBlock where the first zone of the part begins
   * @param blockCount blocks of the part, whole zones
   * @param clock passes the time in {@link #flush} and {@link #close}
   */
  public static ZonedWriter open(
      NvmeNamespace namespace,
      int depth,
      int zoneCount,
      long firstBlock,
      long blockCount,
      NanoClock clock)
      throws IOException {
    ZoneResources resources = ZoneResources.of(namespace);
    Zones zones = namespace.zones().orElseThrow();
    ZoneGeometry limits = zones.geometry();
    long endBlock = Math.addExact(firstBlock, blockCount);
    if (zoneCount < 1
        || firstBlock < 0
        || blockCount < 1
        || endBlock > limits.count() * limits.sizeBlocks()
        || firstBlock % limits.sizeBlocks() != 0
        || blockCount % limits.sizeBlocks() != 0) {
      throw new IllegalArgumentException(
          "%s: %d of the zones of %d blocks from %d on: zones have %d blocks"
              .formatted(namespace, zoneCount, blockCount, firstBlock, limits.sizeBlocks()));
    }
    int laneCount =
        (int)
            Math.min(
                Math.min(zoneCount, blockCount / limits.sizeBlocks()),
                Math.min(limits.maxOpen(), limits.maxActive()));
    BlockQueue queue = namespace.openQueue(depth + laneCount);
    try {
      ZoneChooser chooser = new ZoneChooser(resources, limits.sizeBlocks(), firstBlock, endBlock);
      return new ZonedWriter(
          namespace,
          new ZoneLanes(zones, resources, chooser, laneCount),
          largestCapacity(zones, firstBlock, blockCount / limits.sizeBlocks()),
          queue,
          clock);
    } catch (IOException | RuntimeException e) {
      try (queue) {
        throw e;
      }
    }
  }

  private static long largestCapacity(Zones zones, long firstBlock, long zoneCount)
      throws IOException {
    long[] largest = {0};
    zones.visit(
        ZoneReceiveAction.REPORT_ZONES,
        firstBlock,
        ZoneReportingOption.ALL,
        zoneCount,
        zone -> largest[0] = Math.max(largest[0], zone.capacityBlocks()));
    return Math.min(largest[0], Integer.MAX_VALUE);
  }

  /** Records that it takes at a time. */
  public int depth() {
    return depth;
  }

  /** Records taken and not yet ended. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * Takes a record; the next {@link #poll} sends it. May be called from a completion.
   *
   * @return false if {@link #depth} records are in flight, or the writer is being closed: nothing
   *     was taken; poll, and try again
   * @throws IllegalArgumentException if the record is no multiple of the block size, or longer than
   *     any zone: nothing was taken
   * @throws IllegalStateException if the writer is closed
   */
  public boolean append(ZoneRecord record) {
    if (closed) {
      throw new IllegalStateException("the writer of " + namespace + " is closed");
    }
    if (inFlight == depth || closing) {
      return false;
    }
    long blocks = record.lengthBytes() / blockSizeBytes;
    if (blocks < 1 || record.lengthBytes() % blockSizeBytes != 0 || blocks > largestBlocks) {
      throw new IllegalArgumentException(
          "%s: a record of %d bytes: it must be a multiple of %d and %d at the most, the capacity of a zone"
              .formatted(
                  namespace, record.lengthBytes(), blockSizeBytes, largestBlocks * blockSizeBytes));
    }
    record.begin((int) blocks);
    inFlight++;
    waiting.add(record);
    place();
    return true;
  }

  /**
   * Sends what was taken, takes in what ended, and calls each record back. Waits only when a zone
   * is entered, for a report of it. Not to be called from a completion.
   *
   * @return records ended by this call
   */
  public int poll() {
    ended = 0;
    queue.poll();
    for (int i = 0; i < lanes.count(); i++) {
      tend(lanes.get(i));
    }
    place();
    return ended;
  }

  /** Waits until a poll may find something; see {@link BlockQueue#await}. */
  public void await(long timeoutNanos) {
    queue.await(timeoutNanos);
  }

  /**
   * Waits for the records in flight, and makes all that were written survive power loss.
   *
   * @throws BlockException if the flush fails; a record's failure is told to the record
   */
  public void flush() throws IOException {
    drain();
    run(flush.flush());
    BlockException failure = flush.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Waits for the records in flight, closes the zones that were being written, so that they are no
   * longer open, and gives the queue up. Closing twice is harmless.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closing = true;
    try (queue) {
      drain();
      for (ZoneLane lane : lanes.all()) {
        if (lane.state == ZoneLane.State.WRITING && lane.blocksLeft < lane.capacityBlocks) {
          // That may fail: a full zone is closed already, and a lost device has no open zones.
          run(lane.management.prepare(BlockOperation.ZONE_CLOSE, lane.zoneStart, 0));
        }
      }
    } finally {
      closed = true;
    }
  }

  private void drain() {
    for (int idle = 0; inFlight > 0 || queue.inFlight() > 0; ) {
      if (poll() == 0 && ++idle % POLLS_PER_PAUSE == 0) {
        clock.pause(PAUSE_NANOS);
      }
    }
  }

  private void submit(BlockRequest request) {
    if (!queue.submit(request)) {
      throw new IllegalStateException(
          "%s: its queue of depth %d took only %d requests"
              .formatted(namespace, queue.depth(), queue.inFlight()));
    }
  }

  private void run(BlockRequest request) {
    submit(request);
    for (int idle = 0; request.isInFlight(); ) {
      if (queue.poll() == 0 && ++idle % POLLS_PER_PAUSE == 0) {
        clock.pause(PAUSE_NANOS);
      }
    }
  }

  /** Gives waiting records to lanes, in their order. */
  private void place() {
    if (placing) {
      return; // A record's end was told from here, and appended another.
    }
    placing = true;
    try {
      for (ZoneRecord record = waiting.peek(); record != null; record = waiting.peek()) {
        ZoneLane lane = lanes.withRoomFor(record.blocks);
        if (lane != null) {
          waiting.remove();
          sender.start(record, lane);
        } else if (lanes.areChanging() || lanes.leaveOne()) {
          return;
        } else {
          waiting.remove();
          end(record, lanes.noSpace());
        }
      }
    } finally {
      placing = false;
    }
  }

  private void failed(ZoneRecord record, BlockException failure) {
    boolean isZones =
        switch (failure.kind()) {
          case ZONE_VIOLATION, WRITE_PROTECTED, MEDIA_ERROR -> true;
          default -> false;
        };
    if (isZones && record.attempts < MAX_ATTEMPTS) {
      waiting.add(record);
    } else {
      end(record, failure);
    }
  }

  /** A record was written, or failed in its zone. */
  private void ended(ZoneRecord record, @Nullable BlockException failure) {
    if (failure == null) {
      end(record, null);
    } else {
      failed(record, failure);
    }
  }

  private void end(ZoneRecord record, @Nullable BlockException failure) {
    inFlight--;
    ended++;
    record.end(record.firstBlock, failure);
  }

  /** Moves a lane on whose records ended. */
  private void tend(ZoneLane lane) {
    if (lane.inFlight > 0) {
      return;
    }
    switch (lane.state) {
      case WRITING -> {
        if (lane.blocksLeft == 0) {
          lanes.leaveFull(lane, wantedBlocks());
        }
      }
      case LEAVING -> {
        if (lane.blocksLeft == lane.capacityBlocks) {
          lanes.leaveUnwritten(lane, wantedBlocks());
        } else {
          lane.state = ZoneLane.State.FINISHING;
          submit(lane.management.prepare(BlockOperation.ZONE_FINISH, lane.zoneStart, 0));
        }
      }
      case IN_DOUBT -> {
        ZoneRecord alone = lane.alone;
        if (alone != null) { // It had not begun.
          lane.alone = null;
          alone.lane = null;
          waiting.addFirst(alone);
        }
        lanes.lookAgain(lane, wantedBlocks());
      }
      case ENTERING -> lanes.enterNext(lane, wantedBlocks());
      case IDLE -> {
        if (!waiting.isEmpty()) {
          lanes.enterNext(lane, wantedBlocks());
        }
      }
      case FINISHING -> {}
    }
  }

  /** Room that a zone must have to be worth entering: that of the record that waits longest. */
  private int wantedBlocks() {
    ZoneRecord record = waiting.peek();
    return record == null ? 1 : record.blocks;
  }

  private void managementEnded(BlockRequest request) {
    ZoneLane lane = (ZoneLane) Objects.requireNonNull(request.attachment());
    if (request.operation() == BlockOperation.ZONE_FINISH) {
      lanes.finished(lane, request.failure() == null);
    }
  }
}
