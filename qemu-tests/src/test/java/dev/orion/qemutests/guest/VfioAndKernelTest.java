package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockingIo;
import dev.orion.nvme.NvmeController;
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
import org.junit.jupiter.api.io.TempDir;

/** Orion and the kernel's nvme driver take turns on one controller and find each other's data. */
@Tag("vfio")
@Timeout(180)
class VfioAndKernelTest {
  private static final PciAddress CONTROLLER = PciAddress.parse("0000:00:1e.0");
  private static final PciAddress NEIGHBOUR = PciAddress.parse("0000:00:1e.1");
  private static final int LENGTH_BYTES = 3 << 20;
  private static final long OFFSET_BYTES = 5 << 20;

  @TempDir private Path directory;

  @Test
  void eachReadsWhatTheOtherWrote() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] ofOrion = new byte[LENGTH_BYTES];
    byte[] ofKernel = new byte[LENGTH_BYTES];
    random.nextBytes(ofOrion);
    random.nextBytes(ofKernel);

    GuestDevices.BINDING.bind(CONTROLLER);
    GuestDevices.BINDING.bind(NEIGHBOUR);
    try (VfioDomain domain = VfioDomain.open();
        NvmeController controller = open(domain);
        BlockingIo io = BlockingIo.open(controller.namespace(1), NanoClock.system())) {
      io.write(OFFSET_BYTES, MemorySegment.ofArray(ofOrion));
      io.flush();
    }
    GuestDevices.BINDING.restore(CONTROLLER);

    String disk = GuestDevices.disk(CONTROLLER);
    Path file = directory.resolve("data");
    GuestDevices.run(
        "dd", "if=" + disk, "of=" + file, "bs=1M", "skip=5", "count=3", "iflag=direct");
    assertThat(Files.mismatch(file, Files.write(directory.resolve("expected"), ofOrion)))
        .as("what dd read, seed %d", seed)
        .isEqualTo(-1);
    Files.write(file, ofKernel);
    GuestDevices.run(
        "dd", "if=" + file, "of=" + disk, "bs=1M", "seek=5", "oflag=direct", "conv=fsync");

    GuestDevices.BINDING.bind(CONTROLLER);
    byte[] read = new byte[LENGTH_BYTES];
    try (VfioDomain domain = VfioDomain.open();
        NvmeController controller = open(domain);
        BlockingIo io = BlockingIo.open(controller.namespace(1), NanoClock.system())) {
      io.read(OFFSET_BYTES, MemorySegment.ofArray(read));
    }
    assertThat(MemorySegment.ofArray(read).mismatch(MemorySegment.ofArray(ofKernel)))
        .as("what dd wrote, seed %d", seed)
        .isEqualTo(-1);
    GuestDevices.BINDING.restore(CONTROLLER);
    GuestDevices.BINDING.restore(NEIGHBOUR);
    GuestDevices.disk(CONTROLLER);
  }

  private static NvmeController open(VfioDomain domain) throws Exception {
    return NvmeController.open(
        domain.openFunction("pci:" + CONTROLLER, CONTROLLER), NanoClock.system());
  }
}
