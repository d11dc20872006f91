package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.sockaddr_un;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected Unix stream socket that carries bytes and file descriptors.
 *
 * <p>Buffers are native segments; offsets and lengths are in bytes. Timeouts are in nanoseconds, as
 * for {@link PollSet#await}, and cover the whole operation; when one ends, {@link
 * SocketTimeoutException} is thrown, part of the bytes may have been moved, and the stream is of no
 * more use. Transfers without descriptors allocate nothing. One thread may send while another
 * receives; more than that is for the caller to order.
 */
public final class UnixSocket implements AutoCloseable {
  private final Descriptor descriptor;
  private final PollSet readable;
  private final PollSet writable;
  private final SocketMessage outgoing;
  private final SocketMessage incoming;

  UnixSocket(Descriptor descriptor, int maxDescriptors) {
    this.descriptor = descriptor;
    readable = PollSet.readable(descriptor);
    writable = PollSet.writable(descriptor);
    outgoing = new SocketMessage(maxDescriptors);
    incoming = new SocketMessage(maxDescriptors);
  }

  /**
   * Connects to a server, without waiting: {@code EAGAIN} says that its queue of connections is
   * full.
   *
   * @param path at most 107 bytes
   * @param maxDescriptors the most descriptors that a message may carry, either way, at most 253
   */
  public static UnixSocket connect(Path path, int maxDescriptors) throws ErrnoException {
    Descriptor descriptor = open(path);
    try (Arena arena = Arena.ofConfined()) {
      long result = SocketCalls.connect(descriptor.number(), address(path, arena));
      if (result < 0) {
        throw Descriptor.failure("connect(" + Descriptor.quoted(path.toString()) + ")", result);
      }
      return new UnixSocket(descriptor, maxDescriptors);
    } catch (ErrnoException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  static Descriptor open(Path path) throws ErrnoException {
    int type = Libc.SOCK_STREAM() | Libc.SOCK_CLOEXEC() | Libc.SOCK_NONBLOCK();
    long result = SocketCalls.socket(Libc.AF_UNIX(), type, 0);
    if (result < 0) {
      throw Descriptor.failure("socket(AF_UNIX, SOCK_STREAM)", result);
    }
    return Descriptor.adopt((int) result, path.toString());
  }

  static MemorySegment address(Path path, SegmentAllocator allocator) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    MemorySegment address = sockaddr_un.allocate(allocator);
    long maxBytes = sockaddr_un.sun_path$layout().byteSize() - 1;
    if (name.length > maxBytes) {
      throw new IllegalArgumentException(
          "the path of a Unix socket has at most "
              + maxBytes
              + " bytes, not these "
              + name.length
              + ": "
              + path);
    }
    sockaddr_un.sun_family(address, (short) Libc.AF_UNIX());
    MemorySegment.copy(
        MemorySegment.ofArray(name), 0, address, sockaddr_un.sun_path$offset(), name.length);
    return address;
  }

  /** Sends all of the bytes. */
  public void send(MemorySegment buffer, long offset, long lengthBytes, long timeoutNanos)
      throws IOException {
    send(buffer, offset, lengthBytes, List.of(), timeoutNanos);
  }

  /**
   * Sends all of the bytes, and descriptors with the first of them. The caller keeps its
   * descriptors, and may close them afterwards.
   *
   * @param lengthBytes at least 1 where there are descriptors
   */
  public void send(
      MemorySegment buffer,
      long offset,
      long lengthBytes,
      List<Descriptor> descriptors,
      long timeoutNanos)
      throws IOException {
    if (lengthBytes == 0 && !descriptors.isEmpty()) {
      throw new IllegalArgumentException("descriptors travel with at least one byte");
    }
    long start = System.nanoTime();
    for (long done = 0; done < lengthBytes; ) {
      List<Descriptor> attached = done == 0 ? descriptors : List.of();
      long left = lengthBytes - done;
      long result = outgoing.send(descriptor.number(), buffer, offset + done, left, attached);
      if (result >= 0) {
        done += result;
      } else if (result != -Errno.EAGAIN) {
        throw Descriptor.failure(call("sendmsg", left), result);
      } else {
        await(writable, start, timeoutNanos, "sendmsg", left);
      }
    }
  }

  /**
   * Receives what there is, at least one byte. Descriptors that come with it are an error and are
   * closed.
   *
   * @return bytes received, or -1 if the peer closed the connection
   */
  public long receive(MemorySegment buffer, long offset, long lengthBytes, long timeoutNanos)
      throws IOException {
    return receive(buffer, offset, lengthBytes, null, System.nanoTime(), timeoutNanos);
  }

  /**
   * Receives what there is, at least one byte, and the descriptors that come with it, which are
   * close-on-exec.
   *
   * @param received where they are appended; they are the caller's to close, even if a later byte
   *     fails
   * @return bytes received, or -1 if the peer closed the connection
   * @throws IOException if the kernel dropped descriptors for want of room; those of the message
   *     are closed then
   */
  public long receive(
      MemorySegment buffer,
      long offset,
      long lengthBytes,
      List<Descriptor> received,
      long timeoutNanos)
      throws IOException {
    return receive(buffer, offset, lengthBytes, received, System.nanoTime(), timeoutNanos);
  }

  /**
   * Receives exactly so many bytes; otherwise as {@link #receive(MemorySegment, long, long, long)}.
   *
   * @throws EOFException if the peer closes the connection before
   */
  public void receiveFully(MemorySegment buffer, long offset, long lengthBytes, long timeoutNanos)
      throws IOException {
    receiveAll(buffer, offset, lengthBytes, null, timeoutNanos);
  }

  /**
   * Receives exactly so many bytes; otherwise as {@link #receive(MemorySegment, long, long, List,
   * long)}.
   *
   * @throws EOFException if the peer closes the connection before
   */
  public void receiveFully(
      MemorySegment buffer,
      long offset,
      long lengthBytes,
      List<Descriptor> received,
      long timeoutNanos)
      throws IOException {
    receiveAll(buffer, offset, lengthBytes, received, timeoutNanos);
  }

  private void receiveAll(
      MemorySegment buffer,
      long offset,
      long lengthBytes,
      @Nullable List<Descriptor> received,
      long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    for (long done = 0; done < lengthBytes; ) {
      long left = lengthBytes - done;
      long count = receive(buffer, offset + done, left, received, start, timeoutNanos);
      if (count < 0) {
        throw new EOFException(call("recvmsg", left) + ": the peer closed the connection");
      }
      done += count;
    }
  }

  private long receive(
      MemorySegment buffer,
      long offset,
      long lengthBytes,
      @Nullable List<Descriptor> received,
      long start,
      long timeoutNanos)
      throws IOException {
    if (buffer.isReadOnly() || lengthBytes < 1) {
      throw new IllegalArgumentException("receiving takes a writable buffer of at least one byte");
    }
    while (true) {
      long result =
          incoming.receive(descriptor.number(), buffer, offset, lengthBytes, received != null);
      if (result >= 0) {
        takeDescriptors(received);
        return result == 0 ? -1 : result;
      }
      if (result != -Errno.EAGAIN) {
        throw Descriptor.failure(call("recvmsg", lengthBytes), result);
      }
      await(readable, start, timeoutNanos, "recvmsg", lengthBytes);
    }
  }

  private void takeDescriptors(@Nullable List<Descriptor> received) throws IOException {
    if (incoming.isControlTruncated()) {
      List<Descriptor> partial = new ArrayList<>();
      incoming.takeDescriptors(partial, "");
      for (Descriptor each : partial) {
        each.close();
      }
      throw new IOException(
          "recvmsg("
              + descriptor
              + "): descriptors from the peer were dropped: more than expected,"
              + " or more than RLIMIT_NOFILE lets this process open");
    }
    if (received != null) {
      incoming.takeDescriptors(received, "received from " + descriptor);
    }
  }

  private void await(PollSet events, long start, long timeoutNanos, String call, long lengthBytes)
      throws IOException {
    if (events.await(timeoutNanos - (System.nanoTime() - start)) == 0) {
      throw new SocketTimeoutException(
          call(call, lengthBytes)
              + ": timed out after "
              + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
              + " ms");
    }
  }

  private String call(String name, long lengthBytes) {
    return name + "(" + descriptor + ", " + lengthBytes + " bytes)";
  }

  /** The socket's descriptor, to wait for with others; it stays this object's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() throws ErrnoException {
    descriptor.close();
  }

  @Override
  public String toString() {
    return descriptor.toString();
  }
}
