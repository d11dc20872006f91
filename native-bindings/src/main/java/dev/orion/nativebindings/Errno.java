package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.MemorySegment;

/** Names and descriptions of errno values, and those that Orion acts upon. See errno(3). */
public final class Errno {
  public static final int EPERM = Libc.EPERM();
  public static final int ENOENT = Libc.ENOENT();
  public static final int EINTR = Libc.EINTR();
  public static final int EIO = Libc.EIO();
  public static final int ENXIO = Libc.ENXIO();
  public static final int EBADF = Libc.EBADF();
  public static final int EAGAIN = Libc.EAGAIN();
  public static final int ENOMEM = Libc.ENOMEM();
  public static final int EACCES = Libc.EACCES();
  public static final int EFAULT = Libc.EFAULT();
  public static final int EBUSY = Libc.EBUSY();
  public static final int EEXIST = Libc.EEXIST();
  public static final int ENODEV = Libc.ENODEV();
  public static final int EINVAL = Libc.EINVAL();
  public static final int EMFILE = Libc.EMFILE();
  public static final int ENOTTY = Libc.ENOTTY();
  public static final int ENOSPC = Libc.ENOSPC();
  public static final int EPIPE = Libc.EPIPE();
  public static final int EOPNOTSUPP = Libc.EOPNOTSUPP();
  public static final int ECONNREFUSED = Libc.ECONNREFUSED();
  public static final int ECONNRESET = Libc.ECONNRESET();
  public static final int ETIMEDOUT = Libc.ETIMEDOUT();

  private Errno() {}

  /**
   * The symbolic name, such as {@code EACCES}; {@code errno 999} for a value that the C library
   * does not know.
   */
  public static String name(int errno) {
    return string(Libc.strerrorname_np(errno), errno);
  }

  /** The C library's untranslated description, such as {@code Permission denied}. */
  public static String description(int errno) {
    return string(Libc.strerrordesc_np(errno), errno);
  }

  private static String string(MemorySegment constant, int errno) {
    return constant.equals(MemorySegment.NULL)
        ? "errno " + errno
        : constant.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
