package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.block.FileBlockDevice;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A block device of the kernel: a loop device with blocks of 4096 bytes, which only root can make.
 */
class LoopBlockDeviceContractTest extends BlockDeviceContract {

  @TempDir private Path directory;

  private String loop = "";

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output.strip();
  }

  @Override
  protected BlockDevice openDevice() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "loop devices need root");
    Path file = directory.resolve("loop.img");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(8 << 20);
    }
    loop = run("losetup", "--find", "--show", "--sector-size", "4096", file.toString());
    FileBlockDevice device = FileBlockDevice.open(Path.of(loop), Access.READ_WRITE);
    assertThat(device.geometry().blockSizeBytes()).isEqualTo(4096);
    assertThat(device.geometry().capacityBytes()).isEqualTo(8 << 20);
    return device;
  }

  @AfterEach
  void detach() throws Exception {
    if (!loop.isEmpty()) {
      run("losetup", "--detach", loop);
    }
  }
}
