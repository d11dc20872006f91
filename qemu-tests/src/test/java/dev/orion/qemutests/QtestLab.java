package dev.orion.qemutests;

import dev.orion.pci.DmaMemory;
import dev.orion.pci.PciFunction;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.QemuBinary;
import dev.orion.tools.lab.Qmp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A lab for one test or one class of tests, and its client. */
final class QtestLab extends TestLab {

  private final EphemeralLab ephemeral;
  private LabClient client;

  private QtestLab(EphemeralLab ephemeral, LabClient client) {
    this.ephemeral = ephemeral;
    this.client = client;
  }

  static QtestLab standard() throws IOException {
    return start(TestLabDefinition.STANDARD);
  }

  static QtestLab start(TestLabDefinition definition) throws IOException {
    return start(definition, QemuBinary.find(null, System.getenv()));
  }

  /** The same with another QEMU, such as a script that gives it further options. */
  static QtestLab start(TestLabDefinition definition, QemuBinary qemu) throws IOException {
    EphemeralLab ephemeral = EphemeralLab.start(definition.parse(), qemu);
    try {
      return new QtestLab(ephemeral, LabClient.open(ephemeral.lab(), "test"));
    } catch (IOException | RuntimeException e) {
      ephemeral.close();
      throw e;
    }
  }

  Lab lab() {
    return ephemeral.lab();
  }

  LabClient client() {
    return client;
  }

  @Override
  public String address(String device) {
    return "qemu:lab/" + device;
  }

  @Override
  public String serial(String device) {
    return "orion-lab-" + device;
  }

  @Override
  public PciFunction function(String device) throws IOException {
    return client.function(device);
  }

  @Override
  public DmaMemory dma() {
    return client.machine().dma();
  }

  @Override
  public void reconnect() throws IOException {
    closeControllers();
    client.close();
    client = LabClient.open(lab(), "test");
  }

  @Override
  public Path image(String device, int nsid) {
    return lab().directory().resolve(device + "n" + nsid + ".img");
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Object> qemuView(String device) throws IOException {
    try (Qmp qmp = lab().connectQmp()) {
      Map<String, Object> bus = qmp.executeForList("query-pci", Map.of()).getFirst();
      return ((List<Map<String, Object>>) bus.get("devices"))
          .stream().filter(d -> device.equals(d.get("qdev_id"))).findFirst().orElseThrow();
    }
  }

  /** Kills QEMU, as the loss of a device's power does. */
  void killQemu() {
    ProcessHandle.of(lab().pid().orElseThrow()).orElseThrow().destroyForcibly();
    while (lab().isRunning()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    LabClient open = client;
    try (ephemeral;
        open) {
      closeControllers();
    }
  }
}
