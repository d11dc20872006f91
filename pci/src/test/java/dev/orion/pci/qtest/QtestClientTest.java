package dev.orion.pci.qtest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against peers that lie or hang up; an honest peer is QEMU, and tested against it. */
@Timeout(60)
class QtestClientTest {

  private static final String HANG_UP = "hang up";

  @TempDir private Path directory;
  private Path socket;
  private ServerSocketChannel listener;
  private final List<String> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    socket = directory.resolve("qtest.sock");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  /** Connects to a peer that answers each line it receives as told. */
  private QtestClient connect(UnaryOperator<String> answer) throws IOException {
    Thread.ofPlatform().daemon().start(() -> serve(answer));
    return QtestClient.connect(socket);
  }

  private void serve(UnaryOperator<String> answer) {
    try (SocketChannel channel = listener.accept();
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, US_ASCII))) {
      String line;
      while ((line = lines.readLine()) != null) {
        received.add(line);
        String reply = answer.apply(line);
        if (reply.equals(HANG_UP)) {
          return;
        }
        channel.write(ByteBuffer.wrap(reply.getBytes(US_ASCII)));
      }
    } catch (IOException e) {
      // The client hung up first.
    }
  }

  @Test
  void sendsTheCommandsAsQemuReadsThem() throws IOException {
    try (QtestClient client =
        connect(line -> line.startsWith("read") ? "OK 0x00000000deadbeef\n" : "OK\n")) {
      client.write(0xe000_1000L, 4, 0x1f);
      client.write(0, 8, -1);
      client.outl(0xcf8, 0x8000_0060);
      assertThat(client.read(0xfee0_0000L, 4)).isEqualTo(0xdead_beefL);
      assertThat(client.goneReason()).isEmpty();
    }
    assertThat(received)
        .containsExactly(
            "writel 0xe0001000 0x1f",
            "writeq 0x0 0xffffffffffffffff",
            "outl 0xcf8 0x80000060",
            "readl 0xfee00000");
  }

  @Test
  void manyPostedWritesKeepTheOrder() throws IOException {
    try (QtestClient client = connect(line -> line.startsWith("read") ? "OK 0x7\n" : "OK\n")) {
      for (int i = 0; i < 5000; i++) {
        client.write(4L * i, 4, i);
      }
      assertThat(client.read(0, 8)).isEqualTo(7);
    }
    assertThat(received).hasSize(5001);
    assertThat(received.get(4999)).isEqualTo("writel 0x4e1c 0x1387");
  }

  @Test
  void anInterruptIsNotASilentPeer() throws Exception {
    try (QtestClient client =
        connect(
            line -> {
              LockSupport.parkNanos(50_000_000);
              return "OK 0x7\n";
            })) {
      Thread.currentThread().interrupt();
      assertThat(client.read(0, 4)).isEqualTo(7);
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();

      Thread reader = Thread.currentThread();
      Thread interrupter = Thread.ofPlatform().start(reader::interrupt);
      assertThat(client.read(0, 4)).isEqualTo(7);
      interrupter.join();
      assertThat(client.goneReason()).isEmpty();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aPeerThatHangsUpIsADeviceThatIsGone() throws IOException {
    try (QtestClient client = connect(line -> HANG_UP)) {
      assertThat(client.read(0, 4)).isEqualTo(-1);
      client.write(0, 4, 1);
      assertThat(client.read(0, 8)).isEqualTo(-1);
      assertThat(client.goneReason()).hasValueSatisfying(r -> assertThat(r).contains("qtest.sock"));
    }
  }

  @Test
  void aPeerThatAnswersNonsenseIsADeviceThatIsGone() throws IOException {
    for (String nonsense :
        List.of("FAIL Unknown command\n", "OK 0xzz\n", "OKAY\n\n", "OK 0x\n", "OK\nOK 0x1\n")) {
      try (QtestClient client = connect(line -> nonsense)) {
        client.read(0, 4);
        assertThat(client.read(0, 4)).as(nonsense).isEqualTo(-1);
        assertThat(client.goneReason()).as(nonsense).isPresent();
      }
    }
  }

  @Test
  void anEndlessReplyIsADeviceThatIsGone() throws IOException {
    try (QtestClient client = connect(line -> "OK 0x" + "0".repeat(10_000))) {
      assertThat(client.read(0, 4)).isEqualTo(-1);
      assertThat(client.goneReason()).hasValueSatisfying(r -> assertThat(r).contains("4096 bytes"));
    }
  }

  @Test
  void nothingListening() {
    assertThatThrownBy(() -> QtestClient.connect(directory.resolve("nobody.sock")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody.sock");
  }
}
