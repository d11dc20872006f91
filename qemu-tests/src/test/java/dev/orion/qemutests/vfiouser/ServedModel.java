package dev.orion.qemutests.vfiouser;

import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfiouser.VfioUserDomain;
import dev.orion.simulation.model.BlockStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A model controller behind a server, and the client's side of it. */
final class ServedModel implements AutoCloseable {
  static final String NAME = "vfiouser:model";
  private static final long STORE_BYTES = 64 << 20;

  final VfioUserServer server;
  final Path socket;
  final VfioUserDomain domain = VfioUserDomain.open(TimeUnit.SECONDS.toNanos(10));
  final NvmeController controller;

  private ServedModel(Path socket, int blockSizeBytes, boolean mapsDoorbells, int vectors)
      throws IOException {
    this.socket = socket;
    server =
        VfioUserServer.start(
            socket, BlockStore.Memory.ofBytes(STORE_BYTES), blockSizeBytes, mapsDoorbells);
    PciFunction function = domain.openFunction(NAME, socket);
    controller =
        NvmeController.open(function, NanoClock.system(), ControllerSetup.withInterrupts(vectors));
  }

  static ServedModel start(Path directory, int blockSizeBytes, boolean mapsDoorbells)
      throws IOException {
    return start(directory, blockSizeBytes, mapsDoorbells, 0);
  }

  static ServedModel start(Path directory, int blockSizeBytes, boolean mapsDoorbells, int vectors)
      throws IOException {
    return new ServedModel(directory.resolve("model"), blockSizeBytes, mapsDoorbells, vectors);
  }

  NvmeNamespace namespace() throws IOException {
    return controller.namespace(1);
  }

  @Override
  public void close() throws IOException {
    try (server;
        domain) {
      controller.close();
    }
  }
}
