package dev.orion.nvme;

import dev.orion.nvme.protection.Guard;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.IdentifyNamespaceNvm;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * What a logical block of a namespace consists of.
 *
 * @param blockBytes data of a block
 * @param metadataBytes metadata of a block, protection information included; 0 for none
 * @param isExtended whether metadata follows the data of each block in one buffer, and has no
 *     buffer of its own
 * @param protection how blocks are protected, or null if they are not
 */
public record NamespaceFormat(
    int blockBytes, int metadataBytes, boolean isExtended, @Nullable ProtectionFormat protection) {

  private static final int MIN_BLOCK_SHIFT = 9;
  private static final int MAX_BLOCK_SHIFT = 20;

  /** Reads the format of a namespace, and checks that it can be. */
  static NamespaceFormat of(
      String name, NvmeController controller, int nsid, IdentifyNamespace identity)
      throws NvmeException {
    int blockBytes = 1 << blockShift(name, identity);
    int metadataBytes = identity.metadataBytes();
    int type = identity.protectionInformationType();
    return new NamespaceFormat(
        blockBytes,
        metadataBytes,
        metadataBytes != 0 && identity.isExtendedLba(),
        type == 0 ? null : protection(name, controller, nsid, identity));
  }

  private static ProtectionFormat protection(
      String name, NvmeController controller, int nsid, IdentifyNamespace identity)
      throws NvmeException {
    IdentifyNamespaceNvm nvm = identityNvm(controller, nsid, identity);
    int pif =
        nvm == null ? IdentifyNamespaceNvm.PIF_16_BIT_GUARD : nvm.protectionInformationFormat();
    Guard guard =
        Guard.of(pif)
            .orElseThrow(
                () ->
                    new NvmeException(
                        "%s: its protection information has the reserved format %d (ELBAF.PIF)"
                            .formatted(name, pif)));
    try {
      return new ProtectionFormat(
          identity.protectionInformationType(),
          guard,
          nvm == null ? 0 : nvm.storageTagBits(),
          nvm == null ? 0 : nvm.lbstm(),
          identity.isProtectionInformationFirst(),
          identity.lbaSizeBytes(),
          identity.metadataBytes());
    } catch (IllegalArgumentException e) {
      throw new NvmeException(
          "%s: Identify Namespace describes protection information that cannot be (DPS, LBAF, ELBAF): %s"
              .formatted(name, e.getMessage()));
    }
  }

  /** The extended formats; null of a controller that knows none. */
  private static @Nullable IdentifyNamespaceNvm identityNvm(
      NvmeController controller, int nsid, IdentifyNamespace identity) throws NvmeException {
    if ((Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) == 0) {
      return null;
    }
    try {
      return new IdentifyNamespaceNvm(
          controller.identify(Cns.NAMESPACE_BY_CSI, Csi.NVM, nsid), identity);
    } catch (NvmeException e) {
      Status status = e.status();
      if (status != null && status.is(StatusCode.INVALID_FIELD_IN_COMMAND)) {
        return null;
      }
      throw e;
    }
  }

  /** The length of a block's data as a power of two. */
  static int blockShift(String name, IdentifyNamespace identity) throws NvmeException {
    int blockShift = identity.currentFormat().lbads();
    if (blockShift < MIN_BLOCK_SHIFT || blockShift > MAX_BLOCK_SHIFT) {
      throw new NvmeException(
          "%s: its blocks are 2^%d bytes, which no namespace has".formatted(name, blockShift));
    }
    return blockShift;
  }

  /**
   * Whether the controller keeps metadata to itself when PRACT is set, because it is nothing but
   * protection information.
   */
  public boolean isStripped() {
    return protection != null && protection.isAlone();
  }

  /**
   * Bytes of the data buffer that a block takes.
   *
   * @param stripsProtection whether the command sets PRACT
   */
  public int transferBytes(boolean stripsProtection) {
    return isExtended && !(stripsProtection && isStripped())
        ? blockBytes + metadataBytes
        : blockBytes;
  }

  /**
   * Bytes of the metadata buffer that a block takes.
   *
   * @param stripsProtection whether the command sets PRACT
   */
  public int separateMetadataBytes(boolean stripsProtection) {
    return isExtended || (stripsProtection && isStripped()) ? 0 : metadataBytes;
  }
}
