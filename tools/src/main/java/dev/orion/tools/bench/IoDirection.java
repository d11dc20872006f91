package dev.orion.tools.bench;

import dev.orion.block.BlockOperation;
import java.util.List;

/** What an I/O of a benchmark does; fio's data directions. */
public enum IoDirection {
  /** Reads blocks. */
  READ(0, BlockOperation.READ),
  /** Writes blocks. */
  WRITE(1, BlockOperation.WRITE),
  /** Discards blocks. */
  TRIM(2, BlockOperation.DISCARD),
  /** Flushes the device's cache; moves no data and counts towards no size. */
  SYNC(3, BlockOperation.FLUSH),
  /** Empties a zone before it is written again; counts towards no size either. */
  RESET(4, BlockOperation.ZONE_RESET);

  /** Those that move or discard blocks, in the order of reports. */
  static final List<IoDirection> DATA_DIRECTIONS = List.of(READ, WRITE, TRIM);

  private final int index;
  private final BlockOperation operation;

  IoDirection(int index, BlockOperation operation) {
    this.index = index;
    this.operation = operation;
  }

  /** Its place in an array of one value for each direction. */
  int index() {
    return index;
  }

  /** The operation that a device is asked for. */
  BlockOperation operation() {
    return operation;
  }
}
