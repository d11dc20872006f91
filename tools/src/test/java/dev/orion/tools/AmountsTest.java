package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AmountsTest {
  @Test
  void bytes() {
    assertThat(Amounts.bytes(0)).isEqualTo("0 B");
    assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
    assertThat(Amounts.bytes(1024)).isEqualTo("1 KiB");
    assertThat(Amounts.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Amounts.bytes((1 << 20) - 1)).isEqualTo("1 MiB");
    assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("8 EiB");
  }

  @Test
  void time() {
    assertThat(Amounts.time(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(Amounts.time(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
  }

  @Test
  void progress() {
    long second = 1_000_000_000L;
    assertThat(TransferProgress.text(256 << 20, OptionalLong.of(1 << 30), 2 * second))
        .isEqualTo(" 25%  256 MiB of 1 GiB, 128 MiB/s, 0:06 left");
    assertThat(TransferProgress.text(0, OptionalLong.of(1 << 30), second))
        .isEqualTo("  0%  0 B of 1 GiB, 0 B/s, ? left");
    assertThat(TransferProgress.text(3 << 20, OptionalLong.empty(), 2 * second))
        .isEqualTo("3 MiB, 1.5 MiB/s");
  }
}
