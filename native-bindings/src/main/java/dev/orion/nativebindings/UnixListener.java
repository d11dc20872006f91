package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A listening Unix stream socket. It belongs to one thread at a time. */
public final class UnixListener implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final Descriptor descriptor;
  private final Path path;
  private final PollSet readable;

  private UnixListener(Descriptor descriptor, Path path) {
    this.descriptor = descriptor;
    this.path = path;
    readable = PollSet.readable(descriptor);
  }

  /**
   * Creates the socket's file, which must not exist, and listens.
   *
   * @param path at most 107 bytes
   */
  public static UnixListener listen(Path path) throws ErrnoException {
    Descriptor descriptor = UnixSocket.open(path);
    try (Arena arena = Arena.ofConfined()) {
      String name = Descriptor.quoted(path.toString());
      long result = SocketCalls.bind(descriptor.number(), UnixSocket.address(path, arena));
      if (result < 0) {
        throw Descriptor.failure("bind(" + name + ")", result);
      }
      result = SocketCalls.listen(descriptor.number(), BACKLOG);
      if (result < 0) {
        throw Descriptor.failure("listen(" + name + ")", result);
      }
      return new UnixListener(descriptor, path);
    } catch (ErrnoException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /**
   * Waits for a connection.
   *
   * @param maxDescriptors the most descriptors that a message may carry, either way, at most 253
   * @param timeoutNanos as for {@link PollSet#await}
   * @throws SocketTimeoutException if none came in time
   */
  public UnixSocket accept(int maxDescriptors, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    int flags = Libc.SOCK_CLOEXEC() | Libc.SOCK_NONBLOCK();
    while (true) {
      long result = SocketCalls.accept4(descriptor.number(), flags);
      if (result >= 0) {
        return new UnixSocket(Descriptor.adopt((int) result, path.toString()), maxDescriptors);
      }
      if (result != -Errno.EAGAIN) {
        throw Descriptor.failure("accept4(" + descriptor + ")", result);
      }
      if (readable.await(timeoutNanos - (System.nanoTime() - start)) == 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
        throw new SocketTimeoutException(
            "accept4(" + descriptor + "): timed out after " + millis + " ms");
      }
    }
  }

  /** Stops listening and removes the socket's file. */
  @Override
  public void close() throws IOException {
    descriptor.close();
    Files.deleteIfExists(path);
  }
}
