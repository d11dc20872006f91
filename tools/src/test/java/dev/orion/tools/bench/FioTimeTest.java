package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FioTimeTest {

  @ParameterizedTest
  @CsvSource({
    "10, PT10S",
    "10s, PT10S",
    "500ms, PT0.5S",
    "250us, PT0.00025S",
    "2m, PT2M",
    "1h, PT1H",
    "1d, PT24H"
  })
  void parsesFiosUnits(String text, Duration time) {
    assertThat(FioTime.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1", "1.5", "10 s", "5x", "99999999999"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> FioTime.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a time");
  }
}
