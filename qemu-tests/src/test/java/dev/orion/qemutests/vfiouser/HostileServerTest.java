package dev.orion.qemutests.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.UnixListener;
import dev.orion.nativebindings.UnixSocket;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfiouser.VfioUserDomain;
import dev.orion.simulation.model.BlockStore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that lie: errors that say how, no hang, no crash. */
@Timeout(240)
class HostileServerTest {

  /** Longer than an honest server takes on a busy machine. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Short, for there are many rounds, and one that fails for slowness is as good as any. */
  private static final long FUZZ_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final int ROUNDS = 300;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

  /** Changes a message of the server's before the client gets it; returns its new length. */
  @FunctionalInterface
  private interface Tampering {
    long with(int command, MemorySegment message, long lengthBytes, List<Descriptor> files)
        throws IOException;
  }

  @TempDir private Path directory;

  /** Passes messages between a client and a server, those of the server's tampered with. */
  private static final class Proxy implements AutoCloseable {
    private final UnixListener listener;
    private final Path server;
    private final Tampering tampering;
    private final MemorySegment buffer = Arena.ofShared().allocate(1 << 20, 8);
    private final Thread thread = new Thread(this::run, "proxy");
    private volatile boolean closed;

    Proxy(Path socket, Path server, Tampering tampering) throws IOException {
      this.listener = UnixListener.listen(socket);
      this.server = server;
      this.tampering = tampering;
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try (UnixSocket client = listener.accept(8, Long.MAX_VALUE);
          UnixSocket behind = UnixSocket.connect(server, 8)) {
        while (!closed) {
          pass(client, behind, false);
          if ((buffer.get(INT, 8) & 0x10) == 0) {
            pass(behind, client, true);
          }
        }
      } catch (IOException e) {
        // One of them has gone, as is to be expected here.
      }
    }

    private void pass(UnixSocket from, UnixSocket to, boolean tamper) throws IOException {
      List<Descriptor> files = new ArrayList<>();
      from.receiveFully(buffer, 0, 16, files, Long.MAX_VALUE);
      long length = Integer.toUnsignedLong(buffer.get(INT, 4));
      from.receiveFully(buffer, 16, length - 16, Long.MAX_VALUE);
      try {
        if (tamper) {
          length = tampering.with(Short.toUnsignedInt(buffer.get(SHORT, 2)), buffer, length, files);
        }
        if (length > 0) {
          to.send(buffer, 0, length, files, Long.MAX_VALUE);
        }
      } finally {
        for (Descriptor each : files) {
          each.close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
      listener.close();
      thread.interrupt();
    }
  }

  private String failureWith(Tampering tampering) throws IOException {
    Path behind = directory.resolve("server");
    Path front = directory.resolve("proxy");
    try (VfioUserServer _ =
            VfioUserServer.start(behind, BlockStore.Memory.ofBytes(1 << 20), 4096, true);
        Proxy _ = new Proxy(front, behind, tampering);
        VfioUserDomain domain = VfioUserDomain.open(TIMEOUT_NANOS)) {
      try (NvmeController _ =
          NvmeController.open(domain.openFunction("x", front), NanoClock.system())) {
        return "none";
      } catch (IOException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  private static Tampering on(int command, Tampering tampering) {
    return (seen, message, length, files) ->
        seen == command ? tampering.with(seen, message, length, files) : length;
  }

  @Test
  void anotherVersion() throws IOException {
    assertThat(
            failureWith(
                on(
                    1,
                    (_, message, length, _) -> {
                      message.set(SHORT, 16, (short) 2);
                      return length;
                    })))
        .endsWith("proxy speaks version 2.1 of the protocol, Orion up to 0.1");
  }

  @Test
  void noVersionAtAll() throws IOException {
    assertThat(
            failureWith(
                on(
                    1,
                    (_, message, _, _) -> {
                      message.set(INT, 4, 18);
                      return 18;
                    })))
        .endsWith("sent a version of 2 bytes");
  }

  @Test
  void aRefusal() throws IOException {
    assertThat(
            failureWith(
                on(
                    1,
                    (_, message, _, _) -> {
                      message.set(INT, 4, 16);
                      message.set(INT, 8, 0x21);
                      message.set(INT, 12, 22);
                      return 16;
                    })))
        .endsWith("refuses VERSION: Invalid argument; Orion speaks version 0.1");
  }

  @Test
  void silence() throws IOException {
    assertThat(failureWith(on(4, (_, _, _, _) -> 0))).contains("does not answer DEVICE_GET_INFO");
  }

  @Test
  void aMessageThatEndsEarly() throws IOException {
    assertThat(failureWith(on(4, (_, _, length, _) -> length - 4)))
        .contains("does not answer DEVICE_GET_INFO");
  }

  @Test
  void aMessageWithoutEnd() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, message, length, _) -> {
                      message.set(INT, 4, -1);
                      return length;
                    })))
        .contains("sent a message of 4294967295 bytes");
  }

