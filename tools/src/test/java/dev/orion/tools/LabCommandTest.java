package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LabCommandTest {
  @TempDir Path directory;

  /** What a run of the command left. */
  private record Outcome(int exitCode, String out, String err) {}

  private Outcome orion(String... arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("ORION_LAB_DIR", directory.toString());
    return orion(environment, arguments);
  }

  private static Outcome orion(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Orion.commandLine(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exitCode = command.execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  @AfterEach
  void stopAll() throws IOException {
    for (String name : List.of("lab", "other")) {
      orion("lab", "stop", name);
    }
  }

  @Test
  void startStatusStop() throws IOException {
    Outcome start = orion("lab", "start", "--memory", "16M");
    assertThat(start.err()).isEmpty();
    assertThat(start.exitCode()).isZero();
    assertThat(start.out()).contains("Stop it with: orion lab stop\n");

    Outcome status = orion("lab", "status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).startsWith("Lab 'lab': running, QEMU ");
    assertThat(status.out().lines().skip(2))
        .containsExactly(
            "DEVICE  NAMESPACE  BLOCK SIZE  SIZE     KIND                       PCI ADDRESS",
            "nvme0   1          4 KiB       1 GiB    image                      0000:00:03.0",
            "nvme0   2          512 B       512 MiB  image                      0000:00:03.0",
            "nvme0   3          4 KiB       1 GiB    image, 64 zones of 16 MiB  0000:00:03.0",
            "nvme0   4          4 KiB       64 GiB   null                       0000:00:03.0");

    Outcome json = orion("lab", "status", "lab", "-o", "json");
    List<?> labs = (List<?>) Objects.requireNonNull(JSON.std.mapFrom(json.out()).get("labs"));
    assertThat((Object) labs.getFirst())
        .extracting("name", "state", "ramBytes", "directory")
        .containsExactly("lab", "running", 16 << 20, directory.resolve("lab").toString());

    Outcome again = orion("lab", "start");
    assertThat(again.exitCode()).isOne();
    assertThat(again.err()).startsWith("orion: lab 'lab' is running already").hasLineCount(1);

    Outcome stop = orion("lab", "stop");
    assertThat(stop.exitCode()).isZero();
    assertThat(stop.out())
        .startsWith("Stopped lab 'lab'.\nDeleted " + directory.resolve("lab/nvme0n1.img") + "\n")
        .hasLineCount(4);
    assertThat(orion("lab", "status").exitCode()).isEqualTo(3);
  }

  @Test
  void aStoppedLabStartsWithTheDevicesItHad() {
    String[] start = {
      "lab", "start", "other", "--memory=16M", "--namespace", "nvme2:size=1M,lba=512"
    };
    assertThat(orion(start).exitCode()).isZero();
    assertThat(orion("lab", "stop", "other", "--keep").out())
        .contains("Kept " + directory.resolve("other/nvme2n1.img"));
    Outcome status = orion("lab", "status", "other");
    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.out()).startsWith("Lab 'other': stopped; start it again");

    Outcome again = orion("lab", "start", "other");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("nvme2   1          512 B ");
  }

  @Test
  void whatIsNotThereIsNotRunning() {
    assertThat(orion("lab", "status")).extracting(Outcome::exitCode).isEqualTo(3);
    Outcome none = orion("lab", "status", "other");
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.out())
        .isEqualTo("There is no lab 'other'; start one with: orion lab start other\n");
    assertThat(orion("lab", "status", "-o", "json").out().replaceAll("\\s", ""))
        .isEqualTo("{\"labs\":[]}");
    assertThat(orion("lab", "stop").exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "lab start --namespace nvme0:sise=1G | unknown key 'sise'       | orion lab start --help",
        "lab start --memory 3G               | memory of 3 GiB is not   | orion lab start --help",
        "lab start --memory lots             | 'lots' is not a size     | orion lab start --help",
        "lab start a/b                       | lab name 'a/b' is not    | orion lab start --help",
        "lab stop ..                         | lab name '..' is not     | orion lab stop --help",
        "lab status -o xml                   | unknown format 'xml'     | orion lab status --help",
        "lab start --nonsense                | Unknown option           | orion lab start --help",
        "lab                                 | Missing required subcomm | orion lab --help",
        "laboratory                          | unknown command 'laborat | orion --help",
      })
  void aWrongCommandLineIsOneLineAndExitsWith2(String line, String message, String help) {
    Outcome outcome = orion(line.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("orion: ")
        .contains(message)
        .endsWith("(see " + help + ")\n")
        .hasLineCount(1);
  }

  @Test
  void aMissingQemuIsOneLineAndVerboseShowsWhere() {
    Map<String, String> environment =
        Map.of("ORION_LAB_DIR", directory.toString(), "PATH", "/nowhere");

    Outcome plain = orion(environment, "lab", "start");
    Outcome verbose = orion(environment, "lab", "start", "--verbose");

    assertThat(plain.exitCode()).isOne();
    assertThat(plain.err())
        .startsWith("orion: qemu-system-x86_64 is not installed")
        .contains("apt-get install qemu-system-x86")
        .hasLineCount(1);
    assertThat(verbose.err())
        .startsWith(plain.err())
        .containsPattern("\tat (dev.orion.tools.*/)?dev.orion.tools\\.");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void everyHelpShowsExamples() {
    for (String command : List.of("lab", "lab start", "lab status", "lab stop")) {
      Outcome help = orion((command + " --help").split(" "));
      assertThat(help.exitCode()).isZero();
      assertThat(help.out()).contains("Examples:\n  orion " + command);
    }
    assertThat(orion("--version").out()).startsWith("orion ");
  }
}
