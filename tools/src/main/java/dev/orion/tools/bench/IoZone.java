package dev.orion.tools.bench;

/** A zone as a thread has it. Lengths are in blocks. */
final class IoZone {
  private final long start;
  private final long capacity;
  private final boolean writable;

  /** How much has been handed out to be written, done or not. */
  private long issued;

  /** How far the write pointer is known to have come. */
  private long written;

  private int inFlight;
  private boolean open;
  private boolean used;
  private boolean resetting;

  /**
   * A zone as the device reports it.
   *
   * @param start its first block
   * @param written blocks below the write pointer; all if it is full
   */
  IoZone(long start, long capacity, long written, boolean writable) {
    this.start = start;
    this.capacity = capacity;
    this.writable = writable;
    this.written = written;
    issued = written;
  }

  long start() {
    return start;
  }

  long capacity() {
    return capacity;
  }

  /** Blocks that may be read. */
  long written() {
    return written;
  }

  /** Whether it may be written, once it has been reset. */
  boolean isWritable() {
    return writable;
  }

  /** Where the next write goes. */
  long writePointer() {
    return start + issued;
  }

  /** Blocks that can still be handed out. */
  long room() {
    return capacity - issued;
  }

  /** Whether it is one of those that the thread writes at present. */
  boolean isOpen() {
    return open;
  }

  void setOpen(boolean isOpen) {
    open = isOpen;
  }

  /** Whether a write could be handed out now. */
  boolean takes(boolean oneAtATime) {
    return open && !resetting && room() > 0 && (!oneAtATime || inFlight == 0);
  }

  /** Whether anything has been written to it. */
  boolean isUsed() {
    return used;
  }

  /** Whether it is full, and everything in it has ended. */
  boolean isDone() {
    return room() == 0 && inFlight == 0;
  }

  /** Hands a write out. */
  void issue(long blockCount) {
    used = true;
    issued += blockCount;
    inFlight++;
  }

  /** A write has ended that goes up to this block. */
  void wrote(long endBlock) {
    inFlight--;
    written = Math.max(written, endBlock - start);
  }

  /** A reset begins. */
  void beginReset() {
    resetting = true;
  }

  /** The zone is empty. */
  void reset() {
    resetting = false;
    issued = 0;
    written = 0;
  }
}
