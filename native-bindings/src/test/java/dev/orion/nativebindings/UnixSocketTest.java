package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  private static final long PATIENT = TimeUnit.SECONDS.toNanos(30);
  private static final long AT_ONCE = 0;

  @TempDir private Path directory;
  private final Arena arena = Arena.ofShared();
  private UnixListener listener;
  private UnixSocket client;
  private UnixSocket server;

  @BeforeEach
  void connect() throws IOException {
    Path path = directory.resolve("socket");
    listener = UnixListener.listen(path);
    client = UnixSocket.connect(path, 4);
    server = listener.accept(2, PATIENT);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    client.close();
    listener.close();
    arena.close();
    assertThat(directory.resolve("socket")).doesNotExist();
  }

  @Test
  void descriptorsArriveOnBothSides() throws IOException {
    exchange(client, server);
    exchange(server, client);
  }

  private void exchange(UnixSocket sender, UnixSocket receiver) throws IOException {
    MemorySegment buffer = arena.allocate(64);
    List<Descriptor> received = new ArrayList<>();
    try (Descriptor first = Descriptor.memfd("first");
        Descriptor second = Descriptor.memfd("second")) {
      sender.send(arena.allocateFrom("hello"), 0, 6, List.of(first, second), AT_ONCE);
    }
    assertThat(receiver.receive(buffer, 10, 20, received, PATIENT)).isEqualTo(6);

    assertThat(buffer.getString(10)).isEqualTo("hello");
    assertThat(received).hasSize(2);
    assertThat(target(received.get(0))).startsWith("/memfd:first");
    assertThat(target(received.get(1))).startsWith("/memfd:second");
    for (Descriptor each : received) {
      assertThat(isCloseOnExec(each)).isTrue();
      each.close();
    }
  }

  @Test
  void receivedDescriptorIsTheSameFile() throws IOException {
    List<Descriptor> received = new ArrayList<>();
    try (Descriptor memory = Descriptor.memfd("same")) {
      memory.truncate(4096);
      client.send(arena.allocate(1), 0, 1, List.of(memory), AT_ONCE);
      server.receiveFully(arena.allocate(1), 0, 1, received, PATIENT);
      try (Descriptor same = received.getFirst()) {
        MemorySegment here = Mapping.map(memory, 0, 4096, arena);
        MemorySegment there = Mapping.map(same, 0, 4096, arena);

        there.set(ValueLayout.JAVA_INT, 100, 42);

        assertThat(here.get(ValueLayout.JAVA_INT, 100)).isEqualTo(42);
      }
    }
  }

  @Test
  void descriptorsComeWithTheMessageThatCarriedThem() throws IOException {
    MemorySegment buffer = arena.allocateFrom("abcd");
    List<Descriptor> received = new ArrayList<>();
    try (Descriptor first = Descriptor.memfd("first");
        Descriptor second = Descriptor.memfd("second")) {
      client.send(buffer, 0, 1, AT_ONCE);
      client.send(buffer, 1, 2, List.of(first), AT_ONCE);
      client.send(buffer, 3, 1, List.of(second), AT_ONCE);
    }
    MemorySegment all = arena.allocate(5);
    server.receiveFully(all, 0, 4, received, PATIENT);

    assertThat(all.getString(0)).isEqualTo("abcd");
    assertThat(received).hasSize(2);
    for (Descriptor each : received) {
      each.close();
    }
  }

  @Test
  void moreDescriptorsThanExpectedAreAnErrorAndLeakNothing() throws IOException {
    try (Descriptor memory = Descriptor.memfd("memory")) {
      client.send(arena.allocate(1), 0, 1, List.of(memory, memory, memory), AT_ONCE);
      long before = openDescriptors();
      List<Descriptor> received = new ArrayList<>();

      assertThatIOException()
          .isThrownBy(() -> server.receive(arena.allocate(1), 0, 1, received, PATIENT))
          .withMessageContaining("descriptors from the peer were dropped");

      assertThat(received).isEmpty();
      assertThat(openDescriptors()).isEqualTo(before);
    }
  }

  @Test
  void descriptorsWhereNoneAreExpectedAreAnError() throws IOException {
    try (Descriptor memory = Descriptor.memfd("memory")) {
      client.send(arena.allocate(1), 0, 1, List.of(memory), AT_ONCE);
      long before = openDescriptors();

      assertThatIOException()
          .isThrownBy(() -> server.receive(arena.allocate(1), 0, 1, PATIENT))
          .withMessageContaining("descriptors from the peer were dropped");

      assertThat(openDescriptors()).isEqualTo(before);
    }
  }

  @Test
  void moreDescriptorsThanAMessageHoldsAreRefused() throws IOException {
    try (Descriptor memory = Descriptor.memfd("memory")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> server.send(arena.allocate(1), 0, 1, List.of(memory, memory, memory), AT_ONCE));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> server.send(arena.allocate(1), 0, 0, List.of(memory), AT_ONCE));
    }
  }

  @Test
  void sendsMoreThanTheSocketHolds() throws Exception {
    int lengthBytes = 8 << 20;
    MemorySegment sent = arena.allocate(lengthBytes);
    for (int i = 0; i < lengthBytes; i += Integer.BYTES) {
      sent.set(ValueLayout.JAVA_INT, i, i);
    }
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                client.send(sent, 0, lengthBytes, PATIENT);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    MemorySegment received = arena.allocate(lengthBytes);
    server.receiveFully(received, 0, lengthBytes, PATIENT);
    sending.get(30, TimeUnit.SECONDS);

    assertThat(received.mismatch(sent)).isEqualTo(-1);
  }

  @Test
  void timesOutBothWays() {
    MemorySegment buffer = arena.allocate(8 << 20);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> server.receive(buffer, 0, 16, TimeUnit.MILLISECONDS.toNanos(20)))
        .withMessageMatching("recvmsg\\(fd \\d+ \".*/socket\", 16 bytes\\): timed out after 20 ms");
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(
            () -> client.send(buffer, 0, buffer.byteSize(), TimeUnit.MILLISECONDS.toNanos(20)));
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> listener.accept(1, AT_ONCE));
  }

  @Test
  void reportsThatThePeerIsGone() throws IOException {
    client.close();
    MemorySegment buffer = arena.allocate(16);

    assertThat(server.receive(buffer, 0, 16, PATIENT)).isEqualTo(-1);
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> server.receiveFully(buffer, 0, 16, PATIENT))
        .withMessageEndingWith("16 bytes): the peer closed the connection");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> server.send(buffer, 0, 16, PATIENT))
        .withMessageEndingWith("16 bytes): EPIPE (Broken pipe)");
  }

  @Test
  void connectionErrorsNameThePath() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> UnixSocket.connect(missing, 1))
        .withMessage("connect(\"%s\"): ENOENT (No such file or directory)", missing);
    Path plain = Files.createFile(directory.resolve("plain"));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> UnixSocket.connect(plain, 1))
        .withMessage("connect(\"%s\"): ECONNREFUSED (Connection refused)", plain);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnixSocket.connect(directory.resolve("x".repeat(108)), 1))
        .withMessageContaining("at most 107 bytes");
  }

  private static String target(Descriptor descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor.number())).toString();
  }

  private static boolean isCloseOnExec(Descriptor descriptor) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + descriptor.number()))) {
      String flags = lines.filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
      int closeOnExec = 0x80000; // proc(5): the octal flags include O_CLOEXEC
      return (Integer.parseInt(flags.substring(6).trim(), 8) & closeOnExec) != 0;
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }
}
