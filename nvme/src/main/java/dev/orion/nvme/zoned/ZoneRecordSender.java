package dev.orion.nvme.zoned;

import dev.orion.block.BlockCompletion;
import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.nvme.NvmeNamespace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to zones: in one append, or one append after the other where a record is longer, so
 * that its blocks follow each other.
 */
final class ZoneRecordSender {

  /** Hears what became of a record in a zone. */
  @FunctionalInterface
  interface Outcome {
    /**
     * The record was written, or failed; it has no lane any more.
     *
     * @param failure null if it was written
     */
    void ended(ZoneRecord record, @Nullable BlockException failure);
  }

  private final NvmeNamespace namespace;
  private final BlockQueue queue;
  private final Outcome outcome;
  private final int blockSizeBytes;
  private final int maxAppendBlocks;
  private final BlockCompletion pieceEnded = this::pieceEnded;

  ZoneRecordSender(NvmeNamespace namespace, BlockQueue queue, Outcome outcome) {
    Geometry geometry = namespace.geometry();
    this.namespace = namespace;
    this.queue = queue;
    this.outcome = outcome;
    this.blockSizeBytes = geometry.blockSizeBytes();
    this.maxAppendBlocks = Objects.requireNonNull(geometry.zones()).maxAppendBlocks();
  }

  /** Sends a record to a lane that has room for it. */
  void start(ZoneRecord record, ZoneLane lane) {
    record.lane = lane;
    record.blocksWritten = 0;
    record.attempts++;
    record.request.attach(record).onComplete(pieceEnded);
    lane.blocksLeft -= record.blocks;
    if (record.blocks > maxAppendBlocks) {
      lane.alone = record;
      if (lane.inFlight > 0) {
        return; // The last of those in flight starts it.
      }
    }
    sendPiece(record, lane);
  }

  private void sendPiece(ZoneRecord record, ZoneLane lane) {
    int blocks = Math.min(record.blocks - record.blocksWritten, maxAppendBlocks);
    BlockRequest piece = record.request.prepare(BlockOperation.ZONE_APPEND, lane.zoneStart, blocks);
    record.addTo(
        piece, (long) record.blocksWritten * blockSizeBytes, (long) blocks * blockSizeBytes);
    lane.inFlight++;
    if (!queue.submit(piece)) {
      throw new IllegalStateException(
          "%s: its queue of depth %d took only %d requests"
              .formatted(namespace, queue.depth(), queue.inFlight()));
    }
  }

  private void pieceEnded(BlockRequest piece) {
    ZoneRecord record = (ZoneRecord) Objects.requireNonNull(piece.attachment());
    ZoneLane lane = Objects.requireNonNull(record.lane);
    lane.inFlight--;
    BlockException failure = piece.failure();
    if (failure == null) {
      failure = misplaced(record, lane, piece);
    }
    if (failure != null) {
      failed(record, lane, failure);
      return;
    }
    record.blocksWritten += (int) piece.blockCount();
    if (record.blocksWritten < record.blocks) {
      sendPiece(record, lane);
      return;
    }
    if (lane.alone == record) {
      lane.alone = null;
    }
    ZoneRecord next = lane.alone;
    if (next != null && lane.inFlight == 0 && lane.state == ZoneLane.State.WRITING) {
      sendPiece(next, lane);
    }
    record.lane = null;
    outcome.ended(record, null);
  }

  /** How a piece failed that the device says to have written where it cannot be, or null. */
  private @Nullable BlockException misplaced(ZoneRecord record, ZoneLane lane, BlockRequest piece) {
    long block = piece.resultBlock();
    if (record.blocksWritten == 0) {
      record.firstBlock = block;
    }
    if (lane.holds(block) && block == record.firstBlock + record.blocksWritten) {
      return null;
    }
    return new BlockException(
        Kind.ZONE_VIOLATION,
        "%s: %s was written at block %d: the zone begins at block %d, and the record at %d"
            .formatted(namespace, piece, block, lane.zoneStart, record.firstBlock));
  }

  private void failed(ZoneRecord record, ZoneLane lane, BlockException failure) {
    if (lane.alone == record) {
      lane.alone = null;
    }
    if (lane.state == ZoneLane.State.WRITING || lane.state == ZoneLane.State.LEAVING) {
      lane.state = ZoneLane.State.IN_DOUBT;
    }
    record.lane = null;
    outcome.ended(record, failure);
  }
}
