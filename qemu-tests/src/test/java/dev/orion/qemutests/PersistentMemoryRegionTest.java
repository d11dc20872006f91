package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.NvmeController;
import dev.orion.nvme.PersistentMemoryRegion;
import dev.orion.pci.Registers;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Persistent Memory Region of QEMU's controller, which is a file. */
@Timeout(120)
class PersistentMemoryRegionTest {

  private static final long REGION_BYTES = 8 << 20;

  @Test
  void whatIsWrittenIsInTheFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("region");
    String memory =
        "memory-backend-file,id=region,share=on,mem-path=%s,size=%d".formatted(file, REGION_BYTES);
    QemuBinary qemu = QemuScript.adding(directory, List.of("-object", memory));
    TestLabDefinition definition =
        new TestLabDefinition(List.of("nvme0:size=64M"), List.of("nvme0:pmrdev=region"));
    try (QtestLab lab = QtestLab.start(definition, qemu)) {
      NvmeController controller = lab.nvme("nvme0");
      PersistentMemoryRegion region = PersistentMemoryRegion.of(controller).orElseThrow();
      assertThat(region.bar()).isEqualTo(4);
      assertThat(region.lengthBytes()).isEqualTo(REGION_BYTES);
      assertThat(region.readData()).isTrue();
      assertThat(region.writeData()).isTrue();
      assertThat(region.isReady()).isFalse();

      region.enable();
      assertThat(region.isReady()).isTrue();
      assertThat(region.health()).isZero();
      Registers registers = region.map();
      registers.write64(4096, 0x0123_4567_89ab_cdefL);
      region.flush(registers);
      assertThat(registers.read64(4096)).isEqualTo(0x0123_4567_89ab_cdefL);
      region.disable();
      assertThat(region.isReady()).isFalse();
    }
    byte[] kept = Files.readAllBytes(file);
    assertThat(kept).hasSize((int) REGION_BYTES);
    assertThat(MemorySegment.ofArray(kept).get(ValueLayout.JAVA_LONG_UNALIGNED, 4096))
        .isEqualTo(0x0123_4567_89ab_cdefL);
  }
}
