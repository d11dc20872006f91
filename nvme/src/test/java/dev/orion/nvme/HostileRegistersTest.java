package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Controllers whose registers, completions and BAR are anything: each run ends, with a result or an
 * error that names the device, and gives all memory back. Other runs: {@code -Dorion.seed=N
 * -Dorion.rounds=N}.
 */
@Timeout(120)
class HostileRegistersTest {

  private static final int ROUNDS = Integer.getInteger("orion.rounds", 250);
  private static final long SOUND_CAP = 0x0000_0020_0100_00ffL;

  @Test
  void anythingIsSurvived() throws IOException {
    long seed = Long.getLong("orion.seed", 1);
    System.out.println("HostileRegistersTest: -Dorion.seed=" + seed);
    int worked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(seed + round);
      ModelController hostile = hostile(random);
      try {
        use(hostile, random);
        worked++;
      } catch (IOException | DmaExhaustedException e) {
        assertThat(e).as("round %d of seed %d", round, seed).hasMessageContaining("model");
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("round %d of seed %d".formatted(round, seed), e);
      }
      assertThat(hostile.dma().allocatedBytes()).as("round %d of seed %d", round, seed).isZero();
      assertThat(hostile.closed).as("round %d of seed %d", round, seed).isTrue();
    }
    assertThat(worked).as("rounds that the lie did not matter to").isBetween(1, ROUNDS - 1);
  }

  private static ModelController hostile(SplittableRandom random) {
    ModelController hostile = new ModelController();
    hostile.cap = SOUND_CAP;
    hostile.canBeReset = random.nextBoolean();
    for (int flips = random.nextInt(6); flips > 0; flips--) {
      hostile.cap ^= 1L << random.nextInt(Long.SIZE);
    }
    if (random.nextInt(4) == 0) {
      hostile.barBytes = 8L << random.nextInt(22);
    }
    hostile.csts = random.nextInt(4) == 0 ? random.nextInt() : 0;
    hostile.cc = random.nextInt(4) == 0 ? random.nextInt() : 0;
    hostile.becomesReady = random.nextInt(8) != 0;
    hostile.shutsDown = random.nextInt(8) != 0;
    hostile.heedsDisable = random.nextInt(8) != 0;
    hostile.statusField = random.nextInt(4) == 0 ? random.nextInt(1 << 15) : 0;
    return hostile;
  }

  private static void use(ModelController hostile, SplittableRandom random) throws IOException {
    try (NvmeController controller = NvmeController.open(hostile, new VirtualClock());
        BlockQueue queue = controller.namespace(1).openQueue(1 + random.nextInt(64));
        DmaBuffer buffer = controller.dma().allocate(1 << 18)) {
      if (random.nextInt(4) == 0) {
        hostile.csts ^= 1 << random.nextInt(Integer.SIZE);
      }
      BlockRequest request = new BlockRequest().read(random.nextInt(1000), 64).add(buffer);
      assertThat(queue.submit(request)).isTrue();
      while (request.isInFlight()) {
        queue.poll();
      }
      if (request.failure() != null) {
        throw request.failure();
      }
    }
  }
}
