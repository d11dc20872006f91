package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.QueuePair;
import dev.orion.nvme.Tracker;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Csts;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import dev.orion.pci.vfio.VfioBackend;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What VFIO gives a process: registers, interrupts, resets, and memory behind an IOMMU. */
@Tag("vfio")
@Timeout(120)
class VfioFunctionTest {
  /** QEMU's device for teaching drivers (docs/specs/edu.txt). */
  private static final PciAddress EDU = PciAddress.parse("0000:00:1c.0");

  private static final long EDU_IDENTIFICATION = 0x00;
  private static final long EDU_INVERSE = 0x04;
  private static final long EDU_RAISE_INTERRUPT = 0x60;
  private static final long EDU_ACKNOWLEDGE_INTERRUPT = 0x64;

  private static final PciAddress CONTROLLER = PciAddress.parse("0000:09:00.0");
  private static final long SECONDS_10 = 10_000_000_000L;

  private static PciFunction open(VfioDomain domain, PciAddress address) throws IOException {
    GuestDevices.BINDING.bind(address);
    return domain.openFunction("pci:" + address, address);
  }

  @Test
  void registersAreThoseOfTheDevice() throws IOException {
    try (VfioDomain domain = VfioDomain.open();
        PciFunction edu = open(domain, EDU)) {
      Registers registers = edu.map(0, 0, 0x100);
      assertThat(registers.areRemote()).isFalse();
      assertThat(registers.read32(EDU_IDENTIFICATION)).isEqualTo(0x0100_00ed);
      registers.write32(EDU_INVERSE, 0x1234_5678);
      assertThat(registers.read32(EDU_INVERSE)).isEqualTo(~0x1234_5678);
    }
  }

  @Test
  void pinAndMessageInterrupts() throws IOException {
    for (InterruptKind kind : List.of(InterruptKind.INTX, InterruptKind.MSI)) {
      try (VfioDomain domain = VfioDomain.open();
          PciFunction edu = open(domain, EDU)) {
        assertThat(edu.interruptCount(kind)).isEqualTo(1);
        assertThatThrownBy(() -> edu.enableInterrupts(kind, 2)).hasMessageContaining("not 2");
        InterruptVector vector = edu.enableInterrupts(kind, 1).getFirst();
        edu.setBusMaster(true);
        Registers registers = edu.map(0, 0, 0x100);
        assertThat(vector.take()).isFalse();
        for (int i = 1; i <= 100; i++) {
          registers.write32(EDU_RAISE_INTERRUPT, i);
          assertThat(vector.await(NanoClock.system(), SECONDS_10)).as("%s %d", kind, i).isTrue();
          registers.write32(EDU_ACKNOWLEDGE_INTERRUPT, i);
          assertThat(vector.take()).as("%s %d, acknowledged", kind, i).isFalse();
        }
      }
    }
  }

  @Test
  void aResetForgetsWhatADriverHasSetUp() throws IOException {
    try (VfioDomain domain = VfioDomain.open()) {
      PciFunction function = open(domain, CONTROLLER);
      Registers registers = function.map(0, 0, 0x1000);
      List<Reset> kinds = List.of(PciFunction::reset, domain::hotReset);
      for (Reset reset : kinds) {
        NvmeController controller = NvmeController.open(function, NanoClock.system());
        assertThat(Csts.rdy(registers.read32(ControllerRegister.CSTS))).isTrue();
        assertThat(busMaster(function)).isTrue();

        reset.of(function);
        assertThat(Csts.rdy(registers.read32(ControllerRegister.CSTS))).isFalse();
        assertThat(busMaster(function)).isFalse();
        controller.close();
        function = open(domain, CONTROLLER);
        registers = function.map(0, 0, 0x1000);
      }
      try (NvmeController controller = NvmeController.open(function, NanoClock.system())) {
        assertThat(controller.namespaceIds()).containsExactly(1);
      }
    } finally {
      GuestDevices.BINDING.restore(CONTROLLER);
    }
  }

  private interface Reset {
    void of(PciFunction function) throws IOException;
  }

  private static boolean busMaster(PciFunction function) {
    return (function.config().read16(ConfigHeader.COMMAND) & ConfigHeader.COMMAND_BUS_MASTER) != 0;
  }

  /**
   * The IOMMU is in force: a device gets at nothing but the domain's memory, and is caught. What it
   * cannot get at is a PRP list: QEMU's device notices a read that fails, but not a write.
   */
  @Test
  void anAddressThatWasNotMappedIsOutOfReach() throws IOException {
    long elsewhere = 0x7654_3000L;
    try (KernelLog log = KernelLog.open();
        VfioDomain domain = VfioDomain.open();
        NvmeController controller =
            NvmeController.open(open(domain, CONTROLLER), NanoClock.system());
        DmaBuffer pages = domain.dma().allocate(12 << 10)) {
      QueuePair pair = controller.openQueuePair(1, CompletionMode.POLLED);
      Status[] end = {null};
      Tracker tracker =
          pair.begin((command, statusField, result) -> end[0] = new Status(statusField), null);
      NvmeCommand.of(NvmOpcode.READ)
          .withNsid(1)
          .withCdw12((int) pages.lengthBytes() / 512 - 1)
          .write(
              pair.submissionQueue(),
              pair.entryOffset(),
              tracker.commandId(),
              pages.iova(),
              elsewhere);
      pair.commit();
      pair.ring();
      while (end[0] == null) {
        pair.reap(1);
      }
      assertThat(end[0].is(StatusCode.DATA_TRANSFER_ERROR)).as("%s", end[0]).isTrue();
      log.awaitLine("DMAR:.*" + Long.toHexString(elsewhere));
    } finally {
      GuestDevices.BINDING.restore(CONTROLLER);
    }
  }

