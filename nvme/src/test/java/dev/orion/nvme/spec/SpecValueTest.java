package dev.orion.nvme.spec;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecValueTest {
  private static final List<SpecValue[]> ENUMS =
      List.of(
          AcquireAction.values(),
          AdminOpcode.values(),
          Cns.values(),
          Csi.values(),
          FeatureIdentifier.values(),
          KeyValueOpcode.values(),
          LogPageIdentifier.values(),
          NvmOpcode.values(),
          PersistentEventType.values(),
          RegisterAction.values(),
          ReleaseAction.values(),
          ReservationType.values(),
          ZoneReceiveAction.values(),
          ZoneReportingOption.values(),
          ZoneSendAction.values(),
          ZoneState.values(),
          ZoneType.values(),
          ZonedOpcode.values());

  @Test
  void allEnumsAreHere() {
    Set<Object> classes = ENUMS.stream().map(values -> values[0].getClass()).collect(toSet());
    assertThat(classes).isEqualTo(Set.of((Object[]) SpecValue.class.getPermittedSubclasses()));
  }

  @Test
  void codesAndNamesAreUniqueAndFit() {
    for (SpecValue[] values : ENUMS) {
      assertThat(values).extracting(SpecValue::code).doesNotHaveDuplicates();
      assertThat(values).extracting(SpecValue::specName).doesNotHaveDuplicates();
      assertThat(values).allSatisfy(value -> assertThat(value.code()).isBetween(0, 255));
    }
  }

  /**
   * Base 5, Figure "Opcodes for Admin Commands": bits 1:0 of the opcode are the data transfer
   * direction.
   */
  @Test
  void opcodesGiveTheDirectionOfTheirData() {
    assertThat(withDirection(AdminOpcode.values(), 0b10))
        .containsExactlyInAnyOrder(
            AdminOpcode.GET_LOG_PAGE,
            AdminOpcode.IDENTIFY,
            AdminOpcode.GET_FEATURES,
            AdminOpcode.DIRECTIVE_RECEIVE,
            AdminOpcode.NVME_MI_RECEIVE,
            AdminOpcode.SECURITY_RECEIVE,
            AdminOpcode.GET_LBA_STATUS);
    assertThat(withDirection(NvmOpcode.values(), 0b10))
        .containsExactlyInAnyOrder(
            NvmOpcode.READ, NvmOpcode.RESERVATION_REPORT, NvmOpcode.IO_MANAGEMENT_RECEIVE);
    assertThat(withDirection(NvmOpcode.values(), 0b00))
        .containsExactlyInAnyOrder(
            NvmOpcode.FLUSH,
            NvmOpcode.WRITE_UNCORRECTABLE,
            NvmOpcode.WRITE_ZEROES,
            NvmOpcode.VERIFY);
    assertThat(withDirection(ZonedOpcode.values(), 0b10))
        .containsExactly(ZonedOpcode.ZONE_MANAGEMENT_RECEIVE);
    assertThat(withDirection(KeyValueOpcode.values(), 0b10))
        .containsExactly(KeyValueOpcode.RETRIEVE, KeyValueOpcode.LIST);
  }

  @Test
  void lookUpByCode() {
    assertThat(AdminOpcode.of(0x06)).contains(AdminOpcode.IDENTIFY);
    assertThat(AdminOpcode.of(0x7c)).contains(AdminOpcode.DOORBELL_BUFFER_CONFIG);
    assertThat(AdminOpcode.of(0x03)).isEmpty();
    assertThat(NvmOpcode.of(0x19)).contains(NvmOpcode.COPY);
    assertThat(ZonedOpcode.of(0x7d)).contains(ZonedOpcode.ZONE_APPEND);
    assertThat(KeyValueOpcode.of(0x14)).contains(KeyValueOpcode.EXIST);
    assertThat(Csi.of(2)).contains(Csi.ZONED);
    assertThat(Cns.of(0x1c)).contains(Cns.IO_COMMAND_SETS);
    assertThat(FeatureIdentifier.of(0x19)).contains(FeatureIdentifier.IO_COMMAND_SET_PROFILE);
    assertThat(LogPageIdentifier.of(0xbf)).contains(LogPageIdentifier.CHANGED_ZONE_LIST);
    assertThat(ZoneState.of(0xd)).contains(ZoneState.READ_ONLY);
    assertThat(ZoneState.of(0)).isEmpty();
    assertThat(ZoneType.of(2)).contains(ZoneType.SEQUENTIAL_WRITE_REQUIRED);
    assertThat(ZoneSendAction.of(0x10)).contains(ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION);
    assertThat(ZoneReceiveAction.of(1)).contains(ZoneReceiveAction.EXTENDED_REPORT_ZONES);
    assertThat(ZoneReportingOption.of(7)).contains(ZoneReportingOption.OFFLINE);
    assertThat(NvmOpcode.DATASET_MANAGEMENT.specName()).isEqualTo("Dataset Management");
  }

  private static List<SpecValue> withDirection(SpecValue[] opcodes, int direction) {
    return Arrays.stream(opcodes)
        .filter(opcode -> opcode != AdminOpcode.FABRICS_COMMANDS)
        .filter(opcode -> (opcode.code() & 0b11) == direction)
        .toList();
  }
}
