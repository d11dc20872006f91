package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.stat;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor: a file, a block or character device, a memfd, an eventfd or a socket.
 *
 * <p>Buffers are native segments; offsets and lengths are in bytes. The reading and writing methods
 * allocate nothing and may be called by several threads at once. {@link #close} takes effect once,
 * whichever thread calls it; the caller sees to it that no other thread is in a call then, as the
 * number may be reused at once. Later use throws {@link IllegalStateException}.
 */
public final class Descriptor implements AutoCloseable {
  private final int number;
  private final String name;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Descriptor(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /** Opens an existing file. Without flags: for reading. */
  public static Descriptor open(Path path, OpenFlag... flags) throws ErrnoException {
    return open(path, 0, flags);
  }

  /**
   * Opens a file with {@link OpenFlag#O_CREAT}.
   *
   * @param mode the permissions of a file that is created, such as {@code 0600}, less the process's
   *     umask
   */
  public static Descriptor open(Path path, int mode, OpenFlag... flags) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      int bits = Flags.union(flags, OpenFlag::bits) | Libc.O_CLOEXEC();
      long result = FileCalls.open(arena.allocateFrom(path.toString()), bits, mode);
      if (result < 0) {
        String names = flags.length == 0 ? "O_RDONLY" : Flags.names(flags);
        throw failure("open(" + quoted(path.toString()) + ", " + names + ")", result);
      }
      return new Descriptor((int) result, path.toString());
    }
  }

  /**
   * Creates an empty file in memory. {@code name} shows in {@code /proc} only and need not be
   * unique.
   */
  public static Descriptor memfd(String name) throws ErrnoException {
    return memfd(name, 0, "");
  }

  /**
   * Creates an empty file in huge pages. Sizes and mapped ranges are multiples of {@code
   * pageBytes}.
   *
   * @param pageBytes a huge page size of this machine: see {@code /sys/kernel/mm/hugepages}
   */
  public static Descriptor hugeMemfd(String name, long pageBytes) throws ErrnoException {
    int flags = Libc.MFD_HUGETLB() | Mapping.encodedHugePage(pageBytes);
    return memfd(name, flags, ", MFD_HUGETLB, pages of " + pageBytes + " bytes");
  }

  private static Descriptor memfd(String name, int flags, String flagNames) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      long result = FileCalls.memfdCreate(arena.allocateFrom(name), flags | Libc.MFD_CLOEXEC());
      if (result < 0) {
        throw failure("memfd_create(" + quoted(name) + flagNames + ")", result);
      }
      return new Descriptor((int) result, "memfd:" + name);
    }
  }

  /**
   * Takes over a descriptor that a call returned as a number, such as {@code
   * VFIO_GROUP_GET_DEVICE_FD}.
   *
   * @param name what it refers to, for errors
   */
  public static Descriptor adopt(int number, String name) {
    if (number < 0) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    return new Descriptor(number, name);
  }

  /** The descriptor's number, for structures that hand it to the kernel. */
  public int number() {
    if (closed.get()) {
      throw new IllegalStateException(this + " is closed");
    }
    return number;
  }

  /**
   * Reads at the file position.
   *
   * @return bytes read, 0 at the end of the file
   */
  public long read(MemorySegment buffer, long offset, long lengthBytes) throws ErrnoException {
    long result = FileCalls.read(number(), writable(buffer), offset, lengthBytes);
    if (result < 0) {
      throw failure("read(" + this + ", " + lengthBytes + " bytes)", result);
    }
    return result;
  }

  /**
   * Writes at the file position.
   *
   * @return bytes written
   */
  public long write(MemorySegment buffer, long offset, long lengthBytes) throws ErrnoException {
    long result = FileCalls.write(number(), buffer, offset, lengthBytes);
    if (result < 0) {
      throw failure("write(" + this + ", " + lengthBytes + " bytes)", result);
    }
    return result;
  }

  /**
   * Reads at {@code fileOffset}.
   *
   * @return bytes read, 0 at the end of the file
   */
  public long pread(MemorySegment buffer, long offset, long lengthBytes, long fileOffset)
      throws ErrnoException {
    long result = FileCalls.pread(number(), writable(buffer), offset, lengthBytes, fileOffset);
    if (result < 0) {
      throw failure(transfer("pread", lengthBytes, fileOffset), result);
    }
    return result;
  }

  /**
   * Writes at {@code fileOffset}.
   *
   * @return bytes written
   */
  public long pwrite(MemorySegment buffer, long offset, long lengthBytes, long fileOffset)
      throws ErrnoException {
    long result = FileCalls.pwrite(number(), buffer, offset, lengthBytes, fileOffset);
    if (result < 0) {
      throw failure(transfer("pwrite", lengthBytes, fileOffset), result);
    }
    return result;
  }

  /**
   * Reads {@code lengthBytes} at {@code fileOffset}.
   *
   * @throws EOFException if the file ends before
   */
  public void preadFully(MemorySegment buffer, long offset, long lengthBytes, long fileOffset)
      throws IOException {
    for (long done = 0; done < lengthBytes; ) {
      long read = pread(buffer, offset + done, lengthBytes - done, fileOffset + done);
      requireProgress(read, "pread", lengthBytes - done, fileOffset + done);
      done += read;
    }
  }

  /** Writes {@code lengthBytes} at {@code fileOffset}. */
  public void pwriteFully(MemorySegment buffer, long offset, long lengthBytes, long fileOffset)
      throws IOException {
    for (long done = 0; done < lengthBytes; ) {
      long written = pwrite(buffer, offset + done, lengthBytes - done, fileOffset + done);
      requireProgress(written, "pwrite", lengthBytes - done, fileOffset + done);
      done += written;
    }
  }

  /**
   * Reads at {@code fileOffset} into what remains of {@code vector}, which stays as it is.
   *
   * @return bytes read, 0 at the end of the file
   */
  public long preadv(IoVector vector, long fileOffset) throws ErrnoException {
    long result = vector.preadv(number(), fileOffset);
    if (result < 0) {
      throw failure(transfer("preadv", vector.remainingBytes(), fileOffset), result);
    }
    return result;
  }

  /**
   * Writes at {@code fileOffset} what remains of {@code vector}, which stays as it is.
   *
   * @return bytes written
   */
  public long pwritev(IoVector vector, long fileOffset) throws ErrnoException {
    long result = vector.pwritev(number(), fileOffset);
    if (result < 0) {
      throw failure(transfer("pwritev", vector.remainingBytes(), fileOffset), result);
    }
    return result;
  }

  /**
   * Reads at {@code fileOffset} until {@code vector} is used up.
   *
   * @throws EOFException if the file ends before
   */
  public void preadvFully(IoVector vector, long fileOffset) throws IOException {
    for (long position = fileOffset; vector.remainingBytes() > 0; ) {
      long read = preadv(vector, position);
      requireProgress(read, "preadv", vector.remainingBytes(), position);
      vector.advance(read);
      position += read;
    }
  }

  /** Writes at {@code fileOffset} until {@code vector} is used up. */
  public void pwritevFully(IoVector vector, long fileOffset) throws IOException {
    for (long position = fileOffset; vector.remainingBytes() > 0; ) {
      long written = pwritev(vector, position);
      requireProgress(written, "pwritev", vector.remainingBytes(), position);
      vector.advance(written);
      position += written;
    }
  }

  /** Size in bytes of a regular file, a memfd or a block device. */
  public long size() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = stat.allocate(arena);
      check(FileCalls.fstat(number(), status), "fstat");
      if ((stat.st_mode(status) & Libc.S_IFMT()) != Libc.S_IFBLK()) {
        return stat.st_size(status);
      }
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      ioctl(Ioctl.BLKGETSIZE64, size);
      return size.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Sets the size in bytes; what is added reads as zeroes and takes no space. */
  public void truncate(long lengthBytes) throws ErrnoException {
    long result = FileCalls.ftruncate(number(), lengthBytes);
    if (result < 0) {
      throw failure("ftruncate(" + this + ", " + lengthBytes + ")", result);
    }
  }

  /**
   * Reserves space for a range, growing the file where it ends before; its content does not change.
   */
  public void allocate(long offset, long lengthBytes) throws ErrnoException {
    fallocate(0, "0", offset, lengthBytes);
  }

  /** Gives the space of a range back; the range reads as zeroes, the size stays. */
  public void punchHole(long offset, long lengthBytes) throws ErrnoException {
    int mode = Libc.FALLOC_FL_PUNCH_HOLE() | Libc.FALLOC_FL_KEEP_SIZE();
    fallocate(mode, "FALLOC_FL_PUNCH_HOLE|FALLOC_FL_KEEP_SIZE", offset, lengthBytes);
  }

  /**
   * Makes a range read as zeroes and keeps its space, growing the file where it ends before. Not
   * every file system can: {@code EOPNOTSUPP}.
   */
  public void zeroRange(long offset, long lengthBytes) throws ErrnoException {
    fallocate(Libc.FALLOC_FL_ZERO_RANGE(), "FALLOC_FL_ZERO_RANGE", offset, lengthBytes);
  }

  private void fallocate(int mode, String modeName, long offset, long lengthBytes)
      throws ErrnoException {
    long result = FileCalls.fallocate(number(), mode, offset, lengthBytes);
    if (result < 0) {
      String range = offset + ", " + lengthBytes;
      throw failure("fallocate(" + this + ", " + modeName + ", " + range + ")", result);
    }
  }

  /** Makes what was written durable, with the metadata needed to read it back: fdatasync(2). */
  public void dataSync() throws ErrnoException {
    check(FileCalls.fdatasync(number()), "fdatasync");
  }

  /** Makes what was written and all metadata durable: fsync(2). */
  public void sync() throws ErrnoException {
    check(FileCalls.fsync(number()), "fsync");
  }

  /**
   * Takes the exclusive advisory lock of the file (flock(2)), which closing releases.
   *
   * @return false if somebody else holds it
   */
  public boolean tryLock() throws ErrnoException {
    long result = FileCalls.flock(number(), Libc.LOCK_EX() | Libc.LOCK_NB());
    if (result == -Errno.EAGAIN) {
      return false;
    }
    check(result, "flock");
    return true;
  }

  /**
   * Issues a request with a structure. A signal's {@code EINTR} is reported: only the caller knows
   * whether the request may be repeated.
   *
   * @return what the request returns, never negative
   */
  public int ioctl(Ioctl request, MemorySegment argument) throws ErrnoException {
    long result = FileCalls.ioctl(number(), request.request(), argument);
    if (result < 0) {
      throw failure("ioctl(" + this + ", " + request + ")", result);
    }
    return (int) result;
  }

  /** Issues a request with a number; otherwise as {@link #ioctl(Ioctl, MemorySegment)}. */
  public int ioctl(Ioctl request, long argument) throws ErrnoException {
    long result = FileCalls.ioctl(number(), request.request(), argument);
    if (result < 0) {
      throw failure("ioctl(" + this + ", " + request + ", " + argument + ")", result);
    }
    return (int) result;
  }

  /** Closes the descriptor, once; even where it fails, the descriptor is gone. */
  @Override
  public void close() throws ErrnoException {
    if (closed.compareAndSet(false, true)) {
      check(FileCalls.close(number), "close");
    }
  }

  /** The number and what it refers to: {@code fd 7 "/dev/vfio/12"}. */
  @Override
  public String toString() {
    return "fd " + number + " " + quoted(name);
  }

  static ErrnoException failure(String call, long negatedErrno) {
    return new ErrnoException(call, (int) -negatedErrno);
  }

  static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }

  private void check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw failure(call + "(" + this + ")", result);
    }
  }

  private void requireProgress(long transferred, String call, long lengthBytes, long fileOffset)
      throws EOFException {
    if (transferred == 0) {
      throw new EOFException(transfer(call, lengthBytes, fileOffset) + ": end of file");
    }
  }

  private String transfer(String call, long lengthBytes, long fileOffset) {
    return call + "(" + this + ", " + lengthBytes + " bytes at " + fileOffset + ")";
  }

  private static MemorySegment writable(MemorySegment buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("the buffer to read into is a read-only segment");
    }
    return buffer;
  }
}
