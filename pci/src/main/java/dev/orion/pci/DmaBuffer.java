package dev.orion.pci;

import java.lang.foreign.MemorySegment;

/**
 * Memory that both this process and a device can reach: a segment here, and the I/O virtual address
 * (IOVA) of its first byte there. It is contiguous on both sides. Freeing it while a device may
 * still access it is the owner's mistake to avoid; the drivers never do.
 */
public final class DmaBuffer implements AutoCloseable {

  private final MemorySegment segment;
  private final long iova;
  private final Runnable release;
  private boolean closed;

  /**
   * For transports: a buffer whose memory goes back through {@code release}, which runs at most
   * once.
   */
  public DmaBuffer(MemorySegment segment, long iova, Runnable release) {
    this.segment = segment;
    this.iova = iova;
    this.release = release;
  }

  /** The memory as this process sees it. */
  public MemorySegment segment() {
    return segment;
  }

  /** The address of the first byte as the device sees it. */
  public long iova() {
    return iova;
  }

  /** Length in bytes. */
  public long lengthBytes() {
    return segment.byteSize();
  }

  /**
   * A part of this buffer, uncopied. Closing the slice does nothing: the memory belongs to the
   * buffer that was allocated.
   */
  public DmaBuffer slice(long offsetBytes, long lengthBytes) {
    return new DmaBuffer(segment.asSlice(offsetBytes, lengthBytes), iova + offsetBytes, () -> {});
  }

  /** Gives the memory back. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
