package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.tools.lab.LabClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's example: it compiles, it is what the README shows, and it does what it says. */
class ReadmeExampleTest {

  private static final Path SOURCE =
      Path.of("src/test/java/dev/orion/qemutests/ReadmeExampleTest.java");
  private static final Path README = Path.of("../README.md");

  private static void example(LabClient client) throws IOException {
    // Example begin
    NvmeNamespace disk = client.nvme("nvme0").namespace(1);
    try (BlockQueue queue = disk.openQueue(32);
        DmaBuffer buffer = disk.dma().allocate(4096)) {
      buffer.segment().setString(0, "hello, drive");
      BlockRequest request = new BlockRequest().write(0, 1).add(buffer).forceUnitAccess();
      queue.submit(request);
      while (request.isInFlight()) {
        queue.poll();
      }
    }
    // Example end
  }

  @Test
  void isWhatTheReadmeShows() throws IOException {
    String source = Files.readString(SOURCE);
    String example =
        source
            .substring(
                source.indexOf("// Example begin\n") + "// Example begin\n".length(),
                source.indexOf("    // Example end\n"))
            .lines()
            .map(line -> line.replaceFirst("^ {4}", ""))
            .collect(Collectors.joining("\n", "```java\n", "\n```\n"));
    assertThat(Files.readString(README)).contains(example);
  }

  @Test
  void writesToTheDrive() throws IOException {
    try (QtestLab lab = QtestLab.standard()) {
      example(lab.client());
      byte[] image = new byte[12];
      try (var file = Files.newInputStream(lab.image("nvme0", 1))) {
        assertThat(file.readNBytes(image, 0, image.length)).isEqualTo(image.length);
      }
      assertThat(image).asString().isEqualTo("hello, drive");
    }
  }
}
