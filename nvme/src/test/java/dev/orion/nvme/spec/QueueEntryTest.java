package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class QueueEntryTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void readCommandIsTheseBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = filled(arena, 192, 0xee);
      long at = 64;
      SubmissionQueueEntry.clear(queue, at);
      int cdw0 =
          SubmissionQueueEntry.cdw0(
              NvmOpcode.READ.code(),
              SubmissionQueueEntry.FUSE_SECOND,
              SubmissionQueueEntry.PSDT_SGL_MPTR_CONTIGUOUS,
              0xbeef);
      SubmissionQueueEntry.setCdw0(queue, at, cdw0);
      SubmissionQueueEntry.setNsid(queue, at, 0x01020304);
      SubmissionQueueEntry.setMptr(queue, at, 0x1112131415161718L);
      SubmissionQueueEntry.setPrp1(queue, at, 0x2122232425262728L);
      SubmissionQueueEntry.setPrp2(queue, at, 0x3132333435363738L);
      SubmissionQueueEntry.setCdw10And11(queue, at, 0x4142434445464748L);
      SubmissionQueueEntry.setCdw12(
          queue, at, NvmCommand.cdw12(0x5152, NvmCommand.FUA | NvmCommand.PRACT));
      SubmissionQueueEntry.setCdw13(queue, at, 0x61626364);
      SubmissionQueueEntry.setCdw14(queue, at, 0x71727374);
      SubmissionQueueEntry.setCdw15(queue, at, 0x81828384);

      assertThat(hex(queue, at, 64))
          .isEqualTo(
              "0242efbe" // CDW0: opcode 02h, FUSE 10b and PSDT 01b in 42h, CID BEEFh
                  + "04030201" // NSID
                  + "0000000000000000" // CDW2, CDW3
                  + "1817161514131211" // MPTR
                  + "2827262524232221" // PRP1
                  + "3837363534333231" // PRP2
                  + "4847464544434241" // CDW10, CDW11: SLBA
                  + "52510060" // CDW12
                  + "64636261"
                  + "74737271"
                  + "84838281");
      assertThat(hex(queue, 0, 64)).isEqualTo("ee".repeat(64));
      assertThat(hex(queue, 128, 64)).isEqualTo("ee".repeat(64));
    }
  }

  @Test
  void clearedEntryIsAllZeroAndItsNeighboursAreNot() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = filled(arena, 192, 0xee);
      SubmissionQueueEntry.clear(queue, 64);
      assertThat(hex(queue, 0, 192)).isEqualTo("ee".repeat(64) + "00".repeat(64) + "ee".repeat(64));
    }
  }

  @Test
  void otherDwordsAndCombinedStores() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = filled(arena, 64, 0xff);
      SubmissionQueueEntry.setCdw0AndNsid(queue, 0, 0x80000006, 0x87654321);
      SubmissionQueueEntry.setCdw2(queue, 0, 0x0a0b0c0d);
      SubmissionQueueEntry.setCdw3(queue, 0, 0x1a1b1c1d);
      SubmissionQueueEntry.setSgl1(
          queue,
          0,
          0x1122334455667788L,
          SglDescriptor.high(SglDescriptor.TYPE_LAST_SEGMENT, 0xfffffff0L));
      SubmissionQueueEntry.setCdw10(queue, 0, 0x2a2b2c2d);
      SubmissionQueueEntry.setCdw11(queue, 0, 0x3a3b3c3d);

      assertThat(hex(queue, 0, 64))
          .isEqualTo(
              "06000080"
                  + "21436587"
                  + "0d0c0b0a"
                  + "1d1c1b1a"
                  + "ff".repeat(8)
                  + "8877665544332211"
                  + "f0ffffff"
                  + "00000030" // reserved bytes, then type 3h, sub type 0h
                  + "2d2c2b2a"
                  + "3d3c3b3a"
                  + "ff".repeat(16));
    }
  }

  @Test
  void fieldsReadBackFromBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = arena.allocate(64, 64);
      for (int i = 0; i < 64; i++) {
        queue.set(ValueLayout.JAVA_BYTE, i, (byte) (0xc0 + i));
      }
      int cdw0 = SubmissionQueueEntry.cdw(queue, 0, 0);
      assertThat(SubmissionQueueEntry.opcode(cdw0)).isEqualTo(0xc0);
      assertThat(SubmissionQueueEntry.cid(cdw0)).isEqualTo(0xc3c2);
      assertThat(SubmissionQueueEntry.nsid(queue, 0)).isEqualTo(0xc7c6c5c4);
      assertThat(SubmissionQueueEntry.mptr(queue, 0)).isEqualTo(0xd7d6d5d4d3d2d1d0L);
      assertThat(SubmissionQueueEntry.prp1(queue, 0)).isEqualTo(0xdfdedddcdbdad9d8L);
      assertThat(SubmissionQueueEntry.prp2(queue, 0)).isEqualTo(0xe7e6e5e4e3e2e1e0L);
      assertThat(SubmissionQueueEntry.cdw(queue, 0, 10)).isEqualTo(0xebeae9e8);
      assertThat(SubmissionQueueEntry.cdw(queue, 0, 15)).isEqualTo(0xfffefdfc);
    }
  }

  @Test
  void completionOfBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = arena.allocate(32, 16);
      MemorySegment.copy(
          HEX.parseHex("1122334455667788" + "0201" + "0403" + "efbe" + "0181"),
          0,
          queue,
          ValueLayout.JAVA_BYTE,
          16,
          16);
      int dword3 = CompletionQueueEntry.dword3Acquire(queue, 16);
      int dword2 = CompletionQueueEntry.dword2(queue, 16);

      assertThat(CompletionQueueEntry.cid(dword3)).isEqualTo(0xbeef);
      assertThat(CompletionQueueEntry.phase(dword3)).isEqualTo(1);
      assertThat(CompletionQueueEntry.statusField(dword3)).isEqualTo(0x4080);
      assertThat(Status.ofDword3(dword3).toString())
          .isEqualTo("LBA Out of Range (SCT 0h, SC 80h, DNR)");
      assertThat(CompletionQueueEntry.sqhd(dword2)).isEqualTo(0x0102);
      assertThat(CompletionQueueEntry.sqid(dword2)).isEqualTo(0x0304);
      assertThat(CompletionQueueEntry.dword0(queue, 16)).isEqualTo(0x44332211);
      assertThat(CompletionQueueEntry.dword1(queue, 16)).isEqualTo(0x88776655);
      assertThat(CompletionQueueEntry.dword0And1(queue, 16)).isEqualTo(0x8877665544332211L);
      assertThat(CompletionQueueEntry.dword3Acquire(queue, 0)).isZero();
    }
  }

  @Test
  void postedCompletionIsTheseBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = filled(arena, 32, 0xee);
      CompletionQueueEntry.post(
          queue,
          16,
          0x8877665544332211L,
          0xfffe_8001,
          CompletionQueueEntry.dword3(0xffff, 0, 0x7fff));
      assertThat(hex(queue, 0, 32))
          .isEqualTo("ee".repeat(16) + "1122334455667788" + "0180feff" + "ffff" + "feff");
    }
  }

  private static MemorySegment filled(Arena arena, long lengthBytes, int value) {
    return arena.allocate(lengthBytes, 64).fill((byte) value);
  }

  private static String hex(MemorySegment queue, long offset, long lengthBytes) {
    return HEX.formatHex(queue.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE));
  }
}
