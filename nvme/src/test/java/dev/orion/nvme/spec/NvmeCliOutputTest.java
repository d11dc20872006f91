package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each structure shows what nvme-cli 2.3 shows for the same page, but for the differences that its
 * Javadoc names.
 */
class NvmeCliOutputTest {
  private static final IdentifyNamespace NAMESPACE =
      new IdentifyNamespace(segment(Pages.identifyNamespace()));

  @Test
  void identifyController() {
    var controller = new IdentifyController(segment(Pages.identifyController()));
    List<String> text = controller.toText();
    Map<String, Object> map = controller.toMap();

    assertThat(text.removeIf(line -> line.startsWith("dctype"))).isTrue();
    assertThat(map.remove("dctype")).isNotNull();
    assertSameLines(text, NvmeCliText.ID_CTRL);
    assertThat(map).isEqualTo(Json.parse(NvmeCliJson.ID_CTRL.replaceAll(" +\",", "\",")));
  }

  @Test
  void identifyNamespace() {
    assertSameLines(NAMESPACE.toText(), NvmeCliText.ID_NS);
    assertThat(NAMESPACE.toMap()).isEqualTo(Json.parse(NvmeCliJson.ID_NS));
  }

  @Test
  void identifyNamespaceZoned() {
    var zoned = new IdentifyNamespaceZoned(segment(Pages.identifyNamespaceZoned()), NAMESPACE);
    assertSameLines(zoned.toText(), NvmeCliText.ZNS_ID_NS);
    assertThat(zoned.toMap()).isEqualTo(Json.parse(NvmeCliJson.ZNS_ID_NS));
  }

  @Test
  void identifyControllerZoned() {
    var zoned = new IdentifyControllerZoned(segment(Pages.patterned(4096)));
    assertSameLines(zoned.toText(), NvmeCliText.ZNS_ID_CTRL);
    assertThat(zoned.toMap()).isEqualTo(Json.parse(NvmeCliJson.ZNS_ID_CTRL));
  }

  @Test
  void identifyNamespaceNvm() {
    var nvm = new IdentifyNamespaceNvm(segment(Pages.patterned(4096)), NAMESPACE);
    assertSameLines(nvm.toText(), NvmeCliText.NVM_ID_NS.replace("lbads:", "sts:"));
    assertThat(nvm.toMap()).isEqualTo(Json.parse(NvmeCliJson.NVM_ID_NS));
  }

  @Test
  void identifyControllerNvm() {
    var nvm = new IdentifyControllerNvm(segment(Pages.patterned(4096)));
    assertSameLines(nvm.toText(), NvmeCliText.NVM_ID_CTRL);
    assertThat(nvm.toMap()).isEqualTo(Json.parse(NvmeCliJson.NVM_ID_CTRL));
  }

  @Test
  void smartLog() {
    var log = new SmartLog(segment(Pages.smartLog()));
    assertSameLines(
        log.toText(),
        NvmeCliText.SMART_LOG.replaceAll("(Temperature Sensor \\d) +:", "$1                    :"));
    assertThat(log.toMap()).isEqualTo(Json.parse(NvmeCliJson.SMART_LOG));
  }

  @Test
  void errorLog() {
    var log = new ErrorLog(segment(Pages.errorLog()));
    String withoutExplanations =
        NvmeCliText.ERROR_LOG.replaceAll("(status_field.*)\\(([^:]*):.*\\)", "$1($2)");
    assertSameLines(log.toText(), withoutExplanations);
    assertThat(log.toMap()).isEqualTo(Json.parse(NvmeCliJson.ERROR_LOG));
  }

  @Test
  void firmwareSlotLog() {
    var log = new FirmwareSlotLog(segment(Pages.firmwareSlotLog()));
    assertSameLines(log.toText(), NvmeCliText.FW_LOG);
    assertThat(Map.of("null", log.toMap())).isEqualTo(Json.parse(NvmeCliJson.FW_LOG));
  }

  @Test
  void zoneReport() {
    var report = new ZoneReport(segment(Pages.zoneReport()), 64);
    assertSameLines(report.toText(), NvmeCliText.REPORT_ZONES);
    assertThat(withoutZoneAttributes(report.toMap()))
        .isEqualTo(Json.parse(NvmeCliJson.REPORT_ZONES.replace("\"attrs\"", "\"attrs_info\"")));
    assertThat(report.descriptors()).extracting(ZoneDescriptor::za).containsExactly(0x87, 1, 0x80);
  }

  @Test
  void namespaceIdentificationDescriptors() {
    var list =
        new NamespaceIdentificationDescriptors(segment(Pages.namespaceIdentificationDescriptors()));
    assertSameLines(list.toText(), NvmeCliText.NS_DESCS);
    assertThat(list.toMap()).isEqualTo(Json.parse(NvmeCliJson.NS_DESCS));
  }

  @Test
  void namespaceIdList() {
    var list = new NamespaceIdList(segment(Pages.namespaceIdList()));
    assertSameLines(list.toText(), NvmeCliText.LIST_NS);
    assertThat(list.toMap()).isEqualTo(Json.parse(NvmeCliJson.LIST_NS));
  }

  @Test
  void commandsSupportedAndEffects() {
    var log =
        new CommandsSupportedAndEffectsLog(segment(Pages.commandsSupportedAndEffects()), Csi.ZONED);
    assertSameLines(log.toText(), NvmeCliText.EFFECTS_LOG);
    assertThat(List.of(log.toMap())).isEqualTo(Json.parse(NvmeCliJson.EFFECTS_LOG));
  }

  private static void assertSameLines(List<String> actual, String expected) {
    assertThat(actual.stream().map(String::stripTrailing).toList())
        .containsExactlyElementsOf(expected.lines().map(String::stripTrailing).toList());
  }

  private static Map<String, Object> withoutZoneAttributes(Map<String, Object> report) {
    Map<String, Object> copy = new LinkedHashMap<>(report);
    List<Map<String, Object>> zones =
        ((List<?>) report.get("zone_list"))
            .stream()
                .map(
                    zone -> {
                      Map<String, Object> fields = new LinkedHashMap<>();
                      ((Map<?, ?>) zone).forEach((key, value) -> fields.put((String) key, value));
                      fields.remove("attrs");
                      return fields;
                    })
                .toList();
    copy.put("zone_list", zones);
    return copy;
  }
}
