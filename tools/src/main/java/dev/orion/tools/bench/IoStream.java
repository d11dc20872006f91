package dev.orion.tools.bench;

/** Hands a thread its next I/O. */
interface IoStream {

  /**
   * Prepares the next I/O.
   *
   * @return false if there is none left
   */
  boolean next(IoSlot slot);

  /** What the job asks for: its size, or without end, with a flush after every few writes. */
  final class Workload implements IoStream {
    private final IoSequence sequence;
    private final IoRegion region;
    private final long limit;
    private final int syncInterval;

    private long issued;
    private long remaining;
    private int writesSinceSync;

    Workload(BenchJob job, int jobIndex, IoRegion region) {
      sequence = new IoSequence(job, jobIndex, region.ioCount());
      this.region = region;
      limit = job.timeBased() ? Long.MAX_VALUE : region.ioCount();
      syncInterval = job.syncInterval();
      remaining = job.rampTime().isZero() ? limit : Long.MAX_VALUE;
    }

    @Override
    public boolean next(IoSlot slot) {
      if (syncInterval != 0 && writesSinceSync == syncInterval) {
        writesSinceSync = 0;
        slot.prepareSync();
        return true;
      }
      if (remaining == 0) {
        return false;
      }
      remaining--;
      issued++;
      sequence.advance();
      if (sequence.direction() == IoDirection.WRITE) {
        writesSinceSync++;
      }
      slot.prepare(sequence.direction(), region.blockOf(sequence.place()), region.blocksPerIo());
      return true;
    }

    /** Counts the size from here on: ramp time, which has no limit, does not count. */
    void endRamp() {
      remaining = limit;
    }

    /** I/Os handed out, flushes not counted. */
    long issued() {
      return issued;
    }
  }

  /** Reads what the first I/Os of a job wrote, by going through its sequence again. */
  final class ReadBack implements IoStream {
    private final IoSequence sequence;
    private final IoRegion region;

    private long remaining;

    /** For the first {@code issued} I/Os; a second pass over the same blocks is left out. */
    ReadBack(BenchJob job, int jobIndex, IoRegion region, long issued) {
      sequence = new IoSequence(job, jobIndex, region.ioCount());
      this.region = region;
      boolean onePassIsAll =
          !job.pattern().isMixed() && (job.randomMap() || !job.pattern().isRandom());
      remaining = onePassIsAll ? Math.min(issued, region.ioCount()) : issued;
    }

    @Override
    public boolean next(IoSlot slot) {
      while (remaining != 0) {
        remaining--;
        sequence.advance();
        if (sequence.direction() == IoDirection.WRITE) {
          slot.prepare(IoDirection.READ, region.blockOf(sequence.place()), region.blocksPerIo());
          return true;
        }
      }
      return false;
    }
  }
}
