package dev.orion.tools.bench;

/** Hands a thread its next I/O on a device. */
sealed interface IoStream permits IoStream.Workload, IoStream.ReadBack, ZoneReadBack {

  /**
   * Prepares the next I/O.
   *
   * @param now the time
   * @return false if there is none left, or none yet
   */
  boolean next(IoSlot slot, long now);

  /**
   * When the next I/O may come: never ({@link Long#MAX_VALUE}) if there is none left, and before
   * now if nothing holds it up.
   */
  long nextDueNanos();

  /** What the job asks for: its size, or without end, with a flush after every few writes. */
  final class Workload implements IoStream {
    private final IoSequence sequence;
    private final Placement placement;
    private final boolean paced;
    private final long maxBlocks;
    private final long maxIos;
    private final int syncInterval;

    private long issued;
    private long blocksLeft;
    private long iosLeft;
    private int writesSinceSync;
    private long startNanos;
    private boolean advanced;

    /**
     * A job's on one device.
     *
     * @param maxBlocks blocks after which it ends
     */
    Workload(
        BenchJob job,
        LaneIndex lane,
        IoRegion region,
        int blockSizeBytes,
        Placement placement,
        long maxBlocks) {
      sequence = IoSequence.of(job, lane, region, blockSizeBytes);
      this.placement = placement;
      this.maxBlocks = maxBlocks;
      paced = job.rates().limit(job.pattern());
      maxIos = job.end().ios(lane.deviceCount());
      syncInterval = job.syncInterval();
      boolean ramps = !job.end().rampTime().isZero();
      blocksLeft = ramps ? Long.MAX_VALUE : maxBlocks;
      iosLeft = ramps ? Long.MAX_VALUE : maxIos;
    }

    /** Begins the schedule of a limited rate. */
    void start(long nanos) {
      startNanos = nanos;
    }

    @Override
    public boolean next(IoSlot slot, long now) {
      if (syncInterval != 0 && writesSinceSync == syncInterval) {
        writesSinceSync = 0;
        slot.dueAt(now);
        slot.prepareSync();
        return true;
      }
      if (blocksLeft <= 0 || iosLeft == 0) {
        return false;
      }
      if (!advanced) {
        sequence.advance();
        advanced = true;
      }
      if (paced) {
        long due = startNanos + sequence.dueNanos();
        if (due - now > 0) {
          return false;
        }
        slot.dueAt(due);
      }
      return issue(slot);
    }

    private boolean issue(IoSlot slot) {
      return switch (placement.place(slot, sequence)) {
        case PLACED -> {
          count(slot);
          yield true;
        }
        case OTHER_FIRST -> true;
        case WAIT -> false;
        case NOWHERE -> {
          blocksLeft = 0;
          yield false;
        }
      };
    }

    private void count(IoSlot slot) {
      advanced = false;
      blocksLeft -= slot.request().blockCount();
      iosLeft--;
      issued++;
      if (slot.direction() == IoDirection.WRITE) {
        writesSinceSync++;
      }
    }

    @Override
    public long nextDueNanos() {
      if (syncInterval != 0 && writesSinceSync == syncInterval) {
        return startNanos;
      }
      if (blocksLeft <= 0 || iosLeft == 0) {
        return Long.MAX_VALUE;
      }
      return advanced ? startNanos + sequence.dueNanos() : startNanos;
    }

    /** Counts the size from here on: ramp time, which has no limit, does not count. */
    void endRamp() {
      blocksLeft = maxBlocks;
      iosLeft = maxIos;
    }

    /** I/Os handed out, flushes not counted. */
    long issued() {
      return issued;
    }
  }

  /** Reads what the first I/Os of a job wrote, by going through its sequence again. */
  final class ReadBack implements IoStream {
    private final IoSequence sequence;

    private long remaining;

    /** For the first {@code issued} I/Os; a second pass over the same blocks is left out. */
    ReadBack(BenchJob job, LaneIndex lane, IoRegion region, int blockSizeBytes, long issued) {
      sequence = IoSequence.of(job, lane, region, blockSizeBytes);
      boolean onePassIsAll =
          job.isUniform()
              && !job.pattern().isMixed()
              && (job.random().isPermutation() || !job.pattern().isRandom());
      remaining = onePassIsAll ? Math.min(issued, region.placeCount()) : issued;
    }

    @Override
    public boolean next(IoSlot slot, long now) {
      while (remaining != 0) {
        remaining--;
        sequence.advance();
        if (sequence.direction() == IoDirection.WRITE) {
          slot.prepare(IoDirection.READ, sequence.block(), sequence.blockCount());
          return true;
        }
      }
      return false;
    }

    @Override
    public long nextDueNanos() {
      return remaining == 0 ? Long.MAX_VALUE : 0;
    }
  }
}
