package dev.orion.nvme;

import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the NVM Command Set on ranges of blocks, with all they can say: metadata,
 * protection information, hints and directives (NVM 3.2). Each is one command and waited for; a
 * {@link dev.orion.block.BlockQueue} is the way to many. For any thread.
 *
 * <p>Ranges that the namespace does not have and buffers of another length than the range are
 * {@link IllegalArgumentException}s. A command that the controller does not support is not sent:
 * {@link UnsupportedCommandException}. All other failures are {@link NvmeException}s.
 */
public final class NvmCommands {

  private static final int PRINFO =
      NvmCommand.PRACT
          | NvmCommand.PRCHK_GUARD
          | NvmCommand.PRCHK_APPLICATION_TAG
          | NvmCommand.PRCHK_REFERENCE_TAG;

  private static final int DIRECTIVE_DATA_PLACEMENT = 2;
  private static final int FUSES_COMPARE_AND_WRITE = 1;

  private final NvmeNamespace namespace;
  private final NvmeController controller;
  private final NamespaceFormat format;
  private final CommandSupport support;
  private final RangeLimits limits;
  private final AtomicWriteLimits atomicLimits;

  /** Of a namespace, as far as its controller says that it supports them. */
  public NvmCommands(NvmeNamespace namespace) {
    this(namespace, CommandSupport.stated(namespace.controller()));
  }

  /** Of a namespace, whatever {@code support} says about its controller. */
  public NvmCommands(NvmeNamespace namespace, CommandSupport support) {
    this.namespace = namespace;
    this.controller = namespace.controller();
    this.format = namespace.format();
    this.support = support;
    this.limits = namespace.rangeLimits();
    this.atomicLimits = AtomicWriteLimits.of(controller.identity(), namespace.identity());
  }

  /** How long a write may be that happens as a whole or not at all. */
  public AtomicWriteLimits atomicLimits() {
    return atomicLimits;
  }

  /**
   * Reads blocks.
   *
   * @param count blocks, up to what a command moves
   * @param data where they go: with extended blocks their metadata too, unless it is stripped
   * @param metadata where metadata goes that has a buffer of its own; null if there is none
   */
  public void read(
      long block, int count, DmaBuffer data, @Nullable DmaBuffer metadata, IoOptions options)
      throws IOException {
    controller.io(transfer(NvmOpcode.READ, block, count, data, metadata, options));
  }

  /** Writes blocks; parameters as of {@link #read}. */
  public void write(
      long block, int count, DmaBuffer data, @Nullable DmaBuffer metadata, IoOptions options)
      throws IOException {
    controller.io(transfer(NvmOpcode.WRITE, block, count, data, metadata, options));
  }

  /**
   * Writes blocks as a whole or not at all, as other commands see it; parameters as of {@link
   * #read}.
   *
   * @throws NvmeException if the range is beyond what the controller writes at once
   */
  public void writeAtomically(
      long block, int count, DmaBuffer data, @Nullable DmaBuffer metadata, IoOptions options)
      throws IOException {
    String obstacle = atomicLimits.obstacle(block, count);
    if (!obstacle.isEmpty()) {
      throw new NvmeException(
          "%s: the write of %s cannot be atomic: %s"
              .formatted(namespace.name(), range(block, count), obstacle));
    }
    write(block, count, data, metadata, options);
  }

  /**
   * Compares blocks with data; parameters as of {@link #read}.
   *
   * @throws NvmeException with the status Compare Failure if they differ
   */
  public void compare(
      long block, int count, DmaBuffer data, @Nullable DmaBuffer metadata, IoOptions options)
      throws IOException {
    support.requireOncs(IdentifyController.ONCS_COMPARE, NvmOpcode.COMPARE);
    controller.io(transfer(NvmOpcode.COMPARE, block, count, data, metadata, options));
  }

  /**
   * Writes blocks if they hold what is expected, and nobody comes between the two (a fused
   * operation; NVM 3.1.1).
   *
   * @param expected what the blocks are compared with
   * @param replacement what is written then
   * @param options of both commands
   * @throws NvmeException with the status Compare Failure if the blocks hold something else; then
   *     nothing was written
   */
  public void compareAndWrite(
      long block, int count, DmaBuffer expected, DmaBuffer replacement, IoOptions options)
      throws IOException {
    support.requireOncs(IdentifyController.ONCS_COMPARE, NvmOpcode.COMPARE);
    support.require(
        (controller.identity().fuses() & FUSES_COMPARE_AND_WRITE) != 0,
        "fused Compare and Write",
        "FUSES bit 0 is 0 in Identify Controller");
    support.require(
        count <= atomicLimits.compareAndWriteBlocks(),
        "Compare and Write of %d blocks".formatted(count),
        "the limit is %d (ACWU, NACWU)".formatted(atomicLimits.compareAndWriteBlocks()));
    controller.ioFused(
        transfer(NvmOpcode.COMPARE, block, count, expected, null, options),
        transfer(NvmOpcode.WRITE, block, count, replacement, null, options));
  }

  /**
   * Writes zeroes; {@link NvmCommand#DEAC} among the flags asks to deallocate the blocks.
   *
   * @param count blocks, 1 to 65536
   */
  public void writeZeroes(long block, int count, IoOptions options) throws IOException {
    support.requireOncs(IdentifyController.ONCS_WRITE_ZEROES, NvmOpcode.WRITE_ZEROES);
    requireLimit(NvmOpcode.WRITE_ZEROES, block, count, limits.writeZeroesBlocks(), "WZSL");
    controller.io(onRange(NvmOpcode.WRITE_ZEROES, block, count, options));
  }

