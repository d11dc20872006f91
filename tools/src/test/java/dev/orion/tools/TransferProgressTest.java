package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TransferProgressTest {
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
