package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/**
 * Expected dwords marked "nvme-cli" are what nvme-cli 2.3 hands to the kernel for the command line
 * named.
 */
class CommandTest {
  @Test
  void identify() {
    // nvme-cli: list-ctrl -c 5 -n 1; list-ns -y 2; zns id-ns
    assertThat(AdminCommand.identifyCdw10(Cns.ATTACHED_CONTROLLER_LIST, 5)).isEqualTo(0x50012);
    assertThat(AdminCommand.identifyCdw10(Cns.ACTIVE_NAMESPACE_ID_LIST_BY_CSI, 0)).isEqualTo(7);
    assertThat(AdminCommand.identifyCdw11(Csi.ZONED, 0)).isEqualTo(0x2000000);
    // nvme-cli: id-iocs
    assertThat(AdminCommand.identifyCdw10(Cns.IO_COMMAND_SETS, 0xffff)).isEqualTo(0xffff001c);
  }

  @Test
  void getLogPage() {
    // nvme-cli: get-log --log-id=0x0d --log-len=262208 --lsp=5 --rae --csi=2 --lsi=0x1234
    int numdZeroBased = 262208 / 4 - 1;
    assertThat(
            AdminCommand.getLogPageCdw10(
                LogPageIdentifier.PERSISTENT_EVENT_LOG, 5, true, numdZeroBased))
        .isEqualTo(0xf850d);
    assertThat(AdminCommand.getLogPageCdw11(numdZeroBased, 0x1234)).isEqualTo(0x12340001);
    assertThat(AdminCommand.getLogPageCdw14(Csi.ZONED)).isEqualTo(0x2000000);
    // nvme-cli: smart-log
    assertThat(
            AdminCommand.getLogPageCdw10(
                LogPageIdentifier.SMART_HEALTH_INFORMATION, 0, false, 512 / 4 - 1))
        .isEqualTo(0x7f0002);
  }

  @Test
  void features() {
    // nvme-cli: set-feature -f 0x0b -s; get-feature -f 6 -s 2; set-feature -f 7 --value=0x1f003f
    assertThat(
            ManagementCommand.setFeaturesCdw10(
                FeatureIdentifier.ASYNCHRONOUS_EVENT_CONFIGURATION.code(), true))
        .isEqualTo(0x8000000b);
    assertThat(
            ManagementCommand.getFeaturesCdw10(
                FeatureIdentifier.VOLATILE_WRITE_CACHE.code(), FeatureSelect.SAVED))
        .isEqualTo(0x206);
    assertThat(AdminCommand.numberOfQueuesCdw11(0x3f, 0x1f)).isEqualTo(0x1f003f);
    assertThat(AdminCommand.nsqaZeroBased(0xfffe_0003)).isEqualTo(3);
    assertThat(AdminCommand.ncqaZeroBased(0xfffe_0003)).isEqualTo(0xfffe);
  }

  @Test
  void queues() {
    assertThat(AdminCommand.createIoQueueCdw10(3, 1023)).isEqualTo(0x03ff_0003);
    assertThat(AdminCommand.createIoQueueCdw10(65535, 65535)).isEqualTo(0xffff_ffff);
    assertThat(AdminCommand.createIoCompletionQueueCdw11(false, 0)).isEqualTo(1);
    assertThat(AdminCommand.createIoCompletionQueueCdw11(true, 5)).isEqualTo(0x0005_0003);
    assertThat(AdminCommand.createIoSubmissionQueueCdw11(0, 7)).isEqualTo(0x0007_0001);
    assertThat(AdminCommand.createIoSubmissionQueueCdw11(3, 7)).isEqualTo(0x0007_0007);
    assertThat(AdminCommand.deleteIoQueueCdw10(9)).isEqualTo(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdminCommand.createIoQueueCdw10(1, 65536))
        .withMessage("QSIZE is 65536, must be 0 to 65535");
  }

  @Test
  void abortAndAsynchronousEvents() {
    assertThat(AdminCommand.abortCdw10(2, 0xabcd)).isEqualTo(0xabcd_0002);
    assertThat(AdminCommand.isAborted(0)).isTrue();
    assertThat(AdminCommand.isAborted(1)).isFalse();
    int namespaceAttributeChanged = 0x0004_0002;
    assertThat(AdminCommand.asynchronousEventType(namespaceAttributeChanged)).isEqualTo(2);
    assertThat(AdminCommand.asynchronousEventInformation(namespaceAttributeChanged)).isZero();
    assertThat(
            LogPageIdentifier.of(AdminCommand.asynchronousEventLogPage(namespaceAttributeChanged)))
        .contains(LogPageIdentifier.CHANGED_NAMESPACE_LIST);
    assertThat(AdminCommand.asynchronousEventInformation(0xffff_80ff)).isEqualTo(0x80);
  }

