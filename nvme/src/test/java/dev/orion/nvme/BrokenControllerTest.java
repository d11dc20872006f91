package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.ModelController.IoCommand;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver on controllers that QEMU cannot be: unusual, lying, broken. */
@Timeout(60)
class BrokenControllerTest {

  private final ModelController model = new ModelController();
  private final VirtualClock clock = new VirtualClock();

  private NvmeController open() throws IOException {
    return NvmeController.open(model, clock);
  }

  private static BlockRequest run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    return request;
  }

  @Test
  void requestsAreSplitAtTheOptimalBoundary() throws IOException {
    model.setIdentify(0x00, 46, 2, 16); // NOIOB
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(4);
        DmaBuffer buffer = controller.dma().allocate(64 * 4096)) {
      assertThat(run(queue, new BlockRequest().read(8, 28).add(buffer, 0, 28 * 4096)).failure())
          .isNull();
      assertThat(model.ioCommands)
          .extracting(IoCommand::slba, c -> c.nlbZeroBased() + 1, c -> c.prp1() - buffer.iova())
          .containsExactly(tuple(8L, 8, 0L), tuple(16L, 16, 8 * 4096L), tuple(32L, 4, 24 * 4096L));
      model.ioCommands.clear();
      run(queue, new BlockRequest().write(16, 16).add(buffer, 0, 16 * 4096));
      assertThat(model.ioCommands).hasSize(1);
    }
  }

  @Test
  void transfersKeepToMdts() throws IOException {
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(2);
        DmaBuffer buffer = controller.dma().allocate(1 << 20)) {
      run(queue, new BlockRequest().write(0, 100).add(buffer, 0, 100 * 4096));
      assertThat(model.ioCommands)
          .extracting(c -> c.nlbZeroBased() + 1)
          .containsExactly(32, 32, 32, 4);
    }
  }

  /** Wide doorbell strides, larger pages and the smallest queues that a controller may have. */
  @Test
  void unusualCapabilities() throws IOException {
    model.cap = 0x0011_0023_0101_0001L; // MQES 1, DSTRD 3, MPSMIN 8 KiB
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(64);
        DmaBuffer buffer = controller.dma().allocate(64 << 10, 8192)) {
      assertThat(controller.pageSizeBytes()).isEqualTo(8192);
      assertThat(queue.depth()).isEqualTo(1);
      for (int i = 0; i < 10; i++) {
        run(queue, new BlockRequest().read(i, 4).add(buffer, 4096, 4 * 4096));
      }
      assertThat(model.ioCommands)
          .hasSize(10)
          .allSatisfy(c -> assertThat(c.prp1()).isEqualTo(buffer.iova() + 4096));
    }
    assertThat(model.dma().allocatedBytes()).isZero();
  }

  @Test
  void completionsThatNobodyWaitsForAreIgnored() throws IOException {
    try (NvmeController controller = open();
        DmaBuffer buffer = controller.dma().allocate(4096)) {
      QueuePair pair = controller.openQueuePair(4, CompletionMode.POLLED);
      List<Integer> ended = new ArrayList<>();
      model.holdCompletions = true;
      SplittableRandom random = new SplittableRandom(1);
      for (int round = 0; round < 100; round++) {
        Tracker tracker = pair.begin((t, status, result) -> ended.add(status), null);
        int cid = tracker.commandId();
        NvmeCommand.of(NvmOpcode.FLUSH)
            .write(pair.submissionQueue(), pair.entryOffset(), cid, buffer.iova(), 0);
        pair.commit();
        pair.ring();
        model.complete(1, cid ^ 1 << random.nextInt(16), 0, 0);
        assertThat(pair.reap(10)).as("a wrong identifier").isZero();
        model.complete(1, cid, 0, 0);
        assertThat(pair.reap(10)).isEqualTo(1);
        model.complete(1, cid, 0, 0);
        assertThat(pair.reap(10)).as("the same again").isZero();
        assertThat(ended).hasSize(round + 1);
      }
      assertThat(pair.strayCompletions()).isEqualTo(200);
      assertThat(pair.inFlight()).isZero();
    }
  }

  @Test
  void aFatalStatusEndsEverything() throws IOException {
    NvmeController controller =
        NvmeController.open(model, clock, ControllerSetup.POLLED.withRecovery(RecoveryLimits.NONE));
    BlockQueue queue = controller.namespace(1).openQueue(4);
    DmaBuffer buffer = controller.dma().allocate(4096);
    model.holdCompletions = true;
    List<BlockException> failures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      BlockRequest read = new BlockRequest().onComplete(r -> failures.add(r.failure()));
      assertThat(queue.submit(read.read(i, 1).add(buffer))).isTrue();
    }
    queue.poll();
    model.csts |= 2;
    while (queue.inFlight() > 0) {
      queue.poll();
    }
    assertThat(failures)
        .hasSize(4)
        .allSatisfy(
            f -> {
              assertThat(f.kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
              assertThat(f).hasMessageContaining("CSTS.CFS");
            });
    queue.close();
    buffer.close();
    controller.close();
    assertThat(model.dma().allocatedBytes()).isZero();
    assertThat(model.closed).isTrue();
  }

  @Test
  void aControllerThatNeverGetsReadyIsGivenUpInItsTime() {
    model.becomesReady = false;
    assertThatThrownBy(this::open)
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model took over 1000 ms to become ready (CSTS 00000000h)");
    assertThat(model.dma().allocatedBytes()).isZero();
    assertThat(model.closed).isTrue();
  }

  @Test
  void aControllerThatIsNotThere() {
    model.csts = -1;
    assertThatThrownBy(this::open)
        .hasMessageContaining("model does not answer: its registers read all ones");
    assertThat(model.closed).isTrue();
  }

  @Test
  void identifyPagesThatCannotBe() throws IOException {
    refuse(130, 1, 0, "blocks are 2^0 bytes");
    refuse(130, 1, 31, "blocks are 2^31 bytes");
    refuse(130, 1, 20, "moves 131072 bytes a command, less than a block");
    refuse(0, 8, -1, "claims 18446744073709551615 blocks");
    refuse(29, 1, 1, "0 bytes of metadata do not hold protection information of 8 bytes");
    refuse(29, 1, 5, "protection type 5 is none of 1 to 3");
  }

  private void refuse(int offset, int lengthBytes, long value, String message) throws IOException {
    ModelController broken = new ModelController();
    broken.setIdentify(0x00, offset, lengthBytes, value);
    try (NvmeController controller = NvmeController.open(broken, new VirtualClock())) {
      assertThatThrownBy(() -> controller.namespace(1))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("model namespace 1")
          .hasMessageContaining(message);
    }
    assertThat(broken.dma().allocatedBytes()).isZero();
  }

  /** Namespace 1 gets zones of 256 blocks. */
  static void beZoned(ModelController model) {
    model.cap |= 1L << 43; // CSS: I/O command sets
    model.identifyByCns.put(0x03, new byte[4096]);
    model.identifyByCns.put(0x05, new byte[4096]);
    model.identifyByCns.put(0x06, new byte[4096]);
    model.setIdentify(0x03, 0, 5, 0x02_0000_0104L); // NIDT CSI, NIDL 1: zoned
    model.setIdentify(0x05, 2816, 8, 256); // ZSZE
  }

  @Test
  void aZonedNamespaceWithoutABlockSize() throws IOException {
    beZoned(model);
    model.setIdentify(0x00, 130, 1, 0);
    try (NvmeController controller = open()) {
      assertThatThrownBy(() -> controller.namespace(1))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("blocks are 2^0 bytes");
    }
  }

  /** Each is sent when the one before has ended; a controller may reorder what it has at a time. */
  @Test
  void aZoneTakesItsWritesInOrder() throws IOException {
    beZoned(model);
    model.setIdentify(0x01, 520, 2, 1 << 3); // ONCS: Write Zeroes
    model.setIdentify(0x06, 1, 1, 2); // WZSL: 16 KiB
    model.holdCompletions = true;
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(8)) {
      BlockRequest zeroes = new BlockRequest().prepare(BlockOperation.WRITE_ZEROES, 256, 11);
      assertThat(queue.submit(zeroes)).isTrue();
      for (int i = 1; i <= 3; i++) {
        queue.poll();
        queue.poll();
        assertThat(model.ioCommands).hasSize(i);
        model.complete(1, model.ioCommands.getLast().cid(), 0, 0);
      }
      queue.poll();
      assertThat(zeroes.isInFlight()).isFalse();
      assertThat(model.ioCommands)
          .extracting(IoCommand::slba, IoCommand::nlbZeroBased)
          .containsExactly(tuple(256L, 3), tuple(260L, 3), tuple(264L, 2));
    }
  }

  @Test
  void discardsKeepToDmrsl() throws IOException {
    model.cap |= 1L << 43;
    model.identifyByCns.put(0x06, new byte[4096]);
    model.setIdentify(0x06, 4, 4, 100); // DMRSL
    model.setIdentify(0x01, 520, 2, 1 << 2); // ONCS: Dataset Management
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(1)) {
      run(queue, new BlockRequest().prepare(BlockOperation.DISCARD, 8, 250));
      assertThat(model.ioCommands).hasSize(3);
    }
  }

  /** The More bit, or any other beside SCT and SC, does not make a failure. */
  @Test
  void aSuccessThatSaysMore() throws IOException {
    model.statusField = 1 << 13;
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(1);
        DmaBuffer buffer = controller.dma().allocate(1 << 20)) {
      assertThat(run(queue, new BlockRequest().read(0, 1).add(buffer, 0, 4096)).failure()).isNull();
      assertThat(run(queue, new BlockRequest().read(0, 256).add(buffer)).failure()).isNull();
    }
  }

  @Test
  void queuesOfOneEntry() throws IOException {
    model.cap &= ~0xffffL;
    try (NvmeController controller = open()) {
      assertThatThrownBy(() -> controller.namespace(1).openQueue(8))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("CAP.MQES 0");
    }
  }

  @Test
  void doorbellsBeyondTheBar() throws IOException {
    model.cap |= 15L << 32; // DSTRD: 128 KiB
    model.barBytes = 128 << 10;
    assertThatThrownBy(this::open)
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("BAR 0 has 131072 bytes")
        .hasMessageContaining("CAP.DSTRD 15");
    assertThat(model.closed).isTrue();

    model.barBytes = 1 << 20;
    try (NvmeController controller = open()) {
      assertThat(controller.ioQueueLimit())
          .as("four pairs of doorbells, one of the admin queue")
          .isEqualTo(3);
    }
    model.barBytes = 512 << 10;
    try (NvmeController controller = open()) {
      assertThat(controller.ioQueueLimit()).isEqualTo(1);
      controller.openQueuePair(4, CompletionMode.POLLED);
    }
  }

  @Test
  void pagesLargerThanTheMemory() {
    model.cap |= 15L << 48; // MPSMIN: 128 MiB
    assertThatThrownBy(this::open).hasMessageContaining("bytes of DMA memory left");
    assertThat(model.dma().allocatedBytes()).isZero();
    assertThat(model.closed).isTrue();
  }

  /** What a system's own driver leaves: it will not get ready, however long one waits. */
  @Test
  void aControllerThatWasShutDownIsTakenOver() throws IOException {
    model.cc = 1 | 1 << 14;
    model.csts = 2 << 2;
    open().close();
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void whatRefusesShadowDoorbellsGetsItsRegistersWritten() throws IOException {
    model.setIdentify(0x01, 256, 2, IdentifyController.OACS_DOORBELL_BUFFER_CONFIG);
    try (NvmeController controller = open();
        BlockQueue queue = controller.namespace(1).openQueue(4);
        DmaBuffer buffer = model.dma().allocate(4096)) {
      BlockRequest request = new BlockRequest().read(0, 1).add(buffer);
      queue.submit(request);
      queue.poll();
      queue.poll();
      assertThat(request.isInFlight()).isFalse();
      assertThat(request.failure()).isNull();
    }
  }

  @Test
  void anyIdentifyPageIsSurvived() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      ModelController hostile = new ModelController();
      if (random.nextBoolean()) {
        beZoned(hostile);
      }
      for (byte[] page : hostile.identifyByCns.values()) {
        if (random.nextInt(3) > 0) {
          random.nextBytes(page);
        }
      }
      try (NvmeController controller = NvmeController.open(hostile, new VirtualClock())) {
        for (int nsid : controller.namespaceIds().stream().limit(3).toList()) {
          controller.namespace(nsid).openQueue(8).close();
        }
      } catch (NvmeException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("model");
      }
      assertThat(hostile.dma().allocatedBytes()).as("seed %d", seed).isZero();
    }
  }
}
