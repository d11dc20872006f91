package dev.orion.pci;

/**
 * The type 0 configuration space header (PCI Express Base Specification, section 7.5.1).
 *
 * @param vendorId PCI-SIG's number of the maker of the chip
 * @param deviceId the maker's number of the chip
 * @param revisionId the maker's revision of the chip
 * @param classCode base class, sub-class and programming interface, 24 bits: 010802h is NVMe
 * @param subsystemVendorId PCI-SIG's number of the maker of the card
 * @param subsystemId that maker's number of the card
 * @param multiFunction whether the device has other functions
 */
public record ConfigHeader(
    int vendorId,
    int deviceId,
    int revisionId,
    int classCode,
    int subsystemVendorId,
    int subsystemId,
    boolean multiFunction) {

  /** Class code of an NVM Express I/O controller. */
  public static final int CLASS_NVME = 0x010802;

  static final int VENDOR_ID = 0x00;

  /** Offset of the Command register. */
  public static final int COMMAND = 0x04;

  /** Command: respond to memory accesses. */
  public static final int COMMAND_MEMORY_SPACE = 1 << 1;

  /** Command: may start memory accesses, and send message-signalled interrupts. */
  public static final int COMMAND_BUS_MASTER = 1 << 2;

  /** Command: reports non-fatal and fatal errors upstream (SERR# Enable). */
  public static final int COMMAND_ERROR_REPORTING = 1 << 8;

  /** Command: INTx is off. */
  public static final int COMMAND_INTERRUPT_DISABLE = 1 << 10;

  static final int STATUS = 0x06;
  static final int STATUS_CAPABILITIES_LIST = 1 << 4;
  static final int REVISION_ID = 0x08;
  static final int HEADER_TYPE = 0x0e;

  /** Offset of base address register 0; five more follow. */
  public static final int BAR0 = 0x10;

  /** Base address register: decodes I/O space, not memory. */
  public static final int BAR_IO_SPACE = 1;

  /** Base address register: the bits that say how wide a memory BAR is. */
  public static final int BAR_TYPE_MASK = 0x6;

  /** Base address register: 64 bits wide, with the next register as its upper half. */
  public static final int BAR_TYPE_64_BIT = 2 << 1;

  /** Base address register: reads have no side effects. */
  public static final int BAR_PREFETCHABLE = 1 << 3;

  static final int SUBSYSTEM_VENDOR_ID = 0x2c;
  static final int CAPABILITIES_POINTER = 0x34;

  /** Vendor ID that no device has: nothing answers there. */
  public static final int NO_VENDOR = 0xffff;

  /** Reads the header. */
  public static ConfigHeader read(ConfigSpace config) {
    int ids = config.read32(VENDOR_ID);
    int revisionAndClass = config.read32(REVISION_ID);
    int subsystem = config.read32(SUBSYSTEM_VENDOR_ID);
    return new ConfigHeader(
        ids & 0xffff,
        ids >>> 16,
        revisionAndClass & 0xff,
        revisionAndClass >>> 8,
        subsystem & 0xffff,
        subsystem >>> 16,
        (config.read8(HEADER_TYPE) & 0x80) != 0);
  }
}
