package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void openNamesThePathAndTheFlags() {
    Path missing = directory.resolve("missing");

    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Descriptor.open(missing, OpenFlag.O_RDWR, OpenFlag.O_DIRECT))
        .withMessage("open(\"%s\", O_RDWR|O_DIRECT): ENOENT (No such file or directory)", missing)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .satisfies(e -> assertThat(e.errnoName()).isEqualTo("ENOENT"))
        .satisfies(e -> assertThat(e.call()).isEqualTo("open(\"%s\", O_RDWR|O_DIRECT)", missing));
  }

  @Test
  void failedTransferNamesTheDescriptorAndTheRange() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file, OpenFlag.O_WRONLY)) {
      MemorySegment buffer = arena.allocate(512);

      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> descriptor.pread(buffer, 0, 512, 4096))
          .withMessage(
              "pread(fd %d \"%s\", 512 bytes at 4096): EBADF (Bad file descriptor)",
              descriptor.number(), file);
    }
  }

  @Test
  void failedIoctlNamesTheRequest() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file)) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);

      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> descriptor.ioctl(Ioctl.BLKGETSIZE64, size))
          .withMessage(
              "ioctl(fd %d \"%s\", BLKGETSIZE64): ENOTTY (Inappropriate ioctl for device)",
              descriptor.number(), file);
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> descriptor.ioctl(Ioctl.VFIO_SET_IOMMU, 3))
          .withMessageContaining("VFIO_SET_IOMMU, 3): ENOTTY");
    }
  }

  @Test
  void messagesStayOnOneLine() {
    Path odd = directory.resolve("a\n\"b\"");

    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Descriptor.open(odd))
        .withMessageContaining("a\\n\\\"b\\\"\", O_RDONLY): ENOENT");
  }

  @Test
  void createsAFileWithTheModeAsked() throws IOException {
    Path file = directory.resolve("file");

    Descriptor.open(file, 0600, OpenFlag.O_RDWR, OpenFlag.O_CREAT, OpenFlag.O_EXCL).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void writesWhatOthersReadAndReadsWhatOthersWrite() throws IOException {
    Path file = directory.resolve("file");
    Files.writeString(file, "0123456789");
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file, OpenFlag.O_RDWR)) {
      MemorySegment buffer = arena.allocate(16);

      descriptor.preadFully(buffer, 1, 4, 3);
      assertThat(text(buffer, 1, 4)).isEqualTo("3456");
      assertThat(descriptor.pread(buffer, 0, 16, 8)).isEqualTo(2);
      assertThat(descriptor.pread(buffer, 0, 16, 10)).isZero();
      assertThat(descriptor.read(buffer, 0, 3)).isEqualTo(3);
      assertThat(descriptor.write(arena.allocateFrom("xy"), 0, 2)).isEqualTo(2);
      descriptor.pwriteFully(arena.allocateFrom("ab"), 0, 2, 10);
      descriptor.dataSync();
      descriptor.sync();

      assertThat(file).hasContent("012xy56789ab");
      assertThat(descriptor.size()).isEqualTo(12);
      descriptor.truncate(5);
      assertThat(file).hasContent("012xy");
    }
  }

  @Test
  void readingPastTheEndFullyIsAnError() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123");
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file)) {
      MemorySegment buffer = arena.allocate(16);

      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> descriptor.preadFully(buffer, 0, 16, 1))
          .withMessage(
              "pread(fd %d \"%s\", 13 bytes at 4): end of file", descriptor.number(), file);
    }
  }

  @Test
  void scattersAndGathers() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file, OpenFlag.O_RDWR)) {
      MemorySegment first = arena.allocate(8);
      MemorySegment second = arena.allocate(8);
      IoVector vector = new IoVector(arena, 2);
      vector.add(first, 2, 3);
      vector.add(second, 0, 4);

      assertThat(descriptor.preadv(vector, 1)).isEqualTo(7);
      assertThat(text(first, 2, 3)).isEqualTo("123");
      assertThat(text(second, 0, 4)).isEqualTo("4567");

      vector.clear();
      vector.add(second, 0, 4);
      vector.add(first, 2, 3);
      assertThat(descriptor.pwritev(vector, 0)).isEqualTo(7);
      assertThat(file).hasContent("4567123789");
    }
  }

  @Test
  void advancingAVectorDropsWhatWasMoved() throws IOException {
    Path file = directory.resolve("file");
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file, 0600, OpenFlag.O_RDWR, OpenFlag.O_CREAT)) {
      MemorySegment buffer = arena.allocateFrom("abcdefghi");
      IoVector vector = new IoVector(arena, 3);
      for (int i = 0; i < 3; i++) {
        vector.add(buffer, i * 3L, 3);
      }
      vector.advance(4);

      assertThat(vector.remainingBytes()).isEqualTo(5);
      descriptor.pwritevFully(vector, 0);
      assertThat(vector.remainingBytes()).isZero();
      assertThat(file).hasContent("efghi");

      vector.clear();
      vector.add(buffer, 0, 8);
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> descriptor.preadvFully(vector, 0))
          .withMessageContaining("3 bytes at 5): end of file");
    }
  }

  @Test
  void punchedHoleFreesItsBlocks() throws Exception {
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.memfd("holes")) {
      MemorySegment ones = arena.allocate(MIB).fill((byte) 1);
      descriptor.pwriteFully(ones, 0, MIB, 0);
      long before = allocatedBlocks(descriptor);

      descriptor.punchHole(MIB / 4, MIB / 2);

      assertThat(before - allocatedBlocks(descriptor)).isEqualTo(MIB / 2 / 512);
      assertThat(descriptor.size()).isEqualTo(MIB);
      MemorySegment content = arena.allocate(MIB);
      descriptor.preadFully(content, 0, MIB, 0);
      MemorySegment expected = arena.allocate(MIB).fill((byte) 1);
      expected.asSlice(MIB / 4, MIB / 2).fill((byte) 0);
      assertThat(content.mismatch(expected)).isEqualTo(-1);
    }
  }

  @Test
  void allocatedSpaceExistsBeforeItIsWritten() throws Exception {
    try (Descriptor descriptor = Descriptor.memfd("space")) {
      descriptor.allocate(0, MIB);

      assertThat(descriptor.size()).isEqualTo(MIB);
      assertThat(allocatedBlocks(descriptor)).isEqualTo(MIB / 512);
    }
  }

  @Test
  void failedAllocationNamesModeAndRange() throws IOException {
    try (Descriptor descriptor = Descriptor.memfd("space")) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> descriptor.zeroRange(0, 4096)) // memory file systems cannot
          .withMessage(
              "fallocate(fd %d \"memfd:space\", FALLOC_FL_ZERO_RANGE, 0, 4096): "
                  + "EOPNOTSUPP (Operation not supported)",
              descriptor.number());
    }
  }

  @Test
  void lockIsExclusiveUntilClosed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (Descriptor second = Descriptor.open(file)) {
      try (Descriptor first = Descriptor.open(file)) {
        assertThat(first.tryLock()).isTrue();
        assertThat(second.tryLock()).isFalse();
      }
      assertThat(second.tryLock()).isTrue();
    }
  }

  @Test
  void closesOnceAndRefusesLaterUse() throws IOException {
    Descriptor descriptor = Descriptor.memfd("closed");
    int number = descriptor.number();
    descriptor.close();
    try (Descriptor successor = Descriptor.memfd("successor")) {
      assertThat(successor.number()).isEqualTo(number);

      descriptor.close();

      assertThat(successor.size()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(descriptor::size)
          .withMessage("fd %d \"memfd:closed\" is closed", number);
    }
  }

  @Test
  void refusesBuffersThatTheKernelMustNotWrite() throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.memfd("buffers")) {
      MemorySegment readOnly = arena.allocate(8).asReadOnly();
      MemorySegment heap = MemorySegment.ofArray(new byte[8]);

      assertThatIllegalArgumentException().isThrownBy(() -> descriptor.pread(readOnly, 0, 8, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> descriptor.pread(heap, 0, 8, 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> descriptor.pwrite(readOnly, 1, 8, 0));
    }
  }

  private static long allocatedBlocks(Descriptor descriptor) throws Exception {
    return Stat.of(descriptor, "%b");
  }

  private static String text(MemorySegment segment, long offset, long lengthBytes) {
    byte[] bytes = segment.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
