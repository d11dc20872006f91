package dev.orion.tools;

import dev.orion.nvme.ControllerProperties;
import dev.orion.nvme.spec.ControllerProperty;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that show the controller's registers. */
final class NvmeRegisterCommands {
  private NvmeRegisterCommands() {}

  /** Whether the bits of registers are shown in words. */
  static final class HumanReadable {
    @Option(
        names = {"-H", "--human-readable"},
        description = "Show in words what the bits of registers mean.")
    private boolean wanted;

    void print(ControllerProperty property, long value, PrintWriter out) {
      if (wanted) {
        property.partsToText(value).forEach(out::println);
      }
    }
  }

  @Command(
      name = "show-regs",
      description = {
        "Shows the registers of a controller.",
        "They are those of a controller that Orion has brought up."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme show-regs -H", "  orion nvme show-regs -o json | jq .cap"})
  static int showRegisters(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin TextOrJson format,
      @Mixin HumanReadable words)
      throws IOException {
    try (OpenController open = context.open(device)) {
      ControllerProperties properties = new ControllerProperties(open.controller());
      Map<String, Object> json = new LinkedHashMap<>();
      for (ControllerProperty property : ControllerProperty.values()) {
        long value = properties.get(property.offset());
        json.put(property.key(), unsigned(value));
        if (!format.isJson()) {
          context.out().println(property.toText(value));
          words.print(property, value, context.out());
        }
      }
      if (format.isJson()) {
        TextOrJson.printJson(json, context.out());
      }
    }
    return 0;
  }

  @Command(
      name = "get-property",
      description = "Shows a register of a controller.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme get-property --offset=0x1c", "  orion nvme get-property -o 8 -H"})
  static int getProperty(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-o", "--offset"},
              paramLabel = "OFFSET",
              required = true,
              converter = UnsignedNumber.OfInt.class,
              description = "The register's offset, such as 0x1c.")
          int offset,
      @Mixin HumanReadable words)
      throws IOException {
    ControllerProperty property =
        ControllerProperty.at(offset)
            .orElseThrow(
                () -> context.usageError("there is no register at offset 0x%x".formatted(offset)));
    try (OpenController open = context.open(device)) {
      long value = new ControllerProperties(open.controller()).get(offset);
      context
          .out()
          .printf("property: 0x%02x (%s), value: %x%n", offset, property.specName(), value);
      words.print(property, value, context.out());
    }
    return 0;
  }

  private static Object unsigned(long value) {
    return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
  }
}
