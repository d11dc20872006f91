package dev.orion.tools;

import dev.orion.nvme.spec.ZoneReportingOption;
import java.util.Arrays;
import java.util.Locale;

/** Reads {@code --state}: the specification's number, as nvme-cli, or a name. */
final class ReportingOptionConverter extends TextConverter<ZoneReportingOption> {
  ReportingOptionConverter() {
    super(ReportingOptionConverter::parse);
  }

  private static ZoneReportingOption parse(String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(ZoneReportingOption.values())
        .filter(option -> text.equals("" + option.code()) || name.equals(option.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no state; write 0 to 7, or a name such as empty or full"));
  }
}
