package dev.orion.qemutests;

import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.qemutests.guest.GuestLab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * QEMU's NVMe devices for one test or one class of tests. On this machine they are a lab's, reached
 * over qtest; inside the guest they are the guest's, reached through VFIO. Tests for both have the
 * tag {@code any-transport}.
 */
public abstract class TestLab implements AutoCloseable {

  private final List<NvmeController> controllers = new ArrayList<>();

  /** For the two kinds of it. */
  protected TestLab() {}

  /** The device nvme0 of {@code orion lab start}. */
  static TestLab standard() throws IOException {
    return start(TestLabDefinition.STANDARD);
  }

  /** Namespaces and device options as {@code orion lab start} takes them. */
  static TestLab start(List<String> namespaces, List<String> deviceOptions) throws IOException {
    return start(new TestLabDefinition(namespaces, deviceOptions));
  }

  private static TestLab start(TestLabDefinition definition) throws IOException {
    return GuestLab.isHere() ? GuestLab.open(definition) : QtestLab.start(definition);
  }

  /** How a device is addressed in messages. */
  public abstract String address(String device);

  /** The serial number of a device's controller. */
  public abstract String serial(String device);

  /** A device's PCI function. */
  public abstract PciFunction function(String device) throws IOException;

  /** The memory that the devices reach. */
  public abstract DmaMemory dma();

  /** Leaves the devices as a program does that ends properly, and comes back. */
  public abstract void reconnect() throws IOException;

  /** The image file behind a namespace. */
  public abstract Path image(String device, int nsid);

  /** QEMU's own view of a device: its entry in {@code query-pci}. */
  public abstract Map<String, Object> qemuView(String device) throws IOException;

  /** Brings a controller up; it is closed with the lab. */
  final NvmeController nvme(String device) throws IOException {
    return nvme(device, 0);
  }

  /** Brings a controller up with MSI-X vectors; it is closed with the lab. */
  final NvmeController nvme(String device, int interruptVectors) throws IOException {
    NvmeController controller =
        NvmeController.open(
            function(device), NanoClock.system(), ControllerSetup.withInterrupts(interruptVectors));
    controllers.add(controller);
    return controller;
  }

  /** For the two kinds: closes the controllers that are open. */
  protected final void closeControllers() throws IOException {
    for (NvmeController controller : controllers) {
      controller.close();
    }
    controllers.clear();
  }

  @Override
  public abstract void close() throws IOException;
}
