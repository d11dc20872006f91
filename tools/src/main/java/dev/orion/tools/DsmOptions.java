package dev.orion.tools;

import dev.orion.nvme.DatasetManagement;
import dev.orion.nvme.spec.NvmCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Ranges and attributes of Dataset Management. */
final class DsmOptions {
  @Option(
      names = {"-a", "--ctx-attrs"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfInt.class,
      description = "Context attributes of each range (0).")
  private List<Integer> contextAttributes = List.of();

  @Option(
      names = {"-b", "--blocks"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfInt.class,
      description = "How many blocks each range has (0).")
  private List<Integer> counts = List.of();

  @Option(
      names = {"-s", "--slbs"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfLong.class,
      description = "The first block of each range (0).")
  private List<Long> starts = List.of();

  @Option(
      names = {"-d", "--ad"},
      description = "Deallocate the ranges.")
  private boolean deallocates;

  @Option(
      names = {"-w", "--idw"},
      description = "The ranges will be written together.")
  private boolean writes;

  @Option(
      names = {"-r", "--idr"},
      description = "The ranges will be read together.")
  private boolean reads;

  @Option(
      names = {"-c", "--cdw11"},
      paramLabel = "BITS",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "All attributes at once, instead of -d, -w and -r.")
  private int cdw11;

  int attributes() {
    return cdw11 != 0
        ? cdw11
        : (deallocates ? NvmCommand.DSM_AD : 0)
            | (writes ? NvmCommand.DSM_IDW : 0)
            | (reads ? NvmCommand.DSM_IDR : 0);
  }

  List<DatasetManagement.Range> ranges(CommandContext context) {
    int count = Math.max(contextAttributes.size(), Math.max(counts.size(), starts.size()));
    if (count == 0) {
      throw context.usageError("no range is given: give --slbs and --blocks");
    }
    List<DatasetManagement.Range> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(
          new DatasetManagement.Range(
              ListOption.at(starts, i, 0L),
              Integer.toUnsignedLong(ListOption.at(counts, i, 0)),
              ListOption.at(contextAttributes, i, 0)));
    }
    return ranges;
  }
}
