package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.ModelController.IoCommand;
import dev.orion.nvme.RecoveryEvent.Step;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is done about commands that hang and controllers that fail, on a model under a virtual
 * clock.
 */
@Timeout(60)
class ControllerRecoveryTest {

  private static final long SECOND = 1_000_000_000L;

  private final ModelController model = new ModelController();
  private final VirtualClock clock = new VirtualClock();
  private final List<RecoveryEvent> events = new ArrayList<>();
  private final List<BlockException> failures = new ArrayList<>();
  private NvmeController controller;
  private DmaBuffer buffer;
  private int ended;

  @BeforeEach
  void open() throws IOException {
    controller = NvmeController.open(model, clock);
    controller.addRecoveryListener(events::add);
    buffer = controller.dma().allocate(1 << 20);
    model.disables = 0;
  }

  @AfterEach
  void everythingIsGivenBack() throws IOException {
    model.holdCompletions = false;
    controller.close();
    buffer.close();
    assertThat(model.dma().allocatedBytes()).isZero();
    assertThat(model.closed).isTrue();
  }

  private BlockQueue queue(int depth) throws IOException {
    return controller.namespace(1).openQueue(depth);
  }

  private BlockRequest submit(BlockQueue queue, BlockRequest request) {
    request.onComplete(
        r -> {
          ended++;
          if (r.failure() != null) {
            failures.add(r.failure());
          }
        });
    assertThat(queue.submit(request)).isTrue();
    return request;
  }

  private BlockRequest read(BlockQueue queue, long blocks) {
    return submit(queue, new BlockRequest().read(0, blocks).add(buffer, 0, blocks * 4096));
  }

  /** Polls often enough that the driver looks at the clock, again and again as it moves. */
  private void pollFor(BlockQueue queue, long seconds) {
    for (long second = 0; second < seconds; second++) {
      clock.pause(SECOND);
      for (int i = 0; i <= 1 << 14; i++) {
        queue.poll();
      }
    }
  }

  private static void pollToEnd(BlockQueue queue) {
    while (queue.inFlight() > 0) {
      queue.poll();
    }
  }

  private List<Step> steps() {
    return events.stream().map(RecoveryEvent::step).toList();
  }

  @Test
  void aLateCommandIsAbortedAndDoneAgain() throws IOException {
    model.holdCompletions = true;
    model.heedsAbort = true;
    BlockQueue queue = queue(4);
    read(queue, 1);
    pollFor(queue, 29);
    assertThat(steps()).isEmpty();
    controller.addRecoveryListener(_ -> model.holdCompletions = false);
    pollFor(queue, 12);
    assertThat(steps()).containsExactly(Step.ABORT);
    assertThat(ended).isEqualTo(1);
    assertThat(failures).isEmpty();
    assertThat(model.ioCommands).as("once more").hasSize(2);
    assertThat(model.disables).isZero();
    queue.close();
  }

  @Test
  void commandsAreLateAlsoWhereOthersComplete() throws IOException {
    BlockQueue queue = queue(4);
    model.holdCompletions = true;
    model.heedsAbort = true;
    read(queue, 1);
    queue.poll();
    model.holdCompletions = false;
    for (int second = 0; second < 40; second++) {
      clock.pause(SECOND);
      for (int i = 0; i <= 1 << 14; i++) {
        BlockRequest other = read(queue, 1);
        queue.poll();
        queue.poll();
        assertThat(other.isInFlight()).isFalse();
      }
    }
    assertThat(steps()).containsExactly(Step.ABORT);
    assertThat(queue.inFlight()).isZero();
    assertThat(failures).isEmpty();
    queue.close();
  }

