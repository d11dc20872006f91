package dev.orion.tools;

import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.Structure;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReportingOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report of zones of any number, as nvme-cli puts it together from several commands.
 *
 * @param zoneCount what it says as {@code nr_zones}
 * @param zones the zones
 */
record ZoneListing(long zoneCount, List<ZoneDescriptor> zones) {

  /**
   * Asks the controller.
   *
   * @param partial whether to count the zones of this report, or all that match the option
   */
  static ZoneListing of(
      Zones zones, long startBlock, ZoneReportingOption option, int limit, boolean partial)
      throws IOException {
    List<ZoneDescriptor> reported = zones.report(startBlock, option, limit);
    return new ZoneListing(partial ? reported.size() : zones.count(0, option), reported);
  }

  void print(TextOrJson format, PrintWriter out) throws IOException {
    if (format.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("nr_zones", zoneCount);
      json.put("zone_list", zones.stream().map(Structure::toMap).toList());
      TextOrJson.printJson(json, out);
      return;
    }
    out.println("nr_zones: " + zoneCount);
    zones.forEach(zone -> zone.toText().forEach(out::println));
  }
}
