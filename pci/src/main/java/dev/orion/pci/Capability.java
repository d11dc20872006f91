package dev.orion.pci;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of a function's capability list, conventional or extended (PCI Express Base
 * Specification, sections 7.5.3 and 7.6).
 *
 * @param id capability ID
 * @param version version of an extended capability, 0 of a conventional one
 * @param offset where it stands in configuration space
 * @param extended whether it is of the extended list, whose IDs are another number space
 */
public record Capability(int id, int version, int offset, boolean extended) {

  /** Power Management. */
  public static final int POWER_MANAGEMENT = 0x01;

  /** Message Signalled Interrupts. */
  public static final int MSI = 0x05;

  /** PCI Express. */
  public static final int PCI_EXPRESS = 0x10;

  /** Extended Message Signalled Interrupts. */
  public static final int MSI_X = 0x11;

  /** Extended: Advanced Error Reporting. */
  public static final int EXTENDED_AER = 0x0001;

  /** Extended: Device Serial Number. */
  public static final int EXTENDED_SERIAL_NUMBER = 0x0003;

  /** Extended: Single Root I/O Virtualization. */
  public static final int EXTENDED_SR_IOV = 0x0010;

  private static final int CONVENTIONAL_START = 0x40;
  private static final int CONVENTIONAL_END = 0x100;
  private static final int EXTENDED_START = 0x100;

  /**
   * Walks both lists in their order. A list that loops or leaves configuration space, as a broken
   * device's may, ends there.
   */
  public static List<Capability> list(ConfigSpace config) {
    List<Capability> found = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    int status = config.read16(ConfigHeader.STATUS);
    if ((status & ConfigHeader.STATUS_CAPABILITIES_LIST) != 0) {
      int offset = config.read8(ConfigHeader.CAPABILITIES_POINTER) & ~3;
      while (offset >= CONVENTIONAL_START && offset < CONVENTIONAL_END && seen.add(offset)) {
        int header = config.read16(offset);
        found.add(new Capability(header & 0xff, 0, offset, false));
        offset = header >>> 8 & ~3;
      }
    }
    int offset = EXTENDED_START;
    while (offset >= EXTENDED_START && offset + 4 <= config.lengthBytes() && seen.add(offset)) {
      int header = config.read32(offset);
      if (header == 0 || header == -1) {
        break;
      }
      found.add(new Capability(header & 0xffff, header >>> 16 & 0xf, offset, true));
      offset = header >>> 20 & ~3;
    }
    return List.copyOf(found);
  }

  /**
   * The first conventional capability with this ID that has room for its structure: a broken device
   * may put one at the very end of configuration space.
   *
   * @param lengthBytes length of the structure
   */
  public static Optional<Capability> find(ConfigSpace config, int id, int lengthBytes) {
    return list(config).stream()
        .filter(c -> !c.extended && c.id == id && c.offset + lengthBytes <= CONVENTIONAL_END)
        .findFirst();
  }

  /** The first extended capability with this ID. */
  public static Optional<Capability> findExtended(ConfigSpace config, int id) {
    return list(config).stream().filter(c -> c.extended && c.id == id).findFirst();
  }

  /** The specification's name, as in {@code "MSI-X"}, or the number of one not named here. */
  public String name() {
    if (extended) {
      return switch (id) {
        case EXTENDED_AER -> "Advanced Error Reporting";
        case EXTENDED_SERIAL_NUMBER -> "Device Serial Number";
        case EXTENDED_SR_IOV -> "SR-IOV";
        case 0x000e -> "ARI";
        case 0x0019 -> "Secondary PCI Express";
        case 0x001e -> "L1 PM Substates";
        default -> "Extended Capability %04Xh".formatted(id);
      };
    }
    return switch (id) {
      case POWER_MANAGEMENT -> "Power Management";
      case MSI -> "MSI";
      case 0x09 -> "Vendor Specific";
      case PCI_EXPRESS -> "PCI Express";
      case MSI_X -> "MSI-X";
      case 0x12 -> "SATA";
      default -> "Capability %02Xh".formatted(id);
    };
  }
}
