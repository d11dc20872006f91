package dev.orion.tools;

import dev.orion.nvme.spec.ZoneReportingOption;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --state}: the specification's number, as nvme-cli, or a name. */
final class ReportingOptionConverter implements ITypeConverter<ZoneReportingOption> {
  @Override
  public ZoneReportingOption convert(String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(ZoneReportingOption.values())
        .filter(option -> text.equals("" + option.code()) || name.equals(option.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no state; write 0 to 7, or a name such as empty or full"));
  }
}
