package dev.orion.nvme;

import dev.orion.block.Geometry;
import dev.orion.block.Geometry.Capability;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.NamespaceIdentificationDescriptors;
import dev.orion.nvme.spec.NvmCommand;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a block device's geometry out of what a controller says of itself and a namespace. */
final class NamespaceGeometry {

  /** VWC: a volatile write cache is present. */
  private static final int VWC_PRESENT = 1;

  private NamespaceGeometry() {}

  /** The command set of a namespace; the NVM command set where the controller knows no other. */
  static Csi commandSet(NvmeController controller, int nsid) throws NvmeException {
    if ((Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) == 0) {
      return Csi.NVM;
    }
    int code =
        new NamespaceIdentificationDescriptors(
                controller.identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTORS, Csi.NVM, nsid))
            .csi()
            .orElse(Csi.NVM.code());
    return Csi.of(code)
        .orElseThrow(
            () ->
                new NvmeException(
                    "%s: namespace %d speaks the unknown command set %02Xh"
                        .formatted(controller.name(), nsid, code)));
  }

  static Geometry of(
      String name,
      NvmeController controller,
      IdentifyNamespace identity,
      NamespaceFormat format,
      @Nullable ZoneGeometry zones)
      throws NvmeException {
    int blockBytes = format.blockBytes();
    long blockCount = identity.nsze();
    if (blockCount < 0 || blockCount > Long.MAX_VALUE / blockBytes) {
      throw new NvmeException(
          "%s: it claims %s blocks".formatted(name, Long.toUnsignedString(blockCount)));
    }
    int maxTransferBlocks =
        Math.min(
            controller.maxTransferBytes() / format.transferBytes(format.protection() != null),
            NvmCommand.MAX_LBA_COUNT);
    if (maxTransferBlocks == 0) {
      throw new NvmeException(
          "%s: the controller moves %d bytes a command, less than a block"
              .formatted(name, controller.maxTransferBytes()));
    }
    int optimalIoBlocks =
        (identity.nsfeat() & IdentifyNamespace.NSFEAT_OPTPERF) == 0
            ? 1
            : identity.npwgZeroBased() + 1;
    return new Geometry(
        blockBytes,
        blockCount,
        maxTransferBlocks,
        optimalIoBlocks,
        capabilities(controller.identity()),
        zones);
  }

  private static Set<Capability> capabilities(IdentifyController controller) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    if ((controller.vwc() & VWC_PRESENT) != 0) {
      capabilities.add(Capability.VOLATILE_WRITE_CACHE);
    }
    if ((controller.oncs() & IdentifyController.ONCS_DATASET_MANAGEMENT) != 0) {
      capabilities.add(Capability.DISCARD);
    }
    if ((controller.oncs() & IdentifyController.ONCS_WRITE_ZEROES) != 0) {
      capabilities.add(Capability.WRITE_ZEROES);
    }
    return capabilities;
  }
}
