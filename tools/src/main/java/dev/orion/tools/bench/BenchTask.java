package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import java.util.List;

/**
 * A job and where to do it.
 *
 * @param job what to do
 * @param devices at least one, open; each thread works on all of them
 */
public record BenchTask(BenchJob job, List<BlockDevice> devices) {

  /** Copies the list. */
  public BenchTask {
    devices = List.copyOf(devices);
  }

  /** The same with another I/O depth. */
  public BenchTask withIoDepth(int depth) {
    return new BenchTask(job.withIoDepth(depth), devices);
  }
}
