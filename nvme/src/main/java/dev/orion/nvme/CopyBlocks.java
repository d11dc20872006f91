package dev.orion.nvme;

import dev.orion.nvme.protection.Guard;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a controller copy blocks inside of itself (Copy, NVM 3.2.2). The format of the descriptors
 * follows from the namespace's protection information, and from whether blocks come from another
 * namespace. For any thread.
 */
public final class CopyBlocks {

  /**
   * Blocks to copy.
   *
   * @param nsid the namespace they are in; 0 for that which is copied to
   * @param block the first one
   * @param count how many, 1 to 65536
   * @param expected what their protection information is compared with
   */
  public record Source(int nsid, long block, int count, ProtectionTags expected) {

    /** Blocks of the same namespace, whose protection information is not checked. */
    public static Source of(long block, int count) {
      return new Source(0, block, count, ProtectionTags.NONE);
    }
  }

  private final NvmeNamespace namespace;
  private final NvmeController controller;
  private final CommandSupport support;

  /** Of a namespace, as far as {@code support} says that its controller supports it. */
  public CopyBlocks(NvmeNamespace namespace, CommandSupport support) {
    this.namespace = namespace;
    this.controller = namespace.controller();
    this.support = support;
  }

  /**
   * Copies, one source after the other, to one range.
   *
   * @param destination its first block
   * @param readFlags PRINFO and {@link NvmCommand#STC} of the reads
   * @param options of the writes
   * @throws IllegalArgumentException if a range is not of the namespace
   * @throws IOException if the controller does not support the command or its format, the sources
   *     are beyond its limits, or it fails
   */
  public void copy(long destination, List<Source> sources, int readFlags, IoOptions options)
      throws IOException {
    support.requireOncs(IdentifyController.ONCS_COPY, NvmOpcode.COPY);
    checkLimits(destination, sources);
    int format = descriptorFormat(sources);
    support.require(
        (controller.identity().ocfs() & 1 << format) != 0,
        "Copy with descriptors of format " + format,
        "OCFS bit %d is 0 in Identify Controller".formatted(format));
    int entryBytes = CopyDescriptor.bytes(format);
    try (DmaBuffer list = namespace.dma().allocate((long) sources.size() * entryBytes)) {
      for (int i = 0; i < sources.size(); i++) {
        MemorySegment entry = list.segment().asSlice((long) i * entryBytes, entryBytes);
        CopyDescriptor.write(entry, format, sources.get(i), namespace.format().protection());
      }
      controller.io(command(destination, sources.size(), format, readFlags, options, list));
    }
  }

  private NvmeCommand command(
      long destination, int count, int format, int readFlags, IoOptions options, DmaBuffer list) {
    int cdw12 =
        NvmCommand.copyCdw12(count - 1, format, readFlags)
            | options.flags()
            | NvmCommand.directiveType(options.directiveType());
    NvmeCommand command =
        NvmeCommand.of(NvmOpcode.COPY)
            .named("Copy to block " + Long.toUnsignedString(destination))
            .withNsid(namespace.nsid())
            .withCdw10And11(destination)
            .withCdw12(cdw12)
            .withCdw13(NvmCommand.cdw13(0, options.directiveSpecific()))
            .withData(list);
    ProtectionFormat protection = namespace.format().protection();
    return protection == null ? command : NvmCommands.withTags(command, protection, options.tags());
  }

  /** Formats 0 and 1 are of one namespace, 2 and 3 of several; 1 and 3 have longer tags. */
  private int descriptorFormat(List<Source> sources) {
    ProtectionFormat protection = namespace.format().protection();
    boolean longTags = protection != null && protection.guard() != Guard.CRC_16;
    boolean others = sources.stream().anyMatch(source -> source.nsid() != 0);
    return (longTags ? 1 : 0) + (others ? 2 : 0);
  }

  private void checkLimits(long destination, List<Source> sources) throws IOException {
    IdentifyNamespace identity = namespace.identity();
    int most = identity.msrcZeroBased() + 1;
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(namespace.name() + ": Copy without a source");
    }
    support.require(
        sources.size() <= most,
        "Copy of %d ranges".formatted(sources.size()),
        "MSRC allows %d in a command".formatted(most));
    long total = 0;
    for (Source source : sources) {
      if (source.nsid() == 0) {
        requireRange("from", source.block(), source.count());
      }
      support.require(
          identity.mssrl() == 0 || source.count() <= identity.mssrl(),
          "Copy of " + NvmCommands.range(source.block(), source.count()),
          "MSSRL allows ranges of %d blocks".formatted(identity.mssrl()));
      total += source.count();
    }
    support.require(
        identity.mcl() == 0 || total <= identity.mcl(),
        "Copy of %d blocks".formatted(total),
        "MCL allows %d in a command".formatted(identity.mcl()));
    requireRange("to", destination, total);
  }

  private void requireRange(String direction, long block, long count) {
    long blocks = namespace.geometry().blockCount();
    if (count < 1 || block < 0 || block > blocks - count) {
      throw new IllegalArgumentException(
          "%s: Copy %s %s, and it has blocks 0 to %d"
              .formatted(namespace.name(), direction, NvmCommands.range(block, count), blocks - 1));
    }
  }

  /** Source Range Entries Copy Descriptors. */
  private static final class CopyDescriptor {
    private static final int SHORT_TAG_BYTES = 32;
    private static final int LONG_TAG_BYTES = 40;

    /** Long tags lie as in tuples, unlike all other numbers. */
    private static final ValueLayout.OfShort BIG_SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong BIG_LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    static int bytes(int format) {
      return (format & 1) == 0 ? SHORT_TAG_BYTES : LONG_TAG_BYTES;
    }

    static void write(
        MemorySegment entry, int format, Source source, @Nullable ProtectionFormat protection) {
      ProtectionTags tags = source.expected();
      entry.fill((byte) 0);
      if (format >= 2) {
        entry.set(LittleEndian.INT, 0, source.nsid());
      }
      entry.set(LittleEndian.LONG, 8, source.block());
      entry.set(LittleEndian.SHORT, 16, (short) (source.count() - 1));
      long tagEnd = bytes(format) - 4L;
      if (protection != null) {
        tags.check(protection);
        long low = protection.spaceLow(tags.storageTag(), tags.referenceTag());
        if ((format & 1) == 0) {
          entry.set(LittleEndian.INT, tagEnd - 4, (int) low);
        } else {
          entry.set(BIG_SHORT, tagEnd - 10, (short) protection.spaceHigh(tags.storageTag()));
          entry.set(BIG_LONG, tagEnd - 8, low);
        }
      }
      entry.set(LittleEndian.SHORT, tagEnd, (short) tags.applicationTag());
      entry.set(LittleEndian.SHORT, tagEnd + 2, (short) tags.applicationTagMask());
    }
  }
}
