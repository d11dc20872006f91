package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.nativebindings.Descriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs Orion's command in this process. */
final class OrionRun {
  private final Map<String, String> environment = new HashMap<>(System.getenv());

  /** Commands that find their labs in a directory. */
  OrionRun(Path labs) {
    environment.put("ORION_LAB_DIR", labs.toString());
  }

  /** What a run of the command left. */
  record Outcome(int exitCode, String out, String err) {

    /** Its output as JSON; there must be nothing else, and no error. */
    Map<String, Object> json() throws IOException {
      assertThat(err).isEmpty();
      assertThat(exitCode).isZero();
      return JSON.std.mapFrom(out);
    }

    Outcome succeeded() {
      assertThat(err).isEmpty();
      assertThat(exitCode).isZero();
      return this;
    }

    /** Checks that it failed with one line that has these parts in this order. */
    void failedWith(int expectedExitCode, String... parts) {
      assertThat(err)
          .startsWith("orion: ")
          .hasLineCount(1)
          .doesNotContain("internal error")
          .containsSubsequence(parts);
      assertThat(exitCode).isEqualTo(expectedExitCode);
      assertThat(out).isEmpty();
    }
  }

  /** Runs it with standard input and output that it must not touch. */
  Outcome run(String... arguments) throws IOException {
    try (Descriptor nothing = Descriptor.open(Path.of("/dev/null"))) {
      return run(new StandardStreams(nothing, nothing, false, false, false), arguments);
    }
  }

  Outcome run(StandardStreams streams, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Orion.commandLine(environment, streams, arguments)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