  /** A function whose memory space is off is the way to get the bus error that others may cause. */
  @Test
  void anAccessThatFaultsIsAnErrorOfItsThread() throws IOException {
    try (VfioDomain domain = VfioDomain.open();
        PciFunction edu = open(domain, EDU)) {
      Registers registers = edu.map(0, 0, 0x100);
      edu.config().write16(ConfigHeader.COMMAND, 0);
      assertThatThrownBy(() -> readOften(registers)).isInstanceOf(InternalError.class);
      assertThatThrownBy(() -> registers.write32(EDU_INVERSE, 1)).isInstanceOf(InternalError.class);
      edu.config().write16(ConfigHeader.COMMAND, ConfigHeader.COMMAND_MEMORY_SPACE);
      assertThat(registers.read32(EDU_IDENTIFICATION)).isEqualTo(0x0100_00ed);
    }
  }

  private static long readOften(Registers registers) {
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += registers.read32(EDU_IDENTIFICATION);
    }
    return sum;
  }

  @Test
  void memoryComesInHugePagesWhereThereAreSome() throws IOException {
    Path hugePages = Path.of("/proc/sys/vm/nr_hugepages");
    for (int count : new int[] {16, 0}) {
      Files.writeString(hugePages, Integer.toString(count));
      long free = freeHugePages();
      assertThat(free).isEqualTo(count);
      try (VfioDomain domain = VfioDomain.open();
          PciFunction edu = open(domain, EDU)) {
        OptionalLong mappings = domain.mappingsAvailable();
        assertThat(mappings.isPresent()).isEqualTo(domain.backend() == VfioBackend.TYPE1);
        try (DmaBuffer small = edu.dma().allocate(4096);
            DmaBuffer large = edu.dma().allocate(5 << 20)) {
          if (mappings.isPresent()) {
            assertThat(domain.mappingsAvailable()).hasValue(mappings.getAsLong() - 2);
          }
          assertThat(free - freeHugePages()).isEqualTo(count == 0 ? 0 : 1 + 3);
          assertThat(large.iova() % 4096).isZero();
          assertThat(small.iova()).isNotZero();
        }
        assertThat(edu.dma().allocatedBytes()).isZero();
      }
      assertThat(freeHugePages()).isEqualTo(free);
    }
  }

  /** The guest's kernel has set one such page aside when it started. */
  @Test
  void aLargeBufferComesInAPageOf1Gib() throws IOException {
    long gib = 1L << 30;
    try (VfioDomain domain = VfioDomain.open();
        NvmeController controller =
            NvmeController.open(open(domain, CONTROLLER), NanoClock.system());
        DmaBuffer buffer = domain.dma().allocate(gib)) {
      assertThat(NumaMaps.pageBytes(buffer.segment().address())).isEqualTo(gib);
      assertThat(buffer.iova() % gib).isZero();
      long last = gib - 4096;
      buffer.segment().setString(last, "the last page");
      try (BlockQueue queue = controller.namespace(1).openQueue(1)) {
        complete(queue, new BlockRequest().write(0, 8).add(buffer, last, 4096));
        complete(queue, new BlockRequest().read(0, 8).add(buffer, 0, 4096));
      }
      assertThat(buffer.segment().getString(0)).isEqualTo("the last page");
    } finally {
      GuestDevices.BINDING.restore(CONTROLLER);
    }
  }

  private static void complete(BlockQueue queue, BlockRequest request) {
    queue.submit(request);
    while (request.isInFlight()) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }

  private static long freeHugePages() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("HugePages_Free:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** The guest has two NUMA nodes; the firmware says of no device where it is, so the test does. */
  @Test
  void memoryIsNearTheDevice() throws IOException {
    for (int node : new int[] {0, 1}) {
      GuestDevices.BINDING.bind(EDU);
      Path numaNode = GuestDevices.device(EDU).directory().resolve("numa_node");
      Files.writeString(numaNode, Integer.toString(node));
      try (VfioDomain domain = VfioDomain.open();
          PciFunction edu = open(domain, EDU);
          DmaBuffer buffer = edu.dma().allocate(64 << 20)) {
        Map<Integer, Long> pages = NumaMaps.pagesByNode(buffer.segment().address());
        assertThat(pages).as("pages of %d MiB by node", 64).containsOnlyKeys(node);
      } finally {
        Files.writeString(numaNode, "-1");
      }
    }
  }

  @Test
  void memoryThatTheMachineDoesNotHaveIsRefused() throws IOException {
    try (VfioDomain domain = VfioDomain.open();
        PciFunction edu = open(domain, EDU)) {
      assertThatThrownBy(() -> edu.dma().allocate(1L << 42))
          .isInstanceOf(DmaExhaustedException.class);
      edu.dma().allocate(4096).close();
    }
  }
}
