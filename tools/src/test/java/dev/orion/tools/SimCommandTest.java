package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code orion sim}. */
class SimCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Orion.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void textAndJson() throws IOException {
    assertThat(run("sim", "--seeds=20", "--steps=300")).isZero();
    assertThat(out.toString())
        .contains("fatal-status ")
        .contains("20 runs of up to 300 steps: ")
        .contains("Each ended once and in time, no data was wrong, no memory lost.");
    out.getBuffer().setLength(0);
    assertThat(run("sim", "--seeds=20", "--steps=300", "-o", "json")).isZero();
    Map<String, Object> map = JSON.std.mapFrom(out.toString());
    assertThat(map).containsEntry("seeds", 20).containsEntry("first_seed", 1);
    assertThat((Map<?, ?>) map.get("faults")).isNotEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTraceIsOfOneRunAndTheSameEachTime() {
    assertThat(run("sim", "--seed=5", "--steps=40", "--trace")).isZero();
    String first = out.toString().lines().filter(line -> line.matches("\\d+ .*")).toList() + "";
    out.getBuffer().setLength(0);
    assertThat(run("sim", "--seed=5", "--steps=40", "--trace")).isZero();
    String second = out.toString().lines().filter(line -> line.matches("\\d+ .*")).toList() + "";
    assertThat(second).isEqualTo(first).contains("submit ");
  }

  @Test
  void wrongArguments() {
    assertThat(run("sim", "--without=gremlins")).isEqualTo(2);
    assertThat(err.toString()).startsWith("orion: --without: 'gremlins' is no fault; there are");
    err.getBuffer().setLength(0);
    assertThat(run("sim", "--steps=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--steps and --seeds must be at least 1");
  }
}
