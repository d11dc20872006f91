package dev.orion.tools;

import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.NamespaceIdentificationDescriptors;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioBackend;
import dev.orion.pci.vfio.VfioDomain;
import dev.orion.pci.vfiouser.VfioUserDomain;
import dev.orion.tools.DeviceAddress.FileDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.DeviceAddress.NoIommuDevice;
import dev.orion.tools.DeviceAddress.QemuDevice;
import dev.orion.tools.DeviceAddress.VfioDevice;
import dev.orion.tools.DeviceAddress.VfioUserDevice;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabException;
import dev.orion.tools.lab.Labs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An NVMe controller opened for a command, with the lab or domain that it is in. Closing it closes
 * both.
 */
final class OpenController implements AutoCloseable {
  /** The namespace a command is for if it does not say. */
  static final int DEFAULT_NSID = 1;

  /** Tells what keeps the device from doing its work. */
  @FunctionalInterface
  private interface Diagnosis {
    Optional<String> trouble() throws IOException;
  }

  /** Closes the controller and what was opened to reach it. */
  @FunctionalInterface
  private interface Closing {
    void close() throws IOException;
  }

  private final Closing closing;
  private final Diagnosis diagnosis;
  private final NvmeController controller;

  private OpenController(Closing closing, Diagnosis diagnosis, NvmeController controller) {
    this.closing = closing;
    this.diagnosis = diagnosis;
    this.controller = controller;
  }

  /**
   * Opens a controller.
   *
   * @param command what others are told who want the lab meanwhile: {@code orion read}
   * @param environment the environment variables, which say where the labs are
   * @throws IOException if the address is of no controller, there is none, or it cannot be had now,
   *     with what to do
   */
  static OpenController open(DeviceAddress address, String command, Map<String, String> environment)
      throws IOException {
    return open(address, command, environment, ControllerSetup.POLLED);
  }

  private static OpenController open(
      DeviceAddress address, String command, Map<String, String> environment, ControllerSetup setup)
      throws IOException {
    return switch (address) {
      case QemuDevice qemu -> inLab(qemu, command, environment, setup);
      case VfioDevice vfio -> inDomain(VfioDomain.open(), vfio, vfio.address(), setup);
      case NoIommuDevice bare ->
          inDomain(VfioDomain.open(VfioBackend.NO_IOMMU_UNSAFE), bare, bare.address(), setup);
      case VfioUserDevice device -> atServer(device, setup);
      case FileDevice _, MemoryDevice _ ->
          throw new IOException(
              address + " is no NVMe device: name one such as qemu:lab/nvme0 (see: orion list)");
    };
  }

  /**
   * Opens a controller together with others: closing it leaves its lab, and the controller if that
   * is a lab's, to the labs' clients.
   */
  static OpenController open(
      DeviceAddress address,
      LabClients labs,
      Map<String, String> environment,
      ControllerSetup setup)
      throws IOException {
    if (address instanceof QemuDevice device) {
      Lab lab = find(device.lab(), environment);
      return new OpenController(() -> {}, lab::trouble, labs.of(lab).nvme(device.device(), setup));
    }
    return open(address, "", environment, setup);
  }

  private static OpenController inLab(
      QemuDevice device, String command, Map<String, String> environment, ControllerSetup setup)
      throws IOException {
    Lab lab = find(device.lab(), environment);
    LabClient client = LabClient.open(lab, command);
    try {
      return new OpenController(client::close, lab::trouble, client.nvme(device.device(), setup));
    } catch (IOException | RuntimeException e) {
      closeAfter(e, client);
      throw e;
    }
  }

