package dev.orion.pci.vfiouser;

/** The protocol's commands, by its own names, as far as they are sent or answered here. */
enum VfioUserCommand {
  VERSION(1),
  DMA_MAP(2),
  DMA_UNMAP(3),
  DEVICE_GET_INFO(4),
  DEVICE_GET_REGION_INFO(5),
  DEVICE_GET_IRQ_INFO(7),
  DEVICE_SET_IRQS(8),
  REGION_READ(9),
  REGION_WRITE(10),
  /** The server reads memory that was mapped for it, by message. */
  DMA_READ(11),
  /** The server writes memory that was mapped for it, by message. */
  DMA_WRITE(12),
  DEVICE_RESET(13);

  private final int code;

  VfioUserCommand(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  int code() {
    return code;
  }
}
