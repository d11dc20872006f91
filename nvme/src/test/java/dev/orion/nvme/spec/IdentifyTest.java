package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.put;
import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdentifyTest {
  /** The accessor of a field gives what nvme-cli printed for it. */
  @Test
  void accessorsGiveTheFieldTheyAreNamedAfter() throws ReflectiveOperationException {
    var controller = new IdentifyController(segment(Pages.identifyController()));
    var namespace = new IdentifyNamespace(segment(Pages.identifyNamespace()));
    assertThat(compared(controller, Json.parse(NvmeCliJson.ID_CTRL))).hasSize(45);
    assertThat(compared(namespace, Json.parse(NvmeCliJson.ID_NS))).hasSize(31);
  }

  private static Map<String, Object> compared(Structure structure, Object expected)
      throws ReflectiveOperationException {
    Map<String, Object> compared = new TreeMap<>();
    for (Method method : structure.getClass().getDeclaredMethods()) {
      String field =
          method.getName().replaceFirst("(ZeroBased|Bytes|Microseconds|Kelvin|100ms|64KiB)$", "");
      Object printed = ((Map<?, ?>) expected).get(field);
      if (printed != null
          && Modifier.isPublic(method.getModifiers())
          && method.getParameterCount() == 0) {
        Object value = method.invoke(structure);
        assertThat(String.valueOf(value))
            .as(method.getName())
            .isEqualTo(printed.toString().stripTrailing());
        compared.put(method.getName(), printed);
      }
    }
    return compared;
  }

  @Test
  void transferLimits() {
    byte[] page = new byte[4096];
    assertThat(new IdentifyController(segment(page)).mdtsBytes(0)).isEqualTo(Long.MAX_VALUE);
    put(page, 77, 7);
    assertThat(new IdentifyController(segment(page)).mdtsBytes(0)).isEqualTo(512 << 10);
    assertThat(new IdentifyController(segment(page)).mdtsBytes(4)).isEqualTo(8 << 20);
    put(page, 77, 255);
    assertThat(new IdentifyController(segment(page)).mdtsBytes(15)).isEqualTo(Long.MAX_VALUE);

    put(page, 0, 5, 6);
    assertThat(new IdentifyControllerZoned(segment(page)).zaslBytes(0)).isEqualTo(128 << 10);
    assertThat(new IdentifyControllerNvm(segment(page)).vslBytes(0)).isEqualTo(128 << 10);
    assertThat(new IdentifyControllerNvm(segment(page)).wzslBytes(0)).isEqualTo(256 << 10);
  }

  @Test
  void commandRetryDelays() {
    byte[] page = put(new byte[4096], 128, 1, 0, 2, 0, 3, 1);
    IdentifyController controller = new IdentifyController(segment(page));
    assertThat(controller.crdt100ms(0)).isZero();
    assertThat(controller.crdt100ms(1)).isEqualTo(1);
    assertThat(controller.crdt100ms(2)).isEqualTo(2);
    assertThat(controller.crdt100ms(3)).isEqualTo(0x103);
    assertThatIllegalArgumentException().isThrownBy(() -> controller.crdt100ms(4));
  }

  @Test
  void powerStates() {
    var controller = new IdentifyController(segment(Pages.identifyController()));
    List<PowerStateDescriptor> states = controller.powerStates();
    assertThat(states).hasSize(4);
    assertThat(states.get(0).isNonOperational()).isTrue();
    assertThat(states.get(0).maxPower100MicroWatts()).isEqualTo(23093);
    assertThat(states.get(1).isNonOperational()).isFalse();
    assertThat(states.get(1).maxPower100MicroWatts()).isEqualTo(3131700);
    assertThat(states.get(1).entryLatencyMicroseconds()).isEqualTo(1479741033);
    assertThat(states.get(1).exitLatencyMicroseconds()).isEqualTo(1816601213);

    byte[] page = put(Pages.identifyController(), 263, 255);
    assertThat(new IdentifyController(segment(page)).powerStates()).hasSize(32);
  }

  @Test
  void formattedLbaSize() {
    var namespace = new IdentifyNamespace(segment(Pages.identifyNamespace()));
    assertThat(namespace.formatIndex()).isEqualTo(2);
    assertThat(namespace.lbaSizeBytes()).isEqualTo(4096);
    assertThat(namespace.metadataBytes()).isZero();
    assertThat(namespace.isExtendedLba()).isTrue();
    assertThat(namespace.lbaFormats()).hasSize(4);
    assertThat(namespace.lbaFormats().get(3).metadataBytes()).isEqualTo(64);
    assertThat(namespace.lbaFormats().get(3).relativePerformance()).isEqualTo(1);
  }

  /** FLBAS bits 6:5 count only if there are more than 16 formats (NVM 4.1.5.1). */
  @Test
  void moreThan16Formats() {
    byte[] page = new byte[4096];
    put(page, 25, 15);
    put(page, 26, 0x61);
    put(page, 128 + 4, 8, 0, 9, 0);
    put(page, 128 + 4 * 49, 16, 0, 12, 0);
    IdentifyNamespace sixteen = new IdentifyNamespace(segment(page));
    assertThat(sixteen.formatIndex()).isEqualTo(1);
    assertThat(sixteen.lbaSizeBytes()).isEqualTo(512);

    put(page, 82, 1); // one unique capability format more
    IdentifyNamespace seventeen = new IdentifyNamespace(segment(page));
    assertThat(seventeen.lbaFormatCount()).isEqualTo(17);
    assertThat(seventeen.formatIndex()).isEqualTo(49);
    assertThat(seventeen.lbaSizeBytes()).isEqualTo(4096);
    assertThat(seventeen.metadataBytes()).isEqualTo(16);

    put(page, 25, 255);
    put(page, 82, 255);
    assertThat(new IdentifyNamespace(segment(page)).lbaFormats()).hasSize(64);
  }

  @Test
  void lbaSizesThatAreNone() {
    for (int lbads : new int[] {0, 8, 31, 32, 255}) {
      byte[] page = put(new byte[4096], 130, lbads);
      assertThat(new IdentifyNamespace(segment(page)).lbaSizeBytes()).as("%d", lbads).isZero();
    }
    assertThat(new IdentifyNamespace(segment(put(new byte[4096], 130, 30))).lbaSizeBytes())
        .isEqualTo(1 << 30);
  }

  @Test
  void protectionInformation() {
    var namespace = new IdentifyNamespace(segment(put(new byte[4096], 29, 0x0b)));
    assertThat(namespace.protectionInformationType()).isEqualTo(3);
    assertThat(namespace.isProtectionInformationFirst()).isTrue();
    byte[] page = put(new byte[4096], 12, 0x20 | 0x80, 0x00);
    put(page, 16, 0x10, 0x01);
    var first = new IdentifyNamespaceNvm(segment(page), namespace);
    assertThat(first.storageTagBits()).isEqualTo(32);
    assertThat(first.protectionInformationFormat())
        .isEqualTo(IdentifyNamespaceNvm.PIF_32_BIT_GUARD);
    var second = new IdentifyNamespace(segment(put(new byte[4096], 25, 1, 1)));
    assertThat(new IdentifyNamespaceNvm(segment(page), second).protectionInformationFormat())
        .isEqualTo(IdentifyNamespaceNvm.PIF_64_BIT_GUARD);
  }

  @Test
  void optimalSizesAreListedOnlyIfValid() {
    byte[] page = put(Pages.identifyNamespace(), 24, 0x0f);
    IdentifyNamespace namespace = new IdentifyNamespace(segment(page));
    assertThat(namespace.toMap()).doesNotContainKeys("npwg", "npwa", "npdg", "npda", "nows");
    assertThat(namespace.toText()).noneMatch(line -> line.startsWith("np"));
  }

  @Test
  void zonedNamespace() {
    var namespace = new IdentifyNamespace(segment(Pages.identifyNamespace()));
    byte[] page = new byte[4096];
    put(page, 4, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff);
    put(page, 2816 + 32, 0, 0, 8, 0, 0, 0, 0, 0, 255);
    var zoned = new IdentifyNamespaceZoned(segment(page), namespace);
    assertThat(zoned.maxActiveZones()).isEmpty();
    assertThat(zoned.maxOpenZones()).hasValue(0xffff_ffffL);
    assertThat(zoned.zoneSizeLbas()).isEqualTo(0x80000);
    assertThat(zoned.zoneDescriptorExtensionBytes()).isEqualTo(255 * 64);
    assertThat(zoned.toMap()).containsEntry("mar", 0xffff_ffffL);
  }

  @Test
  void namespaceListsEndAtZeroOrAtThePage() {
    byte[] page = new byte[4096];
    Arrays.fill(page, (byte) 0xff);
    assertThat(new NamespaceIdList(segment(page)).nsids()).hasSize(1024).containsOnly(-1);
    put(page, 8, 0, 0, 0, 0);
    NamespaceIdList two = new NamespaceIdList(segment(page));
    assertThat(two.nsids()).hasSize(2);
    assertThat(two.toMap())
        .containsEntry(
            "nsid_list", List.of(Map.of("nsid", 0xffffffffL), Map.of("nsid", 0xffffffffL)));
  }

  @Test
  void ioCommandSets() {
    byte[] page = put(new byte[4096], 8, 5, 0, 0, 0, 0, 0, 0, 0x80);
    IoCommandSets sets = new IoCommandSets(segment(page));
    assertThat(sets.vector(0)).isZero();
    assertThat(sets.vector(1)).isEqualTo(0x8000_0000_0000_0005L);
    assertThat(sets.supports(1, Csi.ZONED)).isTrue();
    assertThat(sets.supports(1, Csi.KEY_VALUE)).isFalse();
    assertThat(sets.vector(511)).isZero();
  }

  @Test
  void identificationDescriptors() {
    var list =
        new NamespaceIdentificationDescriptors(segment(Pages.namespaceIdentificationDescriptors()));
    assertThat(list.eui64()).contains("052a4f74193e6308");
    assertThat(list.nguid()).contains("2d52771c41660b30557a1f44690e3358");
    assertThat(list.uuid()).contains("7d22476c-1136-5b00-254a-6f14395e0328");
    assertThat(list.csi()).isEmpty();

    byte[] zoned = put(new byte[4096], 0, 4, 1, 0, 0, 2, 2, 16);
    assertThat(new NamespaceIdentificationDescriptors(segment(zoned)).csi()).hasValue(2);
    assertThat(new NamespaceIdentificationDescriptors(segment(zoned)).toText())
        .contains("csi     : 0x2");
  }

  @Test
  void identificationDescriptorsThatLie() {
    byte[] wrongLength = put(new byte[4096], 0, 1, 4, 0, 0, 9, 9, 9, 9, 4, 1, 0, 0, 2);
    var list = new NamespaceIdentificationDescriptors(segment(wrongLength));
    assertThat(list.eui64()).isEqualTo(Optional.empty());
    assertThat(list.csi()).hasValue(2);

    byte[] pastTheEnd = new byte[4096];
    for (int at = 0; at + 4 + 252 <= 4096; at += 256) {
      put(pastTheEnd, at, 0x70, 252);
    }
    put(pastTheEnd, 15 * 256, 0x70, 236);
    put(pastTheEnd, 15 * 256 + 240, 3, 16); // needs 20 bytes, has 16
    var full = new NamespaceIdentificationDescriptors(segment(pastTheEnd));
    assertThat(full.uuid()).isEmpty();
    assertThat(full.toMap()).isEmpty();
  }
}
