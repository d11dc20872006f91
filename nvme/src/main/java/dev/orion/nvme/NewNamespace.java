package dev.orion.nvme;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A namespace to be created: what the host decides of it (Base 5.23; NVM 4.1.6).
 *
 * @param sizeBlocks Namespace Size in logical blocks
 * @param capacityBlocks Namespace Capacity in logical blocks, less than the size for thin
 *     provisioning
 * @param lbaFormat index of the LBA format, 0 to 63
 * @param extendedMetadata whether metadata is part of an extended LBA
 * @param dps End-to-end Data Protection Type Settings
 * @param nmic Namespace Multi-path I/O and Namespace Sharing Capabilities: 1 if several controllers
 *     may be attached
 * @param anaGroup ANA Group Identifier, 0 for the controller to choose
 * @param nvmSet NVM Set Identifier, 0 for the controller to choose
 * @param enduranceGroup Endurance Group Identifier, 0 for the controller to choose
 * @param csi the I/O command set, {@link dev.orion.nvme.spec.Csi#code}
 * @param storageTagMask Logical Block Storage Tag Mask
 */
public record NewNamespace(
    long sizeBlocks,
    long capacityBlocks,
    int lbaFormat,
    boolean extendedMetadata,
    int dps,
    int nmic,
    int anaGroup,
    int nvmSet,
    int enduranceGroup,
    int csi,
    long storageTagMask) {

  /** Throws {@link IllegalArgumentException} if the format or the capacity cannot be. */
  public NewNamespace {
    if (lbaFormat < 0 || lbaFormat > 63) {
      throw new IllegalArgumentException("LBA format " + lbaFormat + ", must be 0 to 63");
    }
    if (Long.compareUnsigned(capacityBlocks, sizeBlocks) > 0) {
      throw new IllegalArgumentException(
          "NCAP is %s, more than NSZE %s"
              .formatted(Long.toUnsignedString(capacityBlocks), Long.toUnsignedString(sizeBlocks)));
    }
  }

  /** A private namespace of the NVM command set, fully provisioned. */
  public static NewNamespace of(long sizeBlocks, int lbaFormat) {
    return new NewNamespace(sizeBlocks, sizeBlocks, lbaFormat, false, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Formatted LBA Size: the format's index in bits 6:5 and 3:0, extended metadata in bit 4. */
  int flbas() {
    return (lbaFormat & 0xf) | (extendedMetadata ? 1 << 4 : 0) | ((lbaFormat >>> 4) << 5);
  }

  /** Writes the fields that the host sets of the Identify Namespace data structure. */
  void write(MemorySegment data) {
    data.set(LittleEndian.LONG, 0, sizeBlocks);
    data.set(LittleEndian.LONG, 8, capacityBlocks);
    data.set(ValueLayout.JAVA_BYTE, 26, (byte) flbas());
    data.set(ValueLayout.JAVA_BYTE, 29, (byte) dps);
    data.set(ValueLayout.JAVA_BYTE, 30, (byte) nmic);
    data.set(LittleEndian.INT, 92, anaGroup);
    data.set(LittleEndian.SHORT, 100, (short) nvmSet);
    data.set(LittleEndian.SHORT, 102, (short) enduranceGroup);
    data.set(LittleEndian.LONG, 384, storageTagMask);
  }
}
