package dev.orion.qemutests.vfiouser;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.PollSet;
import dev.orion.nativebindings.UnixListener;
import dev.orion.nativebindings.UnixSocket;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.ModelConfigSpace;
import dev.orion.simulation.model.ModelController;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A vfio-user server with a {@link ModelController} behind it, in a thread of its own: one client
 * after the other. It knows the protocol from its description, not from the client that it tests.
 */
public final class VfioUserServer implements AutoCloseable {

  private static final int VERSION = 1;
  private static final int DMA_MAP = 2;
  private static final int DMA_UNMAP = 3;
  private static final int GET_INFO = 4;
  private static final int GET_REGION_INFO = 5;
  private static final int GET_IRQ_INFO = 7;
  private static final int SET_IRQS = 8;
  private static final int REGION_READ = 9;
  private static final int REGION_WRITE = 10;
  private static final int RESET = 13;

  private static final int HEADER = 16;
  private static final int REPLY = 1;
  private static final int NO_REPLY = 0x10;
  private static final int ERROR = 0x20;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final long FOREVER = Long.MAX_VALUE;

  /** Steps between two looks at the socket. */
  private static final int STEPS_PER_LOOK = 1000;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final UnixListener listener;
  private final ModelFunction function;
  private final boolean mapsDoorbells;
  private final MemorySegment in = Arena.ofShared().allocate(MAX_MESSAGE_BYTES, 8);
  private final MemorySegment out = Arena.ofShared().allocate(8192, 8);
  private final Thread thread = new Thread(this::run, "vfio-user-server");
  private volatile boolean closed;

  private VfioUserServer(UnixListener listener, ModelFunction function, boolean mapsDoorbells) {
    this.listener = listener;
    this.function = function;
    this.mapsDoorbells = mapsDoorbells;
  }

  /**
   * Starts a server.
   *
   * @param socket where it listens; must not exist
   * @param mapsDoorbells whether clients can map the doorbells, or must send messages
   */
  public static VfioUserServer start(
      Path socket, BlockStore store, int blockSizeBytes, boolean mapsDoorbells) throws IOException {
    VfioUserServer server =
        new VfioUserServer(
            UnixListener.listen(socket), new ModelFunction(store, blockSizeBytes), mapsDoorbells);
    server.thread.setDaemon(true);
    server.thread.start();
    return server;
  }

  /** The model behind it, to set faults. */
  public ModelController controller() {
    return function.controller;
  }

  private void run() {
    while (!closed) {
      try (UnixSocket client = listener.accept(8, TimeUnit.MILLISECONDS.toNanos(100))) {
        serve(client);
      } catch (SocketTimeoutException e) {
        // Looks whether to end.
      } catch (IOException e) {
        System.err.println("vfio-user server: " + e.getMessage());
      }
    }
  }

  private void serve(UnixSocket client) throws IOException {
    PollSet readable = PollSet.readable(client.descriptor());
    try {
      for (int steps = 1; !closed; steps++) {
        function.controller.step();
        if (steps % STEPS_PER_LOOK == 0 && readable.await(0) > 0 && !answer(client)) {
          return;
        }
      }
    } finally {
      function.forget();
    }
  }

  /** Answers a message; false if the client has gone. */
  private boolean answer(UnixSocket client) throws IOException {
    List<Descriptor> files = new ArrayList<>();
    long first = client.receive(in, 0, HEADER, files, FOREVER);
    if (first < 0) {
      return false;
    }
    client.receiveFully(in, first, HEADER - first, FOREVER);
    long size = Integer.toUnsignedLong(in.get(INT, 4));
    client.receiveFully(in, HEADER, size - HEADER, FOREVER);
    int command = Short.toUnsignedInt(in.get(ValueLayout.JAVA_SHORT, 2));
    List<Descriptor> sent = new ArrayList<>();
    long result;
    try {
      result = execute(command, in.asSlice(HEADER, size - HEADER), files, sent);
    } catch (IndexOutOfBoundsException e) {
      result = -Errno.EINVAL;
    } catch (ErrnoException e) {
      result = -e.errno();
    } finally {
      for (Descriptor each : files) {
        each.close();
      }
    }
    if ((in.get(INT, 8) & NO_REPLY) == 0) {
      long replyBytes = HEADER + Math.max(result, 0);
      out.set(INT, 0, in.get(INT, 0)); // Message ID and command
      out.set(INT, 4, (int) replyBytes);
      out.set(INT, 8, REPLY | (result < 0 ? ERROR : 0));
      out.set(INT, 12, (int) Math.max(-result, 0));
      client.send(out, 0, replyBytes, sent, FOREVER);
    }
    return true;
  }

