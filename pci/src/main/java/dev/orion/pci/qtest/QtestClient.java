package dev.orion.pci.qtest;

import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's qtest protocol: one line a command, {@code OK} or {@code OK 0x…} a reply. A write is
 * posted, as it is on a PCI bus: it is sent at once and its reply is taken in later, so that a
 * doorbell costs one {@code send}. After the peer went away reads give all ones and writes vanish.
 * Any thread may call; one line is on its way at a time. Nothing here allocates once connected.
 */
final class QtestClient implements RemoteRegisters.Carrier, AutoCloseable {

  /** Outstanding replies from which on those that have arrived are taken in. */
  private static final int MANY_UNREAD_REPLIES = 32;

  /** Replies that may be outstanding: QEMU must never block on a full socket. */
  private static final int MAX_UNREAD_REPLIES = 200;

  private static final long REPLY_TIMEOUT_MILLIS = 10_000;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Path socketPath;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer out = ByteBuffer.allocateDirect(128);
  private final ByteBuffer in = ByteBuffer.allocateDirect(4096).limit(0);
  private int unreadReplies;
  private boolean closed;
  private volatile @Nullable String goneReason;

  private QtestClient(Path socketPath, SocketChannel channel) throws IOException {
    this.socketPath = socketPath;
    this.channel = channel;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Connects to the qtest socket of a QEMU process.
   *
   * @throws IOException if nothing listens there
   */
  static QtestClient connect(Path socketPath) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socketPath));
      return new QtestClient(socketPath, channel);
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "nothing answers the qtest socket %s: %s".formatted(socketPath, e.getMessage()), e);
    }
  }

  Optional<String> goneReason() {
    return Optional.ofNullable(goneReason);
  }

  /** Reads 1, 2, 4 or 8 bytes of the guest's physical address space. */
  @Override
  public synchronized long read(long address, int widthBytes) {
    begin("read").put((byte) suffix(widthBytes));
    hex(address);
    return ask();
  }

  /** Writes 1, 2, 4 or 8 bytes of the guest's physical address space. */
  @Override
  public synchronized void write(long address, int widthBytes, long value) {
    begin("write").put((byte) suffix(widthBytes));
    hex(address);
    hex(value);
    post();
  }

  /** Writes 32 bits to an I/O port. */
  synchronized void outl(int port, int value) {
    begin("outl");
    hex(port);
    hex(value & 0xffff_ffffL);
    post();
  }

  private static char suffix(int widthBytes) {
    return switch (widthBytes) {
      case 1 -> 'b';
      case 2 -> 'w';
      case 4 -> 'l';
      case 8 -> 'q';
      default -> throw new IllegalArgumentException("no access is " + widthBytes + " bytes wide");
    };
  }

  private ByteBuffer begin(String command) {
    out.clear();
    for (int i = 0; i < command.length(); i++) {
      out.put((byte) command.charAt(i));
    }
    return out;
  }

  private void hex(long value) {
    out.put((byte) ' ').put((byte) '0').put((byte) 'x');
    for (int shift = Math.max(0, 60 - Long.numberOfLeadingZeros(value) / 4 * 4);
        shift >= 0;
        shift -= 4) {
      out.put(HEX[(int) (value >>> shift) & 0xf]);
    }
  }

  private void post() {
    send();
    try {
      if (unreadReplies > MANY_UNREAD_REPLIES) {
        fill(false);
        takeReplies();
      }
      while (unreadReplies > MAX_UNREAD_REPLIES && goneReason == null) {
        fill(true);
        takeReplies();
      }
    } catch (IOException e) {
      gone(e);
    }
  }

  /** Sends the line, takes in the replies to earlier writes, and returns the value of its own. */
  private long ask() {
    send();
    try {
      long value = -1;
      while (unreadReplies > 0 && goneReason == null) {
        fill(true);
        value = takeReplies();
      }
      return goneReason == null ? value : -1;
    } catch (IOException e) {
      gone(e);
      return -1;
    }
  }

  private void send() {
    if (goneReason != null) {
      return;
    }
    out.put((byte) '\n').flip();
    try {
      channel.write(out);
      while (out.hasRemaining()) {
        await(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
        fill(false);
        takeReplies();
        channel.write(out);
      }
      unreadReplies++;
    } catch (IOException e) {
      gone(e);
    }
  }

  /** Reads what has arrived; with {@code wait}, at least a byte. */
  private void fill(boolean wait) throws IOException {
    in.compact();
    try {
      int count = channel.read(in);
      while (wait && count == 0) {
        await(SelectionKey.OP_READ);
        count = channel.read(in);
      }
      if (count < 0) {
        throw new IOException("closed by QEMU, which ended or was killed");
      }
    } finally {
      in.flip();
    }
  }

  /** Waits for the socket. An interrupt is the caller's business and does not end the wait. */
  private void await(int operations) throws IOException {
    key.interestOps(operations);
    boolean interrupted = Thread.interrupted();
    try {
      long start = System.nanoTime();
      long left = REPLY_TIMEOUT_MILLIS;
      // With an action, even an empty one, it allocates nothing.
      while (selector.select(_ -> {}, left) == 0) {
        interrupted |= Thread.interrupted();
        left = REPLY_TIMEOUT_MILLIS - (System.nanoTime() - start) / 1_000_000;
        if (left <= 0) {
          throw new IOException(
              "QEMU has been silent for %d s".formatted(REPLY_TIMEOUT_MILLIS / 1000));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Consumes the whole replies that have arrived and returns the value of the last one. */
  private long takeReplies() throws IOException {
    long value = 0;
    int lineStart = in.position();
    for (int i = lineStart; i < in.limit(); i++) {
      if (in.get(i) == '\n') {
        value = parseReply(lineStart, i);
        lineStart = i + 1;
        in.position(lineStart);
        if (--unreadReplies < 0) {
          throw new IOException("QEMU sent a reply that nothing asked for");
        }
      }
    }
    if (in.remaining() == in.capacity()) {
      throw new IOException("QEMU sent a reply of over %d bytes".formatted(in.capacity()));
    }
    return value;
  }

  private long parseReply(int start, int end) throws IOException {
    if (end - start < 2 || in.get(start) != 'O' || in.get(start + 1) != 'K') {
      throw badReply(start, end);
    }
    long value = 0;
    if (end - start > 2) {
      if (end - start < 6) { // "OK 0x" and at least a digit
        throw badReply(start, end);
      }
      for (int i = start + 5; i < end && in.get(i) != ' '; i++) {
        int digit = Character.digit(in.get(i), 16);
        if (digit < 0) {
          throw badReply(start, end);
        }
        value = value << 4 | digit;
      }
    }
    return value;
  }

  private IOException badReply(int start, int end) {
    byte[] line = new byte[end - start];
    in.get(start, line);
    return new IOException(
        "QEMU answered \"%s\"".formatted(new String(line, StandardCharsets.US_ASCII)));
  }

  private void gone(IOException cause) {
    if (goneReason == null) {
      goneReason = "qtest socket %s: %s".formatted(socketPath, cause.getMessage());
    }
  }

  /** Waits for the outstanding replies, so that every posted write has arrived, and disconnects. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      while (unreadReplies > 0 && goneReason == null) {
        fill(true);
        takeReplies();
      }
    } catch (IOException e) {
      gone(e);
    }
    goneReason = goneReason == null ? "closed by its owner" : goneReason;
    selector.close();
    channel.close();
  }
}
