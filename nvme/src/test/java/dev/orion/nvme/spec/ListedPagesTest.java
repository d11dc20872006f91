package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lists and log pages show what nvme-cli 2.3 shows for the same page, but for the differences that
 * their Javadoc names. Its output is from a preloaded ioctl(); headings are left out, tabs
 * expanded.
 */
class ListedPagesTest {
  static final Map<String, Function<MemorySegment, Structure>> STRUCTURES =
      Map.ofEntries(
          Map.entry("id-nvmset", NvmSetList::new),
          Map.entry("cmdset-ind-id-ns", IdentifyNamespaceIndependent::new),
          Map.entry("list-ctrl", ControllerList::new),
          Map.entry("primary-ctrl-caps", PrimaryControllerCapabilities::new),
          Map.entry("list-secondary", SecondaryControllerList::new),
          Map.entry("id-ns-granularity", NamespaceGranularityList::new),
          Map.entry("id-uuid", UuidList::new),
          Map.entry("id-domain", DomainList::new),
          Map.entry("list-endgrp", EnduranceGroupList::new),
          Map.entry("id-iocs", IoCommandSets::new),
          Map.entry("supported-log-pages", SupportedLogPages::new),
          Map.entry("self-test-log", DeviceSelfTestLog::new),
          Map.entry("endurance-log", EnduranceGroupLog::new),
          Map.entry("predictable-lat-log", page -> new PredictableLatencyLog(page, 3)),
          Map.entry("pred-lat-event-agg-log", EventAggregateLog::new),
          Map.entry("endurance-event-agg-log", EventAggregateLog::new),
          Map.entry("ana-log", AnaLog::new),
          Map.entry("lba-status-log", LbaStatusLog::new),
          Map.entry("fid-support-effects-log", FeatureEffectsLog::new),
          Map.entry("mi-cmd-support-effects-log", MiCommandEffectsLog::new),
          Map.entry("resv-notif-log", ReservationNotificationLog::new),
          Map.entry("sanitize-log", SanitizeStatusLog::new),
          Map.entry("changed-zone-list", ChangedZoneList::new),
          Map.entry("fdp-configs", FdpConfigurationsLog::new),
          Map.entry("fdp-usage", ReclaimUnitHandleUsageLog::new),
          Map.entry("fdp-stats", FdpStatisticsLog::new),
          Map.entry("fdp-events", FdpEventsLog::new));

  private static final Set<String> WITHOUT_JSON =
      Set.of("changed-zone-list", "fdp-configs", "id-iocs", "id-uuid", "supported-log-pages");

  /** Of which nvme-cli 2.3 has JSON, and without faults. */
  static List<String> commandsWithJson() {
    return commands().stream().filter(name -> !WITHOUT_JSON.contains(name)).toList();
  }

  static List<String> commands() {
    return STRUCTURES.keySet().stream().sorted().toList();
  }

  /** Fields of 2.0 that nvme-cli 2.3 does not show. */
  private static final Set<String> NEWER =
      Set.of("domainid", "total_end_grp_cap", "unalloc_end_grp_cap");

  @ParameterizedTest
  @MethodSource("commands")
  void text(String command) throws IOException {
    List<String> actual =
        structure(command).toText().stream()
            .map(String::stripTrailing)
            .filter(
                line ->
                    !command.equals("endurance-log") || NEWER.stream().noneMatch(line::startsWith))
            .toList();
    assertThat(String.join("\n", actual).strip()).isEqualTo(resource(command + ".txt").strip());
  }

  @ParameterizedTest
  @MethodSource("commandsWithJson")
  void json(String command) throws IOException {
    Map<String, Object> actual = new LinkedHashMap<>(structure(command).toMap());
    if (command.equals("endurance-log")) {
      actual.keySet().removeAll(NEWER);
    }
    assertThat(actual).isEqualTo(Json.parse(resource(command + ".json")));
  }

  @Test
  void persistentEvents() throws IOException {
    byte[] log = ListedPages.PAGES.get("persistent-event-log").get();
    Map<String, Object> map = new PersistentEventLogHeader(segment(log)).toMap();
    List<String> text = new ArrayList<>(new PersistentEventLogHeader(segment(log)).toText());
    text.addAll(List.of("", "", "Persistent Event Entries:"));
    List<Map<String, Object>> events = new ArrayList<>();
    for (long at = PersistentEventLogHeader.SIZE_BYTES; at < log.length - 1; ) {
      MemorySegment rest = segment(log).asSlice(at);
      PersistentEvent event = new PersistentEvent(rest);
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("event_number", (long) events.size());
      shown.putAll(event.toMap());
      text.add("Event Number: " + events.size());
      text.addAll(event.toText());
      text.add("");
      if (shown.remove("reset_info_list") instanceof List<?> resets) {
        ((Map<?, ?>) resets.getFirst()).forEach((key, value) -> shown.put((String) key, value));
      }
      events.add(shown);
      at += PersistentEvent.lengthBytes(rest);
    }
    map.put("list_of_event_entries", events);
    assertThat(events).hasSize(11);
    String lines = String.join("\n", text.stream().map(String::stripTrailing).toList()).strip();
    assertThat(lines).isEqualTo(resource("persistent-event-log.txt").strip());
    assertThat(map).isEqualTo(Json.parse(resource("persistent-event-log.json")));
  }

  @Test
  void flagsOfEffects() throws IOException {
    var log =
        new CommandsSupportedAndEffectsLog(segment(Pages.commandsSupportedAndEffects()), Csi.ZONED);
    assertThat(log.toHumanText()).containsExactlyElementsOf(lines("effects-log-H.txt"));
    assertThat(structure("fid-support-effects-log").toHumanText())
        .containsExactlyElementsOf(lines("fid-support-effects-log-H.txt"));
    assertThat(structure("mi-cmd-support-effects-log").toHumanText())
        .containsExactlyElementsOf(lines("mi-cmd-support-effects-log-H.txt"));
  }

  private static List<String> lines(String resource) throws IOException {
    return resource(resource).lines().filter(line -> !line.isEmpty()).toList();
  }

  /** Only lines of bits: nvme-cli repeats some numbers, and mistakes those of reserved bits. */
  @Test
  void bitsOfFields() throws IOException {
    assertSameBits(new IdentifyController(segment(Pages.identifyController())), "id-ctrl-H.txt");
    assertSameBits(new IdentifyNamespace(segment(Pages.identifyNamespace())), "id-ns-H.txt");
    assertSameBits(structure("cmdset-ind-id-ns"), "cmdset-ind-id-ns-H.txt");
  }

  private static void assertSameBits(Structure structure, String resource) throws IOException {
    assertThat(bits(structure.toHumanText().stream()))
        .containsExactlyElementsOf(bits(resource(resource).lines()));
  }

  private static List<String> bits(Stream<String> lines) {
    return lines
        .filter(line -> line.matches(" *\\[\\d+:\\d+] *: .*"))
        .filter(
            line ->
                !line.matches(
                    ".*(Reserved|Kelvin|0's based|Controller type|Write Protected|\\[127:0]).*"))
        .map(line -> line.replaceAll("\\s+", ""))
        .toList();
  }

  private static Structure structure(String command) {
    return STRUCTURES.get(command).apply(segment(ListedPages.PAGES.get(command).get()));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ListedPagesTest.class.getResourceAsStream("nvme-cli/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
