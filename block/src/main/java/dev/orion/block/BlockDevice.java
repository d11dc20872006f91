package dev.orion.block;

import dev.orion.pci.DmaMemory;
import java.io.IOException;

/**
 * A device of equal blocks. Drivers make them, layers take them and make others. A device may be
 * used by many threads; each opens queues of its own.
 */
public interface BlockDevice extends AutoCloseable {

  /** How its user addresses the device, for messages: {@code qemu:lab/nvme0 namespace 1}. */
  String name();

  /** Sizes and abilities; they do not change while the device is open. */
  Geometry geometry();

  /** Where the buffers of its requests must come from. */
  DmaMemory dma();

  /**
   * Opens a queue for the calling thread, or another one that will own it.
   *
   * @param depth requests that it takes at a time, at least 1; the device may grant less, see
   *     {@link BlockQueue#depth}
   * @throws IOException if the device has no queue left or is gone
   */
  BlockQueue openQueue(int depth) throws IOException;

  /**
   * Opens a queue whose {@link BlockQueue#await} waits in a certain way; otherwise as {@link
   * #openQueue(int)}, which opens a polled one. A device without interrupts polls in every mode.
   *
   * @throws IOException also if the device has no interrupt left for it
   */
  default BlockQueue openQueue(int depth, CompletionMode mode) throws IOException {
    return openQueue(depth);
  }

  /** Releases the device; queues must be closed before. Closing twice is harmless. */
  @Override
  void close() throws IOException;
}
