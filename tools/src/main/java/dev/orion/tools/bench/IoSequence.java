package dev.orion.tools.bench;

/**
 * The endless sequence of I/Os of one thread on one device: it follows from the job and the seeds
 * alone, so it can be replayed. As in fio, a sequential mix has a position for its reads and
 * another for its writes, and a random one visits a block either to read or to write it.
 */
sealed interface IoSequence permits UniformSequence, VariedSequence {

  /** Goes on to the next I/O; to be called before the first one, too. */
  void advance();

  /** What the I/O does. */
  IoDirection direction();

  /** Its first block on the device. */
  long block();

  /** Its length. */
  long blockCount();

  /** When it is to start, counted from the start of the sequence; 0 if nothing limits the rate. */
  long dueNanos();

  /** The sequence of a job. */
  static IoSequence of(BenchJob job, LaneIndex lane, IoRegion region, int blockSizeBytes) {
    return job.isUniform()
        ? new UniformSequence(job, lane, region)
        : new VariedSequence(job, lane, region, blockSizeBytes);
  }
}
