package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;

/**
 * How {@link Descriptor#open} opens a file, by the names of open(2). {@code O_CLOEXEC} is always
 * set.
 */
public enum OpenFlag {
  O_RDONLY(Libc.O_RDONLY()),
  O_WRONLY(Libc.O_WRONLY()),
  O_RDWR(Libc.O_RDWR()),
  O_CREAT(Libc.O_CREAT()),
  O_EXCL(Libc.O_EXCL()),
  O_TRUNC(Libc.O_TRUNC()),
  O_APPEND(Libc.O_APPEND()),
  /**
   * Past the page cache: buffer address, length and file offset are multiples of the logical block
   * size.
   */
  O_DIRECT(Libc.O_DIRECT()),
  O_SYNC(Libc.O_SYNC()),
  O_DSYNC(Libc.O_DSYNC()),
  O_NONBLOCK(Libc.O_NONBLOCK()),
  O_NOFOLLOW(Libc.O_NOFOLLOW());

  private final int bits;

  OpenFlag(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
