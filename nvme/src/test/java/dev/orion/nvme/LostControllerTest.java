package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.ModelController.IoCommand;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Controllers that hang, fail or are closed while they are in use, and are not forgiven. */
@Timeout(60)
class LostControllerTest {

  private static final int DEPTH = 8;
  private static final ControllerSetup UNFORGIVING =
      ControllerSetup.POLLED.withRecovery(RecoveryLimits.NONE);

  private final ModelController model = new ModelController();
  private final VirtualClock clock = new VirtualClock();
  private final List<BlockException> failures = new ArrayList<>();
  private NvmeController controller;
  private DmaBuffer buffer;

  @BeforeEach
  void open() throws IOException {
    controller = NvmeController.open(model, clock, UNFORGIVING);
    buffer = controller.dma().allocate(1 << 20);
  }

  @AfterEach
  void everythingIsGivenBack() throws IOException {
    controller.close();
    buffer.close();
    assertThat(model.dma().allocatedBytes()).isZero();
    assertThat(model.closed).isTrue();
  }

  /** Commands of one command, of several, and some that wait for a tracker; none is answered. */
  private BlockQueue openBusyQueue() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = controller.namespace(1).openQueue(DEPTH);
    for (int i = 0; i < DEPTH; i++) {
      long blocks = i % 2 == 0 ? 1 : 256;
      BlockRequest request = new BlockRequest().read(0, blocks).add(buffer, 0, blocks * 4096);
      assertThat(queue.submit(request.onComplete(this::ended))).isTrue();
    }
    queue.poll();
    return queue;
  }

  private void ended(BlockRequest request) {
    assertThat(model.reachesMemory())
        .as("the buffer can be written to after %s", request)
        .isFalse();
    failures.add(request.failure());
  }

  private void assertAllGone(String reason) {
    assertThat(failures)
        .hasSize(DEPTH)
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
              assertThat(failure).hasMessageContaining(reason);
            });
  }

  @Test
  void requestsThatHangEndWithTheirQueue() throws IOException {
    BlockQueue queue = openBusyQueue();
    queue.close();
    assertAllGone("none ended within 30 s");
    assertThat(clock.nanoTime()).isBetween(30_000_000_000L, 35_000_000_000L);
  }

  @Test
  void requestsThatHangEndWithTheirController() throws IOException {
    BlockQueue queue = openBusyQueue();
    controller.close();
    queue.close();
    assertAllGone("none ended within 30 s");
  }

  @Test
  void anAdminCommandThatHangsEndsAllOthers() throws IOException {
    BlockQueue queue = openBusyQueue();
    model.unanswered.add(AdminOpcode.GET_LOG_PAGE);
    assertThatThrownBy(() -> controller.logs().smart(AdminCommand.NSID_ALL))
        .isInstanceOf(NvmeException.class)
        .hasMessage(
            "model: Get Log Page of the SMART / Health Information log page was not answered: Get"
                + " Log Page of the SMART / Health Information log page did not end within 60 s");
    assertThat(model.reachesMemory()).isFalse();
    while (queue.inFlight() > 0) {
      queue.poll();
    }
    assertAllGone("Get Log Page of the SMART / Health Information log page did not end");
    queue.close();
  }

  @Test
  void aFatalStatusCutsTheControllerOff() throws IOException {
    BlockQueue queue = openBusyQueue();
    model.csts |= 2;
    while (queue.inFlight() > 0) {
      queue.poll();
    }
    assertAllGone("CSTS.CFS");
    queue.close();
  }

  @Test
  void aQueueThatIsNotDeletedFailsTheController() throws IOException {
    BlockQueue busy = openBusyQueue();
    BlockQueue other = controller.namespace(1).openQueue(1);
    model.refused.add(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE);
    assertThatThrownBy(other::close)
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model: Delete I/O Submission Queue failed: Internal Error");
    while (busy.inFlight() > 0) {
      busy.poll();
    }
    assertAllGone("queue 2 could not be deleted");
    busy.close();
    other.close();
  }

  /** Who submits again in each completion is refused while the queue closes, and nothing else. */
  @Test
  void completionsMaySubmitWhileALostQueueCloses() throws IOException {
    BlockQueue queue = openBusyQueue();
    BlockQueue second = controller.namespace(1).openQueue(DEPTH);
    int[] ended = {0};
    for (int i = 0; i < DEPTH; i++) {
      long blocks = i % 2 == 0 ? 1 : 256;
      BlockRequest request = new BlockRequest().read(0, blocks).add(buffer, 0, blocks * 4096);
      request.onComplete(
          r -> {
            ended[0]++;
            assertThat(second.submit(r.flush())).isFalse();
          });
      assertThat(second.submit(request)).isTrue();
    }
    second.close();
    assertThat(ended[0]).isEqualTo(DEPTH);
    assertThatIllegalStateException().isThrownBy(() -> second.submit(new BlockRequest().flush()));
    queue.close();
  }

  @Test
  void aCompletionThatThrowsLosesNoOther() throws IOException {
    openBusyQueue();
    QueuePair pair = controller.openQueuePair(4, CompletionMode.POLLED);
    int[] ended = {0};
    for (int i = 0; i < 4; i++) {
      submitFlush(
          pair,
          (tracker, statusField, result) -> {
            if (ended[0]++ == 1) {
              throw new IllegalStateException("mine");
            }
          });
    }
    pair.ring();
    for (IoCommand command : model.ioCommands.subList(DEPTH, DEPTH + 4)) {
      model.complete(2, command.cid(), 0, 0);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> controller.closeQueuePair(pair))
        .withMessage("mine");
    assertThat(ended[0]).isEqualTo(4);
    controller.close();
  }

  private static void submitFlush(QueuePair pair, CommandCompletion completion) {
    Tracker tracker = pair.begin(completion, null);
    NvmeCommand.of(NvmOpcode.FLUSH)
        .write(pair.submissionQueue(), pair.entryOffset(), tracker.commandId(), 0, 0);
    pair.commit();
  }

  @Test
  void aSlowDeviceIsNotALostOne() throws IOException {
    BlockQueue queue = controller.namespace(1).openQueue(DEPTH);
    model.holdCompletions = true;
    List<BlockRequest> requests = new ArrayList<>();
    for (int i = 0; i < DEPTH; i++) {
      requests.add(new BlockRequest().read(i, 1).add(buffer, 0, 4096));
      assertThat(queue.submit(requests.getLast())).isTrue();
    }
    long[] due = {20_000_000_000L};
    int[] completed = {0};
    clock.whilePausing =
        () -> {
          if (clock.nanoTime() >= due[0] && completed[0] < DEPTH) {
            due[0] += 20_000_000_000L;
            model.complete(1, model.ioCommands.get(completed[0]++).cid(), 0, 0);
          }
        };
    queue.close();
    assertThat(requests).allSatisfy(request -> assertThat(request.failure()).isNull());
    assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(160_000_000_000L);
  }

  /** The queues' memory has another owner by then, and must stay as that one left it. */
  @Test
  void nothingUsesTheMemoryOfAClosedController() throws IOException {
    BlockQueue queue = controller.namespace(1).openQueue(DEPTH);
    QueuePair pair = controller.openQueuePair(DEPTH, CompletionMode.POLLED);
    controller.close();
    buffer.close();
    long free = (16 << 20) - model.dma().allocatedBytes();
    try (DmaBuffer all = model.dma().allocate(free)) {
      all.segment().fill((byte) 0xff);
      BlockRequest late = new BlockRequest().read(0, 1).add(all, 0, 4096).onComplete(this::ended);
      assertThat(queue.submit(late)).isTrue();
      queue.poll();
      queue.poll();
      assertThat(failures).singleElement().asString().contains("it was closed");
      assertThatThrownBy(() -> controller.admin(NvmeCommand.of(AdminOpcode.IDENTIFY)))
          .isInstanceOf(NvmeException.class)
          .hasMessage("model: Identify was not answered: it was closed");
      assertThatThrownBy(() -> controller.io(NvmeCommand.of(NvmOpcode.FLUSH)))
          .hasMessage("model is closed");
      assertThatThrownBy(() -> controller.openQueuePair(1, CompletionMode.POLLED))
          .hasMessage("model is closed");
      assertThat(pair.begin((tracker, statusField, result) -> {}, null)).isNull();
      assertThat(pair.reap(100)).isZero();
      assertThat(pair.strayCompletions()).isZero();
      queue.close();
      byte[] untouched = new byte[(int) free];
      Arrays.fill(untouched, (byte) 0xff);
      assertThat(all.segment().mismatch(MemorySegment.ofArray(untouched))).isEqualTo(-1);
    }
  }

  @Test
  void aRefusedBufferCostsNoTracker() throws IOException {
    NvmeCommand flush = NvmeCommand.of(NvmOpcode.FLUSH);
    try (DmaBuffer big = controller.dma().allocate((2 << 20) + 4)) {
      for (int i = 0; i < 40; i++) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> controller.io(flush.withData(buffer.slice(2, 512))));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> controller.io(flush.withData(buffer)));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> controller.admin(flush.withData(buffer.slice(2, 512))));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> controller.admin(flush.withData(big)));
      }
    }
    controller.io(flush);
    controller.logs().smart(AdminCommand.NSID_ALL);
  }

  @Test
  void aShutdownThatNeverEndsIsGivenUp() {
    model.setIdentify(0x01, 88, 4, 0xffff_ffffL); // RTD3E
    model.shutsDown = false;
    assertThatThrownBy(
            () -> {
              controller.close();
              controller = NvmeController.open(model, clock, UNFORGIVING);
              controller.close();
            })
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("to shut down");
    assertThat(clock.nanoTime()).isLessThan(100_000_000_000L);
  }

  @Test
  void closesWhileOtherThreadsRunCommands() throws Exception {
    List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger answered = new AtomicInteger();
    List<Callable<Object>> commands =
        List.of(
            () -> controller.logs().smart(AdminCommand.NSID_ALL),
            () -> controller.io(NvmeCommand.of(NvmOpcode.FLUSH)),
            () -> {
              controller.closeQueuePair(controller.openQueuePair(2, CompletionMode.POLLED));
              return controller.namespaceIds();
            });
    List<Thread> threads = new ArrayList<>();
    for (Callable<Object> command : commands) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (true) {
                        command.call();
                        answered.incrementAndGet();
                      }
                    } catch (NvmeException e) {
                      if (!e.getMessage().contains("closed")) {
                        wrong.add(e);
                      }
                    } catch (Throwable e) {
                      wrong.add(e);
                    }
                  }));
    }
    while (answered.get() < 3000) {
      Thread.onSpinWait();
    }
    controller.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }
}
