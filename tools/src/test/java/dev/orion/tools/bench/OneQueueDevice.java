package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.Geometry;
import dev.orion.pci.DmaMemory;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A device that grants one queue and refuses the next. */
record OneQueueDevice(BlockDevice device, AtomicBoolean granted, IOException refusal)
    implements BlockDevice {

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public Geometry geometry() {
    return device.geometry();
  }

  @Override
  public DmaMemory dma() {
    return device.dma();
  }

  @Override
  public BlockQueue openQueue(int depth) throws IOException {
    if (granted.getAndSet(true)) {
      throw refusal;
    }
    return device.openQueue(depth);
  }

  @Override
  public void close() {}
}
