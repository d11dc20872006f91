package dev.orion.block;

/** What a request asks for. */
public enum BlockOperation {
  /** Fill the buffers with blocks of the device. */
  READ,
  /** Write the buffers to the device. */
  WRITE,
  /** Make every write that completed before this request was submitted survive power loss. */
  FLUSH,
  /**
   * The blocks' content is no longer needed; what they read as afterwards is the device's choice.
   */
  DISCARD,
  /** Make the blocks read as zeroes, without a buffer. */
  WRITE_ZEROES,
  /**
   * Write the buffers at the write pointer of the zone that begins at the request's block; the
   * device says where that was ({@link BlockRequest#resultBlock}).
   */
  ZONE_APPEND,
  /** Open the zone that begins at the request's block. */
  ZONE_OPEN,
  /** Close the zone that begins at the request's block. */
  ZONE_CLOSE,
  /** Make the zone that begins at the request's block full. */
  ZONE_FINISH,
  /** Empty the zone that begins at the request's block. */
  ZONE_RESET;

  /** Whether the request carries buffers. */
  public boolean hasData() {
    return this == READ || this == WRITE || this == ZONE_APPEND;
  }

  /** Whether the request names a range of blocks, and not the whole device or a zone. */
  public boolean hasRange() {
    return hasData() || this == DISCARD || this == WRITE_ZEROES;
  }

  /** Whether only zoned devices know it. */
  public boolean isZoned() {
    return switch (this) {
      case READ, WRITE, FLUSH, DISCARD, WRITE_ZEROES -> false;
      case ZONE_APPEND, ZONE_OPEN, ZONE_CLOSE, ZONE_FINISH, ZONE_RESET -> true;
    };
  }
}
