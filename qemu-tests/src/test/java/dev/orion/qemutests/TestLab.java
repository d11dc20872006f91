package dev.orion.qemutests;

import dev.orion.nvme.NvmeController;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDefinitionParser;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A lab for one test or one class of tests, and its client. */
final class TestLab implements AutoCloseable {

  private final EphemeralLab ephemeral;
  private LabClient client;

  private TestLab(EphemeralLab ephemeral, LabClient client) {
    this.ephemeral = ephemeral;
    this.client = client;
  }

  /** Starts QEMU with the device nvme0 of {@code orion lab start}. */
  static TestLab standard() throws IOException {
    return start(LabDefinition.standard());
  }

  /** Starts QEMU with namespaces as {@code orion lab start --namespace} takes them. */
  static TestLab start(List<String> namespaces, List<String> deviceOptions) throws IOException {
    return start(LabDefinitionParser.parse(null, namespaces, deviceOptions));
  }

  private static TestLab start(LabDefinition definition) throws IOException {
    EphemeralLab ephemeral = EphemeralLab.start(definition, QemuBinary.find(null, System.getenv()));
    try {
      return new TestLab(ephemeral, LabClient.open(ephemeral.lab(), "test"));
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

  NvmeController nvme(String device) throws IOException {
    return client.nvme(device);
  }

  /** Leaves the lab as a client does that ends properly, and connects again. */
  LabClient reconnect() throws IOException {
    client.close();
    client = LabClient.open(lab(), "test");
    return client;
  }

  /** The image file behind a namespace. */
  Path image(String device, int nsid) {
    return lab().directory().resolve(device + "n" + nsid + ".img");
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
    try {
      client.close();
    } finally {
      ephemeral.close();
    }
  }
}
