package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Queues that sleep until the device interrupts, on a fast device and on one that takes seconds.
 */
@Tag("vfio")
@Timeout(120)
class CompletionModeTest {
  private static final long SECONDS_10 = 10_000_000_000L;
  private static final long LATENCY_NANOS = 2_000_000_000L;

  @ParameterizedTest
  @EnumSource(CompletionMode.class)
  void everyRequestEnds(CompletionMode mode) throws IOException {
    PciAddress address = PciAddress.parse("0000:09:00.0");
    GuestDevices.BINDING.bind(address);
    try (VfioDomain domain = VfioDomain.open();
        NvmeController controller =
            NvmeController.open(
                domain.openFunction("pci:" + address, address),
                NanoClock.system(),
                ControllerSetup.withInterrupts(2))) {
      NvmeNamespace namespace = controller.namespace(1);
      for (int depth : new int[] {1, 16}) {
        int[] left = {2000};
        try (BlockQueue queue = namespace.openQueue(depth, mode);
            DmaBuffer buffer = namespace.dma().allocate(4096)) {
          for (int i = 0; i < depth; i++) {
            BlockRequest request =
                new BlockRequest()
                    .onComplete(
                        done -> {
                          assertThat(done.failure()).isNull();
                          if (left[0]-- > 0) {
                            queue.submit(done.read(left[0] % 1000, 1).add(buffer, 0, 512));
                          }
                        });
            assertThat(queue.submit(request.read(i, 1).add(buffer, 0, 512))).isTrue();
          }
          while (queue.inFlight() > 0) {
            if (queue.poll() == 0) {
              queue.await(SECONDS_10);
            }
          }
        }
      }
    } finally {
      GuestDevices.BINDING.restore(address);
    }
  }

  /** While it looks by itself it masks its vector; the device keeps the interrupt for later. */
  @Test
  void aBusyAdaptiveQueueIsNotInterrupted() throws IOException {
    PciAddress address = PciAddress.parse("0000:09:00.0");
    GuestDevices.BINDING.bind(address);
    try (VfioDomain domain = VfioDomain.open();
        NvmeController controller =
            NvmeController.open(
                domain.openFunction("pci:" + address, address),
                NanoClock.system(),
                ControllerSetup.withInterrupts(2));
        BlockQueue queue = controller.namespace(1).openQueue(1, CompletionMode.ADAPTIVE);
        DmaBuffer buffer = domain.dma().allocate(4096)) {
      for (int i = 0; i < 500; i++) {
        BlockRequest read = new BlockRequest().read(i, 1).add(buffer, 0, 512);
        queue.submit(read);
        while (read.isInFlight()) {
          queue.poll();
        }
      }
      InterruptVector vector = controller.interruptVectors().get(1);
      assertThat(vector.take()).isFalse();
      vector.setMasked(false);
      assertThat(vector.await(NanoClock.system(), SECONDS_10)).isTrue();
    } finally {
      GuestDevices.BINDING.restore(address);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompletionMode.class,
      names = {"INTERRUPT", "ADAPTIVE"})
  void waitingForASlowDeviceUsesNoCpu(CompletionMode mode) throws IOException {
    GuestSlot slot = new GuestSlot(5);
    try (GuestQmp qmp = GuestQmp.open()) {
      qmp.execute(
          "blockdev-add",
          Map.of(
              "driver",
              "null-co",
              "node-name",
              "slow",
              "size",
              1 << 30,
              "latency-ns",
              LATENCY_NANOS));
      slot.plug(qmp, "nvme", Map.of("serial", "slow", "drive", "slow"));
      PciAddress address = slot.address();
      GuestDevices.BINDING.bind(address);
      try (VfioDomain domain = VfioDomain.open();
          NvmeController controller =
              NvmeController.open(
                  domain.openFunction("pci:" + address, address),
                  NanoClock.system(),
                  ControllerSetup.withInterrupts(2))) {
        NvmeNamespace namespace = controller.namespace(1);
        try (BlockQueue queue = namespace.openQueue(1, mode);
            DmaBuffer buffer = namespace.dma().allocate(4096)) {
          BlockRequest read = new BlockRequest().read(0, 1).add(buffer, 0, 512);
          queue.submit(read);
          long start = System.nanoTime();
          long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          while (read.isInFlight()) {
            if (queue.poll() == 0) {
              queue.await(SECONDS_10);
            }
          }
          long cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
          assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LATENCY_NANOS);
          assertThat(cpuNanos).as("CPU time of 2 s").isLessThan(LATENCY_NANOS / 4);
        }
      }
      slot.requestUnplug(qmp);
      slot.awaitEmpty(qmp);
      qmp.execute("blockdev-del", Map.of("node-name", "slow"));
    }
  }
}
