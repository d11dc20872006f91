package dev.orion.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.block.BlockException.Kind;
import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the device against what java.nio and stat(1) say about its file. */
class FileBlockDeviceTest {

  private static final int BLOCK = 4096;
  private static final int BLOCKS = 512;

  @TempDir private Path directory;

  private static BlockRequest run(BlockDevice device, BlockRequest request) throws IOException {
    try (BlockQueue queue = device.openQueue(1)) {
      assertThat(queue.submit(request)).isTrue();
      assertThat(queue.poll()).isEqualTo(1);
    }
    return request;
  }

  private static void succeed(BlockDevice device, BlockRequest request) throws IOException {
    assertThat(run(device, request).failure()).isNull();
  }

  private static BlockException fail(BlockDevice device, BlockRequest request) throws IOException {
    BlockException failure = run(device, request).failure();
    assertThat(failure).isNotNull();
    return failure;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("disk.img"), content);
  }

  /** Space that a file takes, in units of 512 bytes. */
  private static long allocatedSectors(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "--format=%b", file.toString()).start();
    String output = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(stat.waitFor()).isZero();
    return Long.parseLong(output.strip());
  }

  @Test
  void readsAndWritesTheBytesOfTheFile() throws Exception {
    Random random = Seeds.random("readsAndWritesTheBytesOfTheFile");
    byte[] model = Seeds.bytes(random, BLOCKS * BLOCK);
    Path path = file(model);
    try (FileBlockDevice device = FileBlockDevice.open(path, BLOCK, Access.READ_WRITE);
        DmaBuffer buffer = device.dma().allocate(16 * BLOCK)) {
      MemorySegment memory = buffer.segment();
      for (int i = 0; i < 100; i++) {
        int count = 1 + random.nextInt(8);
        int block = random.nextInt(BLOCKS - count + 1);
        int length = count * BLOCK;
        int cut = 1 + random.nextInt(length - 1);
        int gap = random.nextInt(100);
        if (random.nextBoolean()) {
          byte[] content = Seeds.bytes(random, length);
          MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 1, cut);
          MemorySegment.copy(
              MemorySegment.ofArray(content), cut, memory, 1 + cut + gap, length - cut);
          BlockRequest write =
              new BlockRequest()
                  .write(block, count)
                  .add(buffer, 1, cut)
                  .add(buffer, 1 + cut + gap, length - cut);
          succeed(device, random.nextBoolean() ? write : write.forceUnitAccess());
          System.arraycopy(content, 0, model, block * BLOCK, length);
          assertThat(Files.readAllBytes(path)).isEqualTo(model);
        } else {
          int tail = 1 + length - cut + gap;
          BlockRequest read =
              new BlockRequest()
                  .read(block, count)
                  .add(buffer, tail, cut)
                  .add(buffer, 1, length - cut);
          succeed(device, read);
          byte[] content = new byte[length];
          MemorySegment.copy(memory, JAVA_BYTE, tail, content, 0, cut);
          MemorySegment.copy(memory, JAVA_BYTE, 1, content, cut, length - cut);
          assertThat(content)
              .isEqualTo(Arrays.copyOfRange(model, block * BLOCK, block * BLOCK + length));
        }
      }
    }
  }

  @Test
  void discardGivesSpaceBackAndWriteZeroesKeepsIt() throws Exception {
    byte[] content = new byte[BLOCKS * BLOCK];
    Arrays.fill(content, (byte) 0x5a);
    Path path = file(content);
    try (FileBlockDevice device = FileBlockDevice.open(path, BLOCK, Access.READ_WRITE)) {
      succeed(device, new BlockRequest().flush());
      long full = allocatedSectors(path);
      assertThat(full).isGreaterThanOrEqualTo(BLOCKS * BLOCK / 512);

      succeed(device, new BlockRequest().prepare(BlockOperation.WRITE_ZEROES, 16, 128));
      succeed(device, new BlockRequest().flush());
      Arrays.fill(content, 16 * BLOCK, 144 * BLOCK, (byte) 0);
      assertThat(Files.readAllBytes(path)).isEqualTo(content);
      assertThat(allocatedSectors(path)).isGreaterThanOrEqualTo(BLOCKS * BLOCK / 512);

      succeed(device, new BlockRequest().prepare(BlockOperation.DISCARD, 256, 128));
      succeed(device, new BlockRequest().flush());
      Arrays.fill(content, 256 * BLOCK, 384 * BLOCK, (byte) 0);
      assertThat(Files.readAllBytes(path)).isEqualTo(content);
      assertThat(allocatedSectors(path)).isLessThanOrEqualTo(full - 128 * BLOCK / 512);
    }
  }

  @Test
  void createsSparseFilesAndNoneTwice() throws Exception {
    Path path = directory.resolve("new.img");
    try (FileBlockDevice device = FileBlockDevice.create(path, 1L << 40, 512)) {
      assertThat(device.geometry().blockCount()).isEqualTo(1L << 31);
      assertThat(Files.size(path)).isEqualTo(1L << 40);
      assertThat(allocatedSectors(path)).isZero();
      try (DmaBuffer buffer = device.dma().allocate(512)) {
        buffer.segment().fill((byte) 7);
        succeed(device, new BlockRequest().write((1L << 31) - 1, 1).add(buffer));
      }
    }
    assertThatIOException()
        .isThrownBy(() -> FileBlockDevice.create(path, 512, 512))
        .withMessageContaining("new.img")
        .withMessageContaining("EEXIST");
    assertThat(Files.size(path)).isEqualTo(1L << 40);
    try (RandomAccessFile raw = new RandomAccessFile(path.toFile(), "r")) {
      raw.seek((1L << 40) - 512);
      assertThat(raw.read()).isEqualTo(7);
    }
  }

  @Test
  void saysWhatIsWrongWithASize() throws Exception {
    Path path = file(new byte[5 * BLOCK + 77]);
    assertThatIOException()
        .isThrownBy(() -> FileBlockDevice.open(path, BLOCK, Access.READ_WRITE))
        .withMessage(
            "%s: its 20557 bytes are no multiple of the block size 4096 (77 are left over): extend"
                    .formatted(path)
                + " it to 24576 bytes, or use smaller blocks");
    for (int size : new int[] {0, 256, 1000}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FileBlockDevice.open(path, size, Access.READ_WRITE))
          .withMessageContaining("block size " + size);
    }
  }

  @Test
  void takesBlocksOf512BytesUnlessToldOtherwise() throws Exception {
    try (FileBlockDevice device = FileBlockDevice.open(file(new byte[3 * 512]), Access.READ_ONLY)) {
      assertThat(device.geometry().blockSizeBytes()).isEqualTo(512);
      assertThat(device.geometry().blockCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void opensNothingButFilesAndBlockDevices(Access access) {
    assertThatIOException()
        .isThrownBy(() -> FileBlockDevice.open(directory, access))
        .withMessageContaining("is a directory");
    assertThatIOException()
        .isThrownBy(() -> FileBlockDevice.open(Path.of("/dev/null"), access))
        .withMessageContaining("/dev/null is neither a regular file nor a block device");
    assertThatIOException()
        .isThrownBy(() -> FileBlockDevice.open(directory.resolve("none"), access))
        .withMessageContaining("none")
        .withMessageContaining("ENOENT");
  }

  @ParameterizedTest
  @EnumSource(
      value = BlockOperation.class,
      names = {"WRITE", "DISCARD", "WRITE_ZEROES"})
  void refusesToChangeWhatWasOpenedReadOnly(BlockOperation operation) throws Exception {
    byte[] content = Seeds.bytes(new Random(1), 2 * BLOCK);
    Path path = file(content);
    try (FileBlockDevice device = FileBlockDevice.open(path, BLOCK, Access.READ_ONLY);
        DmaBuffer buffer = device.dma().allocate(BLOCK)) {
      BlockRequest request = new BlockRequest().prepare(operation, 1, 1);
      BlockException failure = fail(device, operation.hasData() ? request.add(buffer) : request);
      assertThat(failure.kind()).isEqualTo(Kind.WRITE_PROTECTED);
      assertThat(failure).hasMessageContaining(path + ": ").hasMessageContaining("read-only");
      succeed(device, new BlockRequest().flush());
      succeed(device, new BlockRequest().read(1, 1).add(buffer));
      assertThat(buffer.segment().toArray(JAVA_BYTE))
          .isEqualTo(Arrays.copyOfRange(content, BLOCK, 2 * BLOCK));
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(content);
  }

  @Test
  void reportsAFileThatBecameShorter() throws Exception {
    Path path = file(new byte[4 * BLOCK]);
    try (FileBlockDevice device = FileBlockDevice.open(path, BLOCK, Access.READ_WRITE);
        DmaBuffer buffer = device.dma().allocate(2 * BLOCK)) {
      try (RandomAccessFile raw = new RandomAccessFile(path.toFile(), "rw")) {
        raw.setLength(3 * BLOCK);
      }
      BlockException failure = fail(device, new BlockRequest().read(2, 2).add(buffer));
      assertThat(failure.kind()).isEqualTo(Kind.MEDIA_ERROR);
      assertThat(failure)
          .hasMessageContaining(path + ": read of blocks 2 to 3")
          .hasMessageContaining("shorter");
    }
  }

  /** The kernel answers every write to /dev/full with ENOSPC. */
  @Test
  void reportsAFullDisk() throws Exception {
    try (FileBlockDevice device = special("/dev/full");
        DmaBuffer buffer = device.dma().allocate(BLOCK)) {
      BlockException failure = fail(device, new BlockRequest().write(3, 1).add(buffer));
      assertThat(failure.kind()).isEqualTo(Kind.NO_SPACE);
      assertThat(failure)
          .hasMessageStartingWith("/dev/full: write of block 3: ")
          .hasMessageContaining("ENOSPC (No space left on device)");
    }
  }

  /** The kernel answers a read of an unmapped page of /proc/self/mem, as page 0 is, with EIO. */
  @Test
  void reportsAnInputOutputError() throws Exception {
    try (FileBlockDevice device = special("/proc/self/mem");
        DmaBuffer buffer = device.dma().allocate(BLOCK)) {
      BlockException failure = fail(device, new BlockRequest().read(0, 1).add(buffer));
      assertThat(failure.kind()).isEqualTo(Kind.MEDIA_ERROR);
      assertThat(failure)
          .hasMessageStartingWith("/proc/self/mem: read of block 0: ")
          .hasMessageContaining("EIO");
    }
  }

  private static FileBlockDevice special(String path) throws IOException {
    return new FileBlockDevice(
        Path.of(path),
        Descriptor.open(Path.of(path), OpenFlag.O_RDWR),
        false,
        Access.READ_WRITE,
        Geometry.conventional(BLOCK, 16, 16, Set.of(Geometry.Capability.values())));
  }
}