  @Test
  void format() {
    // nvme-cli: format -l 2 -m 1 -i 3 -p 1 -s 2; the upper bits of the format are Base 2.0's
    assertThat(AdminCommand.formatNvmCdw10(2, true, 3, true, 2)).isEqualTo(0x572);
    assertThat(AdminCommand.formatNvmCdw10(0x32, true, 3, true, 2)).isEqualTo(0x3572);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdminCommand.formatNvmCdw10(64, false, 0, false, 0));
  }

  @Test
  void readAndWriteFlags() {
    // nvme-cli: write-zeroes -c 0xffff -d -l -f -p 0xf; verify -c 7 -p 7 -l
    assertThat(
            NvmCommand.cdw12(
                0xffff,
                NvmCommand.DEAC
                    | NvmCommand.LR
                    | NvmCommand.FUA
                    | NvmCommand.PRACT
                    | NvmCommand.PRCHK_GUARD
                    | NvmCommand.PRCHK_APPLICATION_TAG
                    | NvmCommand.PRCHK_REFERENCE_TAG))
        .isEqualTo(0xfe00ffff);
    assertThat(
            NvmCommand.cdw12(
                7,
                NvmCommand.LR
                    | NvmCommand.PRCHK_GUARD
                    | NvmCommand.PRCHK_APPLICATION_TAG
                    | NvmCommand.PRCHK_REFERENCE_TAG))
        .isEqualTo(0x9c000007);
  }

  @Test
  void datasetManagement() {
    // nvme-cli: dsm -a1,2 -b 8,0xffffffff -d -w
    assertThat(NvmCommand.dsmCdw10(1)).isEqualTo(1);
    assertThat(NvmCommand.DSM_AD | NvmCommand.DSM_IDW).isEqualTo(6);
    assertThat(NvmCommand.dsmRangeLow(2, 0xffffffffL)).isEqualTo(0xffffffff_00000002L);
    assertThat(NvmCommand.dsmRangeLow(0x80000001, 8)).isEqualTo(0x00000008_80000001L);
  }

  @Test
  void zones() {
    // nvme-cli: zns reset-zone -a; zns open-zone -r
    assertThat(ZonedCommand.zoneManagementSendCdw13(ZoneSendAction.RESET_ZONE, true, false))
        .isEqualTo(0x104);
    assertThat(ZonedCommand.zoneManagementSendCdw13(ZoneSendAction.OPEN_ZONE, false, true))
        .isEqualTo(0x203);
    // nvme-cli: zns zone-mgmt-recv -z 1 -S 6 -p -l 4096; -z 0 -S 3
    assertThat(ZonedCommand.zoneManagementReceiveCdw12(4096 / 4 - 1)).isEqualTo(0x3ff);
    assertThat(
            ZonedCommand.zoneManagementReceiveCdw13(
                ZoneReceiveAction.EXTENDED_REPORT_ZONES, ZoneReportingOption.READ_ONLY, true))
        .isEqualTo(0x10601);
    assertThat(
            ZonedCommand.zoneManagementReceiveCdw13(
                ZoneReceiveAction.REPORT_ZONES, ZoneReportingOption.EXPLICITLY_OPENED, false))
        .isEqualTo(0x300);
  }

  /** The first byte of a key is the lowest of its first dword; what it has not is 0. */
  @Test
  void keyValueCommands() {
    byte[] key = {1, 2, 3, 4, (byte) 0xff, 6};
    assertThat(KeyValueCommand.keyDword(key, 0)).isEqualTo(0x04030201);
    assertThat(KeyValueCommand.keyDword(key, 1)).isEqualTo(0x000006ff);
    assertThat(KeyValueCommand.keyDword(key, 2)).isZero();
    int cdw11 = KeyValueCommand.cdw11(6, KeyValueCommand.SO_MUST_NOT_EXIST);
    assertThat(cdw11).isEqualTo(0x0206);
    assertThat(KeyValueCommand.keyBytes(cdw11)).isEqualTo(6);
    assertThat(KeyValueCommand.options(cdw11)).isEqualTo(KeyValueCommand.SO_MUST_NOT_EXIST);
  }
}
