package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.CompletionMode;
import dev.orion.block.Geometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaMemory;
import java.io.IOException;

/**
 * A namespace that owns its controller, and with it the lab: closing it closes them.
 *
 * @param namespace the namespace
 * @param controller its controller
 */
record OpenNamespace(NvmeNamespace namespace, OpenController controller) implements BlockDevice {

  /** Opens a namespace of the controller, which is closed with it, and if this fails. */
  static OpenNamespace of(OpenController controller, int nsid) throws IOException {
    try {
      controller.requireNamespace(nsid);
      return new OpenNamespace(controller.controller().namespace(nsid), controller);
    } catch (IOException | RuntimeException e) {
      OpenController.closeAfter(e, controller);
      throw e;
    }
  }

  @Override
  public String name() {
    return namespace.name();
  }

  @Override
  public Geometry geometry() {
    return namespace.geometry();
  }

  @Override
  public DmaMemory dma() {
    return namespace.dma();
  }

  @Override
  public BlockQueue openQueue(int depth) throws IOException {
    return namespace.openQueue(depth);
  }

  @Override
  public BlockQueue openQueue(int depth, CompletionMode mode) throws IOException {
    return namespace.openQueue(depth, mode);
  }

  @Override
  public void close() throws IOException {
    controller.close();
  }
}
