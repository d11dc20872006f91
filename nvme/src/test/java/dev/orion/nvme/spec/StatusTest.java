package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {
  /** Names as the status code figures of Base 3.3.3.2.1, NVM 3.1.2 and ZNS 3.1.2 have them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0x00, Successful Completion",
    "0, 0x01, Invalid Command Opcode",
    "0, 0x02, Invalid Field in Command",
    "0, 0x07, Command Abort Requested",
    "0, 0x08, Command Aborted due to SQ Deletion",
    "0, 0x0A, Command Aborted due to Missing Fused Command",
    "0, 0x0B, Invalid Namespace or Format",
    "0, 0x13, PRP Offset Invalid",
    "0, 0x18, Host Identifier Inconsistent Format",
    "0, 0x20, Namespace is Write Protected",
    "0, 0x24, Admin Command Media Not Ready",
    "0, 0x80, LBA Out of Range",
    "0, 0x82, Namespace Not Ready",
    "0, 0x87, KV Key Does Not Exist",
    "1, 0x00, Completion Queue Invalid",
    "1, 0x02, Invalid Queue Size",
    "1, 0x05, Asynchronous Event Request Limit Exceeded",
    "1, 0x09, Invalid Log Page",
    "1, 0x0C, Invalid Queue Deletion",
    "1, 0x16, Namespace Identifier Unavailable",
    "1, 0x2B, I/O Command Set Combination Rejected",
    "1, 0x80, Conflicting Attributes",
    "1, 0x81, Invalid Protection Information",
    "1, 0xB8, Zoned Boundary Error",
    "1, 0xBC, Zone Invalid Write",
    "1, 0xBF, Invalid Zone State Transition",
    "2, 0x80, Write Fault",
    "2, 0x81, Unrecovered Read Error",
    "2, 0x85, Compare Failure",
    "2, 0x87, Deallocated or Unwritten Logical Block",
    "3, 0x03, Asymmetric Access Transition",
    "3, 0x71, Command Aborted By Host",
    "0, 0xC1, Vendor Specific (0xC1)",
    "1, 0xFF, Vendor Specific (0xFF)",
    "7, 0x00, Vendor Specific (0x00)",
    "0, 0x17, Reserved (0x17)",
    "2, 0x10, Reserved (0x10)",
    "5, 0xC1, Reserved (0xC1)",
  })
  void names(int sct, int sc, String name) {
    assertThat(new Status(sct << 8 | sc).name()).isEqualTo(name);
  }

  @Test
  void fieldsOfAllOnesAndOfEachAlone() {
    Status all = new Status(0x7fff);
    assertThat(all.sc()).isEqualTo(0xff);
    assertThat(all.sct()).isEqualTo(7);
    assertThat(all.crd()).isEqualTo(3);
    assertThat(all.more()).isTrue();
    assertThat(all.dnr()).isTrue();
    assertThat(all.isSuccess()).isFalse();
    assertThat(all.toString())
        .isEqualTo("Vendor Specific (0xFF) (SCT 7h, SC FFh, CRD 3, More, DNR)");
    assertThat(new Status(0x1000).crd()).isEqualTo(2);
    assertThat(new Status(0x2000).more()).isTrue();
    assertThat(new Status(0x4000).dnr()).isTrue();
  }

  @Test
  void successWhateverTheOtherBits() {
    assertThat(Status.SUCCESS.isSuccess()).isTrue();
    assertThat(new Status(0x7800).isSuccess()).isTrue();
    assertThat(new Status(0x0100).isSuccess()).isFalse();
    assertThat(new Status(0x0001).isSuccess()).isFalse();
    assertThat(Status.SUCCESS.toString()).isEqualTo("Successful Completion (SCT 0h, SC 00h)");
  }

  @Test
  void fromDword3AndFromTheErrorLogsWord() {
    assertThat(Status.ofDword3(0xffff_ffff).field()).isEqualTo(0x7fff);
    assertThat(Status.ofDword3(0x0001_ffff)).isEqualTo(Status.SUCCESS);
    assertThat(Status.ofWord(0x8101).field()).isEqualTo(0x4080);
    assertThat(Status.ofWord(0xffff_ffff).field()).isEqualTo(0x7fff);
  }

  @Test
  void moreThan15BitsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Status(0x8000));
    assertThatIllegalArgumentException().isThrownBy(() -> new Status(-1));
  }

  @Test
  void everyCodeIsItsOwnAndIsFound() {
    assertThat(Arrays.stream(StatusCode.values()).map(Status::of)).doesNotHaveDuplicates();
    assertThat(StatusCode.values())
        .allSatisfy(
            code -> {
              Status status = Status.of(code).withDnr();
              assertThat(status.code()).contains(code);
              assertThat(status.is(code)).isTrue();
              assertThat(status.dnr()).isTrue();
            });
    assertThat(new Status(0x102).is(StatusCode.INVALID_FIELD_IN_COMMAND)).isFalse();
  }
}
