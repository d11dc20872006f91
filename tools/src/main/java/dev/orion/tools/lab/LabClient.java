package dev.orion.tools.lab;

import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.qtest.QtestMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one client that a running lab can have: drives its devices until it is closed. The devices it
 * opened share their DMA memory. Any thread may use it.
 */
public final class LabClient implements AutoCloseable {

  private final Lab lab;
  private final LabLock lock;
  private final QtestMachine machine;
  private final List<NvmeController> controllers = new ArrayList<>();

  private LabClient(Lab lab, LabLock lock, QtestMachine machine) {
    this.lab = lab;
    this.lock = lock;
    this.machine = machine;
  }

  /**
   * Takes a lab and connects to it.
   *
   * @param command what others are told who use it meanwhile: {@code orion bench}
   * @throws LabException if the lab is busy, does not run, or does not answer
   */
  public static LabClient open(Lab lab, String command) throws IOException {
    LabLock lock = lab.lock(command);
    try {
      return new LabClient(lab, lock, QtestMachine.open(lab.qtestSocket(), lab.ramFile()));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The machine behind the lab. */
  public QtestMachine machine() {
    return machine;
  }

  /**
   * Takes a device's PCI function as it is, for a driver.
   *
   * @throws LabException if the lab has no such device; the message names those it has
   */
  public PciFunction function(String device) throws IOException {
    PciAddress address;
    try {
      address = lab.pciAddress(device);
    } catch (IllegalArgumentException e) {
      throw new LabException("lab '%s' has %s".formatted(lab.name(), e.getMessage()), e);
    }
    String name = "qemu:%s/%s".formatted(lab.name(), device);
    return machine.openFunction(name, address.device(), address.function());
  }

  /**
   * Brings an NVMe controller up; {@link #close} closes it.
   *
   * @throws LabException if the lab has no such device; the message names those it has
   */
  public NvmeController nvme(String device) throws IOException {
    return nvme(device, ControllerSetup.POLLED);
  }

  /** The same for queues that are not polled, or do not live in host memory. */
  public synchronized NvmeController nvme(String device, ControllerSetup setup) throws IOException {
    NvmeController controller = NvmeController.open(function(device), NanoClock.system(), setup);
    controllers.add(controller);
    return controller;
  }

  /** Closes the controllers, disconnects, and lets the next client in. */
  @Override
  public synchronized void close() throws IOException {
    try {
      for (NvmeController controller : controllers) {
        controller.close();
      }
    } finally {
      controllers.clear();
      try {
        machine.close();
      } finally {
        lock.close();
      }
    }
  }
}
