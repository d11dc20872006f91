package dev.orion.tools;

import dev.orion.tools.DeviceAddress.NoIommuDevice;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The device that a command is for. */
class DeviceOperand {
  private static final String DEFAULT = "qemu:lab/nvme0";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @SuppressWarnings("NullAway.Init") // by setAddress
  DeviceAddress address;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      defaultValue = DEFAULT,
      converter = AddressConverter.class,
      description = {
        DeviceAddress.FORMS + " (" + DEFAULT + ").",
        "On a machine without an IOMMU, at the risk of all its memory: pci-no-iommu:<address>."
      })
  void setAddress(DeviceAddress address) {
    this.address = address;
    if (address instanceof NoIommuDevice) {
      command
          .commandLine()
          .getErr()
          .println(
              "orion: warning: no IOMMU keeps %s in check: it can overwrite any memory of this machine"
                  .formatted(address));
    }
  }

  /** Reads addresses. */
  static final class AddressConverter extends TextConverter<DeviceAddress> {
    AddressConverter() {
      super(DeviceAddress::parse);
    }
  }
}
