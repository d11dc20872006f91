package dev.orion.tools.bench;

/** How many I/Os were in flight, submitted and completed together how often, in fio's classes. */
public final class DepthLevels {
  private static final int LEVELS = 7;

  private final long[] inFlight = new long[LEVELS];
  private final long[] submit = new long[LEVELS];
  private final long[] complete = new long[LEVELS];

  DepthLevels() {}

  void recordSubmit(int count, int inFlightAfter) {
    submit[batchLevel(count)]++;
    if (inFlightAfter > 0) {
      inFlight[Math.min(LEVELS - 1, floorLog2(inFlightAfter))] += count;
    }
  }

  void recordComplete(int count) {
    complete[batchLevel(count)]++;
  }

  void add(DepthLevels other) {
    add(inFlight, other.inFlight);
    add(submit, other.submit);
    add(complete, other.complete);
  }

  /** I/Os submitted when with them 1, 2 or more, 4, 8, 16, 32, and 64 or more were in flight. */
  public long[] inFlight() {
    return inFlight.clone();
  }

  /** Batches of 0, 1 to 4, up to 8, 16, 32, 64 and more I/Os submitted. */
  public long[] submit() {
    return submit.clone();
  }

  /** Batches of as many completed. */
  public long[] complete() {
    return complete.clone();
  }

  private static int batchLevel(int count) {
    return count <= 4 ? Math.min(count, 1) : Math.min(LEVELS - 1, floorLog2(count - 1));
  }

  private static int floorLog2(int value) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
  }

  private static void add(long[] to, long[] from) {
    for (int level = 0; level < LEVELS; level++) {
      to[level] += from[level];
    }
  }
}
