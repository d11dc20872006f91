package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.CopyBlocks;
import dev.orion.nvme.DatasetManagement;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.LbaStatus;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.PlacementHandles;
import dev.orion.nvme.Reservations;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of the NVM Command Set, as far as QEMU 7.2 has them; what it has not is refused. */
@Timeout(120)
class NvmCommandsTest {

  private static final int BLOCK_BYTES = 512;

  private TestLab lab;
  private NvmeNamespace namespace;
  private NvmCommands commands;
  private CommandSupport stated;
  private CommandSupport assumed;
  private DmaBuffer buffer;

  private void start(String namespaceOptions, String... options) throws IOException {
    lab = TestLab.start(List.of("nvme0:size=16M,lba=512" + namespaceOptions), List.of(options));
    namespace = lab.nvme("nvme0").namespace(1);
    commands = new NvmCommands(namespace);
    stated = CommandSupport.stated(namespace.controller());
    assumed = CommandSupport.assumed(namespace.controller());
    buffer = namespace.dma().allocate(64 << 10);
  }

  @BeforeEach
  void start() throws IOException {
    start("", "nvme0n1:mssrl=32", "nvme0n1:mcl=64", "nvme0n1:msrc=3");
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private DmaBuffer blocks(int count) {
    return buffer.slice(0, (long) count * BLOCK_BYTES);
  }

  private void write(long block, int count, int value) throws IOException {
    buffer.segment().fill((byte) value);
    commands.write(block, count, blocks(count), null, IoOptions.NONE);
  }

  private int firstByteOf(long block) throws IOException {
    commands.read(block, 1, blocks(1), null, IoOptions.NONE.withFlags(NvmCommand.LR));
    return buffer.segment().get(ValueLayout.JAVA_BYTE, 0);
  }

  private static void hasStatus(Throwable failure, StatusCode expected) {
    assertThat(failure).isInstanceOf(NvmeException.class);
    assertThat(((NvmeException) failure).status().is(expected)).as("%s", failure).isTrue();
  }

  @Test
  void whatIsWrittenIsComparedAndRead() throws IOException {
    buffer.segment().fill((byte) 7);
    commands.write(
        9,
        4,
        blocks(4),
        null,
        IoOptions.NONE.withFlags(NvmCommand.FUA | NvmCommand.LR).withDatasetManagement(0x12));
    commands.compare(9, 4, blocks(4), null, IoOptions.NONE);
    buffer.segment().set(ValueLayout.JAVA_BYTE, 3 * BLOCK_BYTES + 1, (byte) 8);
    assertThatThrownBy(() -> commands.compare(9, 4, blocks(4), null, IoOptions.NONE))
        .hasMessageContaining("Compare of blocks 9 to 12 failed: Compare Failure")
        .satisfies(e -> hasStatus(e, StatusCode.COMPARE_FAILURE));
    assertThat(firstByteOf(12)).isEqualTo(7);
    commands.flush();
  }

  @Test
  void writeZeroes() throws IOException {
    write(0, 16, 5);
    commands.writeZeroes(4, 8, IoOptions.NONE.withFlags(NvmCommand.FUA));
    assertThat(firstByteOf(3)).isEqualTo(5);
    assertThat(firstByteOf(4)).isZero();
    assertThat(firstByteOf(11)).isZero();
    assertThat(firstByteOf(12)).isEqualTo(5);
  }

  /** QEMU 7.2 has Verify but does not say so in ONCS. */
  @Test
  void verifyIsRefusedUntilForced() throws IOException {
    assertThatThrownBy(() -> commands.verify(0, 8, IoOptions.NONE))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("does not support Verify: ONCS bit 7 is 0 in Identify Controller");
    NvmCommands forced = new NvmCommands(namespace, assumed);
    forced.verify(0, 8, IoOptions.NONE);
    forced.verify(0, 1024, IoOptions.NONE);
    assertThatThrownBy(() -> forced.verify(0, 1025, IoOptions.NONE))
        .as("VSL is 7 pages' power of two: 512 KiB")
        .satisfies(e -> hasStatus(e, StatusCode.INVALID_FIELD_IN_COMMAND));
  }

  @Test
  void copyGathersRanges() throws IOException {
    for (int block = 0; block < 8; block++) {
      write(block, 1, block + 1);
    }
    new CopyBlocks(namespace, stated)
        .copy(
            100,
            List.of(
                CopyBlocks.Source.of(5, 1), CopyBlocks.Source.of(0, 2), CopyBlocks.Source.of(7, 1)),
            0,
            IoOptions.NONE);
    assertThat(firstByteOf(100)).isEqualTo(6);
    assertThat(firstByteOf(101)).isEqualTo(1);
    assertThat(firstByteOf(102)).isEqualTo(2);
    assertThat(firstByteOf(103)).isEqualTo(8);
    assertThat(firstByteOf(104)).isZero();
  }

  @Test
  void copyBeyondItsLimits() {
    CopyBlocks copy = new CopyBlocks(namespace, stated);
    assertThatThrownBy(
            () -> copy.copy(100, List.of(CopyBlocks.Source.of(0, 33)), 0, IoOptions.NONE))
        .hasMessageContaining("does not support Copy of blocks 0 to 32: MSSRL allows ranges of 32");
    CopyBlocks.Source most = CopyBlocks.Source.of(0, 32);
    assertThatThrownBy(() -> copy.copy(100, List.of(most, most, most), 0, IoOptions.NONE))
        .hasMessageContaining("Copy of 96 blocks: MCL allows 64 in a command");
    CopyBlocks.Source one = CopyBlocks.Source.of(0, 1);
    assertThatThrownBy(() -> copy.copy(100, List.of(one, one, one, one, one), 0, IoOptions.NONE))
        .hasMessageContaining("Copy of 5 ranges: MSRC allows 4 in a command");
    assertThatThrownBy(() -> copy.copy(32767, List.of(most), 0, IoOptions.NONE))
        .hasMessageContaining("Copy to blocks 32767 to 32798, and it has blocks 0 to 32767");
    assertThatThrownBy(
            () ->
                copy.copy(
                    0,
                    List.of(new CopyBlocks.Source(2, 0, 1, ProtectionTags.NONE)),
                    0,
                    IoOptions.NONE))
        .hasMessageContaining("Copy with descriptors of format 2: OCFS bit 2 is 0");
    assertThatThrownBy(
            () ->
                new CopyBlocks(namespace, assumed)
                    .copy(100, List.of(CopyBlocks.Source.of(0, 33)), 0, IoOptions.NONE))
        .as("QEMU 7.2 says Internal Error whatever fails in the middle of a copy")
        .hasMessageContaining("Copy to block 100 failed");
  }

  /**
   * Format 1 has longer tags: the copied blocks get new reference tags, and the old are checked.
   */
  @Test
  void copyOfBlocksWithA64BitGuard() throws IOException {
    lab.close();
    start(",metadata=16", "nvme0n1:pi=1", "nvme0n1:pif=2");
    int checks = NvmCommand.PRACT | NvmCommand.PRCHK_GUARD | NvmCommand.PRCHK_REFERENCE_TAG;
    IoOptions insert = IoOptions.NONE.withFlags(NvmCommand.PRACT);
    buffer.segment().fill((byte) 3);
    commands.write(8, 2, blocks(2), null, insert.withTags(ProtectionTags.ofReference(8)));
    CopyBlocks copy = new CopyBlocks(namespace, stated);
    copy.copy(
        64,
        List.of(new CopyBlocks.Source(0, 8, 2, ProtectionTags.ofReference(8))),
        checks,
        insert.withTags(ProtectionTags.ofReference(64)));
    commands.read(
        64,
        2,
        blocks(2),
        null,
        IoOptions.NONE.withFlags(checks).withTags(ProtectionTags.ofReference(64)));
    assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, 1000)).isEqualTo((byte) 3);
    assertThatThrownBy(
            () ->
                copy.copy(
                    64,
                    List.of(new CopyBlocks.Source(0, 8, 2, ProtectionTags.ofReference(9))),
                    checks,
                    insert.withTags(ProtectionTags.ofReference(64))))
        .hasMessageContaining("Copy to block 64 failed");
  }

  @Test
  void deallocatedRangesReadZeroes() throws IOException {
    write(0, 64, 9);
    new DatasetManagement(namespace, stated)
        .apply(
            List.of(
                new DatasetManagement.Range(8, 8, 0), new DatasetManagement.Range(32, 16, 0x11)),
            NvmCommand.DSM_AD);
    assertThat(firstByteOf(7)).isEqualTo(9);
    assertThat(firstByteOf(8)).isZero();
    assertThat(firstByteOf(40)).isZero();
    assertThat(firstByteOf(48)).isEqualTo(9);
    DatasetManagement.Range beyond = new DatasetManagement.Range(32760, 9, 0);
    assertThatThrownBy(() -> new DatasetManagement(namespace, stated).apply(List.of(beyond), 0))
        .hasMessageContaining("9 blocks from 32760 on, and it has blocks 0 to 32767");
  }

  @Test
  void whatQemuDoesNotHaveIsRefusedWithTheBitThatSaysSo() {
    assertThatThrownBy(() -> commands.writeUncorrectable(0, 1))
        .hasMessageContaining("does not support Write Uncorrectable: ONCS bit 1 is 0");
    assertThatThrownBy(() -> commands.compareAndWrite(0, 1, blocks(1), blocks(1), IoOptions.NONE))
        .hasMessageContaining("does not support fused Compare and Write: FUSES bit 0 is 0");
    assertThatThrownBy(() -> new Reservations(namespace, stated).report(false))
        .hasMessageContaining("does not support Reservation Report: ONCS bit 5 is 0");
    assertThatThrownBy(() -> new LbaStatus(namespace, stated).get(LbaStatus.TRACKED, 0, 0, 64))
        .hasMessageContaining("does not support Get LBA Status: OACS bit 9 is 0");
    assertThatThrownBy(() -> new PlacementHandles(namespace, stated).status())
        .hasMessageContaining("does not support I/O Management Receive: CTRATT bit 19 (FDPS) is 0");
    assertThatThrownBy(
            () -> commands.write(0, 1, blocks(1), null, IoOptions.NONE.withDirective(2, 3)))
        .hasMessageContaining("does not support Flexible Data Placement: CTRATT bit 19 is 0");
    assertThatThrownBy(
            () -> commands.write(0, 1, blocks(1), null, IoOptions.NONE.withDirective(1, 3)))
        .hasMessageContaining("does not support directives: OACS bit 5 is 0");
    assertThatThrownBy(
            () ->
                commands.read(
                    0, 1, blocks(1), null, IoOptions.NONE.withFlags(NvmCommand.PRCHK_GUARD)))
        .hasMessageContaining("it is formatted without (DPS bits 2:0 are 0; DPC 1Fh");
  }

  @Test
  void rangesOutside() {
    assertThatThrownBy(() -> commands.read(32767, 2, blocks(2), null, IoOptions.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            namespace.name() + ": Read of blocks 32767 to 32768, and it has blocks 0 to 32767");
    assertThatThrownBy(() -> commands.writeZeroes(0, 65537, IoOptions.NONE))
        .hasMessageContaining("of 65537 blocks, and a command has 1 to 65536");
    assertThatThrownBy(() -> commands.writeZeroes(-1, 1, IoOptions.NONE))
        .hasMessageContaining("of block 18446744073709551615, and");
  }

  /** QEMU promises one block at a time. */
  @Test
  void atomicWrites() throws IOException {
    assertThat(commands.atomicLimits().normalBlocks()).isEqualTo(1);
    assertThat(commands.atomicLimits().boundaryBlocks()).isZero();
    commands.writeAtomically(0, 1, blocks(1), null, IoOptions.NONE);
    assertThatThrownBy(() -> commands.writeAtomically(0, 2, blocks(2), null, IoOptions.NONE))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining(
            "the write of blocks 0 to 1 cannot be atomic: it has 2 blocks, and up to 1 are written"
                + " at once (AWUN, NAWUN)");
  }
}
