package dev.orion.tools;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The device that a command is for. */
class DeviceOperand {
  static final String DEFAULT = "qemu:lab/nvme0";

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      defaultValue = DEFAULT,
      converter = AddressConverter.class,
      description = DeviceAddress.FORMS + " (" + DEFAULT + ").")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  DeviceAddress address;

  /** Parses addresses. */
  static final class AddressConverter implements ITypeConverter<DeviceAddress> {
    @Override
    public DeviceAddress convert(String text) {
      try {
        return DeviceAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
