package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockingIo;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.vfio.VfioDomain;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A controller and its SR-IOV virtual functions, all in one domain. */
@Tag("vfio")
@Timeout(180)
class VfioVirtualFunctionTest {
  private static final PciAddress PHYSICAL = PciAddress.parse("0000:09:00.0");
  private static final PciAddress FIRST = PciAddress.parse("0000:09:00.1");
  private static final PciAddress SECOND = PciAddress.parse("0000:09:00.2");

  // Virtualization Management (Base 5.26).
  private static final int ACTION_SECONDARY_OFFLINE = 7;
  private static final int ACTION_SECONDARY_ASSIGN = 8;
  private static final int ACTION_SECONDARY_ONLINE = 9;
  private static final int RESOURCE_QUEUES = 0;
  private static final int RESOURCE_INTERRUPTS = 1 << 8;

  private static void manage(NvmeController physical, int controllerId, int action, int count)
      throws Exception {
    physical.admin(
        NvmeCommand.of(AdminOpcode.VIRTUALIZATION_MANAGEMENT)
            .withCdw10(controllerId << 16 | action)
            .withCdw11(count));
  }

  @Test
  void oneWritesWhatTheOtherReads() throws Exception {
    Files.writeString(Path.of("/sys/module/vfio_pci/parameters/enable_sriov"), "Y");
    GuestDevices.BINDING.bind(PHYSICAL);
    Path count = GuestDevices.device(PHYSICAL).directory().resolve("sriov_numvfs");
    byte[] data = new byte[64 << 10];
    new Random(1).nextBytes(data);
    byte[] read = new byte[data.length];
    try (VfioDomain domain = VfioDomain.open();
        NvmeController physical = open(domain, PHYSICAL)) {
      Files.writeString(count, "2");
      try {
        for (int id = 1; id <= 2; id++) {
          manage(physical, id, ACTION_SECONDARY_OFFLINE, 0);
          manage(physical, id, ACTION_SECONDARY_ASSIGN | RESOURCE_QUEUES, 2);
          manage(physical, id, ACTION_SECONDARY_ASSIGN | RESOURCE_INTERRUPTS, 2);
          manage(physical, id, ACTION_SECONDARY_ONLINE, 0);
        }
        GuestDevices.BINDING.bind(FIRST);
        GuestDevices.BINDING.bind(SECOND);
        try (NvmeController first = open(domain, FIRST);
            NvmeController second = open(domain, SECOND);
            BlockingIo writer = BlockingIo.open(first.namespace(1), NanoClock.system());
            BlockingIo reader = BlockingIo.open(second.namespace(1), NanoClock.system())) {
          writer.write(1 << 20, MemorySegment.ofArray(data));
          reader.read(1 << 20, MemorySegment.ofArray(read));
        }
      } finally {
        Files.writeString(count, "0");
      }
    }
    assertThat(read).isEqualTo(data);
    GuestDevices.BINDING.restore(PHYSICAL);
    GuestDevices.disk(PHYSICAL);
  }

  private static NvmeController open(VfioDomain domain, PciAddress address) throws Exception {
    return NvmeController.open(domain.openFunction("pci:" + address, address), NanoClock.system());
  }
}
