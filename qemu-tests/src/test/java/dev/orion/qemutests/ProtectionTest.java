package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.NamespaceFormat;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.protection.ProtectedBlocks;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.protection.ProtectionInformation;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protection information by QEMU and by this driver is the same, and QEMU finds what we corrupt.
 */
@Timeout(120)
class ProtectionTest {

  private static final int BLOCKS = 5;
  private static final long START = 0x21;
  private static final int GUARD_AND_APPLICATION_TAG =
      NvmCommand.PRCHK_GUARD | NvmCommand.PRCHK_APPLICATION_TAG;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private TestLab lab;
  private NvmCommands commands;
  private NamespaceFormat format;
  private ProtectionFormat protection;
  private ProtectionInformation information;
  private ProtectionTags tags;
  private int allChecks;
  private DmaBuffer data;
  private DmaBuffer metadata;

  /** {@code lba/metadata} and then properties of QEMU's namespace. */
  private void start(String description) throws IOException {
    String[] words = description.split(" ", -1);
    String[] sizes = words[0].split("/", -1);
    List<String> options =
        List.of(words).subList(1, words.length).stream().map(word -> "nvme0n1:" + word).toList();
    lab =
        TestLab.start(
            List.of("nvme0:size=16M,lba=%s,metadata=%s".formatted(sizes[0], sizes[1])), options);
    NvmeNamespace namespace = lab.nvme("nvme0").namespace(1);
    System.out.println("ProtectionTest: seed " + seed + ", " + namespace.format());
    commands = new NvmCommands(namespace);
    format = namespace.format();
    protection = format.protection();
    information = new ProtectionInformation(protection);
    tags = ProtectionTags.ofReference(START).withApplicationTag(0x1234);
    allChecks =
        GUARD_AND_APPLICATION_TAG
            | (protection.countsReferenceTag() ? NvmCommand.PRCHK_REFERENCE_TAG : 0);
    data = namespace.dma().allocate((long) BLOCKS * format.transferBytes(false));
    int separate = BLOCKS * format.separateMetadataBytes(false);
    metadata = separate == 0 ? null : namespace.dma().allocate(separate);
  }

  @AfterEach
  void stop() throws IOException {
    if (lab != null) {
      lab.close();
    }
  }

  private ProtectedBlocks blocks() {
    return metadata == null
        ? ProtectedBlocks.extended(protection, data.segment())
        : ProtectedBlocks.separate(protection, data.segment(), metadata.segment());
  }

  private void fillRandomly() {
    for (DmaBuffer buffer : metadata == null ? List.of(data) : List.of(data, metadata)) {
      byte[] bytes = new byte[(int) buffer.lengthBytes()];
      random.nextBytes(bytes);
      buffer.segment().copyFrom(MemorySegment.ofArray(bytes));
    }
  }

  private IoOptions options(int flags) {
    return IoOptions.NONE.withFlags(flags).withTags(tags);
  }

  private void writeRaw(int checks) throws IOException {
    commands.write(START, BLOCKS, data, metadata, options(checks));
  }

  private void readRaw(int checks) throws IOException {
    commands.read(START, BLOCKS, data, metadata, options(checks));
  }

  /** What PRACT moves: nothing but data if the metadata is only protection information. */
  private DmaBuffer dataForPract() {
    return data.slice(0, (long) BLOCKS * format.transferBytes(true));
  }

