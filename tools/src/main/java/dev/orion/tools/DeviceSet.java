package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.nvme.ControllerSetup;
import dev.orion.tools.DeviceAddress.FileDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.DeviceAddress.NoIommuDevice;
import dev.orion.tools.DeviceAddress.QemuDevice;
import dev.orion.tools.DeviceAddress.VfioDevice;
import dev.orion.tools.DeviceAddress.VfioUserDevice;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that a command works on, each opened once, with the controllers and labs they need.
 */
final class DeviceSet implements AutoCloseable {
  private final Map<String, String> environment;
  private final LabClients labs;
  private final Map<DeviceAddress, OpenController> controllers = new LinkedHashMap<>();
  private final Map<DeviceChoice, BlockDevice> devices = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param command what others are told who want the devices meanwhile: {@code orion bench}
   * @param environment the environment variables, which say where the labs are
   */
  DeviceSet(String command, Map<String, String> environment) {
    this.environment = environment;
    labs = new LabClients(command);
  }

  /**
   * Opens a device, unless it is open already.
   *
   * @param access whether a file may be written
   * @param setup of an NVMe controller, where the device is the first of its
   * @throws IOException if there is no such device, or it cannot be had now; with what to do
   */
  BlockDevice open(DeviceChoice choice, Access access, ControllerSetup setup) throws IOException {
    BlockDevice device = devices.get(choice);
    if (device == null) {
      device =
          switch (choice.address()) {
            case QemuDevice _, VfioDevice _, NoIommuDevice _, VfioUserDevice _ ->
                namespace(choice, setup);
            case FileDevice _, MemoryDevice _ ->
                DeviceOpener.openWhole(choice.address(), choice.nsid(), access);
          };
      devices.put(choice, device);
    }
    return device;
  }

  private BlockDevice namespace(DeviceChoice choice, ControllerSetup setup) throws IOException {
    OpenController controller = controllers.get(choice.address());
    if (controller == null) {
      controller = OpenController.open(choice.address(), labs, environment, setup);
      controllers.put(choice.address(), controller);
    }
    int nsid = choice.nsid() == null ? OpenController.DEFAULT_NSID : choice.nsid();
    controller.requireNamespace(nsid);
    return controller.controller().namespace(nsid);
  }

  /** The devices that are open. */
  Collection<BlockDevice> opened() {
    return devices.values();
  }

  /** A device's failure, with what is wrong behind a device if that is known. */
  IOException explained(IOException failure) throws IOException {
    boolean isOfDevice =
        failure instanceof BlockException || failure.getCause() instanceof BlockException;
    for (OpenController controller : controllers.values()) {
      Optional<String> trouble = isOfDevice ? controller.trouble() : Optional.empty();
      if (trouble.isPresent()) {
        return new IOException(failure.getMessage() + "; " + trouble.get(), failure);
      }
    }
    return failure;
  }

  /** Closes all, also if closing one of them fails. */
  @Override
  public void close() throws IOException {
    List<Closeable> all = new ArrayList<>();
    devices.values().forEach(device -> all.add(device::close));
    controllers.values().forEach(controller -> all.add(controller::close));
    all.add(labs::close);
    Closing.closeAll(all);
  }
}
