package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: one command at a time, and its reply. What the server asks meanwhile is
 * answered. Whatever is not as the protocol has it ends the connection, for good.
 *
 * <p>Thread-safe.
 */
final class Connection implements AutoCloseable {

  /** The most data of a message, either way; the server is told. */
  static final int MAX_DATA_BYTES = 64 << 10;

  /** The most descriptors of a message, either way; the server is told. */
  static final int MAX_DESCRIPTORS = 8;

  private static final int HEADER_BYTES = MessageHeader.SIZE_BYTES;
  private static final int MAX_MESSAGE_BYTES =
      HEADER_BYTES + RegionAccess.HEADER_BYTES + MAX_DATA_BYTES;

  private final String server;
  private final UnixSocket socket;
  private final DmaMessages dmaMessages;
  private final long timeoutNanos;
  private final MemorySegment outgoing = Arena.ofAuto().allocate(MAX_MESSAGE_BYTES, Long.BYTES);
  private final MemorySegment outgoingPayload = outgoing.asSlice(HEADER_BYTES);
  private final MemorySegment incoming = Arena.ofAuto().allocate(MAX_MESSAGE_BYTES, Long.BYTES);
  private final MemorySegment incomingPayload = incoming.asSlice(HEADER_BYTES);
  private int messageId;
  private volatile @Nullable String failure;