  /** Returns the length of the reply's payload, or the negated errno. */
  private long execute(
      int command, MemorySegment payload, List<Descriptor> files, List<Descriptor> sent)
      throws ErrnoException {
    MemorySegment reply = out.asSlice(HEADER);
    return switch (command) {
      case VERSION -> version(payload, reply);
      case DMA_MAP -> {
        function.map(
            payload.get(LONG, 16), payload.get(LONG, 24), files.getFirst(), payload.get(LONG, 8));
        yield 0;
      }
      case DMA_UNMAP -> {
        function.unmap(payload.get(LONG, 8));
        MemorySegment.copy(payload, 0, reply, 0, 24);
        yield 24;
      }
      case GET_INFO -> {
        reply.set(INT, 0, 16);
        reply.set(INT, 4, 1 | 1 << 1); // VFIO_DEVICE_FLAGS_RESET, _PCI
        reply.set(INT, 8, ModelFunction.REGIONS);
        reply.set(INT, 12, ModelFunction.IRQS);
        yield 16;
      }
      case GET_REGION_INFO -> regionInfo(payload.get(INT, 8), reply, sent);
      case GET_IRQ_INFO -> {
        int index = payload.get(INT, 8);
        reply.set(INT, 0, 16);
        reply.set(INT, 4, 1); // VFIO_IRQ_INFO_EVENTFD
        reply.set(INT, 8, index);
        reply.set(INT, 12, index == ModelFunction.MSIX ? ModelConfigSpace.VECTORS : 0);
        yield index < ModelFunction.IRQS ? 16 : -Errno.EINVAL;
      }
      case SET_IRQS -> setIrqs(payload, files);
      case REGION_READ -> {
        int region = payload.get(INT, 8);
        int count = payload.get(INT, 12);
        long value = function.read(region, payload.get(LONG, 0), count);
        MemorySegment.copy(payload, 0, reply, 0, 16);
        reply.set(LONG, 16, value);
        yield 16 + count;
      }
      case REGION_WRITE -> {
        int count = payload.get(INT, 12);
        long value = 0;
        for (int i = 0; i < count; i++) {
          value |= Byte.toUnsignedLong(payload.get(ValueLayout.JAVA_BYTE, 16 + i)) << (8 * i);
        }
        function.write(payload.get(INT, 8), payload.get(LONG, 0), count, value);
        MemorySegment.copy(payload, 0, reply, 0, 16);
        yield 16;
      }
      case RESET -> {
        function.reset();
        yield 0;
      }
      default -> -Errno.EOPNOTSUPP;
    };
  }

  private static long version(MemorySegment payload, MemorySegment reply) {
    if (payload.get(ValueLayout.JAVA_SHORT, 0) != 0) {
      return -Errno.EINVAL;
    }
    reply.set(INT, 0, 1 << 16);
    reply.setString(4, "{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576}}");
    return 4L + reply.getString(4).length() + 1;
  }

  /** As libvfio-user has it: flags, size, offset, then the areas that can be mapped. */
  private long regionInfo(int index, MemorySegment reply, List<Descriptor> sent) {
    if (index >= ModelFunction.REGIONS) {
      return -Errno.EINVAL;
    }
    boolean isMappable = index == ModelFunction.BAR0 && mapsDoorbells;
    reply.set(INT, 0, isMappable ? 64 : 32);
    reply.set(INT, 4, isMappable ? 0b1111 : 0b11); // READ, WRITE, MMAP, CAPS
    reply.set(INT, 8, index);
    reply.set(INT, 12, isMappable ? 32 : 0);
    reply.set(LONG, 16, ModelFunction.regionBytes(index));
    reply.set(LONG, 24, 0);
    if (!isMappable) {
      return 32;
    }
    reply.set(INT, 32, 1 | 1 << 16); // VFIO_REGION_INFO_CAP_SPARSE_MMAP, version 1
    reply.set(INT, 36, 0);
    reply.set(INT, 40, 1);
    reply.set(INT, 44, 0);
    reply.set(LONG, 48, ModelController.REGISTER_BYTES);
    reply.set(LONG, 56, ModelController.DOORBELL_BYTES);
    sent.add(function.doorbellFile);
    return 64;
  }

  private long setIrqs(MemorySegment payload, List<Descriptor> files) throws ErrnoException {
    int start = payload.get(INT, 12);
    int count = payload.get(INT, 16);
    if (payload.get(INT, 8) != ModelFunction.MSIX || start + count > ModelConfigSpace.VECTORS) {
      return -Errno.EINVAL;
    }
    for (int i = 0; i < count; i++) {
      function.connect(start + i, files.isEmpty() ? null : files.removeFirst());
    }
    return 0;
  }

  /** Ends the server, as if killed: its client finds the connection closed. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    function.close();
  }
}