  private static OpenController inDomain(
      VfioDomain domain, DeviceAddress name, PciAddress address, ControllerSetup setup)
      throws IOException {
    try {
      PciFunction function = domain.openFunction(name.toString(), address);
      NvmeController controller = NvmeController.open(function, NanoClock.system(), setup);
      RemovalWatch watch = RemovalWatch.start(function, controller);
      return new OpenController(
          () -> {
            try (domain;
                controller) {
              watch.close();
            }
          },
          Optional::empty,
          controller);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, domain);
      throw e;
    }
  }

  private static OpenController atServer(VfioUserDevice device, ControllerSetup setup)
      throws IOException {
    VfioUserDomain domain = VfioUserDomain.open();
    try {
      PciFunction function = domain.openFunction(device.toString(), device.socket());
      NvmeController controller = NvmeController.open(function, NanoClock.system(), setup);
      return new OpenController(
          () -> {
            try (domain) {
              controller.close();
            }
          },
          Optional::empty,
          controller);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, domain);
      throw e;
    }
  }

  private static Lab find(String name, Map<String, String> environment) throws IOException {
    Labs labs = Labs.fromEnvironment(environment);
    Optional<Lab> lab;
    try {
      lab = labs.find(name);
    } catch (IllegalArgumentException e) {
      throw new LabException(String.valueOf(e.getMessage()), e);
    }
    if (lab.isPresent()) {
      return lab.get();
    }
    List<String> others = labs.list().stream().map(Lab::name).toList();
    throw new LabException(
        "there is no lab '%s'%s; start it with: orion lab start %s"
            .formatted(name, others.isEmpty() ? "" : ", only " + String.join(", ", others), name));
  }

  /** Closes what was opened before something failed, and keeps that failure the one to report. */
  static void closeAfter(Exception failure, AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** The controller. */
  NvmeController controller() {
    return controller;
  }

  /** What keeps the device from doing its work, with what to do; empty if nothing is known of. */
  Optional<String> trouble() throws IOException {
    return diagnosis.trouble();
  }

  /** Identifies an active namespace, whatever it holds and however it is formatted. */
  IdentifyNamespace identifyNamespace(int nsid) throws IOException {
    requireNamespace(nsid);
    return new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, nsid));
  }

  /** Fails if there is no such active namespace, naming those there are. */
  void requireNamespace(int nsid) throws IOException {
    List<Integer> ids = controller.namespaceIds();
    if (!ids.contains(nsid)) {
      throw new IOException(
          "%s has no namespace %s; it has %s"
              .formatted(controller.name(), Integer.toUnsignedString(nsid), listed(ids)));
    }
  }

  /** Fails if one command cannot move as much data. */
  void requireTransfer(int lengthBytes) throws IOException {
    int limit = controller.maxTransferBytes();
    if (Integer.compareUnsigned(lengthBytes, limit) > 0) {
      throw new IOException(
          "%s moves %d bytes with a command at the most, not %s"
              .formatted(controller.name(), limit, Integer.toUnsignedString(lengthBytes)));
    }
  }

  /** The zones of a namespace; fails if it has none, naming the namespaces that do. */
  Zones zones(int nsid) throws IOException {
    requireNamespace(nsid);
    if (isZoned(controller, nsid)) {
      return Zones.of(controller, nsid);
    }
    List<Integer> zoned = new ArrayList<>();
    for (int id : controller.namespaceIds()) {
      if (isZoned(controller, id)) {
        zoned.add(id);
      }
    }
    throw new IOException(
        "%s: namespace %d is not zoned; zoned ones, to be named with -n: %s"
            .formatted(controller.name(), nsid, listed(zoned)));
  }

  /** Whether an active namespace speaks the Zoned Namespace Command Set. */
  static boolean isZoned(NvmeController controller, int nsid) throws NvmeException {
    if ((Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) == 0) {
      return false;
    }
    return new NamespaceIdentificationDescriptors(
                controller.identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTORS, Csi.NVM, nsid))
            .csi()
            .orElse(Csi.NVM.code())
        == Csi.ZONED.code();
  }

  private static String listed(List<Integer> ids) {
    return ids.isEmpty()
        ? "none"
        : ids.stream().map(Integer::toUnsignedString).collect(Collectors.joining(", "));
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