  @Test
  void theAnswerToSomethingElse() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, message, length, _) -> {
                      message.set(SHORT, 0, (short) (message.get(SHORT, 0) + 1));
                      return length;
                    })))
        .contains("answered another command than DEVICE_GET_REGION_INFO");
  }

  @Test
  void noDescriptorForARegionToBeMapped() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, _, length, files) -> {
                      for (Descriptor each : files) {
                        each.close();
                      }
                      files.clear();
                      return length;
                    })))
        .contains("sent 0 descriptors for region 0, where 1 belong");
  }

  @Test
  void aDescriptorTooMany() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, _, length, files) -> {
                      files.add(Descriptor.memfd("extra"));
                      return length;
                    })))
        .contains("descriptors for region");
  }

  @Test
  void aRegionBeyondItsFile() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, message, length, _) -> {
                      if (length == 16 + 64) {
                        message.set(ValueLayout.JAVA_LONG, 16 + 56, 1 << 20);
                      }
                      return length;
                    })))
        .contains("described region 0 wrongly");
  }

  @Test
  void aCapabilityChainThatLeadsAstray() throws IOException {
    assertThat(
            failureWith(
                on(
                    5,
                    (_, message, length, _) -> {
                      if (length == 16 + 64) {
                        message.set(INT, 16 + 12, 0x7fff_fff0);
                      }
                      return length;
                    })))
        .contains("described region 0 wrongly");
  }

  @Test
  void commandsThatMakeNoSense() throws IOException {
    assertThat(
            failureWith(
                on(
                    7,
                    (_, message, length, _) -> {
                      message.set(INT, 8, 0x7);
                      return length;
                    })))
        .isEqualTo("none"); // Interrupts were not asked for.
    assertThat(
            failureWith(
                on(
                    9,
                    (_, message, length, _) -> {
                      message.set(INT, 8, 0x7);
                      return length;
                    })))
        .contains("neither a command nor a reply");
  }

  /** Flips bits, cuts, drops and repeats, of any message. */
  @Test
  void anyOtherLie() throws IOException {
    long seed = Long.getLong("orion.seed", 1);
    System.out.println("HostileServerTest: -Dorion.seed=" + seed);
    int survived = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      int victim = random.nextInt(60);
      int[] messages = {0};
      survived +=
          survives(
                  (_, message, length, files) ->
                      messages[0]++ == victim ? mutate(random, message, length, files) : length,
                  "round %d of seed %d".formatted(round, seed))
              ? 1
              : 0;
    }
    assertThat(survived).as("rounds that the lie did not matter to").isBetween(1, ROUNDS - 1);
  }

  private static long mutate(
      Random random, MemorySegment message, long length, List<Descriptor> files)
      throws IOException {
    switch (random.nextInt(6)) {
      case 0 -> {
        return random.nextLong(length);
      }
      case 1 -> files.add(Descriptor.memfd("extra"));
      case 2 -> message.set(INT, 4, random.nextInt());
      case 3 -> message.set(INT, 8, 1 << random.nextInt(32));
      default -> {
        for (int flips = random.nextInt(1, 20); flips > 0; flips--) {
          long at = random.nextLong(length);
          byte old = message.get(ValueLayout.JAVA_BYTE, at);
          message.set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 1 << random.nextInt(8)));
        }
      }
    }
    return length;
  }

  /** Opens, reads, closes; whether all of it worked. Fails on anything but an IOException. */
  private boolean survives(Tampering tampering, String round) throws IOException {
    Path behind = directory.resolve("server");
    Path front = directory.resolve("proxy");
    try (VfioUserServer _ =
            VfioUserServer.start(behind, BlockStore.Memory.ofBytes(1 << 20), 4096, true);
        Proxy _ = new Proxy(front, behind, tampering);
        VfioUserDomain domain = VfioUserDomain.open(FUZZ_TIMEOUT_NANOS)) {
      PciFunction function = domain.openFunction("x", front);
      try (NvmeController controller =
          NvmeController.open(function, new HastyClock(), ControllerSetup.withInterrupts(2))) {
        NvmeNamespace namespace = controller.namespace(1);
        try (DmaBuffer buffer = domain.dma().allocate(8192);
            BlockQueue queue = namespace.openQueue(4)) {
          BlockRequest request = new BlockRequest().read(0, 2).add(buffer);
          queue.submit(request);
          while (request.isInFlight()) {
            queue.poll();
          }
          return request.failure() == null;
        }
      }
    } catch (IOException | DmaExhaustedException e) {
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(round, e);
    }
  }

  /** Time that flies, so that waiting for a controller that never gets ready does not take long. */
  private static final class HastyClock implements NanoClock {
    private static final int HASTE = 1000;
    private final NanoClock real = NanoClock.system();

    @Override
    public long nanoTime() {
      return real.nanoTime() * HASTE;
    }

    @Override
    public void pause(long nanos) {
      real.pause(nanos / HASTE);
    }
  }

  @Test
  void theProxyItselfIsHonest() throws IOException {
    assertThat(failureWith((_, _, length, _) -> length)).isEqualTo("none");
  }
}
