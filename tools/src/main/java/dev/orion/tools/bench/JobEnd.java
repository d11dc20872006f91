package dev.orion.tools.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a job ends: at what comes first.
 *
 * @param runtime after this time; zero is never
 * @param timeBased whether to begin again when the size is done, until the runtime is over
 * @param rampTime how long to run before measuring begins; comes on top of the runtime
 * @param ioSizeBytes I/O that each thread does, by beginning again if that is more than the region;
 *     0 is as much as the region
 * @param numberIos I/Os after which each thread ends at the latest; 0 is without limit
 * @param steadyState ends when it is attained; null is never
 */
public record JobEnd(
    Duration runtime,
    boolean timeBased,
    Duration rampTime,
    long ioSizeBytes,
    long numberIos,
    @Nullable SteadyState steadyState) {

  /**
   * Checks that they go together.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public JobEnd {
    if (runtime.isNegative() || rampTime.isNegative()) {
      throw new IllegalArgumentException("times must not be negative");
    }
    if (timeBased && runtime.isZero()) {
      throw new IllegalArgumentException("--time_based needs a --runtime, as in --runtime=10");
    }
    if (ioSizeBytes < 0 || numberIos < 0) {
      throw new IllegalArgumentException("amounts of I/O must not be negative");
    }
  }

  /** Whether the region is gone over once at the most. */
  boolean isOnePass() {
    return !timeBased && ioSizeBytes == 0;
  }

  /**
   * Blocks that a thread moves on one of its devices.
   *
   * @param onePassBlocks blocks of going over the region once
   */
  long blocks(long onePassBlocks, int blockSizeBytes, int deviceCount) {
    if (timeBased) {
      return Long.MAX_VALUE;
    }
    return ioSizeBytes == 0
        ? onePassBlocks
        : Math.ceilDiv(ioSizeBytes, (long) blockSizeBytes * deviceCount);
  }

  /** I/Os that a thread does at the most on one of its devices. */
  long ios(int deviceCount) {
    return numberIos == 0 ? Long.MAX_VALUE : Math.ceilDiv(numberIos, deviceCount);
  }
}
