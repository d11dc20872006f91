package dev.orion.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void clock() {
    assertThat(Amounts.clock(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(Amounts.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1.00 us",
    "12345, 12.3 us",
    "99960, 100 us",
    "999499, 999 us",
    "999600, 1.00 ms",
    "59000000, 59.0 ms",
    "2500000000, 2.50 s"
  })
  void timesHaveThreeDigits(double nanos, String text) {
    assertThat(Amounts.latency(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9999, 9999",
    "10000, 10.0k",
    "312400, 312k",
    "999600, 1.00M",
    "2.5e7, 25.0M"
  })
  void ratesHaveThreeDigits(double perSecond, String text) {
    assertThat(Amounts.rate(perSecond)).isEqualTo(text);
  }
}
