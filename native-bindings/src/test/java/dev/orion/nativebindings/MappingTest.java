package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.nativebindings.Mapping.Advice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  private static final long PAGE_BYTES = Mapping.pageBytes();

  @TempDir private Path directory;

  @Test
  void mappingsOfOneFileShareItsMemory() throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor memory = Descriptor.memfd("shared")) {
      memory.truncate(3 * PAGE_BYTES);
      MemorySegment whole = Mapping.map(memory, 0, 3 * PAGE_BYTES, arena);
      MemorySegment second = Mapping.map(memory, PAGE_BYTES, PAGE_BYTES, arena);
      MemorySegment readOnly = Mapping.mapReadOnly(memory, PAGE_BYTES, PAGE_BYTES, arena);

      second.set(ValueLayout.JAVA_LONG, 8, 0x1234_5678_9abc_def0L);

      assertThat(second.address()).isNotEqualTo(whole.address() + PAGE_BYTES);
      assertThat(whole.get(ValueLayout.JAVA_LONG, PAGE_BYTES + 8))
          .isEqualTo(0x1234_5678_9abc_def0L);
      assertThat(readOnly.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(0x1234_5678_9abc_def0L);
      assertThat(readOnly.isReadOnly()).isTrue();
      MemorySegment read = arena.allocate(8);
      memory.preadFully(read, 0, 8, PAGE_BYTES + 8);
      assertThat(read.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(0x1234_5678_9abc_def0L);
    }
  }

  @Test
  void closingTheArenaUnmaps() throws IOException {
    try (Descriptor memory = Descriptor.memfd("unmapped-with-its-arena")) {
      memory.truncate(PAGE_BYTES);
      try (Arena arena = Arena.ofConfined()) {
        Mapping.map(memory, 0, PAGE_BYTES, arena);
        assertThat(Files.readString(Path.of("/proc/self/maps")))
            .contains("unmapped-with-its-arena");
      }
      assertThat(Files.readString(Path.of("/proc/self/maps")))
          .doesNotContain("unmapped-with-its-arena");
    }
  }

  @Test
  void writableMappingOfAFileOpenedForReadingIsDenied() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[(int) PAGE_BYTES]);
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(file)) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> Mapping.map(descriptor, 0, PAGE_BYTES, arena, MapFlag.MAP_POPULATE))
          .withMessage(
              "mmap(fd %d \"%s\", %d bytes at 0, MAP_POPULATE): EACCES (Permission denied)",
              descriptor.number(), file, PAGE_BYTES);
      assertThat(Mapping.mapReadOnly(descriptor, 0, PAGE_BYTES, arena).byteSize())
          .isEqualTo(PAGE_BYTES);
    }
  }

  @Test
  void anonymousMemoryIsZeroedAndTakesAdvice() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory =
          Mapping.anonymous(4 * PAGE_BYTES, arena, MapFlag.MAP_SHARED, MapFlag.MAP_NORESERVE);
      Mapping.advise(memory, Advice.MADV_DONTFORK);
      Mapping.advise(memory, Advice.MADV_POPULATE_WRITE);
      Mapping.lock(memory.asSlice(0, PAGE_BYTES));
      assertThat(memory.mismatch(arena.allocate(4 * PAGE_BYTES))).isEqualTo(-1);

      String smaps = smapsEntry(memory);
      assertThat(smaps).contains(" rw-s ");
      assertThat(smaps).containsPattern("VmFlags:.* dc ");
      assertThat(smaps).containsPattern("VmFlags:.* lo ");

      MemorySegment privateMemory = Mapping.anonymous(PAGE_BYTES, arena).fill((byte) 1);
      assertThat(smapsEntry(privateMemory)).contains(" rw-p ");
      Mapping.advise(privateMemory, Advice.MADV_DONTNEED);
      assertThat(privateMemory.get(ValueLayout.JAVA_BYTE, 0)).isZero();
    }
  }

  @Test
  void adviceOnAnUnalignedRangeNamesTheAdvice() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Mapping.anonymous(PAGE_BYTES, arena);
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> Mapping.advise(memory.asSlice(1), Advice.MADV_DONTNEED))
          .withMessage(
              "madvise(%d bytes, MADV_DONTNEED): EINVAL (Invalid argument)", PAGE_BYTES - 1);
    }
  }

  /**
   * Asks for one page more than the machine has, so that it fails whether or not any are set aside.
   */
  @Test
  void missingHugePagesAreReported() throws IOException {
    long pageBytes = 2 << 20;
    Path pool = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
    long pages = Long.parseLong(Files.readString(pool).trim()) + 1;
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> Mapping.anonymousHuge(pages * pageBytes, pageBytes, arena))
          .withMessage(
              "mmap(%d bytes, MAP_ANONYMOUS|MAP_HUGETLB): ENOMEM (Cannot allocate memory)",
              pages * pageBytes);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Mapping.anonymousHuge(pageBytes + 4096, pageBytes, arena));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Mapping.anonymousHuge(pageBytes, 12345, arena));
    }
  }

  @Test
  void hugeMemoryFileHasHugeBlocks() throws Exception {
    long pageBytes = 2 << 20;
    try (Descriptor memory = Descriptor.hugeMemfd("huge", pageBytes)) {
      assertThat(Stat.of(memory, "%o")).isEqualTo(pageBytes);
    }
  }

  private static String smapsEntry(MemorySegment memory) throws IOException {
    String smaps = Files.readString(Path.of("/proc/self/smaps"));
    int start = smaps.indexOf("\n" + Long.toHexString(memory.address()) + "-") + 1;
    return smaps.substring(start, smaps.indexOf('\n', smaps.indexOf("VmFlags", start)) + 1);
  }
}
