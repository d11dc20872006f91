package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
  private static final int REPETITIONS = 2_000;

  @Test
  void namesAnUnknownValueByItsNumber() {
    assertThat(Errno.name(9999)).isEqualTo("errno 9999");
    assertThat(Errno.description(9999)).isEqualTo("errno 9999");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachThreadSeesItsOwnErrno(boolean virtual) throws Exception {
    try (ExecutorService threads =
            virtual
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newCachedThreadPool();
        Descriptor memory = Descriptor.memfd("errno");
        Descriptor unreadable = Descriptor.open(Path.of("/dev/null"), OpenFlag.O_WRONLY)) {
      MemorySegment buffer = Arena.ofAuto().allocate(8);
      List<Callable<Void>> failures = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        failures.add(repeatedly("ENOENT", () -> Descriptor.open(Path.of("/nowhere/at/all"))));
        failures.add(repeatedly("EBADF", () -> unreadable.pread(buffer, 0, 8, 0)));
        failures.add(repeatedly("ENOTTY", () -> memory.ioctl(Ioctl.BLKGETSIZE64, buffer)));
        failures.add(repeatedly("EINVAL", () -> memory.truncate(-1)));
      }
      for (Future<Void> done : threads.invokeAll(failures)) {
        done.get();
      }
    }
  }

  private static Callable<Void> repeatedly(String errnoName, ThrowingCallable failing) {
    return () -> {
      for (int i = 0; i < REPETITIONS; i++) {
        ErrnoException e = catchThrowableOfType(ErrnoException.class, failing);
        assertThat(e.errnoName()).isEqualTo(errnoName);
      }
      return null;
    };
  }
}
