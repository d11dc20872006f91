package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.put;
import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogPageTest {
  @Test
  void smart() {
    SmartLog log = new SmartLog(segment(Pages.smartLog()));
    assertThat(log.criticalWarning()).isEqualTo(5);
    assertThat(log.temperatureKelvin()).isEqualTo(300);
    assertThat(log.availableSparePercent()).isEqualTo(116);
    assertThat(log.availableSpareThresholdPercent()).isEqualTo(25);
    assertThat(log.percentageUsed()).isEqualTo(62);
    assertThat(log.dataUnitsRead())
        .isEqualTo(new BigInteger("106561637825897098870188099617246104101"));
    assertThat(log.dataUnitsWritten())
        .isEqualTo(new BigInteger("43175696551961620670930298014072248949"));
    assertThat(log.hostReadCommands())
        .isEqualTo(new BigInteger("149263728631632989957239109496932887109"));
    assertThat(log.hostWriteCommands())
        .isEqualTo(new BigInteger("85213183500855717596140379078475594261"));
    assertThat(log.controllerBusyTimeMinutes())
        .isEqualTo(new BigInteger("21824646118105053240164452776645954149"));
    assertThat(log.powerCycles())
        .isEqualTo(new BigInteger("127912688299367143095176306886612834869"));
    assertThat(log.powerOnHours())
        .isEqualTo(new BigInteger("78540980227896139881172249523137426704"));
    assertThat(log.unsafeShutdowns())
        .isEqualTo(new BigInteger("15152442845145475525196323219160302944"));
    assertThat(log.mediaErrors())
        .isEqualTo(new BigInteger("121240485026408169843117984643714536752"));
    assertThat(log.errorLogEntries())
        .isEqualTo(new BigInteger("57189929754580233698184907473545733376"));
    assertThat(log.temperatureSensorKelvin(1)).isEqualTo(7544);
    assertThat(log.temperatureSensorKelvin(3)).isZero();
    assertThat(log.temperatureSensorKelvin(8)).isEqualTo(9086);
    assertThatIllegalArgumentException().isThrownBy(() -> log.temperatureSensorKelvin(9));
  }

  @Test
  void dataUnitsBelowOnePrefix() {
    byte[] page = put(new byte[512], 32, 2);
    assertThat(new SmartLog(segment(page)).toText())
        .anyMatch(line -> line.matches("Data Units Read +: 2 \\(1\\.02 MB\\)"))
        .anyMatch(line -> line.matches("Data Units Written +: 0 \\(0\\.00 B\\)"))
        .anyMatch(line -> line.matches("temperature +: -273°C \\(0 Kelvin\\)"));
  }

  @Test
  void errors() {
    ErrorLog log = new ErrorLog(segment(Pages.errorLog()));
    assertThat(log.entries()).hasSize(2);
    ErrorLogEntry entry = log.entries().get(0);
    assertThat(entry.errorCount()).isEqualTo(604395054044228101L);
    assertThat(entry.sqid()).isEqualTo(21037);
    assertThat(entry.cmdid()).isEqualTo(0x1c77);
    assertThat(entry.status().is(StatusCode.ATTEMPTED_WRITE_TO_READ_ONLY_RANGE)).isTrue();
    assertThat(entry.status().more()).isTrue();
    assertThat(entry.parameterErrorLocation()).isEqualTo(0x300b);
    assertThat(entry.lba()).isEqualTo(0x58330e69441f7a55L);
    assertThat(entry.nsid()).isEqualTo(0x6c47227d);
    assertThat(log.entries().get(1).status().is(StatusCode.LBA_OUT_OF_RANGE)).isTrue();
  }

  @Test
  void errorLogHasWholeEntriesOnly() {
    assertThat(new ErrorLog(segment(new byte[191])).entries()).hasSize(2);
    assertThat(new ErrorLog(segment(new byte[191])).toBytes()).hasSize(128);
  }

  @Test
  void firmwareSlots() {
    FirmwareSlotLog log = new FirmwareSlotLog(segment(Pages.firmwareSlotLog()));
    assertThat(log.activeSlot()).isEqualTo(1);
    assertThat(log.nextSlot()).isEqualTo(2);
    assertThat(log.revision(1)).isEqualTo("1.0.2");
    assertThat(log.revision(2)).isEqualTo("AB12CD34");
    assertThat(log.revision(4)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> log.revision(8));
  }

  @Test
  void zones() {
    ZoneReport report = new ZoneReport(segment(Pages.zoneReport()), 64);
    assertThat(report.zoneCount()).isEqualTo(3);
    ZoneDescriptor open = report.descriptors().get(0);
    assertThat(open.type()).contains(ZoneType.SEQUENTIAL_WRITE_REQUIRED);
    assertThat(open.state()).contains(ZoneState.IMPLICITLY_OPENED);
    assertThat(open.za() & ZoneDescriptor.ZA_ZDEV).isNotZero();
    assertThat(open.zai()).isEqualTo(0x0d);
    assertThat(open.zcap()).isEqualTo(8091602942785163885L);
    assertThat(open.zslba()).isEqualTo(1761837817305971221L);
    assertThat(open.wp()).isEqualTo(4619415933801685565L);
    assertThat(open.extension()).hasSize(64).startsWith(0x10, 0x35, 0x5a, 0x7f);
    ZoneDescriptor full = report.descriptors().get(1);
    assertThat(full.state()).contains(ZoneState.FULL);
    assertThat(full.extension()).as("not valid").isEmpty();
    ZoneDescriptor strange = report.descriptors().get(2);
    assertThat(strange.type()).isEmpty();
    assertThat(strange.state()).isEmpty();
  }

  @Test
  void zoneCountsThatLie() {
    byte[] page = new byte[64 + 2 * 64 + 63];
    Arrays.fill(page, 0, 8, (byte) 0xff);
    ZoneReport report = new ZoneReport(segment(page), 0);
    assertThat(report.zoneCount()).isEqualTo(-1);
    assertThat(report.descriptors()).hasSize(2);
    assertThat(report.toMap())
        .containsEntry("nr_zones", BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    assertThat(new ZoneReport(segment(page), 255 * 64).descriptors()).isEmpty();
    assertThat(new ZoneReport(segment(put(page, 0, 1, 0, 0, 0, 0, 0, 0, 0)), 0).descriptors())
        .hasSize(1);
    assertThat(new ZoneReport(segment(Arrays.copyOf(page, 64)), 0).descriptors()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new ZoneReport(segment(page), -64));
  }

  @Test
  void effects() {
    byte[] page = Pages.commandsSupportedAndEffects();
    var log = new CommandsSupportedAndEffectsLog(segment(page), Csi.NVM);
    assertThat(log.admin(AdminOpcode.FORMAT_NVM.code()) & CommandsSupportedAndEffectsLog.CSUPP)
        .isNotZero();
    assertThat(log.admin(0x80)).isEqualTo(0x2001f);
    assertThat(log.io(0x7d)).isEqualTo(0x80003);
    assertThat(log.io(0x80)).isZero();
    assertThat(log.toText()).anyMatch(line -> line.startsWith("IOCS125  [Unknown "));
    assertThatThrownBy(() -> log.io(256)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