  private Connection(UnixSocket socket, Path path, DmaMessages dmaMessages, long timeoutNanos) {
    this.server = "the vfio-user server at " + path;
    this.socket = socket;
    this.dmaMessages = dmaMessages;
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Connects to a server.
   *
   * @param dmaMessages answers what the server asks of memory
   * @param timeoutNanos how long a command may take
   * @throws IOException if there is none, with what to do
   */
  static Connection open(Path path, DmaMessages dmaMessages, long timeoutNanos) throws IOException {
    try {
      return new Connection(
          UnixSocket.connect(path, MAX_DESCRIPTORS), path, dmaMessages, timeoutNanos);
    } catch (IllegalArgumentException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (ErrnoException e) {
      throw new IOException(unreachable(path, e), e);
    }
  }

  private static String unreachable(Path path, ErrnoException failure) {
    int errno = failure.errno();
    if (errno == Errno.ENOENT) {
      return "there is no socket at %s: is the server running?".formatted(path);
    } else if (errno == Errno.ECONNREFUSED) {
      return "nobody listens at %s: start the server again".formatted(path);
    } else if (errno == Errno.EACCES) {
      return "you may not connect to %s: have its owner permit it (chmod)".formatted(path);
    } else if (errno == Errno.EAGAIN) {
      return "the server at %s takes no more connections: is another client using it?"
          .formatted(path);
    }
    return String.valueOf(failure.getMessage());
  }

  /** Why the connection ended, or empty while it can be used. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** What to call the server in messages. */
  String server() {
    return server;
  }

  /**
   * Sends a command and waits for its reply.
   *
   * @param sent descriptors to go along, which stay the caller's
   * @param received where the descriptors of the reply go, which are then the caller's
   * @return the payload of the reply
   * @throws RefusedException if the server refuses it
   * @throws IOException if the connection has ended, now or before
   */
  synchronized MemorySegment request(
      VfioUserCommand command,
      MemorySegment payload,
      List<Descriptor> sent,
      List<Descriptor> received)
      throws IOException {
    MemorySegment.copy(payload, 0, outgoingPayload, 0, payload.byteSize());
    MemorySegment reply = exchange(command, payload.byteSize(), sent, received);
    return Arena.ofAuto().allocate(reply.byteSize(), Long.BYTES).copyFrom(reply);
  }

  /** {@link #request} without descriptors. */
  MemorySegment request(VfioUserCommand command, MemorySegment payload) throws IOException {
    List<Descriptor> received = new ArrayList<>();
    MemorySegment reply = request(command, payload, List.of(), received);
    if (!received.isEmpty()) {
      closeAll(received);
      throw ended("sent %d descriptors along with %s".formatted(received.size(), command), null);
    }
    return reply;
  }

  /** Reads 1, 2, 4 or 8 bytes of a region. */
  synchronized long readRegion(int region, long offset, int widthBytes) throws IOException {
    RegionAccess.write(outgoingPayload, region, offset, widthBytes);
    MemorySegment reply =
        exchange(VfioUserCommand.REGION_READ, RegionAccess.HEADER_BYTES, List.of(), null);
    if (reply.byteSize() != RegionAccess.HEADER_BYTES + widthBytes
        || !RegionAccess.is(reply, region, offset, widthBytes)) {
      throw ended("answered the reading of %d bytes with others".formatted(widthBytes), null);
    }
    return RegionAccess.data(reply, widthBytes);
  }

  /** Writes 1, 2, 4 or 8 bytes of a region. */
  synchronized void writeRegion(int region, long offset, int widthBytes, long value)
      throws IOException {
    RegionAccess.write(outgoingPayload, region, offset, widthBytes);
    RegionAccess.setData(outgoingPayload, widthBytes, value);
    exchange(VfioUserCommand.REGION_WRITE, RegionAccess.HEADER_BYTES + widthBytes, List.of(), null);
  }

  /** {@link #writeRegion} without waiting, as a bus posts writes: nothing tells of its refusal. */
  synchronized void postRegionWrite(int region, long offset, int widthBytes, long value)
      throws IOException {
    RegionAccess.write(outgoingPayload, region, offset, widthBytes);
    RegionAccess.setData(outgoingPayload, widthBytes, value);
    checkOpen();
    try {
      send(
          nextMessageId(),
          VfioUserCommand.REGION_WRITE.code(),
          RegionAccess.HEADER_BYTES + widthBytes,
          MessageHeader.FLAG_NO_REPLY,
          List.of());
    } catch (IOException e) {
      throw ended(reason(e, VfioUserCommand.REGION_WRITE), e);
    }
  }

  /** Sends what is in the outgoing payload; the reply's payload is good until the next message. */
  private MemorySegment exchange(
      VfioUserCommand command,
      long payloadBytes,
      List<Descriptor> sent,
      @Nullable List<Descriptor> received)
      throws IOException {
    checkOpen();
    int id = nextMessageId();
    try {
      send(id, command.code(), payloadBytes, 0, sent);
      while (true) {
        long replyBytes = receive(received) - HEADER_BYTES;
        if (MessageHeader.isReply(incoming)) {
          if (MessageHeader.id(incoming) != id
              || MessageHeader.command(incoming) != command.code()) {
            throw new ProtocolException("answered another command than " + command);
          }
          if (MessageHeader.isError(incoming)) {
            closeAll(received);
            throw new RefusedException(server, command, MessageHeader.errno(incoming));
          }
          return incomingPayload.asSlice(0, replyBytes);
        }
        answer(replyBytes);
      }
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      closeAll(received);
      throw ended(reason(e, command), e);
    }
  }

  /** Receives a message; returns its length. */
  private long receive(@Nullable List<Descriptor> descriptors) throws IOException {
    if (descriptors == null) {
      socket.receiveFully(incoming, 0, HEADER_BYTES, timeoutNanos);
    } else {
      socket.receiveFully(incoming, 0, HEADER_BYTES, descriptors, timeoutNanos);
    }
    long sizeBytes = MessageHeader.sizeBytes(incoming);
    if (sizeBytes < HEADER_BYTES || sizeBytes > MAX_MESSAGE_BYTES) {
      throw new ProtocolException("sent a message of %d bytes".formatted(sizeBytes));
    }
    socket.receiveFully(incoming, HEADER_BYTES, sizeBytes - HEADER_BYTES, timeoutNanos);
    return sizeBytes;
  }

  /** Answers a command of the server's. */
  private void answer(long payloadBytes) throws IOException {
    if (!MessageHeader.isCommand(incoming)) {
      throw new ProtocolException("sent a message that is neither a command nor a reply");
    }
    int id = MessageHeader.id(incoming);
    int command = MessageHeader.command(incoming);
    boolean wantsReply = MessageHeader.wantsReply(incoming);
    MemorySegment payload = incomingPayload.asSlice(0, payloadBytes);
    long result = dmaMessages.answer(command, payload, outgoingPayload);
    if (wantsReply) {
      long sizeBytes = HEADER_BYTES + Math.max(result, 0);
      int flags = MessageHeader.FLAG_REPLY | (result < 0 ? MessageHeader.FLAG_ERROR : 0);
      MessageHeader.write(outgoing, id, command, sizeBytes, flags, (int) Math.max(-result, 0));
      socket.send(outgoing, 0, sizeBytes, timeoutNanos);
    }
  }

  private void send(int id, int command, long payloadBytes, int flags, List<Descriptor> sent)
      throws IOException {
    long sizeBytes = HEADER_BYTES + payloadBytes;
    MessageHeader.write(outgoing, id, command, sizeBytes, flags, 0);
    socket.send(outgoing, 0, sizeBytes, sent, timeoutNanos);
  }

  private int nextMessageId() {
    messageId = messageId + 1 & 0xffff;
    return messageId;
  }

  private void checkOpen() throws IOException {
    String reason = failure;
    if (reason != null) {
      throw new IOException(reason);
    }
  }

  private static String reason(IOException failure, VfioUserCommand command) {
    return switch (failure) {
      case SocketTimeoutException _ ->
          "does not answer %s: does it hang, or serve another client?".formatted(command);
      case EOFException _ -> "closed the connection during " + command;
      case ErrnoException e when e.errno() == Errno.ECONNRESET || e.errno() == Errno.EPIPE ->
          "closed the connection during " + command;
      default -> "%s: %s".formatted(command, failure.getMessage());
    };
  }

  /** Ends the connection over something that the server did. */
  IOException ended(String deed, @Nullable Exception cause) {
    String reason = server + " " + deed;
    failure = reason;
    try {
      socket.close();
    } catch (ErrnoException e) {
      // Of no more use either way.
    }
    return new IOException(reason, cause);
  }

  private static void closeAll(@Nullable List<Descriptor> descriptors) throws ErrnoException {
    if (descriptors != null) {
      for (Descriptor each : descriptors) {
        each.close();
      }
      descriptors.clear();
    }
  }

  @Override
  public synchronized void close() throws ErrnoException {
    if (failure == null) {
      failure = "the connection to %s is closed".formatted(server);
      socket.close();
    }
  }

  /** A message that is not as the protocol has it. */
  private static final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
      super(message);
    }
  }
}