  private DmaBuffer metadataForPract() {
    return format.separateMetadataBytes(true) == 0 ? null : metadata;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "512/8 pi=1",
        "512/8 pi=2 mset=1",
        "4096/8 pi=3",
        "4096/64 pi=1",
        "512/64 pi=2 pil=1",
        "4096/64 pi=1 mset=1",
        "4096/16 pi=1 pif=2",
        "4096/16 pi=2 pif=2 mset=1",
        "4096/64 pi=1 pif=2",
        "512/64 pi=1 pif=2 pil=1",
        "4096/64 pi=3 pif=2 pil=1 mset=1"
      })
  void bothImplementationsAgree(String description) throws IOException {
    start(description);
    fillRandomly();
    commands.write(START, BLOCKS, dataForPract(), metadataForPract(), options(NvmCommand.PRACT));
    data.segment().fill((byte) 0);
    readRaw(0);
    assertThat(information.check(blocks(), tags, allChecks)).as("seed %d", seed).isNull();
    byte[] byQemu = allBytes();
    information.generate(blocks(), tags);
    assertThat(allBytes()).isEqualTo(byQemu);

    fillRandomly();
    information.generate(blocks(), tags);
    byte[] ours = allBytes();
    writeRaw(allChecks);
    data.segment().fill((byte) 0);
    readRaw(allChecks);
    assertThat(allBytes()).isEqualTo(ours);
    commands.read(
        START, BLOCKS, dataForPract(), metadataForPract(), options(NvmCommand.PRACT | allChecks));

    corruptAndCheck(0, NvmCommand.PRCHK_GUARD, StatusCode.END_TO_END_GUARD_CHECK_ERROR);
    int guardBytes = protection.guard().tupleBytes() == 8 ? 2 : 8;
    corruptAndCheck(
        guardBytes,
        NvmCommand.PRCHK_APPLICATION_TAG,
        StatusCode.END_TO_END_APPLICATION_TAG_CHECK_ERROR);
    if (protection.countsReferenceTag()) {
      corruptAndCheck(
          protection.guard().tupleBytes() - 1,
          NvmCommand.PRCHK_REFERENCE_TAG,
          StatusCode.END_TO_END_REFERENCE_TAG_CHECK_ERROR);
    }
  }

  private byte[] allBytes() {
    byte[] first = data.segment().toArray(ValueLayout.JAVA_BYTE);
    byte[] second =
        metadata == null ? new byte[0] : metadata.segment().toArray(ValueLayout.JAVA_BYTE);
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /**
   * Flips a bit of the tuple of block 2: the write is refused, and so is a read of what is there.
   */
  private void corruptAndCheck(int tupleByte, int check, StatusCode expected) throws IOException {
    information.generate(blocks(), tags);
    ProtectedBlocks blocks = blocks();
    long at = 2 * blocks.metadataStride() + protection.tupleOffset() + tupleByte;
    byte old = blocks.metadata().get(ValueLayout.JAVA_BYTE, at);
    blocks.metadata().set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 1 << random.nextInt(8)));
    assertThatThrownBy(() -> writeRaw(check)).satisfies(e -> has(e, expected));
    writeRaw(0);
    assertThatThrownBy(() -> readRaw(check)).satisfies(e -> has(e, expected));
    assertThatThrownBy(
            () ->
                commands.read(
                    START,
                    BLOCKS,
                    dataForPract(),
                    metadataForPract(),
                    options(NvmCommand.PRACT | check)))
        .satisfies(e -> has(e, expected));
    readRaw(0);
    assertThat(information.check(blocks(), tags, check)).isNotNull();
    assertThat(information.check(blocks(), tags, check).block()).isEqualTo(2);
  }

  private static void has(Throwable failure, StatusCode expected) {
    assertThat(failure).isInstanceOf(NvmeException.class);
    assertThat(((NvmeException) failure).status().is(expected)).as("%s", failure).isTrue();
  }

  /**
   * An append does not know its blocks beforehand, and the controller corrects its reference tags.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void appendsAreProtected(int type) throws IOException {
    lab =
        TestLab.start(
            List.of("nvme0:size=64M,zoned,zone-size=4M,lba=4096,metadata=8"),
            List.of("nvme0n1:pi=" + type));
    NvmeNamespace namespace = lab.nvme("nvme0").namespace(1);
    data = namespace.dma().allocate(2 * 4096);
    try (BlockQueue queue = namespace.openQueue(1)) {
      long zone = 1024;
      namespace.zones().orElseThrow().manage(zone, ZoneSendAction.RESET_ZONE);
      for (int i = 0; i < 3; i++) {
        BlockRequest append = new BlockRequest().prepare(BlockOperation.ZONE_APPEND, zone, 2);
        run(queue, append.add(data));
        assertThat(append.resultBlock()).isEqualTo(zone + 2L * i);
      }
      run(queue, new BlockRequest().read(zone + 4, 2).add(data));
    }
  }

  private static void run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }

  @Test
  void buffersOfTheWrongLengthAreNotSent() throws IOException {
    start("512/8 pi=1");
    assertThatThrownBy(() -> commands.read(0, BLOCKS, data, null, IoOptions.NONE))
        .hasMessage("Read of blocks 0 to 4: its metadata buffer has 0 bytes and must have 40");
    assertThatThrownBy(() -> commands.read(0, BLOCKS, data, metadata, options(NvmCommand.PRACT)))
        .hasMessage("Read of blocks 0 to 4: its metadata buffer has 40 bytes and must have 0");
    assertThatThrownBy(() -> commands.write(0, 4, data, metadata, IoOptions.NONE))
        .hasMessage("Write of blocks 0 to 3: its data buffer has 2560 bytes and must have 2048");
  }
}
