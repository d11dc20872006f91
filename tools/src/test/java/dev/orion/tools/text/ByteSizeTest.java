package dev.orion.tools.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0 B",
    "512, 512, 512 B",
    "513B, 513, 513 B",
    "4K, 4096, 4 KiB",
    "16m, 16777216, 16 MiB",
    "1536M, 1610612736, 1536 MiB",
    "2GiB, 2147483648, 2 GiB",
    "1tb, 1099511627776, 1 TiB",
    "7P, 7881299347898368, 7 PiB",
    "2048P, 2305843009213693952, 2048 PiB",
  })
  void parsesAndFormats(String text, long bytes, String formatted) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    assertThat(ByteSize.format(bytes)).isEqualTo(formatted);
    assertThat(ByteSize.parse(formatted.replace(" ", ""))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1.5G", "1Q", "1 G B", "8192P", "9999999999999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
