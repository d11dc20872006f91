package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random writes of random lengths, alignments and scatter lists through several queues on several
 * threads; what was written is read back through the device, and from the image file behind it.
 */
@Tag("any-transport")
@Timeout(180)
class DataIntegrityTest {

  /** mdts: a transfer limit of 4 KiB makes every command one page; 7 is QEMU's default. */
  @ParameterizedTest
  @CsvSource({"4096, 7", "512, 7", "4096, 1", "512, 0"})
  void whatWasWrittenIsThere(int blockBytes, int mdts) throws Exception {
    long seed = System.nanoTime();
    long sizeBytes = 64 << 20;
    byte[] model = new byte[(int) sizeBytes];
    try (TestLab lab =
        TestLab.start(
            List.of("nvme0:size=%d,lba=%d".formatted(sizeBytes, blockBytes)),
            List.of("nvme0:mdts=" + mdts))) {
      NvmeController controller = lab.nvme("nvme0");
      NvmeNamespace namespace = controller.namespace(1);
      RandomWriters.run(namespace, model, seed, CompletableFuture::get);
      controller.close();
      try (RandomAccessFile image = new RandomAccessFile(lab.image("nvme0", 1).toFile(), "r")) {
        byte[] onDisk = new byte[(int) sizeBytes];
        image.readFully(onDisk);
        assertThat(MemorySegment.ofArray(onDisk).mismatch(MemorySegment.ofArray(model)))
            .as("the image file, seed %d", seed)
            .isEqualTo(-1);
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed %d".formatted(seed), e);
    }
  }
}
