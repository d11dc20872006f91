package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.RecoveryLimits;
import dev.orion.pci.NanoClock;
import dev.orion.pci.vfiouser.VfioUserDomain;
import dev.orion.qemutests.vfiouser.VfioUserServer;
import dev.orion.simulation.model.BlockStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A controller that is reset again and again while four threads write. On the model: QEMU 7.2
 * crashes at times when it is reset with commands pending.
 */
@Timeout(120)
class ResetsWhileWritingTest {

  private static final int SIZE_BYTES = 64 << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final RecoveryLimits LIMITS =
      new RecoveryLimits(30 * SECOND, 5 * SECOND, 1, Integer.MAX_VALUE);

  @TempDir private Path directory;

  /** Repeats what was in flight; a registers' page that is mapped or behind messages. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasWrittenIsThere(boolean mapsDoorbells) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ResetsWhileWritingTest: seed " + seed);
    int[] resets = {0};
    Path socket = directory.resolve("model");
    try (VfioUserServer _ =
            VfioUserServer.start(
                socket, BlockStore.Memory.ofBytes(SIZE_BYTES), 4096, mapsDoorbells);
        VfioUserDomain domain = VfioUserDomain.open(10 * SECOND)) {
      NvmeController controller =
          NvmeController.open(
              domain.openFunction("vfiouser:model", socket),
              NanoClock.system(),
              ControllerSetup.POLLED.withRecovery(LIMITS));
      try (controller) {
        RandomWriters.run(
            controller.namespace(1),
            new byte[SIZE_BYTES],
            seed,
            writer -> {
              while (!writer.isDone()) {
                controller.reset("a test wants it");
                resets[0]++;
                NanoClock.system().pause(2_000_000);
              }
              writer.get();
            });
      }
      assertThat(resets[0]).isGreaterThan(5);
      assertThat(domain.dma().allocatedBytes()).isZero();
    }
  }
}
