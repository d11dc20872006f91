package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CpuAffinityTest {
  private BitSet before;

  @BeforeEach
  void remember() throws ErrnoException {
    before = CpuAffinity.allowedCpus();
  }

  @AfterEach
  void restore() throws ErrnoException {
    CpuAffinity.allow(before);
  }

  @Test
  void pinsTheCallingThreadToEachOfItsCpus() throws Exception {
    BigInteger mask = new BigInteger(kernelSays("Cpus_allowed").replace(",", ""), 16);
    assertThat(before.stream().mapToObj(BigInteger.ONE::shiftLeft).reduce(BigInteger::or))
        .contains(mask);
    for (int cpu : before.stream().toArray()) {
      CpuAffinity.pin(cpu);

      assertThat(CpuAffinity.currentCpu()).isEqualTo(cpu);
      assertThat(CpuAffinity.allowedCpus().stream()).containsExactly(cpu);
      assertThat(kernelSays("Cpus_allowed_list")).isEqualTo(Integer.toString(cpu));
    }
  }

  @Test
  void threadIdIsTheKernels() throws Exception {
    assertThat(kernelSays("Pid")).isEqualTo(Integer.toString(CpuAffinity.threadId()));
  }

  @Test
  void missingCpuIsReported() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> CpuAffinity.pin(9000))
        .withMessage("sched_setaffinity(CPUs {9000}): EINVAL (Invalid argument)");
  }

  @Test
  void virtualThreadsAreRefused() throws Exception {
    Thread.ofVirtual()
        .start(() -> assertThatIllegalStateException().isThrownBy(() -> CpuAffinity.pin(0)))
        .join();
  }

  private static String kernelSays(String key) throws Exception {
    return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).trim())
        .collect(Collectors.joining());
  }
}
