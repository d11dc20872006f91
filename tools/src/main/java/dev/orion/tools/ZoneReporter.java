package dev.orion.tools;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONComposer;
import dev.orion.nvme.ZoneVisitor;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * A report of zones of any number, as nvme-cli puts it together from several commands; printed
 * while it comes in.
 *
 * @param action with Zone Descriptor Extensions or without
 * @param startBlock the report begins with the zone that holds this block
 * @param option which zones
 * @param limit how many at the most
 * @param partial whether to count the zones of this report, or all that match the option
 */
record ZoneReporter(
    Zones zones,
    ZoneReceiveAction action,
    long startBlock,
    ZoneReportingOption option,
    long limit,
    boolean partial) {

  void visit(ZoneVisitor visitor) throws IOException {
    zones.visit(action, startBlock, option, limit, visitor);
  }

  /** What {@code nr_zones} says. */
  long count() throws IOException {
    return partial ? Math.min(limit, zones.count(startBlock, option)) : zones.count(0, option);
  }

  void printText(boolean verbose, PrintWriter out) throws IOException {
    out.println("nr_zones: " + count());
    visit(
        zone -> {
          ZoneDescriptor descriptor = zone.descriptor();
          (verbose ? descriptor.toHumanText() : descriptor.toText()).forEach(out::println);
          byte[] extension = descriptor.extension();
          if (extension.length > 0) {
            out.print("Extension Data: ");
            HexDump.print(MemorySegment.ofArray(extension), out);
            out.println("..");
          }
        });
  }

  void printJson(PrintWriter out) throws IOException {
    JSONComposer<?> json = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).composeTo(out);
    var object = json.startObject().put("nr_zones", count());
    var list = object.startArrayField("zone_list");
    visit(
        zone -> {
          var element = list.startObject();
          for (Map.Entry<String, Object> field : zone.descriptor().toMap().entrySet()) {
            if (field.getValue() instanceof List<?> lines) {
              var array = element.startArrayField(field.getKey());
              for (Object line : lines) {
                array.add(line.toString());
              }
              array.end();
            } else {
              element.putObject(field.getKey(), field.getValue());
            }
          }
          element.end();
        });
    list.end().end().finish();
    out.println();
  }
}
