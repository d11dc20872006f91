package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.FunctionEvent;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Controllers that are wanted back, unplugged or pulled out while I/O is under way. The end of an
 * unplug is seen from the kernel: QEMU 7.2 does not always tell that it has let a controller go
 * that was reading.
 */
@Tag("vfio")
@Order(1)
@Timeout(120)
class VfioRemovalTest {
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
  private static final int BLOCKS = 8;
  private static final long SECONDS_30 = 30_000_000_000L;

  /** Keeps reads in flight until one fails, and then all have ended; tells how it failed. */
  private static CompletableFuture<BlockException> startReader(NvmeController controller, int depth)
      throws InterruptedException {
    CountDownLatch running = new CountDownLatch(100);
    CompletableFuture<BlockException> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return readUntilItFails(controller.namespace(1), depth, running);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            THREADS);
    running.await();
    return reader;
  }

  private static BlockException readUntilItFails(
      NvmeNamespace namespace, int depth, CountDownLatch running) throws IOException {
    BlockException[] failure = {null};
    try (BlockQueue queue = namespace.openQueue(depth);
        DmaBuffer buffer = namespace.dma().allocate(4096)) {
      for (int i = 0; i < depth; i++) {
        queue.submit(
            new BlockRequest()
                .read(i, BLOCKS)
                .add(buffer)
                .onComplete(
                    done -> {
                      running.countDown();
                      if (done.failure() != null) {
                        failure[0] = done.failure();
                      } else {
                        queue.submit(done.read(done.block(), BLOCKS).add(buffer));
                      }
                    }));
      }
      while (queue.inFlight() > 0) {
        queue.poll();
      }
    }
    return failure[0];
  }

  /** Waits for the request to let go, as tools do, and gives the controller up. */
  private static void giveUpWhenAsked(PciFunction function, NvmeController controller) {
    assertThat(function.events().orElseThrow().await(SECONDS_30))
        .contains(FunctionEvent.REMOVAL_REQUESTED);
    controller.fail("the administrator wants it back");
  }

  private static void assertGone(BlockException failure, String reason) {
    assertThat(failure.kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
    assertThat(failure).hasMessageContaining(reason);
  }

  @Test
  void anUnbindIsAnsweredByLettingGo() throws Exception {
    PciAddress address = PciAddress.parse("0000:09:00.0");
    GuestDevices.BINDING.bind(address);
    CompletableFuture<Void> unbind;
    try (VfioDomain domain = VfioDomain.open()) {
      PciFunction function = domain.openFunction("pci:" + address, address);
      NvmeController controller = NvmeController.open(function, NanoClock.system());
      CompletableFuture<BlockException> reader = startReader(controller, 8);
      unbind =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Files.writeString(
                      GuestDevices.device(address).directory().resolve("driver/unbind"),
                      address.toString());
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              THREADS);
      giveUpWhenAsked(function, controller);
      assertGone(reader.get(), "the administrator wants it back");
      assertThat(unbind).as("the unbind before the domain is closed").isNotDone();
    }
    unbind.get();
    assertThat(GuestDevices.device(address).driver()).isEmpty();
    GuestDevices.BINDING.restore(address);
    GuestDevices.disk(address);
  }

  @Test
  void anUnplugIsAnsweredByLettingGo() throws Exception {
    GuestSlot slot = new GuestSlot(3);
    try (GuestQmp qmp = GuestQmp.open()) {
      slot.plug(qmp, "nvme", Map.of("serial", "unplugged", "drive", "disk0"));
      PciAddress address = slot.address();
      GuestDevices.BINDING.bind(address);
      try (VfioDomain domain = VfioDomain.open()) {
        PciFunction function = domain.openFunction("pci:" + address, address);
        NvmeController controller = NvmeController.open(function, NanoClock.system());
        CompletableFuture<BlockException> reader = startReader(controller, 8);
        slot.requestUnplug(qmp);
        giveUpWhenAsked(function, controller);
        assertGone(reader.get(), "the administrator wants it back");
      }
      slot.awaitOff();
    }
  }

  /**
   * Registers that are gone must not take the JVM along. One request at a time: with more under way
   * QEMU 7.2 itself does not always survive.
   */
  @Test
  void whatIsPulledOutEndsItsRequests() throws Exception {
    GuestSlot slot = new GuestSlot(4);
    try (GuestQmp qmp = GuestQmp.open()) {
      slot.plug(qmp, "nvme", Map.of("serial", "pulled", "drive", "disk1"));
      PciAddress address = slot.address();
      GuestDevices.BINDING.bind(address);
      try (VfioDomain domain = VfioDomain.open()) {
        PciFunction function = domain.openFunction("pci:" + address, address);
        NvmeController controller = NvmeController.open(function, NanoClock.system());
        CompletableFuture<BlockException> reader = startReader(controller, 1);
        slot.pull();
        assertThat(reader.get().kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
      }
      slot.awaitOff();
    }
  }
}
