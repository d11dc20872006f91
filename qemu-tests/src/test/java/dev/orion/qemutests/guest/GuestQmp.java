package dev.orion.qemutests.guest;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.nativebindings.PollSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * QEMU's machine protocol (QMP) inside the guest, over a virtio port. Unlike a socket, the port is
 * one connection for the life of the guest, whoever opens it. One at a time, for one thread.
 */
final class GuestQmp implements AutoCloseable {
  private static final Path PORT = Path.of("/dev/virtio-ports/orion.qmp");
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

  private final Descriptor port;
  private final PollSet readable;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment chunk = arena.allocate(4096);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private int lastId;

  private GuestQmp(Descriptor port) {
    this.port = port;
    readable = PollSet.readable(port);
  }

  static GuestQmp open() throws IOException {
    GuestQmp qmp = new GuestQmp(Descriptor.open(PORT, OpenFlag.O_RDWR));
    qmp.exchange("qmp_capabilities", Map.of()); // refused unless this is the first time
    return qmp;
  }

  /**
   * Runs a command.
   *
   * @return what it returned
   * @throws IOException if QEMU refuses it
   */
  Object execute(String command, Map<String, ?> arguments) throws IOException {
    Map<String, Object> reply = exchange(command, arguments);
    if (reply.get("error") != null) {
      throw new IOException(
          "QEMU refused " + command + " " + arguments + ": " + reply.get("error"));
    }
    return reply.get("return");
  }

  /** Waits until QEMU has let go of a device that was unplugged. */
  void awaitDeleted(String deviceId) throws IOException {
    while (!events.removeIf(event -> isDeletion(event, deviceId))) {
      events.add(read());
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
    port.close();
  }

  private Map<String, Object> exchange(String command, Map<String, ?> arguments)
      throws IOException {
    String id = "%s-%d".formatted(ProcessHandle.current().pid(), ++lastId);
    Map<String, ?> request = Map.of("execute", command, "arguments", arguments, "id", id);
    write((JSON.std.asString(request) + "\n").getBytes(StandardCharsets.UTF_8));
    while (true) {
      Map<String, Object> message = read();
      if (id.equals(message.get("id"))) {
        return message;
      }
      events.add(message);
    }
  }

  private void write(byte[] bytes) throws IOException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment segment = memory.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      for (long offset = 0; offset < bytes.length; ) {
        offset += port.write(segment, offset, bytes.length - offset);
      }
    }
  }

  /** The next message, which is a line. */
  private Map<String, Object> read() throws IOException {
    String text = received.toString(StandardCharsets.ISO_8859_1);
    int end;
    while ((end = text.indexOf('\n')) < 0) {
      if (readable.await(SILENCE_LIMIT.toNanos()) == 0) {
        throw new IOException("QEMU has said nothing on " + PORT + " for " + SILENCE_LIMIT);
      }
      long bytes = port.read(chunk, 0, chunk.byteSize());
      if (bytes == 0) {
        throw new IOException("QEMU closed " + PORT);
      }
      received.write(chunk.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
      text = received.toString(StandardCharsets.ISO_8859_1);
    }
    byte[] all = received.toByteArray();
    received.reset();
    received.write(all, end + 1, all.length - end - 1);
    return JSON.std.mapFrom(new String(all, 0, end, StandardCharsets.UTF_8));
  }

  private static boolean isDeletion(Map<String, Object> event, String deviceId) {
    return "DEVICE_DELETED".equals(event.get("event"))
        && event.get("data") instanceof Map<?, ?> data
        && deviceId.equals(data.get("device"));
  }
}
