package dev.orion.tools;

import picocli.CommandLine.Parameters;

/** The device that a command is for. */
class DeviceOperand {
  private static final String DEFAULT = "qemu:lab/nvme0";

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      defaultValue = DEFAULT,
      converter = AddressConverter.class,
      description = DeviceAddress.FORMS + " (" + DEFAULT + ").")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  DeviceAddress address;

  /** Reads addresses. */
  static final class AddressConverter extends TextConverter<DeviceAddress> {
    AddressConverter() {
      super(DeviceAddress::parse);
    }
  }
}
