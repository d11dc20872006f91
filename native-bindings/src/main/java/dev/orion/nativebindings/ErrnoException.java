package dev.orion.nativebindings;

import java.io.IOException;

/**
 * A system call failed. The message names the call, its arguments and the error: {@code
 * open("/dev/vfio/12", O_RDWR): EACCES (Permission denied)}.
 */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;

  ErrnoException(String call, int errno) {
    super(call + ": " + Errno.name(errno) + " (" + Errno.description(errno) + ")");
    this.call = call;
    this.errno = errno;
  }

  /**
   * The call with its arguments, as C would write it but for descriptors, which show what they
   * refer to.
   */
  public String call() {
    return call;
  }

  /** The error number, to compare with the constants of {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** The error's symbolic name, such as {@code EACCES}. */
  public String errnoName() {
    return Errno.name(errno);
  }
}
