package dev.orion.nvme;

import dev.orion.block.BlockOperation;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of a block queue say about metadata, of which block requests know nothing. The
 * controller generates protection information as it writes, with the LBA as reference tag, and
 * checks it as it reads. Other metadata is written as zeroes and not looked at: where it has a
 * buffer of its own, all commands share two.
 */
final class BlockMetadata implements AutoCloseable {

  private final @Nullable ProtectionFormat protection;
  private final int readFlags;
  private final int writeFlags;
  private final int appendFlags;
  private final int gapBytes;
  private final @Nullable DmaBuffer zeroes;
  private final @Nullable DmaBuffer unread;

  private BlockMetadata(NvmeNamespace namespace) {
    NamespaceFormat format = namespace.format();
    protection = format.protection();
    if (protection == null) {
      readFlags = 0;
      writeFlags = 0;
      appendFlags = 0;
    } else {
      boolean counts = protection.countsReferenceTag();
      writeFlags = NvmCommand.PRACT;
      readFlags =
          NvmCommand.PRACT | NvmCommand.PRCHK_GUARD | (counts ? NvmCommand.PRCHK_REFERENCE_TAG : 0);
      appendFlags = NvmCommand.PRACT | (counts ? NvmCommand.PIREMAP : 0);
    }
    boolean strips = protection != null;
    gapBytes = format.transferBytes(strips) - format.blockBytes();
    long separateBytes =
        (long) format.separateMetadataBytes(strips) * namespace.geometry().maxTransferBlocks();
    if (separateBytes == 0) {
      zeroes = null;
      unread = null;
    } else {
      zeroes = namespace.dma().allocate(separateBytes);
      try {
        unread = namespace.dma().allocate(separateBytes);
      } catch (RuntimeException e) {
        zeroes.close();
        throw e;
      }
      zeroes.segment().fill((byte) 0);
    }
  }

  /** Null for a namespace without metadata. */
  static @Nullable BlockMetadata open(NvmeNamespace namespace) {
    return namespace.format().metadataBytes() == 0 ? null : new BlockMetadata(namespace);
  }

  /** Bytes of metadata that follow the data of each block in its buffer. */
  int gapBytes() {
    return gapBytes;
  }

  /** For Command Dword 12. */
  int flags(BlockOperation operation) {
    return switch (operation) {
      case READ -> readFlags;
      case ZONE_APPEND -> appendFlags;
      default -> writeFlags;
    };
  }

  /** Writes the Metadata Pointer and the tags of the entry of a command on a range of blocks. */
  void write(MemorySegment queue, long entry, BlockOperation operation, long block) {
    DmaBuffer buffer = operation == BlockOperation.READ ? unread : zeroes;
    if (buffer != null) {
      SubmissionQueueEntry.setMptr(queue, entry, buffer.iova());
    }
    if (protection != null) {
      long space = protection.spaceLow(0, block);
      SubmissionQueueEntry.setCdw3(queue, entry, (int) (space >>> Integer.SIZE));
      SubmissionQueueEntry.setCdw14(queue, entry, (int) space);
    }
  }

  /** Gives the buffers back, which no command may use any more. */
  @Override
  public void close() {
    if (zeroes != null) {
      zeroes.close();
    }
    if (unread != null) {
      unread.close();
    }
  }
}
