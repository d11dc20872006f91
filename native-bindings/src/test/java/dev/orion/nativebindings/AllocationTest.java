package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once compiled, the calls on the path of an I/O allocate nothing. */
class AllocationTest {
  private static final int CALLS = 100_000;
  private static final int WARM_UP_ROUNDS = 40;

  /** What one measurement itself may allocate; one object a call would be 1.6 MB. */
  private static final long MEASUREMENT_BYTES = 4096;

  @TempDir private Path directory;

  private interface Call {
    void run(int i) throws IOException;
  }

  @Test
  void transfersAllocateNothing() throws Exception {
    try (Arena arena = Arena.ofShared();
        Descriptor descriptor = Descriptor.memfd("transfers")) {
      MemorySegment buffer = arena.allocate(8192);
      descriptor.truncate(8192);
      assertAllocatesNothing(
          i -> {
            descriptor.pwriteFully(buffer, i % 4096, 512, i % 1024);
            descriptor.preadFully(buffer, i % 4096, 512, i % 1024);
          });
    }
  }

  @Test
  void scatterListsAllocateNothing() throws Exception {
    try (Arena arena = Arena.ofShared();
        Descriptor descriptor = Descriptor.memfd("transfers")) {
      MemorySegment buffer = arena.allocate(8192);
      descriptor.truncate(8192);
      IoVector vector = new IoVector(arena, 4);
      assertAllocatesNothing(
          i -> {
            vector.clear();
            vector.add(buffer, i % 1024, 512);
            vector.add(buffer, 4096, 512);
            descriptor.pwritev(vector, 0);
            descriptor.preadvFully(vector, 0);
          });
    }
  }

  @Test
  void eventsAllocateNothing() throws Exception {
    try (EventDescriptor event = EventDescriptor.create()) {
      assertAllocatesNothing(
          i -> {
            event.signal();
            event.await(1_000_000_000);
            event.consume();
            event.consume();
          });
    }
  }

  @Test
  void socketsAllocateNothing() throws Exception {
    Path path = directory.resolve("socket");
    try (Arena arena = Arena.ofShared();
        UnixListener listener = UnixListener.listen(path);
        UnixSocket client = UnixSocket.connect(path, 1);
        UnixSocket server = listener.accept(1, 1_000_000_000)) {
      MemorySegment buffer = arena.allocate(64);
      assertAllocatesNothing(
          i -> {
            client.send(buffer, i % 16, 32, 1_000_000_000);
            server.receiveFully(buffer, 8, 32, 1_000_000_000);
          });
    }
  }

  private static void assertAllocatesNothing(Call call) throws Exception {
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < WARM_UP_ROUNDS && allocated > MEASUREMENT_BYTES; round++) {
      long before = allocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run(i);
      }
      allocated = allocatedBytes() - before;
    }
    assertThat(allocated).as("bytes for %d calls", CALLS).isLessThanOrEqualTo(MEASUREMENT_BYTES);
  }

  /** By reflection, as the module under test does not read jdk.management. */
  private static long allocatedBytes() throws ReflectiveOperationException {
    Method threads =
        Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean");
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads.invoke(null));
  }
}
