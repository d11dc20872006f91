package dev.orion.pci;

import java.util.Optional;

/**
 * The MSI capability (PCI Express Base Specification, section 7.7.1).
 *
 * @param offset where it stands in configuration space
 * @param vectorCount vectors that the function asks for, 1 to 32
 * @param is64Bit whether it can send to addresses above 4 GiB
 * @param perVectorMasking whether each vector can be masked
 */
public record MsiCapability(
    int offset, int vectorCount, boolean is64Bit, boolean perVectorMasking) {

  private static final int LENGTH_BYTES = 4;

  /** The function's MSI capability, if it has one. */
  public static Optional<MsiCapability> find(ConfigSpace config) {
    return Capability.find(config, Capability.MSI, LENGTH_BYTES)
        .map(
            c -> {
              int control = config.read16(c.offset() + 2);
              return new MsiCapability(
                  c.offset(),
                  1 << (control >>> 1 & 7),
                  (control & 1 << 7) != 0,
                  (control & 1 << 8) != 0);
            });
  }
}
