package dev.orion.qemutests.guest;

import dev.orion.pci.DmaMemory;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioDomain;
import dev.orion.qemutests.TestLab;
import dev.orion.qemutests.TestLabDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Devices of the guest through VFIO. They were plugged in before the guest started, as QEMU adds no
 * namespaces later: {@link GuestLabs} lists what there is.
 */
public final class GuestLab extends TestLab {

  private static final Path QMP_PORT = Path.of("/dev/virtio-ports/orion.qmp");

  private final TestLabDefinition definition;
  private VfioDomain domain;

  private GuestLab(TestLabDefinition definition, VfioDomain domain) {
    this.definition = definition;
    this.domain = domain;
  }

  /** Whether this process runs inside the guest. */
  public static boolean isHere() {
    return Files.exists(QMP_PORT);
  }

  /** Takes the devices of a definition. */
  public static GuestLab open(TestLabDefinition definition) throws IOException {
    GuestLab lab = new GuestLab(definition, VfioDomain.open());
    for (var device : definition.parse().devices()) {
      GuestDevices.BINDING.bind(lab.pciAddress(device.name()));
    }
    return lab;
  }

  /** Where a device sits. */
  public PciAddress pciAddress(String device) {
    return GuestLabs.all().pciAddress(GuestLabs.name(definition, device));
  }

  @Override
  public String address(String device) {
    return "pci:" + pciAddress(device);
  }

  @Override
  public String serial(String device) {
    return "orion-lab-" + GuestLabs.name(definition, device);
  }

  @Override
  public PciFunction function(String device) throws IOException {
    return domain.openFunction(address(device), pciAddress(device));
  }

  @Override
  public DmaMemory dma() {
    return domain.dma();
  }

  @Override
  public void reconnect() throws IOException {
    closeControllers();
    domain.close();
    domain = VfioDomain.open();
  }

  @Override
  public Path image(String device, int nsid) {
    return GuestLabs.image(GuestLabs.name(definition, device) + "n" + nsid);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Object> qemuView(String device) throws IOException {
    try (GuestQmp qmp = GuestQmp.open()) {
      List<Map<String, Object>> buses =
          (List<Map<String, Object>>) qmp.execute("query-pci", Map.of());
      String name = GuestLabs.name(definition, device);
      return ((List<Map<String, Object>>) buses.getFirst().get("devices"))
          .stream().filter(d -> name.equals(d.get("qdev_id"))).findFirst().orElseThrow();
    }
  }

  @Override
  public void close() throws IOException {
    VfioDomain open = domain;
    try (open) {
      closeControllers();
    }
  }
}
