package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

  @Test
  void allAreClosedThoughSomeFail() {
    List<String> closed = new ArrayList<>();
    List<Closeable> all =
        List.of(
            () -> closed.add("a"),
            () -> {
              throw new IOException("first");
            },
            () -> closed.add("b"),
            () -> {
              throw new IllegalStateException("second");
            },
            () -> closed.add("c"));
    assertThatThrownBy(() -> Closing.closeAll(all))
        .isInstanceOf(IOException.class)
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(closed).containsExactly("a", "b", "c");
  }
}
