package dev.orion.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client of QEMU's machine protocol (QMP): commands, and the events that come in between. QEMU
 * serves one client at a time; a second one is kept waiting for its greeting. For one thread.
 */
public final class Qmp implements AutoCloseable {
  private final Path socket;
  private final Duration timeout;
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer received = ByteBuffer.allocate(1 << 16).limit(0);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Deque<Map<String, Object>> events = new ArrayDeque<>();
  private Map<String, Object> greeting = Map.of();

  private Qmp(Path socket, Duration timeout, SocketChannel channel, Selector selector) {
    this.socket = socket;
    this.timeout = timeout;
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Connects and leaves the capabilities negotiation mode, so that commands can follow.
   *
   * @param socket QEMU's QMP socket
   * @param timeout how long to wait for an answer, here and in every {@code execute}
   * @throws LabException if QEMU does not answer in time, or ends the connection
   * @throws IOException if there is no such socket or nobody listens on it
   */
  public static Qmp connect(Path socket, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      Qmp qmp = new Qmp(socket, timeout, channel, selector);
      try {
        channel.register(selector, SelectionKey.OP_READ);
        qmp.greeting = qmp.read(deadline(timeout)).orElseThrow(qmp::silent);
        qmp.execute("qmp_capabilities");
        return qmp;
      } catch (IOException | RuntimeException e) {
        selector.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** QEMU's greeting: {@code QMP}, with its {@code version} and {@code capabilities}. */
  public Map<String, Object> greeting() {
    return greeting;
  }

  /** Runs a command without arguments. See {@link #execute(String, Map)}. */
  public Map<String, Object> execute(String command) throws IOException {
    return execute(command, Map.of());
  }

  /**
   * Runs a command that answers with an object, which is empty for most.
   *
   * @return what the command returned
   * @throws QmpException if QEMU refuses the command
   * @throws LabException if QEMU does not answer in time, or ends the connection
   */
  public Map<String, Object> execute(String command, Map<String, ?> arguments) throws IOException {
    return object(reply(command, arguments));
  }

  /**
   * Runs a command that answers with a list of objects, such as {@code query-pci}; throws as {@code
   * execute}.
   */
  public List<Map<String, Object>> executeForList(String command, Map<String, ?> arguments)
      throws IOException {
    return ((List<?>) reply(command, arguments)).stream().map(Qmp::object).toList();
  }

  /**
   * Takes the next event of this name, waiting for it if it has not come yet. Other events are
   * kept.
   *
   * @param name such as {@code DEVICE_DELETED}
   * @param limit how long to wait
   * @return the event with its {@code data} and {@code timestamp}, or empty if none came in time
   */
  public Optional<Map<String, Object>> awaitEvent(String name, Duration limit) throws IOException {
    long deadlineNanos = deadline(limit);
    while (true) {
      for (Iterator<Map<String, Object>> kept = events.iterator(); kept.hasNext(); ) {
        Map<String, Object> event = kept.next();
        if (name.equals(event.get("event"))) {
          kept.remove();
          return Optional.of(event);
        }
      }
      Optional<Map<String, Object>> message = read(deadlineNanos);
      if (message.isEmpty()) {
        return message;
      }
      events.add(message.get());
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }

  private Object reply(String command, Map<String, ?> arguments) throws IOException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("execute", command);
    if (!arguments.isEmpty()) {
      request.put("arguments", arguments);
    }
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.std.asString(request) + "\n").getBytes(StandardCharsets.UTF_8));
    long deadlineNanos = deadline(timeout);
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0 && System.nanoTime() - deadlineNanos >= 0) {
        throw silent();
      }
    }
    while (true) {
      Map<String, Object> message = read(deadlineNanos).orElseThrow(this::silent);
      Object returned = message.get("return");
      if (returned != null) {
        return returned;
      }
      Object error = message.get("error");
      if (error != null) {
        Map<String, Object> details = object(error);
        throw new QmpException(
            command, String.valueOf(details.get("class")), String.valueOf(details.get("desc")));
      }
      events.add(message);
    }
  }

  /** Reads one message, which is one line; empty if none is complete by the deadline. */
  private Optional<Map<String, Object>> read(long deadlineNanos) throws IOException {
    while (true) {
      while (received.hasRemaining()) {
        byte next = received.get();
        if (next == '\n') {
          String text = line.toString(StandardCharsets.UTF_8);
          line.reset();
          return Optional.of(JSON.std.mapFrom(text));
        }
        line.write(next);
      }
      long remainingMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (remainingMillis <= 0) {
        return Optional.empty();
      }
      selector.select(remainingMillis);
      selector.selectedKeys().clear();
      int count = channel.read(received.clear());
      received.flip();
      if (count < 0) {
        throw new LabException(
            "QEMU closed the QMP connection at "
                + socket
                + "; see qemu.log in the lab's directory");
      }
    }
  }

  private LabException silent() {
    return new LabException(
        "QEMU does not answer on "
            + socket
            + " within "
            + timeout.toMillis()
            + " ms: it hangs, is stopped, or serves another QMP client");
  }

  private static long deadline(Duration limit) {
    return System.nanoTime() + limit.toNanos();
  }

  @SuppressWarnings("unchecked") // JSON objects have strings as keys.
  private static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }
}