  /**
   * Makes blocks unreadable until they are written again.
   *
   * @param count blocks, 1 to 65536
   */
  public void writeUncorrectable(long block, int count) throws IOException {
    support.requireOncs(IdentifyController.ONCS_WRITE_UNCORRECTABLE, NvmOpcode.WRITE_UNCORRECTABLE);
    requireLimit(
        NvmOpcode.WRITE_UNCORRECTABLE, block, count, limits.writeUncorrectableBlocks(), "WUSL");
    controller.io(onRange(NvmOpcode.WRITE_UNCORRECTABLE, block, count, IoOptions.NONE));
  }

  /**
   * Has the controller read blocks and check their protection information, without a transfer.
   *
   * @param count blocks, 1 to 65536
   */
  public void verify(long block, int count, IoOptions options) throws IOException {
    support.requireOncs(IdentifyController.ONCS_VERIFY, NvmOpcode.VERIFY);
    requireLimit(NvmOpcode.VERIFY, block, count, limits.verifyBlocks(), "VSL");
    controller.io(onRange(NvmOpcode.VERIFY, block, count, options));
  }

  /** Has the controller make everything durable that was written. */
  public void flush() throws IOException {
    controller.io(NvmeCommand.of(NvmOpcode.FLUSH).withNsid(namespace.nsid()));
  }

  private NvmeCommand transfer(
      NvmOpcode opcode,
      long block,
      int count,
      DmaBuffer data,
      @Nullable DmaBuffer metadata,
      IoOptions options)
      throws IOException {
    NvmeCommand command = onRange(opcode, block, count, options);
    boolean strips = options.setsPract();
    requireLength(command, "data", data, (long) count * format.transferBytes(strips));
    requireLength(
        command, "metadata", metadata, (long) count * format.separateMetadataBytes(strips));
    NvmeCommand withData = command.withData(data);
    return metadata == null ? withData : withData.withMetadata(metadata);
  }

  private static void requireLength(
      NvmeCommand command, String what, @Nullable DmaBuffer buffer, long lengthBytes) {
    long has = buffer == null ? 0 : buffer.lengthBytes();
    if (has != lengthBytes) {
      throw new IllegalArgumentException(
          "%s: its %s buffer has %d bytes and must have %d"
              .formatted(command.name(), what, has, lengthBytes));
    }
  }

  private NvmeCommand onRange(NvmOpcode opcode, long block, int count, IoOptions options)
      throws IOException {
    requireRange(opcode, block, count);
    requireOptions(options);
    NvmeCommand command =
        NvmeCommand.of(opcode)
            .named("%s of %s".formatted(opcode.specName(), range(block, count)))
            .withNsid(namespace.nsid())
            .withCdw10And11(block)
            .withCdw12(
                NvmCommand.cdw12(
                    count - 1, options.flags() | NvmCommand.directiveType(options.directiveType())))
            .withCdw13(NvmCommand.cdw13(options.datasetManagement(), options.directiveSpecific()));
    ProtectionFormat protection = format.protection();
    return protection == null ? command : withTags(command, protection, options.tags());
  }

  /** The command with the tags where every command has them. */
  static NvmeCommand withTags(
      NvmeCommand command, ProtectionFormat protection, ProtectionTags tags) {
    tags.check(protection);
    long space = protection.spaceLow(tags.storageTag(), tags.referenceTag());
    return command
        .withCdw2(protection.spaceHigh(tags.storageTag()))
        .withCdw3((int) (space >>> Integer.SIZE))
        .withCdw14((int) space)
        .withCdw15(NvmCommand.cdw15(tags.applicationTag(), tags.applicationTagMask()));
  }

  private void requireLimit(NvmOpcode opcode, long block, int count, int limit, String field)
      throws UnsupportedCommandException {
    support.require(
        count <= limit || count > NvmCommand.MAX_LBA_COUNT,
        "%s of %s".formatted(opcode.specName(), range(block, count)),
        "%s allows %d blocks in a command".formatted(field, limit));
  }

  private void requireRange(NvmOpcode opcode, long block, int count) {
    long blocks = namespace.geometry().blockCount();
    if (count < 1 || count > NvmCommand.MAX_LBA_COUNT) {
      throw new IllegalArgumentException(
          "%s: %s of %d blocks, and a command has 1 to %d"
              .formatted(namespace.name(), opcode.specName(), count, NvmCommand.MAX_LBA_COUNT));
    }
    if (block < 0 || block > blocks - count) {
      throw new IllegalArgumentException(
          "%s: %s of %s, and it has blocks 0 to %d"
              .formatted(namespace.name(), opcode.specName(), range(block, count), blocks - 1));
    }
  }

  private void requireOptions(IoOptions options) throws IOException {
    support.require(
        format.protection() != null || (options.flags() & PRINFO) == 0,
        "protection information on namespace " + Integer.toUnsignedString(namespace.nsid()),
        "it is formatted without (DPS bits 2:0 are 0; DPC %02Xh says with which it can be)"
            .formatted(namespace.identity().dpc()));
    if (options.directiveType() == DIRECTIVE_DATA_PLACEMENT) {
      support.require(
          (controller.identity().ctratt() & IdentifyController.CTRATT_FLEXIBLE_DATA_PLACEMENT) != 0,
          "Flexible Data Placement",
          "CTRATT bit 19 is 0 in Identify Controller");
    } else if (options.directiveType() != 0) {
      support.require(
          (controller.identity().oacs() & IdentifyController.OACS_DIRECTIVES) != 0,
          "directives",
          "OACS bit 5 is 0 in Identify Controller");
    }
  }

  static String range(long block, long count) {
    return count == 1
        ? "block " + Long.toUnsignedString(block)
        : "blocks %s to %s"
            .formatted(Long.toUnsignedString(block), Long.toUnsignedString(block + count - 1));
  }
}
