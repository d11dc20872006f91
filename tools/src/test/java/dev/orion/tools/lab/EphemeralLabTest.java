package dev.orion.tools.lab;

import static dev.orion.tools.lab.TestSupport.becomesTrue;
import static dev.orion.tools.lab.TestSupport.isAlive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EphemeralLabTest {
  @TempDir Path directory;

  /** Starts an ephemeral lab from a thread that ends, and then does nothing, or returns. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws Exception {
      Thread starter = new Thread(Owner::start);
      starter.start();
      starter.join();
      if (arguments[0].equals("stays")) {
        Thread.currentThread().join();
      }
    }

    private static void start() {
      try {
        Lab lab = EphemeralLab.start(TestSupport.small("nvme0:size=1M"), TestSupport.qemu()).lab();
        System.out.println(lab.pid().orElseThrow());
        System.out.println(lab.directory());
        System.out.println(lab.ramFile());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** Starts a lab in a JVM that goes away with all its threads, and goes away itself. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException {
      Labs.in(Path.of(arguments[0]))
          .start("lab", TestSupport.small("nvme0:size=1M"), TestSupport.qemu());
    }
  }

  @Test
  void closeLeavesNothing() throws IOException {
    EphemeralLab ephemeral =
        EphemeralLab.start(TestSupport.small("nvme0:size=1M"), TestSupport.qemu());
    Lab lab = ephemeral.lab();
    try (QtestPeek qtest = new QtestPeek(lab.qtestSocket())) {
      assertThat(qtest.readConfig(lab.pciAddress("nvme0").devfn(), 0)).isEqualTo(0x0010_1b36);
    }

    ephemeral.close();
    ephemeral.close();

    assertThat(lab.isRunning()).isFalse();
    assertThat(lab.directory()).doesNotExist();
    assertThat(lab.directory().getParent()).doesNotExist();
    assertThat(lab.ramFile()).doesNotExist();
  }

  @Test
  void aFailedStartLeavesNothing() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    LabDefinition wrong =
        LabDefinitionParser.parse(
            16L << 20, List.of("nvme0:size=1M"), List.of("nvme0n1:no_such_thing=1"));
    List<String> before = labsIn(temporary);

    assertThatThrownBy(() -> EphemeralLab.start(wrong, TestSupport.qemu()))
        .hasMessageContaining("Property 'nvme-ns.no_such_thing' not found");

    assertThat(labsIn(temporary)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "INT", "TERM", "HUP"})
  void goesWithItsJvm(String signal) throws Exception {
    Process owner = TestSupport.startJvm(Owner.class, "stays");
    BufferedReader lines = owner.inputReader();
    long pid = Long.parseLong(lines.readLine());
    Path labDirectory = Path.of(lines.readLine());
    Path ram = Path.of(lines.readLine());
    // The thread that started the lab is gone; the lab is not.
    assertThat(owner.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(isAlive(pid)).isTrue();
    assertThat(labDirectory).isDirectory();
    assertThat(ram).isRegularFile();

    TestSupport.output("kill", "-" + signal, Long.toString(owner.pid()));

    assertThat(owner.waitFor()).isNotZero();
    assertThat(becomesTrue(() -> !isAlive(pid))).isTrue();
    assertThat(becomesTrue(() -> Files.notExists(labDirectory.getParent()))).isTrue();
    assertThat(becomesTrue(() -> Files.notExists(ram))).isTrue();
  }

  @Test
  void goesWhenItsOwnerForgetsToCloseIt() throws Exception {
    Process owner = TestSupport.startJvm(Owner.class, "leaves");
    BufferedReader lines = owner.inputReader();
    long pid = Long.parseLong(lines.readLine());
    Path labDirectory = Path.of(lines.readLine());

    assertThat(owner.waitFor()).isZero();

    assertThat(becomesTrue(() -> !isAlive(pid))).isTrue();
    assertThat(becomesTrue(() -> Files.notExists(labDirectory))).isTrue();
  }

  @Test
  void qemuGoesWithItsWatchdog() throws IOException {
    EphemeralLab ephemeral =
        EphemeralLab.start(TestSupport.small("nvme0:size=1M"), TestSupport.qemu());
    Lab lab = ephemeral.lab();
    Path root = Objects.requireNonNull(lab.directory().getParent());
    try {
      ephemeral.watchdog().destroyForcibly();

      assertThat(becomesTrue(() -> !lab.isRunning())).isTrue();
    } finally {
      ephemeral.close();
      TestSupport.output("rm", "-rf", root.toString(), lab.ramFile().toString());
    }
  }

  @Test
  void aPermanentLabOutlivesTheJvmThatStartedIt() throws Exception {
    assertThat(TestSupport.startJvm(Starter.class, directory.toString()).waitFor()).isZero();

    Lab lab = Labs.in(directory).find("lab").orElseThrow();
    try (Qmp qmp = lab.connectQmp()) {
      assertThat(qmp.execute("query-status")).containsEntry("running", true);
    } finally {
      lab.stop();
    }
  }

  private static List<String> labsIn(Path temporary) throws IOException {
    return TestSupport.namesIn(temporary).stream()
        .filter(name -> name.startsWith("orion-lab-"))
        .toList();
  }
}
