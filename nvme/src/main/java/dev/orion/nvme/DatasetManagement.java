package dev.orion.nvme;

import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.List;

/**
 * Tells a controller what ranges of blocks are used for, or that they are not used any more
 * (Dataset Management, NVM 3.2.3). For any thread.
 */
public final class DatasetManagement {

  /**
   * A range of blocks.
   *
   * @param block the first one
   * @param count how many, 0 to 2^32 - 1
   * @param contextAttributes hints how the range is used, 0 for none
   */
  public record Range(long block, long count, int contextAttributes) {}

  private static final long MAX_COUNT = 0xffff_ffffL;

  private final NvmeNamespace namespace;
  private final CommandSupport support;

  /** Of a namespace, as far as {@code support} says that its controller supports it. */
  public DatasetManagement(NvmeNamespace namespace, CommandSupport support) {
    this.namespace = namespace;
    this.support = support;
  }

  /**
   * Sends one command.
   *
   * @param ranges 1 to 256
   * @param attributes {@link NvmCommand#DSM_AD} to deallocate, {@link NvmCommand#DSM_IDW}, {@link
   *     NvmCommand#DSM_IDR}
   * @throws IllegalArgumentException if a range is not of the namespace, or there are too many
   * @throws IOException if the controller does not support the command, or fails it
   */
  public void apply(List<Range> ranges, int attributes) throws IOException {
    support.requireOncs(IdentifyController.ONCS_DATASET_MANAGEMENT, NvmOpcode.DATASET_MANAGEMENT);
    if (ranges.isEmpty() || ranges.size() > NvmCommand.DSM_MAX_RANGES) {
      throw new IllegalArgumentException(
          "%s: Dataset Management of %d ranges, and a command has 1 to %d"
              .formatted(namespace.name(), ranges.size(), NvmCommand.DSM_MAX_RANGES));
    }
    ranges.forEach(this::check);
    checkLimits(ranges);
    long bytes = (long) ranges.size() * NvmCommand.DSM_RANGE_BYTES;
    try (DmaBuffer list = namespace.dma().allocate(bytes)) {
      for (int i = 0; i < ranges.size(); i++) {
        Range range = ranges.get(i);
        long at = (long) i * NvmCommand.DSM_RANGE_BYTES;
        list.segment()
            .set(
                LittleEndian.LONG,
                at,
                NvmCommand.dsmRangeLow(range.contextAttributes(), range.count()));
        list.segment().set(LittleEndian.LONG, at + Long.BYTES, range.block());
      }
      namespace
          .controller()
          .io(
              NvmeCommand.of(NvmOpcode.DATASET_MANAGEMENT)
                  .withNsid(namespace.nsid())
                  .withCdw10(NvmCommand.dsmCdw10(ranges.size() - 1))
                  .withCdw11(attributes)
                  .withData(list));
    }
  }

  private void checkLimits(List<Range> ranges) throws UnsupportedCommandException {
    RangeLimits limits = namespace.rangeLimits();
    support.require(
        ranges.size() <= limits.discardRanges(),
        "Dataset Management of %d ranges".formatted(ranges.size()),
        "DMRL allows %d in a command".formatted(limits.discardRanges()));
    long longest = ranges.stream().mapToLong(Range::count).max().orElse(0);
    support.require(
        longest <= limits.discardBlocks(),
        "Dataset Management of a range of %d blocks".formatted(longest),
        "DMRSL allows %d".formatted(limits.discardBlocks()));
    long total = ranges.stream().mapToLong(Range::count).sum();
    support.require(
        total <= limits.discardTotalBlocks(),
        "Dataset Management of %d blocks".formatted(total),
        "DMSL allows %d in a command".formatted(limits.discardTotalBlocks()));
  }

  private void check(Range range) {
    long blocks = namespace.geometry().blockCount();
    if (range.count() < 0
        || range.count() > MAX_COUNT
        || range.block() < 0
        || range.block() > blocks - range.count()) {
      throw new IllegalArgumentException(
          "%s: Dataset Management of %d blocks from %s on, and it has blocks 0 to %d"
              .formatted(
                  namespace.name(),
                  range.count(),
                  Long.toUnsignedString(range.block()),
                  blocks - 1));
    }
  }
}
