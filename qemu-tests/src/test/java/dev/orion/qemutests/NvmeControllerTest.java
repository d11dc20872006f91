package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.Vs;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bring-up, queues, interrupts, admin commands and shutdown on QEMU's NVMe controller. */
@Tag("any-transport")
@Timeout(120)
class NvmeControllerTest {

  private TestLab lab;

  @BeforeEach
  void start() throws IOException {
    lab = TestLab.standard();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private static void run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }

  @Test
  void identifiesWhatQemuWasToldToBe() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    assertThat(controller.identity().sn().strip()).isEqualTo(lab.serial("nvme0"));
    assertThat(controller.identity().mn().strip()).isEqualTo("QEMU NVMe Ctrl");
    assertThat(Vs.toText(controller.version())).isEqualTo("1.4.0");
    assertThat(controller.maxTransferBytes()).as("mdts=7").isEqualTo(512 << 10);
    assertThat(controller.ioQueueLimit()).as("max_ioqpairs=64").isEqualTo(64);
    assertThat(controller.namespaceIds()).containsExactly(1, 2, 3, 4);
    assertThat(controller.namespace(1).geometry().blockSizeBytes()).isEqualTo(4096);
    assertThat(controller.namespace(1).geometry().capacityBytes()).isEqualTo(1L << 30);
    assertThat(controller.namespace(2).geometry().blockSizeBytes()).isEqualTo(512);
    assertThat(controller.namespace(2).geometry().capacityBytes()).isEqualTo(512L << 20);
    assertThat(controller.namespace(4).geometry().capacityBytes()).isEqualTo(64L << 30);
  }

  @Test
  void aNamespaceThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    assertThatThrownBy(() -> controller.namespace(9))
        .isInstanceOf(NvmeException.class)
        .hasMessage(lab.address("nvme0") + " has no namespace 9; it has [1, 2, 3, 4]");
  }

  @Test
  void smartLogCountsTheCommands() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    NvmeNamespace namespace = controller.namespace(1);
    long before =
        controller.logs().smart(AdminCommand.NSID_ALL).hostReadCommands().longValueExact();
    try (BlockQueue queue = namespace.openQueue(1);
        DmaBuffer buffer = namespace.dma().allocate(4096)) {
      for (int i = 0; i < 10; i++) {
        run(queue, new BlockRequest().read(i, 1).add(buffer));
      }
    }
    assertThat(controller.logs().smart(AdminCommand.NSID_ALL).hostReadCommands().longValueExact())
        .isEqualTo(before + 10);
  }

  @Test
  void aRefusedCommandSaysWhichAndWhy() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    assertThatThrownBy(() -> controller.admin(NvmeCommand.of(AdminOpcode.SANITIZE)))
        .hasMessageStartingWith(
            lab.address("nvme0") + ": Sanitize failed: Invalid Command Opcode (SCT 0h")
        .isInstanceOfSatisfying(
            NvmeException.class,
            e -> assertThat(e.status().is(StatusCode.INVALID_COMMAND_OPCODE)).isTrue());
    assertThat(controller.logs().errors(1).entries()).hasSize(1);
  }

  @Test
  void everyQueueCanBeOpenedAndOneMoreIsRefused() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    NvmeNamespace namespace = controller.namespace(4);
    List<BlockQueue> queues = new ArrayList<>();
    for (int i = 0; i < controller.ioQueueLimit(); i++) {
      queues.add(namespace.openQueue(2));
    }
    assertThatThrownBy(() -> namespace.openQueue(2))
        .hasMessageContaining("has 64 I/O queues and all are open");
    try (DmaBuffer buffer = namespace.dma().allocate(4096)) {
      for (BlockQueue queue : queues) {
        run(queue, new BlockRequest().read(0, 1).add(buffer));
      }
    }
    queues.get(17).close();
    namespace.openQueue(2).close();
    for (BlockQueue queue : queues) {
      queue.close();
    }
  }

  @Test
  void aQueueDeeperThanTheControllersIsCut() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    try (BlockQueue queue = controller.namespace(4).openQueue(100_000)) {
      assertThat(queue.depth()).isEqualTo(controller.maxQueueDepth()).isEqualTo(2047);
    }
  }

  /** The queues wrap many times at depths around powers of two, with every slot in use. */
  @Test
  void queuesOfManyDepthsWrap() throws IOException {
    NvmeController controller = lab.nvme("nvme0");
    NvmeNamespace namespace = controller.namespace(4);
    try (DmaBuffer buffer = namespace.dma().allocate(4096)) {
      for (int depth : new int[] {1, 2, 3, 31, 32, 33, 127, 255, 256, 257}) {
        try (BlockQueue queue = namespace.openQueue(depth)) {
          int[] completed = {0};
          for (int i = 0; i < depth; i++) {
            BlockRequest request = new BlockRequest().onComplete(r -> completed[0]++);
            assertThat(queue.submit(request.read(i, 1).add(buffer))).isTrue();
          }
          BlockRequest tooMany = new BlockRequest().read(0, 1).add(buffer);
          assertThat(queue.submit(tooMany)).as("depth %d is full", depth).isFalse();
          int rounds = 3000;
          while (completed[0] < rounds) {
            queue.poll();
            while (queue.inFlight() < depth) {
              BlockRequest request = new BlockRequest().onComplete(r -> completed[0]++);
              assertThat(queue.submit(request.read(0, 1).add(buffer))).isTrue();
            }
          }
        }
      }
    }
  }

  @Test
  void closingGivesAllMemoryBack() throws IOException {
    long before = lab.dma().allocatedBytes();
    try (NvmeController controller =
        NvmeController.open(
            lab.function("nvme0"), NanoClock.system(), ControllerSetup.withInterrupts(3))) {
      controller.namespace(1).openQueue(32);
      controller.namespace(3).zones().orElseThrow().count(0, ZoneReportingOption.ALL);
      assertThat(lab.dma().allocatedBytes()).isGreaterThan(before);
    }
    assertThat(lab.dma().allocatedBytes()).isEqualTo(before);
  }

  @Test
  void completionsFireTheirVector() throws IOException {
    NvmeController controller = lab.nvme("nvme0", 3);
    NvmeNamespace namespace = controller.namespace(4);
    InterruptVector first = controller.interruptVectors().get(1);
    InterruptVector second = controller.interruptVectors().get(2);
    try (DmaBuffer buffer = namespace.dma().allocate(4096);
        BlockQueue one = namespace.openQueue(8, CompletionMode.INTERRUPT);
        BlockQueue two = namespace.openQueue(8, CompletionMode.INTERRUPT)) {
      for (int i = 0; i < 200; i++) {
        BlockQueue queue = i % 2 == 0 ? one : two;
        InterruptVector vector = i % 2 == 0 ? first : second;
        InterruptVector other = i % 2 == 0 ? second : first;
        BlockRequest request = new BlockRequest().read(i, 1).add(buffer);
        assertThat(queue.submit(request)).isTrue();
        queue.poll();
        assertThat(vector.await(NanoClock.system(), 10_000_000_000L))
            .as("interrupt of I/O %d", i)
            .isTrue();
        while (request.isInFlight()) {
          queue.poll();
        }
        assertThat(vector.take()).as("one interrupt for one completion").isFalse();
        assertThat(other.take()).as("the other queue's vector").isFalse();
      }
    }
  }

  @Test
  void twoControllersShareOneBuffer() throws IOException {
    try (TestLab two = TestLab.start(List.of("nvme0:size=64M", "nvme1:size=64M"), List.of())) {
      NvmeNamespace left = two.nvme("nvme0").namespace(1);
      NvmeNamespace right = two.nvme("nvme1").namespace(1);
      try (BlockQueue leftQueue = left.openQueue(4);
          BlockQueue rightQueue = right.openQueue(4);
          DmaBuffer buffer = left.dma().allocate(64 << 10)) {
        buffer.segment().fill((byte) 0x42);
        run(leftQueue, new BlockRequest().write(0, 16).add(buffer));
        run(rightQueue, new BlockRequest().write(16, 16).add(buffer));
        buffer.segment().fill((byte) 0);
        run(rightQueue, new BlockRequest().read(16, 16).add(buffer));
        assertThat(buffer.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x42);
      }
    }
  }
}
