package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockingIo;
import dev.orion.nvme.NvmeController;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.vfio.VfioBackend;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices of a guest without an IOMMU. */
@Tag("no-iommu")
@Timeout(120)
class NoIommuTest {
  private static final List<PciAddress> CONTROLLERS =
      List.of(PciAddress.parse("0000:09:00.0"), PciAddress.parse("0000:00:1e.0"));

  private static final Path MODE =
      Path.of("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
  private static final Path HUGE_PAGES = Path.of("/proc/sys/vm/nr_hugepages");

  @BeforeEach
  void bind() throws IOException {
    Files.writeString(MODE, "Y");
    Files.writeString(HUGE_PAGES, "64");
    for (PciAddress address : CONTROLLERS) {
      GuestDevices.BINDING.bind(address);
    }
  }

  @AfterEach
  void restore() throws IOException {
    for (PciAddress address : CONTROLLERS) {
      GuestDevices.BINDING.restore(address);
    }
  }

  private static NvmeController open(VfioDomain domain, PciAddress address) throws IOException {
    return NvmeController.open(
        domain.openFunction("pci-no-iommu:" + address, address), NanoClock.system());
  }

  @Test
  void dataIsKeptAndTheDevicesAreOpenedAgain() throws IOException {
    long seed = System.nanoTime();
    byte[] data = new byte[1 << 20];
    new Random(seed).nextBytes(data);
    for (int start = 0; start < 2; start++) {
      try (VfioDomain domain = VfioDomain.open(VfioBackend.NO_IOMMU_UNSAFE)) {
        for (PciAddress address : CONTROLLERS) {
          byte[] read = new byte[data.length];
          try (NvmeController controller = open(domain, address);
              BlockingIo io = BlockingIo.open(controller.namespace(1), NanoClock.system())) {
            io.write(1 << 20, MemorySegment.ofArray(data));
            io.read(1 << 20, MemorySegment.ofArray(read));
          }
          assertThat(read).as("%s, seed %d", address, seed).isEqualTo(data);
        }
      }
    }
  }

  @Test
  void memoryOutsideHugePagesIsRefused() throws IOException {
    try (VfioDomain domain = VfioDomain.open(VfioBackend.NO_IOMMU_UNSAFE)) {
      try (DmaBuffer buffer = domain.dma().allocate(4096)) {
        assertThat(buffer.iova()).isNotZero();
      }
    }
    Files.writeString(HUGE_PAGES, "0");
    try (VfioDomain domain = VfioDomain.open(VfioBackend.NO_IOMMU_UNSAFE)) {
      assertThatThrownBy(() -> domain.dma().allocate(4096))
          .isInstanceOf(DmaExhaustedException.class)
          .hasMessageContaining("nr_hugepages");
    }
  }

  @Test
  void withoutBeingAskedForItIsNotUsed() throws IOException {
    try (VfioDomain domain = VfioDomain.open()) {
      assertThatThrownBy(() -> open(domain, CONTROLLERS.getFirst()))
          .hasMessageContaining("cannot be used (no IOMMU)");
    }
  }

  @Test
  void aDeviceWithoutTheModeNamesTheWay() throws IOException {
    PciAddress address = CONTROLLERS.getFirst();
    GuestDevices.BINDING.restore(address);
    Files.writeString(MODE, "N");
    try (VfioDomain domain = VfioDomain.open(VfioBackend.NO_IOMMU_UNSAFE)) {
      assertThatThrownBy(() -> open(domain, address)).hasMessageContaining("echo Y | sudo tee");
    }
  }
}
