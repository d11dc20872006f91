package dev.orion.simulation.run;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.RecoveryEvent;
import dev.orion.nvme.RecoveryLimits;
import dev.orion.nvme.spec.Cns;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: requests of every kind on up to three queues of a namespace whose controller does wrong
 * now and then, loses its power, or is pulled out.
 */
public final class Simulation {

  private static final int BLOCK_BYTES = 512;
  private static final int BLOCKS = 256;
  private static final int MAX_REQUEST_BLOCKS = 24;
  private static final int BUFFER_BYTES = (MAX_REQUEST_BLOCKS + 8) * BLOCK_BYTES;
  private static final int DMA_BYTES = 1 << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final RecoveryLimits LIMITS = new RecoveryLimits(SECOND, SECOND / 5, 1000, 2);

  /** No request may take longer, whatever happens. */
  private static final long MAX_REQUEST_NANOS = 400 * SECOND;

  private static final int ONCS_DSM_AND_WRITE_ZEROES = 1 << 2 | 1 << 3;

  private final SimulationPlan plan;
  private final SplittableRandom random;
  private final Trace trace;
  private final FaultDice dice;
  private final BlockStore.Cached store = new BlockStore.Cached(BLOCKS * BLOCK_BYTES, BLOCK_BYTES);
  private final BlockOracle oracle = new BlockOracle(BLOCKS);
  private final BitSet busyBlocks = new BitSet();
  private final List<BlockQueue> queues = new ArrayList<>();
  private final List<SimulatedRequest> free = new ArrayList<>();
  private final Set<SimulatedRequest> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());
  private InProcessModel model;
  private VirtualClock clock;
  private NvmeController controller;
  private @Nullable String wrong;
  private boolean isFlushing;
  private boolean isSettling;
  private boolean isRemoved;
  private long requests;
  private long failures;
  private long version;
  private int step;
  private long earlierNanos;

  private Simulation(SimulationPlan plan, Consumer<String> lines) throws IOException {
    this.plan = plan;
    this.random = new SplittableRandom(plan.seed());
    this.dice = new FaultDice(random.split(), plan.leftOut());
    this.trace = new Trace(lines);
    this.model = newModel();
    this.clock = new VirtualClock(this::deviceWorks);
    this.controller = bringUp();
  }

  /**
   * Makes a run.
   *
   * @param lines hears what happens
   * @throws SimulationFailure if something happens that must not
   */
  public static SimulationResult run(SimulationPlan plan, Consumer<String> lines)
      throws SimulationFailure {
    Simulation simulation = null;
    try {
      simulation = new Simulation(plan, lines);
      return simulation.run();
    } catch (IOException | RuntimeException | AssertionError e) {
      int step = simulation == null ? 0 : simulation.step;
      throw new SimulationFailure(plan, step, String.valueOf(e.getMessage()), e);
    }
  }

  private InProcessModel newModel() {
    InProcessModel fresh = new InProcessModel(store, BLOCK_BYTES, DMA_BYTES);
    fresh.controller().setIdentify(Cns.CONTROLLER, 520, 2, ONCS_DSM_AND_WRITE_ZEROES);
    fresh.controller().setFaults(dice);
    fresh.controller().setTampering(dice);
    return fresh;
  }

  private NvmeController bringUp() throws IOException {
    dice.setAtPeace(true);
    NvmeController fresh =
        NvmeController.open(model, clock, ControllerSetup.POLLED.withRecovery(LIMITS));
    fresh.addRecoveryListener(this::recovers);
    NvmeNamespace namespace = fresh.namespace(1);
    queues.clear();
    free.clear();
    int depths = 0;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int depth = 1 << random.nextInt(5);
      queues.add(namespace.openQueue(depth));
      depths += depth;
    }
    for (int i = 0; i < depths; i++) {
      free.add(new SimulatedRequest(fresh.dma().allocate(BUFFER_BYTES), BLOCK_BYTES));
    }
    dice.setAtPeace(false);
    return fresh;
  }

  /** After the last resort nothing must fail, or the device is given up, and rightly so. */
  private void recovers(RecoveryEvent event) {
    note(event.step() + ": " + event.reason());
    if (dice.counts().isEmpty()) {
      fault("a sound device is not left in peace: " + event.reason());
    }
    switch (event.step()) {
      case FUNCTION_RESET -> dice.setAtPeace(true);
      case RECOVERED -> dice.setAtPeace(isSettling);
      default -> {}
    }
  }

  private SimulationResult run() throws IOException {
    for (step = 1; step <= plan.steps() && !isRemoved; step++) {
      takeStep();
      check();
    }
    isSettling = true;
    dice.setAtPeace(true);
    settle();
    checkAll();
    shutDown();
    return new SimulationResult(plan, requests, failures, dice.counts(), nanos(), trace.hash());
  }

  private void takeStep() throws IOException {
    FaultKind fault = dice.ofController();
    if (fault != null) {
      happen(fault);
    }
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> submit();
      case 6 -> clock.pause(random.nextLong(SECOND / 2));
      case 7 -> model.controller().releaseHeld();
      case 8, 9, 10 -> deviceWorks();
      default -> poll(queues.get(random.nextInt(queues.size())));
    }
  }

  private void happen(FaultKind fault) throws IOException {
    note(fault.title());
    switch (fault) {
      case FATAL_STATUS -> model.controller().fail();
      case STALLED -> model.controller().stall();
      case FATAL_AND_DEAF_TO_DISABLE -> {
        model.controller().ignoreDisable();
        model.controller().fail();
      }
      case RESET_WANTED -> controller.reset("somebody wants it");
      case POWER_CUT -> cutPower();
      case REMOVED -> {
        model.controller().vanish();
        isRemoved = true;
      }
      default -> throw new IllegalStateException(fault.title() + " is not of a controller");
    }
  }

  private void deviceWorks() {
    model.step();
  }

  private void poll(BlockQueue queue) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      queue.poll();
    }
  }

  private void submit() {
    if (free.isEmpty()) {
      return;
    }
    BlockQueue queue = queues.get(random.nextInt(queues.size()));
    SimulatedRequest request = free.get(random.nextInt(free.size()));
    BlockOperation operation = operation();
    int blocks = 1 + random.nextInt(random.nextInt(4) == 0 ? MAX_REQUEST_BLOCKS : 4);
    int block = random.nextInt(BLOCKS - blocks + 1);
    int offset = random.nextInt(4) == 0 ? random.nextInt(8 * BLOCK_BYTES) : 0;
    boolean durable = operation == BlockOperation.WRITE && random.nextInt(6) == 0;
    if (operation == BlockOperation.FLUSH) {
      if (isFlushing) {
        return;
      }
      block = 0;
      blocks = 0;
    } else if (!busyBlocks.get(block, block + blocks).isEmpty()) {
      return;
    }
    if (queue.inFlight() == queue.depth()) {
      return;
    }
    if (!request.isUntouched()) {
      fault("the buffer of a request was written to after its end");
    }
    request.prepare(operation, block, blocks, offset, ++version, durable);
    begin(request, queue);
  }

  private BlockOperation operation() {
    return switch (random.nextInt(12)) {
      case 0 -> BlockOperation.FLUSH;
      case 1 -> BlockOperation.WRITE_ZEROES;
      case 2 -> BlockOperation.DISCARD;
      case 3, 4, 5, 6 -> BlockOperation.READ;
      default -> BlockOperation.WRITE;
    };
  }

  private void begin(SimulatedRequest request, BlockQueue queue) {
    busyBlocks.set(request.block(), request.endBlock());
    if (request.changesBlocks()) {
      for (int block = request.block(); block < request.endBlock(); block++) {
        oracle.begin(block, request.content(block));
      }
    } else if (request.request.operation() == BlockOperation.FLUSH) {
      isFlushing = true;
      oracle.beginFlush();
    }
    free.remove(request);
    inFlight.add(request);
    long began = nanos();
    request.request.onComplete(_ -> end(request, began));
    note("submit " + request.request);
    if (!queue.submit(request.request)) {
      fault("a queue with room took no request");
    }
  }

  private void end(SimulatedRequest request, long beganNanos) {
    if (!inFlight.remove(request)) {
      fault("a request ended twice: " + request.request);
      return;
    }
    BlockException failure = request.request.failure();
    note("end " + request.request + (failure == null ? "" : ": " + failure.getMessage()));
    requests++;
    if (nanos() - beganNanos > MAX_REQUEST_NANOS) {
      fault("a request took %d ms".formatted((nanos() - beganNanos) / 1_000_000));
    }
    if (failure == null) {
      succeeded(request);
    } else {
      failures++;
      if (failure.kind() == Kind.DEVICE_GONE && !isRemoved) {
        fault("the device was given up: " + failure.getMessage());
      }
    }
    if (request.request.operation() == BlockOperation.FLUSH) {
      isFlushing = false;
    }
    busyBlocks.clear(request.block(), request.endBlock());
    request.guard();
    free.add(request);
  }

  private void succeeded(SimulatedRequest request) {
    BlockRequest done = request.request;
    if (done.operation() == BlockOperation.FLUSH) {
      oracle.succeedFlush();
    }
    for (int block = request.block(); block < request.endBlock(); block++) {
      if (request.changesBlocks()) {
        oracle.succeed(block, request.content(block), request.isDurable);
      } else if (done.operation() == BlockOperation.READ) {
        observe(block, request.contentRead(block - request.block()));
      }
    }
  }

  private void observe(int block, long content) {
    if (!oracle.observe(block, content)) {
      fault(
          "block %d reads as %x, and may be one of %s"
              .formatted(
                  block,
                  content,
                  oracle.possible(block).stream().sorted().map(Long::toHexString).toList()));
    }
  }

  /** The machine loses its power, and is started again. */
  private void cutPower() throws IOException {
    model.reset();
    store.cutPower(_ -> random.nextBoolean());
    oracle.powerCut();
    inFlight.clear();
    busyBlocks.clear();
    isFlushing = false;
    earlierNanos = nanos();
    model = newModel();
    clock = new VirtualClock(this::deviceWorks);
    controller = bringUp();
  }

  /** Polls until every request has ended, with a device that does no more wrong. */
  private void settle() {
    long began = nanos();
    while (!inFlight.isEmpty() && wrong == null) {
      model.controller().releaseHeld();
      clock.pause(SECOND / 50);
      for (BlockQueue queue : queues) {
        queue.poll();
      }
      if (nanos() - began > 10 * MAX_REQUEST_NANOS) {
        fault("%d requests never end".formatted(inFlight.size()));
      }
    }
    check();
  }

  /** Reads every block. */
  private void checkAll() {
    if (isRemoved) {
      return;
    }
    for (int block = 0; block < BLOCKS; block += MAX_REQUEST_BLOCKS) {
      SimulatedRequest request = free.getFirst();
      int blocks = Math.min(MAX_REQUEST_BLOCKS, BLOCKS - block);
      request.prepare(BlockOperation.READ, block, blocks, 0, ++version, false);
      begin(request, queues.getFirst());
      settle();
      if (request.request.failure() != null) {
        fault("a sound device fails: " + request.request.failure().getMessage());
      }
    }
    check();
  }

  private void shutDown() throws IOException {
    for (BlockQueue queue : queues) {
      queue.close();
    }
    free.forEach(request -> request.buffer.close());
    try {
      controller.close();
    } catch (IOException e) {
      if (!isRemoved) {
        throw e;
      }
    }
    long left = model.dma().allocatedBytes();
    if (left != 0) {
      fault("%d bytes of DMA memory are not given back".formatted(left));
    }
    check();
  }

  private long nanos() {
    return earlierNanos + clock.nanoTime();
  }

  private void note(String line) {
    trace.add(nanos(), line);
  }

  /** Remembers what must not happen, where nobody can be told at once. */
  private void fault(String what) {
    wrong = wrong == null ? what : wrong;
  }

  private void check() {
    if (wrong != null) {
      throw new IllegalStateException(wrong);
    }
  }
}
