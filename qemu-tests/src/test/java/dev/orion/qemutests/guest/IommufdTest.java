package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Csts;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioBackend;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices by files of their own, in an address space of iommufd. */
@Tag("iommufd")
@Timeout(120)
class IommufdTest {
  private static final PciAddress ALONE = PciAddress.parse("0000:09:00.0");

  /** Two that share an IOMMU group. */
  private static final PciAddress FIRST = PciAddress.parse("0000:00:1e.0");

  private static final PciAddress SECOND = PciAddress.parse("0000:00:1e.1");
  private static final List<PciAddress> ALL = List.of(ALONE, FIRST, SECOND);

  @BeforeEach
  void bind() throws IOException {
    for (PciAddress address : ALL) {
      GuestDevices.BINDING.bind(address);
    }
  }

  @AfterEach
  void restore() throws IOException {
    for (PciAddress address : ALL) {
      GuestDevices.BINDING.restore(address);
    }
  }

  private static PciFunction open(VfioDomain domain, PciAddress address) throws IOException {
    return domain.openFunction("pci:" + address, address);
  }

  @Test
  void devicesOfOneGroupAndOfAnotherShareTheirMemory() throws IOException {
    long seed = System.nanoTime();
    byte[] data = new byte[64 << 10];
    new Random(seed).nextBytes(data);
    try (VfioDomain domain = VfioDomain.open(VfioBackend.IOMMUFD);
        NvmeController alone = controller(domain, ALONE);
        NvmeController first = controller(domain, FIRST);
        NvmeController second = controller(domain, SECOND);
        DmaBuffer written = domain.dma().allocate(data.length);
        DmaBuffer read = domain.dma().allocate(data.length)) {
      written.segment().copyFrom(MemorySegment.ofArray(data));
      for (NvmeController controller : List.of(alone, first, second)) {
        read.segment().fill((byte) 0);
        BlockQueue queue = controller.namespace(1).openQueue(1);
        complete(queue, new BlockRequest().write(0, data.length / 512).add(written));
        complete(queue, new BlockRequest().read(0, data.length / 512).add(read));
        assertThat(read.segment().mismatch(written.segment()))
            .as("%s, seed %d", controller.name(), seed)
            .isEqualTo(-1);
      }
    }
  }

  private static NvmeController controller(VfioDomain domain, PciAddress address)
      throws IOException {
    return NvmeController.open(open(domain, address), NanoClock.system());
  }

  private static void complete(BlockQueue queue, BlockRequest request) throws IOException {
    boolean[] done = {false};
    queue.submit(request.onComplete(_ -> done[0] = true));
    while (!done[0]) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }

  @Test
  void aHotResetNeedsNoProofOfOwnership() throws IOException {
    try (VfioDomain domain = VfioDomain.open(VfioBackend.IOMMUFD)) {
      PciFunction function = open(domain, ALONE);
      NvmeController controller = NvmeController.open(function, NanoClock.system());
      domain.hotReset(function);
      assertThat(Csts.rdy(function.map(0, 0, 0x1000).read32(ControllerRegister.CSTS))).isFalse();
      controller.close();
    }
  }

  @Test
  void itIsTakenBeforeAnyDeviceIsBound() throws IOException {
    restore();
    try (VfioDomain domain = VfioDomain.open()) {
      assertThat(domain.backend()).isEqualTo(VfioBackend.IOMMUFD);
      bind();
      open(domain, ALONE).close();
    }
  }

  @Test
  void aDeviceThatIsOpenIsRefusedUntilItIsClosed() throws IOException {
    try (VfioDomain other = VfioDomain.open();
        VfioDomain domain = VfioDomain.open()) {
      PciFunction taken = open(other, FIRST);
      assertThatThrownBy(() -> open(other, FIRST)).hasMessageContaining("is open already");
      assertThatThrownBy(() -> open(domain, FIRST)).hasMessageContaining("is open already");
      assertThatThrownBy(() -> open(domain, SECOND))
          .hasMessageContaining("another process has a device of its IOMMU group");
      taken.close();
      open(domain, SECOND).close();
      open(domain, FIRST).close();
    }
  }

  @Test
  void theGroupAndTheDevicesOwnFileExcludeEachOther() throws IOException {
    try (VfioDomain groups = VfioDomain.open(VfioBackend.TYPE1);
        VfioDomain domain = VfioDomain.open()) {
      open(groups, FIRST);
      assertThatThrownBy(() -> open(domain, FIRST)).hasMessageContaining("is open already");
      open(domain, ALONE);
      assertThatThrownBy(() -> open(groups, ALONE)).hasMessageContaining("is in use by another");
    }
  }

  @Test
  void aDeviceOfTheKernelsIsRefused() throws IOException {
    GuestDevices.BINDING.restore(ALONE);
    try (VfioDomain domain = VfioDomain.open()) {
      assertThatThrownBy(() -> open(domain, ALONE))
          .hasMessage(
              "%s cannot be used (bound to nvme): sudo orion pci bind %s".formatted(ALONE, ALONE));
    }
  }
}