  /** Single commands, split ones, and some that wait for a tracker. */
  @Test
  void aControllerThatDoesNotAbortIsReset() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = queue(8);
    for (int i = 0; i < 8; i++) {
      read(queue, i % 2 == 0 ? 1 : 256);
    }
    pollFor(queue, 29);
    controller.addRecoveryListener(
        event -> model.holdCompletions &= event.step() != Step.CONTROLLER_RESET);
    pollFor(queue, 15);
    assertThat(steps()).containsExactly(Step.ABORT, Step.CONTROLLER_RESET, Step.RECOVERED);
    assertThat(events.get(1).reason())
        .isEqualTo(events.get(0).reason())
        .matches("command \\p{XDigit}{4}h of queue 1 did not end within 30000 ms");
    assertThat(ended).isEqualTo(8);
    assertThat(failures).isEmpty();
    assertThat(model.disables).isEqualTo(1);
    queue.close();
  }

  @Test
  void aFatalStatusIsAnsweredByAResetAtOnce() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = queue(8);
    BlockQueue other = queue(2);
    read(queue, 1);
    read(other, 100);
    queue.poll();
    other.poll();
    model.csts |= 2;
    model.holdCompletions = false;
    pollToEnd(queue);
    pollToEnd(other);
    assertThat(steps()).containsExactly(Step.CONTROLLER_RESET, Step.RECOVERED);
    assertThat(failures).isEmpty();
    queue.close();
    other.close();
  }

  @Test
  void whatMayNotBeDoneTwiceFails() throws IOException {
    controller.close();
    buffer.close();
    BrokenControllerTest.beZoned(model);
    model.setIdentify(0x01, 520, 2, 1 << 3); // ONCS: Write Zeroes
    open();
    model.holdCompletions = true;
    BlockQueue queue = queue(8);
    List<BlockOperation> once =
        List.of(
            BlockOperation.ZONE_APPEND,
            BlockOperation.WRITE,
            BlockOperation.WRITE_ZEROES,
            BlockOperation.ZONE_RESET);
    for (BlockOperation operation : once) {
      BlockRequest request = new BlockRequest().prepare(operation, 256, 1);
      if (operation.hasData()) {
        request.add(buffer, 0, 4096);
      }
      submit(queue, request);
    }
    BlockRequest read = read(queue, 1);
    BlockRequest flush = submit(queue, new BlockRequest().flush());
    queue.poll();
    model.csts |= 2;
    model.holdCompletions = false;
    pollToEnd(queue);
    assertThat(read.failure()).isNull();
    assertThat(flush.failure()).isNull();
    assertThat(failures)
        .hasSize(once.size())
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.RESET);
              assertThat(failure)
                  .hasMessageContaining("was not answered and the device had to be reset")
                  .hasMessageEndingWith("it reports a fatal error (CSTS.CFS)");
            });
    queue.close();
  }

  @Test
  void aCommandThatAlwaysHangsFailsAndTheControllerStays() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = queue(4);
    read(queue, 1);
    pollFor(queue, 220);
    assertThat(failures).singleElement().extracting(BlockException::kind).isEqualTo(Kind.RESET);
    assertThat(model.ioCommands).as("the first and four repetitions").hasSize(5);
    model.holdCompletions = false;
    assertThat(read(queue, 1).failure()).isNull();
    pollToEnd(queue);
    assertThat(failures).hasSize(1);
    queue.close();
  }

  @Test
  void aControllerThatDoesNotHeedItsResetIsResetAsAFunction() throws IOException {
    model.holdCompletions = true;
    model.canBeReset = true;
    model.heedsDisable = false;
    BlockQueue queue = queue(4);
    read(queue, 1);
    queue.poll();
    model.csts |= 2;
    model.holdCompletions = false;
    pollToEnd(queue);
    assertThat(steps()).containsExactly(Step.CONTROLLER_RESET, Step.FUNCTION_RESET, Step.RECOVERED);
    assertThat(failures).isEmpty();
    assertThat(model.functionResets).isEqualTo(1);
    assertThat(clock.nanoTime()).as("what CAP.TO allows").isLessThan(2 * SECOND);
    queue.close();
  }

  @Test
  void aControllerThatHeedsNoResetIsGivenUp() throws IOException {
    model.holdCompletions = true;
    model.heedsDisable = false;
    BlockQueue queue = queue(4);
    BlockQueue other = queue(4);
    read(queue, 1);
    read(other, 256);
    queue.poll();
    other.poll();
    model.csts |= 2;
    pollToEnd(queue);
    pollToEnd(other);
    assertThat(steps()).containsExactly(Step.CONTROLLER_RESET, Step.FUNCTION_RESET, Step.GONE);
    assertThat(failures)
        .hasSize(2)
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.DEVICE_GONE);
              assertThat(failure)
                  .hasMessageContaining("it reports a fatal error (CSTS.CFS); after a reset: model")
                  .hasMessageContaining("took over 1000 ms to be disabled")
                  .hasMessageEndingWith("the model cannot be reset");
            });
    assertThat(model.reachesMemory()).isFalse();
    queue.close();
    other.close();
  }

  @Test
  void eightResetsInARowAreEnough() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = queue(16);
    for (int i = 0; i < 9; i++) {
      clock.pause(10 * SECOND);
      read(queue, 1);
      queue.poll();
      model.csts |= 2;
      while (events.size() < 2 * i + 1) {
        queue.poll();
      }
    }
    pollToEnd(queue);
    assertThat(steps()).endsWith(Step.RECOVERED, Step.GONE);
    assertThat(model.disables).isEqualTo(9); // The last one is that of giving up.
    queue.close();
  }

  @Test
  void anAdminCommandThatHangs() throws IOException {
    BlockQueue queue = queue(4);
    model.unanswered.add(AdminOpcode.GET_LOG_PAGE);
    assertThatThrownBy(() -> controller.logs().smart(AdminCommand.NSID_ALL))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining(
            "was not answered: the controller had to be reset; whether it was done is not known");
    model.unanswered.clear();
    controller.logs().smart(AdminCommand.NSID_ALL);
    read(queue, 1);
    pollToEnd(queue);
    assertThat(failures).isEmpty();
    assertThat(steps()).containsExactly(Step.CONTROLLER_RESET, Step.RECOVERED);
    queue.close();
  }

  @Test
  void theNextStepFollowsIfAdminCommandsHangAfterTheReset() throws IOException {
    model.canBeReset = true;
    BlockQueue queue = queue(4);
    model.holdCompletions = true;
    read(queue, 1);
    queue.poll();
    model.csts |= 2;
    model.unanswered.add(AdminOpcode.SET_FEATURES);
    controller.addRecoveryListener(
        event -> {
          if (event.step() == Step.FUNCTION_RESET) {
            model.unanswered.clear();
          }
        });
    model.holdCompletions = false;
    pollToEnd(queue);
    assertThat(steps()).containsExactly(Step.CONTROLLER_RESET, Step.FUNCTION_RESET, Step.RECOVERED);
    assertThat(failures).isEmpty();
    queue.close();
  }

  @Test
  void aListenerThatThrowsDisturbsNothing() throws IOException {
    List<Throwable> uncaught = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((_, e) -> uncaught.add(e));
    controller.addRecoveryListener(
        event -> {
          throw new IllegalStateException(event.step().name());
        });
    BlockQueue queue = queue(4);
    model.holdCompletions = true;
    read(queue, 1);
    queue.poll();
    model.csts |= 2;
    model.holdCompletions = false;
    pollToEnd(queue);
    Thread.currentThread().setUncaughtExceptionHandler(null);
    assertThat(failures).isEmpty();
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .containsExactly("CONTROLLER_RESET", "RECOVERED");
    queue.close();
  }

  @Test
  void eventsAreAskedForAgain() throws IOException {
    model.unanswered.add(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST);
    AsynchronousEvents asked = controller.events();
    int inFlight = asked.inFlight();
    assertThat(inFlight).isPositive();
    BlockQueue queue = queue(4);
    model.holdCompletions = true;
    read(queue, 1);
    queue.poll();
    model.csts |= 2;
    model.holdCompletions = false;
    pollToEnd(queue);
    assertThat(asked.poll()).isEmpty();
    assertThat(asked.inFlight()).isEqualTo(inFlight);
    queue.close();
  }

  /**
   * The memory of a command is not its submitter's again before the controller has forgotten it.
   */
  @Test
  void nothingEndsBeforeTheControllerHasForgottenIt() throws IOException {
    model.holdCompletions = true;
    BlockQueue queue = queue(4);
    BlockRequest append = new BlockRequest().read(0, 1).add(buffer, 0, 4096);
    int[] disablesThen = {-1};
    append.onComplete(_ -> disablesThen[0] = model.disables);
    queue.submit(append);
    queue.poll();
    IoCommand command = model.ioCommands.getLast();
    assertThat(command.prp1()).isEqualTo(buffer.iova());
    pollFor(queue, 220);
    assertThat(disablesThen[0]).as("resets before each repetition and the end").isEqualTo(5);
    queue.close();
  }
}
