package dev.orion.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLockTest {
  @TempDir Path directory;

  /** Takes a lock, says so, and holds it until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (LabLock _ = LabLock.acquire(Path.of(arguments[0]), "lab", "orion bench nvme0n1")) {
        System.out.println("held");
        while (System.in.read() >= 0) {}
      } catch (LabException busy) {
        System.exit(1);
      }
    }
  }

  private Path file() {
    return directory.resolve("lab.lock");
  }

  private Process startHolder() throws IOException, URISyntaxException {
    Process holder = TestSupport.startJvm(Holder.class, file().toString());
    assertThat(holder.inputReader().readLine()).isEqualTo("held");
    return holder;
  }

  @Test
  void anotherProcessIsNamed() throws Exception {
    Process holder = startHolder();

    assertThatThrownBy(() -> LabLock.acquire(file(), "lab", "test"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "lab 'lab' is busy: process %d (orion bench nvme0n1) is using it; wait for it or stop it"
                .formatted(holder.pid()));

    holder.getOutputStream().close();
    assertThat(holder.waitFor()).isZero();
    LabLock.acquire(file(), "lab", "test").close();
  }

  @Test
  void aKilledHolderLosesIt() throws Exception {
    Process holder = startHolder();
    holder.destroyForcibly().waitFor();

    LabLock.acquire(file(), "lab", "test").close();
  }

  @Test
  void theSameProcessIsRefusedAndTheLockStaysHeldAgainstOthers() throws Exception {
    try (LabLock _ = LabLock.acquire(file(), "lab", "first")) {
      assertThatThrownBy(() -> LabLock.acquire(file(), "lab", "second"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " (first)");

      Process other = TestSupport.startJvm(Holder.class, file().toString());
      assertThat(other.inputReader().readLine()).isNull();
      assertThat(other.waitFor()).isOne();
    }
    startHolder().destroyForcibly().waitFor();
  }

  @Test
  void aSymbolicLinkToTheSameFileIsTheSameLock() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    try (LabLock _ = LabLock.acquire(file(), "lab", "first")) {
      assertThatThrownBy(() -> LabLock.acquire(link.resolve("lab.lock"), "lab", "second"))
          .hasMessageContaining("(first) is using it");

      Process other = TestSupport.startJvm(Holder.class, file().toString());
      assertThat(other.inputReader().readLine()).isNull();
    }
  }

  @Test
  void aLabInUseIsNotStopped() throws IOException {
    Labs labs = Labs.in(directory);
    Lab lab = labs.start("lab", TestSupport.small("nvme0:size=1M"), TestSupport.qemu());
    try (LabLock _ = lab.lock("orion bench")) {
      assertThatThrownBy(lab::stop).hasMessageContaining("(orion bench) is using it");
      assertThat(lab.isRunning()).isTrue();
    } finally {
      lab.stop();
    }
  }
}
