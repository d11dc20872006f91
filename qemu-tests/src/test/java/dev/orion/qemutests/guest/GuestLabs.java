package dev.orion.qemutests.guest;

import dev.orion.qemutests.NvmeInControllerMemoryContractTest;
import dev.orion.qemutests.TestLabDefinition;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDevice;
import dev.orion.tools.lab.LabNamespace;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.QemuDevices;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The labs that the guest is started with: those that the tests with the tag any-transport want.
 */
public final class GuestLabs {

  private static final long RAM_BYTES = 256 << 20;

  private static final List<TestLabDefinition> DEFINITIONS =
      List.of(
          TestLabDefinition.STANDARD,
          new TestLabDefinition(List.of("nvme0:size=64M,lba=4096"), List.of()),
          new TestLabDefinition(List.of("nvme0:size=64M,lba=512"), List.of()),
          new TestLabDefinition(List.of("nvme0:size=64M,lba=512"), List.of("nvme0:mdts=1")),
          new TestLabDefinition(List.of("nvme0:size=64M", "nvme1:size=64M"), List.of()),
          new TestLabDefinition(
              List.of("nvme0:size=64M", "nvme1:null,size=1G"), List.of("nvme1:cmb_size_mb=16")),
          NvmeInControllerMemoryContractTest.LAB,
          new TestLabDefinition(
              List.of(
                  "nvme0:size=1200M,zoned,zone-size=4M,zone-capacity=3M,max-open=4,max-active=6"),
              List.of("nvme0:zoned.zasl=5")),
          new TestLabDefinition(List.of("nvme0:size=67108864,lba=4096"), List.of("nvme0:mdts=7")),
          new TestLabDefinition(List.of("nvme0:size=67108864,lba=512"), List.of("nvme0:mdts=7")),
          new TestLabDefinition(List.of("nvme0:size=67108864,lba=4096"), List.of("nvme0:mdts=1")),
          new TestLabDefinition(List.of("nvme0:size=67108864,lba=512"), List.of("nvme0:mdts=0")));

  private GuestLabs() {}

  /** All devices of all labs, numbered through from nvme0 on. */
  static LabDefinition all() {
    List<LabDevice> devices = new ArrayList<>();
    for (TestLabDefinition definition : DEFINITIONS) {
      for (LabDevice device : definition.parse().devices()) {
        devices.add(new LabDevice("nvme" + devices.size(), device.options(), device.namespaces()));
      }
    }
    return new LabDefinition(RAM_BYTES, devices);
  }

  /** What a device of a definition is called among all. */
  static String name(TestLabDefinition definition, String device) {
    int number = 0;
    for (TestLabDefinition known : DEFINITIONS) {
      List<LabDevice> devices = known.parse().devices();
      for (int i = 0; i < devices.size(); i++) {
        if (known.equals(definition) && devices.get(i).name().equals(device)) {
          return "nvme" + (number + i);
        }
      }
      number += devices.size();
    }
    throw new IllegalArgumentException(
        "the guest has no device %s of %s: add it to GuestLabs".formatted(device, definition));
  }

  /** The image of a namespace, on the share that the guest and its host see alike. */
  static Path image(String namespace) {
    return directory().resolve(namespace + ".img");
  }

  private static Path directory() {
    return Path.of(Objects.requireNonNull(System.getProperty("orion.guest.images")));
  }

  /** Makes the images and prints QEMU's arguments, a line each. Runs on the host. */
  public static void main(String[] arguments) throws IOException {
    LabDefinition all = all();
    for (LabDevice device : all.devices()) {
      for (LabNamespace namespace : device.namespaces()) {
        if (namespace.backing() instanceof OwnImage) {
          Path image = image(device.namespaceName(namespace));
          try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(namespace.imageBytes());
          }
        }
      }
    }
    QemuDevices.arguments("lab", all, GuestLabs::image).forEach(System.out::println);
  }
}
