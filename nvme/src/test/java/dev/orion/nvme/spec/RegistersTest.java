package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RegistersTest {
  /** Read from QEMU 7.2's controller with a 16 MiB controller memory buffer. */
  private static final long QEMU_CAP = 0x0240_1820_0f01_07ffL;

  private static final int QEMU_CMBLOC = 0x62;
  private static final int QEMU_CMBSZ = 0x1021d;

  @Test
  void capabilitiesOfQemu() {
    assertThat(Cap.mqesZeroBased(QEMU_CAP)).isEqualTo(2047);
    assertThat(Cap.cqr(QEMU_CAP)).isTrue();
    assertThat(Cap.ams(QEMU_CAP)).isZero();
    assertThat(Cap.to500ms(QEMU_CAP)).isEqualTo(15);
    assertThat(Cap.dstrd(QEMU_CAP)).isZero();
    assertThat(Cap.nssrs(QEMU_CAP)).isFalse();
    assertThat(Cap.css(QEMU_CAP))
        .isEqualTo(Cap.CSS_NVM | Cap.CSS_IO_COMMAND_SETS | Cap.CSS_ADMIN_ONLY);
    assertThat(Cap.mpsmin(QEMU_CAP)).isZero();
    assertThat(Cap.mpsmax(QEMU_CAP)).isEqualTo(4);
    assertThat(Cap.pmrs(QEMU_CAP)).isFalse();
    assertThat(Cap.cmbs(QEMU_CAP)).isTrue();
    assertThat(Cap.crms(QEMU_CAP)).isZero();
    assertThat(Cap.isGone(QEMU_CAP)).isFalse();
  }

  @Test
  void eachCapabilityHasItsOwnBits() {
    assertThat(Cap.mqesZeroBased(0xffffL)).isEqualTo(0xffff);
    assertThat(Cap.mqesZeroBased(~0xffffL)).isZero();
    assertThat(Cap.cqr(1L << 16)).isTrue();
    assertThat(Cap.cqr(~(1L << 16))).isFalse();
    assertThat(Cap.ams(3L << 17)).isEqualTo(3);
    assertThat(Cap.ams(~(3L << 17))).isZero();
    assertThat(Cap.to500ms(0xffL << 24)).isEqualTo(255);
    assertThat(Cap.to500ms(~(0xffL << 24))).isZero();
    assertThat(Cap.dstrd(0xfL << 32)).isEqualTo(15);
    assertThat(Cap.dstrd(~(0xfL << 32))).isZero();
    assertThat(Cap.nssrs(1L << 36)).isTrue();
    assertThat(Cap.nssrs(~(1L << 36))).isFalse();
    assertThat(Cap.css(0xffL << 37)).isEqualTo(255);
    assertThat(Cap.css(~(0xffL << 37))).isZero();
    assertThat(Cap.bps(1L << 45)).isTrue();
    assertThat(Cap.bps(~(1L << 45))).isFalse();
    assertThat(Cap.cps(3L << 46)).isEqualTo(3);
    assertThat(Cap.cps(~(3L << 46))).isZero();
    assertThat(Cap.mpsmin(0xfL << 48)).isEqualTo(15);
    assertThat(Cap.mpsmin(~(0xfL << 48))).isZero();
    assertThat(Cap.mpsmax(0xfL << 52)).isEqualTo(15);
    assertThat(Cap.mpsmax(~(0xfL << 52))).isZero();
    assertThat(Cap.pmrs(1L << 56)).isTrue();
    assertThat(Cap.pmrs(~(1L << 56))).isFalse();
    assertThat(Cap.cmbs(1L << 57)).isTrue();
    assertThat(Cap.cmbs(~(1L << 57))).isFalse();
    assertThat(Cap.nsss(1L << 58)).isTrue();
    assertThat(Cap.nsss(~(1L << 58))).isFalse();
    assertThat(Cap.crms(3L << 59)).isEqualTo(3);
    assertThat(Cap.crms(~(3L << 59))).isZero();
  }

  @Test
  void configurationThatLinuxWrites() {
    Cc cc =
        Cc.ZERO
            .withCss(Cc.CSS_NVM)
            .withMemoryPageShift(12)
            .withIosqes(Cc.IOSQES_64_BYTES)
            .withIocqes(Cc.IOCQES_16_BYTES)
            .withEn(true);
    assertThat(cc.value()).isEqualTo(0x0046_0001);
    assertThat(cc.withCss(Cc.CSS_ALL).value()).isEqualTo(0x0046_0061);
    assertThat(cc.withShn(Cc.SHN_NORMAL).value()).isEqualTo(0x0046_4001);
    assertThat(cc.withEn(false).value()).isEqualTo(0x0046_0000);
    assertThat(cc.withMemoryPageShift(16).value()).isEqualTo(0x0046_0201);
    assertThat(cc.withAms(Cc.AMS_WEIGHTED_ROUND_ROBIN).value()).isEqualTo(0x0046_0801);
    assertThat(cc.withCrime(true).value()).isEqualTo(0x0146_0001);
  }

  @Test
  void configurationFieldsReadBackAndReplaceOnlyThemselves() {
    Cc all = new Cc(-1);
    assertThat(all.withCss(0).withMps(0).withAms(0).withShn(0).withIosqes(0).withIocqes(0).value())
        .isEqualTo(0xff00_000f);
    Cc cc = new Cc(0x0146_4a61);
    assertThat(cc.en()).isTrue();
    assertThat(cc.css()).isEqualTo(6);
    assertThat(cc.mps()).isEqualTo(4);
    assertThat(cc.memoryPageShift()).isEqualTo(16);
    assertThat(cc.ams()).isEqualTo(1);
    assertThat(cc.shn()).isEqualTo(1);
    assertThat(cc.iosqes()).isEqualTo(6);
    assertThat(cc.iocqes()).isEqualTo(4);
    assertThat(cc.crime()).isTrue();
  }

  @Test
  void configurationRefusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cc.ZERO.withCss(8))
        .withMessage("CC.CSS is 8, must be 0 to 7");
    assertThatIllegalArgumentException().isThrownBy(() -> Cc.ZERO.withMemoryPageShift(11));
    assertThatIllegalArgumentException().isThrownBy(() -> Cc.ZERO.withMemoryPageShift(28));
  }

  @Test
  void status() {
    assertThat(Csts.isGone(0xffff_ffff)).isTrue();
    assertThat(Csts.isGone(0x7fff_ffff)).isFalse();
    assertThat(Csts.rdy(1)).isTrue();
    assertThat(Csts.rdy(~1)).isFalse();
    assertThat(Csts.cfs(2)).isTrue();
    assertThat(Csts.cfs(~2)).isFalse();
    assertThat(Csts.shst(0x8)).isEqualTo(Csts.SHST_COMPLETE);
    assertThat(Csts.shst(0x4)).isEqualTo(Csts.SHST_OCCURRING);
    assertThat(Csts.shst(~0xc)).isEqualTo(Csts.SHST_NORMAL);
    assertThat(Csts.nssro(0x10)).isTrue();
    assertThat(Csts.pp(0x20)).isTrue();
    assertThat(Csts.st(0x40)).isTrue();
  }

  @Test
  void allOnesIsGone() {
    assertThat(Cap.isGone(-1L)).isTrue();
    assertThat(Cap.isGone(0xffff_ffffL)).isFalse();
  }

  @Test
  void adminQueueAttributes() {
    assertThat(Aqa.of(31, 63)).isEqualTo(0x003f_001f);
    assertThat(Aqa.asqsZeroBased(0x0fff_0001)).isEqualTo(1);
    assertThat(Aqa.acqsZeroBased(0x0fff_0001)).isEqualTo(4095);
    assertThatIllegalArgumentException().isThrownBy(() -> Aqa.of(4096, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Aqa.of(1, -1));
  }

  @Test
  void versions() {
    assertThat(Vs.toText(0x0001_0400)).isEqualTo("1.4.0");
    assertThat(Vs.toText(0x0001_0201)).isEqualTo("1.2.1");
    assertThat(Vs.toText(Vs.VERSION_2_0)).isEqualTo("2.0.0");
    assertThat(Vs.toText(0xffff_ffff)).isEqualTo("65535.255.255");
  }

  @Test
  void controllerMemoryBufferOfQemu() {
    assertThat(Cmbloc.bir(QEMU_CMBLOC)).isEqualTo(2);
    assertThat(Cmbloc.ofst(QEMU_CMBLOC)).isZero();
    assertThat(Cmbloc.cqmms(QEMU_CMBLOC)).isFalse();
    assertThat(Cmbloc.cqpds(QEMU_CMBLOC)).isFalse();
    assertThat(Cmbloc.cdplms(QEMU_CMBLOC)).isTrue();
    assertThat(Cmbloc.cdpcils(QEMU_CMBLOC)).isTrue();
    assertThat(Cmbloc.cdmmms(QEMU_CMBLOC)).isFalse();
    assertThat(Cmbsz.sqs(QEMU_CMBSZ)).isTrue();
    assertThat(Cmbsz.cqs(QEMU_CMBSZ)).isFalse();
    assertThat(Cmbsz.lists(QEMU_CMBSZ)).isTrue();
    assertThat(Cmbsz.rds(QEMU_CMBSZ)).isTrue();
    assertThat(Cmbsz.wds(QEMU_CMBSZ)).isTrue();
    assertThat(Cmbsz.unitBytes(QEMU_CMBSZ)).isEqualTo(1L << 20);
    assertThat(Cmbsz.sizeBytes(QEMU_CMBSZ)).isEqualTo(16L << 20);
  }

  @Test
  void controllerMemoryBufferSizesThatNoBufferHas() {
    assertThat(Cmbsz.sizeBytes(-1)).as("reserved unit").isZero();
    assertThat(Cmbsz.sizeBytes(0xffff_f600)).isEqualTo(0xfffffL << 36);
    assertThat(Cmbmsc.enabledAt(0x1_0000_0000L)).isEqualTo(0x1_0000_0003L);
    assertThatIllegalArgumentException().isThrownBy(() -> Cmbmsc.enabledAt(0x800));
  }

  @Test
  void persistentMemoryRegion() {
    int pmrcap = 1 << 24 | 0x7f << 16 | 2 << 10 | 1 << 8 | 4 << 5 | 1 << 3;
    assertThat(Pmrcap.cmss(pmrcap)).isTrue();
    assertThat(Pmrcap.pmrto(pmrcap)).isEqualTo(0x7f);
    assertThat(Pmrcap.pmrwbm(pmrcap)).isEqualTo(2);
    assertThat(Pmrcap.pmrtu(pmrcap)).isEqualTo(1);
    assertThat(Pmrcap.bir(pmrcap)).isEqualTo(4);
    assertThat(Pmrcap.rds(pmrcap)).isTrue();
    assertThat(Pmrcap.wds(pmrcap)).isFalse();
    int pmrsts = 1 << 12 | 3 << 9 | 1 << 8 | 0x5a;
    assertThat(Pmrsts.err(pmrsts)).isEqualTo(0x5a);
    assertThat(Pmrsts.nrdy(pmrsts)).isTrue();
    assertThat(Pmrsts.hsts(pmrsts)).isEqualTo(3);
    assertThat(Pmrsts.cbai(pmrsts)).isTrue();
    assertThat(Crto.crwmt500ms(0x0002_ffff)).isEqualTo(0xffff);
    assertThat(Crto.crimt500ms(0xffff_0002)).isEqualTo(0xffff);
  }

  /**
   * The formula of PCIe 3.1.2: 1000h + (2y * (4 << CAP.DSTRD)), and 2y + 1 for completion queues.
   */
  @Test
  void doorbells() {
    assertThat(Doorbell.submissionTail(0, 0)).isEqualTo(0x1000);
    assertThat(Doorbell.completionHead(0, 0)).isEqualTo(0x1004);
    assertThat(Doorbell.submissionTail(1, 0)).isEqualTo(0x1008);
    assertThat(Doorbell.completionHead(3, 2)).isEqualTo(0x1070);
    assertThat(Doorbell.completionHead(65535, 15)).isEqualTo(0x1000L + 131071L * 131072L);
  }
}
