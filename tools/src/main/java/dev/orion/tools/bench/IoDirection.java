package dev.orion.tools.bench;

import dev.orion.block.BlockOperation;
import java.util.List;

/** What an I/O of a benchmark does; fio's data directions. */
public enum IoDirection {
  /** Reads blocks. */
  READ(BlockOperation.READ),
  /** Writes blocks. */
  WRITE(BlockOperation.WRITE),
  /** Discards blocks. */
  TRIM(BlockOperation.DISCARD),
  /** Flushes the device's cache; moves no data and counts towards no size. */
  SYNC(BlockOperation.FLUSH);

  /** Those that move or discard blocks, in the order of reports. */
  static final List<IoDirection> DATA_DIRECTIONS = List.of(READ, WRITE, TRIM);

  private final BlockOperation operation;

  IoDirection(BlockOperation operation) {
    this.operation = operation;
  }

  /** The operation that a device is asked for. */
  BlockOperation operation() {
    return operation;
  }
}
