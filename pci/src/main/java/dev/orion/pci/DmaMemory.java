package dev.orion.pci;

/**
 * Memory shared by this process and all devices of one domain: a buffer from it reaches every one
 * of them uncopied. Thread-safe. Not for the path of an I/O: allocate ahead and reuse.
 */
public interface DmaMemory {

  /**
   * A zeroed buffer.
   *
   * @param lengthBytes at least 1
   * @param alignmentBytes alignment of its IOVA, and up to 4096 of its address here; a power of two
   * @throws DmaExhaustedException if there is no such stretch of memory left
   */
  DmaBuffer allocate(long lengthBytes, long alignmentBytes);

  /** A zeroed buffer aligned to 4096 bytes, which suits every device's data pointers. */
  default DmaBuffer allocate(long lengthBytes) {
    return allocate(lengthBytes, 4096);
  }

  /** Bytes now handed out, rounding included: back at its start value when nothing leaked. */
  long allocatedBytes();
}
