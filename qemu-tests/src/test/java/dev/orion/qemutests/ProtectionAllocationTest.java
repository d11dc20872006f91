package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.orion.nvme.protection.Guard;
import dev.orion.nvme.protection.ProtectedBlocks;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.protection.ProtectionInformation;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** To generate and to check protection information allocates nothing. */
@Timeout(60)
class ProtectionAllocationTest {

  private static final int ROUNDS = 2000;

  @ParameterizedTest
  @EnumSource
  void generateAndCheck(Guard guard) {
    ProtectionFormat format = new ProtectionFormat(1, guard, 16, -1, false, 512, 24);
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks =
        ProtectedBlocks.separate(
            format, Arena.ofAuto().allocate(8 * 512), Arena.ofAuto().allocate(8 * 24));
    ProtectionTags tags = ProtectionTags.ofReference(9);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int window = 0; window < 20; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS; i++) {
        information.generate(blocks, tags);
        if (information.check(blocks, tags, NvmCommand.PRCHK_GUARD) != null) {
          throw new AssertionError("what was generated is found wrong");
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes for %d times 8 blocks", ROUNDS).isLessThan(ROUNDS);
  }
}
