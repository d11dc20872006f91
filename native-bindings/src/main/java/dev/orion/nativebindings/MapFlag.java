package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;

/** How {@link Mapping} maps memory, by the names of mmap(2). */
public enum MapFlag {
  /**
   * Shared with child processes: without it, anonymous memory is private and copied on write after
   * a fork.
   */
  MAP_SHARED(Libc.MAP_SHARED()),
  /** Pages are made present before the call returns. */
  MAP_POPULATE(Libc.MAP_POPULATE()),
  /**
   * Pages are made present and stay so; failure to lock is not reported: see {@link Mapping#lock}.
   */
  MAP_LOCKED(Libc.MAP_LOCKED()),
  /** No swap space is reserved. */
  MAP_NORESERVE(Libc.MAP_NORESERVE());

  private final int bits;

  MapFlag(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
