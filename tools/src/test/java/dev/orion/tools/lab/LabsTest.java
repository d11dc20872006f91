package dev.orion.tools.lab;

import static dev.orion.tools.lab.TestSupport.becomesTrue;
import static dev.orion.tools.lab.TestSupport.isAlive;
import static dev.orion.tools.lab.TestSupport.namesIn;
import static dev.orion.tools.lab.TestSupport.output;
import static dev.orion.tools.lab.TestSupport.qemu;
import static dev.orion.tools.lab.TestSupport.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabsTest {
  /** Vendor and device of QEMU's NVMe controller (Red Hat, Inc. QEMU NVM Express Controller). */
  private static final int NVME_IDS = 0x0010_1b36;

  @TempDir Path directory;
  private Labs labs = Labs.in(Path.of("unset"));

  @BeforeEach
  void useOwnDirectory() {
    labs = Labs.in(directory.resolve("labs"));
  }

  @AfterEach
  void stopAll() throws IOException {
    for (Lab lab : labs.list()) {
      lab.stop();
    }
  }

  @Test
  void theStandardLabIsWhatItSays() throws IOException {
    Lab lab = labs.start("lab", LabDefinition.standard(), qemu());

    assertThat(lab.isRunning()).isTrue();
    assertThat(output("ps", "-o", "args=", "-p", Long.toString(lab.pid().orElseThrow())))
        .startsWith(qemu().path().toString());
    try (QtestPeek qtest = new QtestPeek(lab.qtestSocket())) {
      assertThat(qtest.readConfig(lab.pciAddress("nvme0").devfn(), 0)).isEqualTo(NVME_IDS);
      assertThat(qtest.send("inb 0x64")).startsWith("0x");
    }
    try (Qmp qmp = lab.connectQmp()) {
      Map<String, Long> sizes =
          qmp.executeForList("query-named-block-nodes", Map.of()).stream()
              .collect(
                  Collectors.toMap(
                      node -> (String) Objects.requireNonNull(node.get("node-name")),
                      node ->
                          ((Number)
                                  Objects.requireNonNull(
                                      ((Map<?, ?>) Objects.requireNonNull(node.get("image")))
                                          .get("virtual-size")))
                              .longValue()));
      assertThat(sizes)
          .isEqualTo(
              Map.of(
                  "nvme0n1", 1L << 30, "nvme0n2", 1L << 29, "nvme0n3", 1L << 30, "nvme0n4",
                  64L << 30));
    }
  }

  @Test
  void theRamFileIsTheGuestsRam() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());

    assertThat(Files.size(lab.ramFile())).isEqualTo(lab.ramBytes()).isEqualTo(16L << 20);
    assertThat(output("stat", "-c", "%a %b", lab.ramFile().toString()))
        .isEqualTo("600 " + lab.ramBytes() / 512);
    try (FileChannel ram = FileChannel.open(lab.ramFile(), StandardOpenOption.READ);
        QtestPeek qtest = new QtestPeek(lab.qtestSocket())) {
      for (long address = 1 << 20; address < lab.ramBytes(); address += 1 << 20) {
        qtest.send("writeq 0x%x 0x%x".formatted(address, address + 0x1122334455L));
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(ram.read(bytes, address)).isEqualTo(8);
        assertThat(bytes.getLong(0)).isEqualTo(address + 0x1122334455L);
      }
    }
  }

  @Test
  void qemuIsInASessionOfItsOwnAndQuietInItsLog() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());
    String pid = Long.toString(lab.pid().orElseThrow());

    assertThat(output("ps", "-o", "sid=,tty=", "-p", pid).split("\\s+")).containsExactly(pid, "?");
    assertThat(Files.readSymbolicLink(Path.of("/proc", pid, "fd/0"))).hasToString("/dev/null");
    try (QtestPeek qtest = new QtestPeek(lab.qtestSocket())) {
      qtest.readConfig(0, 0);
    }
    assertThat(lab.log()).isEmptyFile();
  }

  @Test
  void stopDeletesAllThatTheLabMade() throws IOException {
    Lab lab = labs.start("lab", LabDefinition.standard(), qemu());
    Path ram = lab.ramFile();

    List<Path> deleted = lab.stop();

    assertThat(deleted)
        .extracting(image -> image.getFileName().toString())
        .containsExactly("nvme0n1.img", "nvme0n2.img", "nvme0n3.img");
    assertThat(ram).doesNotExist();
    assertThat(namesIn(labs.directory())).containsExactly("lab.lock");
    assertThat(isAlive(lab.pid().orElseThrow())).isFalse();
    assertThat(labs.find("lab")).isEmpty();
  }

  @Test
  void stopKeepsForeignFilesAndSaysSo() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());
    Path notes = Files.writeString(lab.directory().resolve("notes.txt"), "mine");

    assertThatThrownBy(lab::stop)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("holds files that it did not make");

    assertThat(namesIn(lab.directory())).containsExactly("notes.txt");
    assertThatThrownBy(() -> labs.start("lab", small("nvme0:size=1M"), qemu()))
        .hasMessageContaining("is there but is not a lab");
    assertThat(notes).hasContent("mine");
  }

  @Test
  void keptImagesAreThereAtTheNextStart() throws IOException {
    LabDefinition definition = small("nvme0:size=1M", "nvme0:null,size=1M");
    Lab lab = labs.start("lab", definition, qemu());
    Path image = lab.directory().resolve("nvme0n1.img");
    Files.writeString(image, "kept", StandardOpenOption.WRITE);

    assertThat(lab.stopAndKeepImages()).containsExactly(image);

    Lab stopped = labs.find("lab").orElseThrow();
    assertThat(stopped.state()).isEqualTo(Lab.State.STOPPED);
    assertThat(stopped.pid()).isEmpty();
    assertThat(lab.ramFile()).doesNotExist();
    assertThat(namesIn(lab.directory())).containsExactly("lab.json", "nvme0n1.img", "qemu.log");
    assertThatThrownBy(() -> stopped.lock("test")).hasMessageContaining("orion lab start lab");
    assertThatThrownBy(() -> labs.start("lab", small("nvme0:size=2M"), qemu()))
        .hasMessageContaining("is there with other devices");

    Lab again = labs.start("lab", definition, qemu());
    assertThat(again.isRunning()).isTrue();
    assertThat(again.created()).isEqualTo(lab.created());
    assertThat(Files.readString(image).substring(0, 4)).isEqualTo("kept");
    assertThat(Files.size(image)).isEqualTo(1 << 20);
  }

  @Test
  void aKilledLabIsDeadAndStartsAgainOrIsCleanedUp() throws IOException {
    LabDefinition definition = small("nvme0:size=1M");
    Lab lab = labs.start("lab", definition, qemu());
    Path image = lab.directory().resolve("nvme0n1.img");
    Files.writeString(image, "kept", StandardOpenOption.WRITE);

    kill(lab);
    assertThat(labs.find("lab").orElseThrow().state()).isEqualTo(Lab.State.DEAD);
    assertThat(lab.ramFile()).exists();

    Lab again = labs.start("lab", definition, qemu());
    assertThat(again.pid()).isNotEqualTo(lab.pid());
    assertThat(Files.readString(image).substring(0, 4)).isEqualTo("kept");

    kill(again);
    assertThat(again.stop()).containsExactly(image);
    assertThat(again.ramFile()).doesNotExist();
    assertThat(namesIn(labs.directory())).containsExactly("lab.lock");
  }

  @Test
  void anOldObjectStopsTheLabAsItIsNow() throws IOException {
    LabDefinition definition = small("nvme0:size=1M");
    Lab old = labs.start("lab", definition, qemu());
    kill(old);
    Lab now = labs.start("lab", definition, qemu());

    old.stop();

    assertThat(now.isRunning()).isFalse();
    assertThat(labs.list()).isEmpty();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotMistakenForQemu() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());
    QemuProcess qemu = Objects.requireNonNull(lab.record().process());
    kill(lab);
    QemuProcess self = QemuProcess.of(ProcessHandle.current().pid()).orElseThrow();
    assertThat(self.isAlive()).isTrue();

    lab.record().withProcess(new QemuProcess(self.pid(), qemu.startTicks(), self.bootId())).write();
    assertThat(labs.find("lab").orElseThrow().state()).isEqualTo(Lab.State.DEAD);
    lab.record()
        .withProcess(new QemuProcess(self.pid(), self.startTicks(), "another boot"))
        .write();
    assertThat(labs.find("lab").orElseThrow().state()).isEqualTo(Lab.State.DEAD);

    labs.find("lab").orElseThrow().stop();
    assertThat(labs.list()).isEmpty();
  }

  @Test
  void aHungQemuIsStoppedToo() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());
    output("kill", "-STOP", Long.toString(lab.pid().orElseThrow()));

    lab.stop();

    assertThat(lab.isRunning()).isFalse();
    assertThat(namesIn(labs.directory())).containsExactly("lab.lock");
  }

  @Test
  void twoLabsRunSideBySide() throws IOException {
    Lab one = labs.start("one", small("nvme0:size=1M"), qemu());
    Lab two = labs.start("two", small("nvme0:size=1M"), qemu());

    assertThat(labs.list()).extracting(Lab::name).containsExactly("one", "two");
    assertThat(one.ramFile()).isNotEqualTo(two.ramFile());
    one.stop();
    assertThat(two.isRunning()).isTrue();
    try (QtestPeek qtest = new QtestPeek(two.qtestSocket())) {
      assertThat(qtest.readConfig(two.pciAddress("nvme0").devfn(), 0)).isEqualTo(NVME_IDS);
    }
  }

  @Test
  void theSameNameInAnotherDirectoryIsAnotherLab() throws IOException {
    Labs others = Labs.in(directory.resolve("others"));
    Lab one = labs.start("lab", small("nvme0:size=1M"), qemu());
    Lab other = others.start("lab", small("nvme0:size=1M"), qemu());
    try {
      assertThat(other.ramFile()).isNotEqualTo(one.ramFile());
      assertThat(one.isRunning()).isTrue();
    } finally {
      other.stop();
    }
    assertThat(one.isRunning()).isTrue();
    assertThat(one.ramFile()).exists();
  }

  @Test
  void aRunningLabIsNotStartedAgain() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());

    assertThatThrownBy(() -> labs.start("lab", small("nvme0:size=1M"), qemu()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(
            "'lab' is running already (QEMU is process " + lab.pid().orElseThrow() + ")");

    assertThat(lab.isRunning()).isTrue();
  }

  @Test
  void aWrongDeviceOptionIsReportedInQemusWordsAndLeavesNothing() throws IOException {
    LabDefinition wrong =
        LabDefinitionParser.parse(
            16L << 20, List.of("nvme0:size=1M"), List.of("nvme0:no_such_thing=1"));
    long before = sharedMemoryFiles();

    assertThatThrownBy(() -> labs.start("lab", wrong, qemu()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("QEMU cannot start lab 'lab': ")
        .hasMessageContaining("Property 'nvme.no_such_thing' not found")
        .message()
        .doesNotContain("\n");

    assertThat(namesIn(labs.directory())).containsExactly("lab.lock");
    assertThat(sharedMemoryFiles()).isEqualTo(before);
  }

  @Test
  void aQemuThatEndsAtOnceIsReportedWithItsLastWords() throws IOException {
    Path broken = directory.resolve("broken");
    Files.writeString(broken, "#!/bin/sh\necho one; echo two >&2; exit 1\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));

    assertThatThrownBy(
            () -> labs.start("lab", small("nvme0:size=1M"), new QemuBinary(broken, "7.2.0")))
        .isInstanceOf(LabException.class)
        .hasMessage("QEMU cannot start lab 'lab': one; two");

    assertThat(namesIn(labs.directory())).containsExactly("lab.lock");
  }

  @Test
  void aFailedRestartKeepsTheImages() throws IOException {
    LabDefinition definition = small("nvme0:size=1M");
    Lab lab = labs.start("lab", definition, qemu());
    lab.stopAndKeepImages();
    QemuBinary broken = new QemuBinary(Path.of("/bin/false"), "7.2.0");

    assertThatThrownBy(() -> labs.start("lab", definition, broken))
        .isInstanceOf(LabException.class);

    assertThat(namesIn(lab.directory())).contains("nvme0n1.img", "lab.json");
    assertThat(lab.ramFile()).doesNotExist();
    assertThat(labs.find("lab").orElseThrow().state()).isEqualTo(Lab.State.STOPPED);
  }

  @Test
  void anExistingImageIsLockedAgainstASecondLabAndOutlivesBoth() throws IOException {
    Path image = Files.write(directory.resolve("mine, really.img"), new byte[1 << 20]);
    LabDefinition definition = small("nvme0:file=" + image.toString().replace(",", ",,"));
    Lab one = labs.start("one", definition, qemu());

    assertThatThrownBy(() -> labs.start("two", definition, qemu()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("Failed to get \"write\" lock")
        .hasMessageContaining(image.toString());

    assertThat(one.stop()).isEmpty();
    assertThat(Files.size(image)).isEqualTo(1 << 20);
    assertThat(namesIn(labs.directory())).containsExactly("one.lock", "two.lock");
  }

  @ParameterizedTest
  @ValueSource(ints = {106, 107, 180})
  void longPathsDoNotMatter(int socketPathLength) throws IOException {
    int fixed = directory.toString().length() + "//lab/qtest.sock".length();
    Labs far = Labs.in(directory.resolve("x".repeat(socketPathLength - fixed)));

    Lab lab = far.start("lab", small("nvme0:size=1M"), qemu());
    try (QtestPeek qtest = new QtestPeek(lab.qtestSocket())) {
      assertThat(qtest.readConfig(lab.pciAddress("nvme0").devfn(), 0)).isEqualTo(NVME_IDS);
      assertThat(lab.qtestSocket().startsWith(lab.directory())).isEqualTo(socketPathLength <= 106);
    } finally {
      lab.stop();
    }
    assertThat(lab.qtestSocket()).doesNotExist();
    assertThat(namesIn(far.directory())).containsExactly("lab.lock");
    if (socketPathLength > 106) {
      assertThat(lab.qtestSocket().getParent()).doesNotExist();
    }
  }

  @Test
  void withoutRoomInMemoryTheRamIsInTheLabsDirectory() throws IOException {
    Labs elsewhere =
        new Labs(labs.directory(), directory.resolve("no-such-directory"), Path.of("/tmp"));

    Lab lab = elsewhere.start("lab", small("nvme0:size=1M"), qemu());

    assertThat(lab.ramFile()).isEqualTo(lab.directory().resolve("ram.bin"));
    assertThat(lab.isRunning()).isTrue();
  }

  @Test
  void withoutRoomForTheRamItSaysHowMuchIsMissing() {
    long tooMuch = 1L << 60;

    assertThatThrownBy(() -> GuestRam.choose(Path.of("/dev/shm"), directory, "lab", tooMuch))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("lab 'lab' needs " + (tooMuch >> 20) + " MiB for its RAM in /dev/shm")
        .hasMessageMatching(".*only \\d+ MiB free.*--memory.*");
  }

  @Test
  void aDamagedDescriptionIsReported() throws IOException {
    Lab lab = labs.start("lab", small("nvme0:size=1M"), qemu());
    lab.stopAndKeepImages();
    Path json = lab.directory().resolve("lab.json");
    String good = Files.readString(json);
    Files.writeString(json, "{\"name\": \"lab\"}");

    assertThatThrownBy(() -> labs.find("lab"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(json + " is not a lab's description");

    Files.writeString(json, good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "-x", ".hidden", "a b"})
  void refusesNamesThatAreNoNames(String name) {
    assertThatThrownBy(() -> labs.start(name, small("nvme0:size=1M"), qemu()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lab name '" + name + "'");
  }

  @Test
  void findsItsDirectoryInTheEnvironment() {
    assertThat(
            Labs.fromEnvironment(
                    Map.of("ORION_LAB_DIR", "/a", "XDG_STATE_HOME", "/b", "HOME", "/c"))
                .directory())
        .hasToString("/a");
    assertThat(Labs.fromEnvironment(Map.of("XDG_STATE_HOME", "/b", "HOME", "/c")).directory())
        .hasToString("/b/orion/labs");
    assertThat(Labs.fromEnvironment(Map.of("HOME", "/c")).directory())
        .hasToString("/c/.local/state/orion/labs");
  }

  private static void kill(Lab lab) throws IOException {
    ProcessHandle.of(lab.pid().orElseThrow()).orElseThrow().destroyForcibly();
    assertThat(becomesTrue(() -> !lab.isRunning())).isTrue();
  }

  private static long sharedMemoryFiles() throws IOException {
    return namesIn(Path.of("/dev/shm")).stream().filter(name -> name.startsWith("orion-")).count();
  }
}
