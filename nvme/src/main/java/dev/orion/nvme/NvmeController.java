package dev.orion.nvme;

import dev.orion.block.CompletionMode;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Aqa;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.Csts;
import dev.orion.nvme.spec.Doorbell;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NamespaceIdList;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An NVMe controller that this process drives. {@link #open} resets it and brings it up; {@link
 * #namespace} gives block devices; {@link #close} shuts it down properly. Methods may be called by
 * any thread, and wait; a {@link QueuePair} belongs to one.
 */
public final class NvmeController implements AutoCloseable {

  /** Instead of the interrupt vector of a queue pair that sends no interrupts. */
  static final int POLLED = -1;

  private static final int ADMIN_DEPTH = 31;

  /** One command moves no more, whatever the controller can do. */
  private static final int MAX_TRANSFER_BYTES = 2 << 20;

  private static final long DRAIN_TIMEOUT_NANOS = 30_000_000_000L;
  private static final long DRAIN_PAUSE_NANOS = 20_000;
  private static final int DRAIN_SPINS = 1000;

  private final PciFunction function;
  private final Object failing = new Object();
  private final NanoClock clock;
  private final Registers registers;
  private final long cap;
  private final ControllerPower power;
  private final ControllerRecovery recovery;
  private final List<InterruptVector> interruptVectors;
  private final SynchronousQueue admin;
  private final IdentifyController identity;
  private final IoQueues ioQueues;
  private final @Nullable ShadowDoorbells shadows;
  private final @Nullable ControllerMemoryQueues buffer;
  private @Nullable SynchronousQueue ioCommands;
  private @Nullable AsynchronousEvents events;
  private volatile @Nullable String failureReason;
  private boolean closed;

  /**
   * Takes a controller over, whatever state it is in, and brings it up for polled queues.
   *
   * @param function the PCI function; closed with the controller, and if this fails
   * @param clock tells the time and passes it
   * @throws IOException if it is no NVMe controller or does not come up
   */
  public static NvmeController open(PciFunction function, NanoClock clock) throws IOException {
    return open(function, clock, ControllerSetup.POLLED);
  }

  /**
   * Takes a controller over, whatever state it is in, and brings it up.
   *
   * @param function the PCI function; closed with the controller, and if this fails
   * @param clock tells the time and passes it
   * @param setup what its queues will need
   * @throws IOException if it is no NVMe controller, does not come up, or does not have what is
   *     needed
   */
  public static NvmeController open(PciFunction function, NanoClock clock, ControllerSetup setup)
      throws IOException {
    try {
      return new NvmeController(function, clock, setup);
    } catch (IOException | RuntimeException e) {
      try (function) {
        throw e;
      }
    }
  }

  private NvmeController(PciFunction function, NanoClock clock, ControllerSetup setup)
      throws IOException {
    this.function = function;
    this.clock = clock;
    this.recovery = new ControllerRecovery(this, setup.recovery());
    DoorbellWindow.requireBar0(function);
    this.registers = function.map(0, 0, Doorbell.BASE);
    this.cap = registers.read64(ControllerRegister.CAP);
    if (Cap.isGone(cap)) {
      throw new NvmeException("%s does not answer: %s".formatted(name(), whyGone()));
    }
    this.power = new ControllerPower(name(), registers, cap, clock, this::whyGone);
    DoorbellWindow doorbells = DoorbellWindow.map(function, cap);
    power.disable();
    this.buffer =
        setup.queues().usesController()
            ? ControllerMemoryQueues.enable(function, registers, cap, setup.queues())
            : null;
    this.interruptVectors =
        setup.interruptVectors() == 0
            ? List.of()
            : function.enableInterrupts(InterruptKind.MSI_X, setup.interruptVectors());
    function.setBusMaster(true);
    QueuePair adminPair =
        new QueuePair(
            this,
            doorbells.registers(),
            null,
            0,
            Cap.dstrd(cap),
            ADMIN_DEPTH,
            QueueRings.allocate(dma(), ADMIN_DEPTH + 1, dma(), ADMIN_DEPTH + 1, pageSizeBytes()),
            PrpList.lengthBytesFor(MAX_TRANSFER_BYTES, pageSizeBytes()),
            POLLED);
    this.admin = new SynchronousQueue(this, adminPair, clock, MAX_TRANSFER_BYTES);
    try {
      enable(adminPair.rings());
      this.identity = new IdentifyController(identify(Cns.CONTROLLER, Csi.NVM, 0));
      this.shadows = shadowDoorbells();
      this.ioQueues = new IoQueues(this, doorbells, shadows, setup.queues(), buffer);
      recovery.arm();
    } catch (IOException | RuntimeException e) {
      function.setBusMaster(false);
      adminPair.free();
      throw e;
    }
  }

  /** Enables the controller with its admin queue. */
  private void enable(QueueRings rings) throws NvmeException {
    registers.write32(ControllerRegister.AQA, Aqa.of(ADMIN_DEPTH, ADMIN_DEPTH));
    registers.write64(ControllerRegister.ASQ, rings.submission().iova());
    registers.write64(ControllerRegister.ACQ, rings.completion().iova());
    power.enable(pageShift());
  }

  /** Resets the controller, after which it has forgotten its queues and does no DMA. */
  void stop() throws NvmeException {
    power.disable();
  }

  /** Resets the PCI function, to the same effect. */
  void resetFunction() throws IOException {
    if (!interruptVectors.isEmpty()) {
      throw new NvmeException(
          name() + " is not reset as a function while it has interrupts, which that would end");
    }
    function.reset();
  }

  /** Brings the controller up again after a reset, all but its I/O queues. */
  void startAgain() throws NvmeException {
    if (buffer != null) {
      buffer.enableAgain();
    }
    function.setBusMaster(true);
    admin.restart(() -> enable(admin.pair().rings()));
    if (shadows != null) {
      shadows.tell(this);
    }
    ioQueues.negotiate();
  }

  /** Creates a pair's queues again after a reset; returns the generation that they are of. */
  int createAgain(QueuePair pair) throws NvmeException {
    return ioQueues.create(pair);
  }

  /**
   * Has somebody told of every step of a recovery, in the thread that takes it; nothing else goes
   * on there meanwhile. What a listener throws goes to the thread's uncaught exception handler.
   */
  public void addRecoveryListener(Consumer<RecoveryEvent> listener) {
    recovery.addListener(listener);
  }

  /**
   * Deletes the I/O queues, resets the controller and brings it up again: commands in flight are
   * done again or end with {@link CommandCompletion#CONTROLLER_RESET}, when their queues are
   * polled.
   *
   * @param reason for messages
   * @throws NvmeException if it has failed, or does not come up again
   */
  public synchronized void reset(String reason) throws NvmeException {
    recovery.resetNow(reason, ioQueues::deleteAll);
    if (hasFailed()) {
      throw new NvmeException("%s cannot be reset: %s".formatted(name(), failureReason()));
    }
  }

  ControllerRecovery recovery() {
    return recovery;
  }

  QueueWatch watch(QueuePair pair) {
    return new QueueWatch(this, recovery, pair);
  }

  /** How the user addresses the controller. */
  public String name() {
    return function.name();
  }

  /** The Identify Controller data structure. */
  public IdentifyController identity() {
    return identity;
  }

  /** The Controller Capabilities register; see {@link Cap}. */
  public long cap() {
    return cap;
  }

  /** The Version register; see {@link dev.orion.nvme.spec.Vs}. */
  public int version() {
    return registers.read32(ControllerRegister.VS);
  }

  /** The memory that the controller reaches. */
  public DmaMemory dma() {
    return function.dma();
  }

  /** The controller's memory page size. */
  public int pageSizeBytes() {
    return 1 << pageShift();
  }

  /** Data that one command can move, by MDTS and by this driver. */
  public int maxTransferBytes() {
    return limitBytes(identity.mdts());
  }

  /**
   * A limit such as MDTS, which is a power of two of the smallest memory page; 0 is no limit but
   * the driver's own.
   */
  int limitBytes(int exponent) {
    int shift = exponent + 12 + Cap.mpsmin(cap);
    return exponent == 0 || shift >= Integer.SIZE - 1
        ? MAX_TRANSFER_BYTES
        : Math.min(1 << shift, MAX_TRANSFER_BYTES);
  }

  /** I/O queue pairs that may be open at a time; {@link #io} keeps one of them. */
  public int ioQueueLimit() {
    return ioQueues.limit();
  }

  /** Commands that an I/O queue pair can have in flight at the most. */
  public int maxQueueDepth() {
    return Cap.mqesZeroBased(cap);
  }

  /** The interrupt vectors set up by {@link #open(PciFunction, NanoClock, ControllerSetup)}. */
  public List<InterruptVector> interruptVectors() {
    return interruptVectors;
  }

  /**
   * Runs an admin command and waits for its end.
   *
   * @return Dwords 0 (the low half) and 1 of its completion
   * @throws NvmeException if the controller refuses it, fails, or goes away
   */
  public long admin(NvmeCommand command) throws NvmeException {
    return admin.execute(command);
  }

  /** {@link #admin(NvmeCommand)} for what has no meaning after a reset. */
  long adminIn(int generation, NvmeCommand command) throws NvmeException {
    return admin.executeIn(generation, command);
  }

  /** {@link #admin(NvmeCommand)} for what may take more than a minute. */
  public long admin(NvmeCommand command, long timeoutNanos) throws NvmeException {
    return admin.execute(command, timeoutNanos);
  }

  /**
   * Sends an admin command and does not wait for its end.
   *
   * @throws NvmeException if the controller has failed, or has its hands full
   */
  public PendingCommand startAdmin(NvmeCommand command) throws NvmeException {
    return admin.start(command);
  }

  /** The same if that can be done at once; null if not. */
  @Nullable PendingCommand tryStartAdmin(NvmeCommand command) {
    return admin.tryStart(command);
  }

  /**
   * The events that the controller reports by itself. The first call asks the controller for them.
   */
  public synchronized AsynchronousEvents events() throws NvmeException {
    if (events == null) {
      events = AsynchronousEvents.open(this);
    }
    return events;
  }

  /**
   * Runs an I/O command that is no read or write of a {@link NvmeNamespace}, over a queue pair kept
   * for this purpose, and waits for its end.
   *
   * @return Dwords 0 (the low half) and 1 of its completion
   * @throws IOException if the controller refuses it, has no queue left, fails, or goes away
   */
  public long io(NvmeCommand command) throws IOException {
    return ioCommands().execute(command);
  }

  /** {@link #io} of two commands that are one; see {@link SynchronousQueue#executeFused}. */
  void ioFused(NvmeCommand first, NvmeCommand second) throws IOException {
    ioCommands().executeFused(first, second);
  }

  private synchronized SynchronousQueue ioCommands() throws IOException {
    if (ioCommands == null) {
      ioCommands =
          new SynchronousQueue(
              this, openQueuePair(2, CompletionMode.POLLED), clock, maxTransferBytes());
    }
    return ioCommands;
  }

  /** Identifiers of the active namespaces, ascending. */
  public List<Integer> namespaceIds() throws NvmeException {
    List<Integer> ids = new ArrayList<>();
    int after = 0;
    while (true) {
      NamespaceIdList page =
          new NamespaceIdList(identify(Cns.ACTIVE_NAMESPACE_ID_LIST, Csi.NVM, after));
      for (int id : page.nsids()) {
        if (Integer.compareUnsigned(id, after) <= 0) {
          throw new NvmeException(name() + ": its list of active namespaces is not ascending");
        }
        ids.add(id);
        after = id;
      }
      if (page.nsids().size() < NamespaceIdList.MAX_ENTRIES) {
        return List.copyOf(ids);
      }
    }
  }

  /**
   * A namespace as a block device.
   *
   * @throws NvmeException if there is no such active namespace; the message lists those there are
   */
  public NvmeNamespace namespace(int nsid) throws NvmeException {
    List<Integer> ids = namespaceIds();
    if (!ids.contains(nsid)) {
      throw new NvmeException(
          "%s has no namespace %s; it has %s"
              .formatted(name(), Integer.toUnsignedString(nsid), ids.isEmpty() ? "none" : ids));
    }
    return NvmeNamespace.open(this, nsid);
  }

  /**
   * Identify.
   *
   * @return the 4096 bytes of the data structure
   */
  public MemorySegment identify(Cns cns, Csi csi, int nsid) throws NvmeException {
    try (DmaBuffer page = dma().allocate(AdminCommand.IDENTIFY_DATA_BYTES)) {
      admin(
          NvmeCommand.of(AdminOpcode.IDENTIFY)
              .withNsid(nsid)
              .withCdw10(AdminCommand.identifyCdw10(cns, 0))
              .withCdw11(AdminCommand.identifyCdw11(csi, 0))
              .withData(page));
      return onHeap(page);
    }
  }

  /** Its log pages by type, as far as it says that it has them. */
  public ControllerLogs logs() {
    return new ControllerLogs(this);
  }

  /**
   * Creates an I/O queue pair for the calling thread, or another that will own it, with an
   * interrupt vector of its own unless it is polled.
   *
   * @param depth commands in flight, at least 1; the pair has less where the controller's queues
   *     are shorter
   * @throws IOException if no queue identifier or interrupt vector is left, or the controller
   *     refuses
   */
  public synchronized QueuePair openQueuePair(int depth, CompletionMode mode) throws IOException {
    if (depth < 1) {
      throw new IllegalArgumentException("queue depth %d is less than 1".formatted(depth));
    }
    if (closed) {
      throw new NvmeException(name() + " is closed");
    }
    return ioQueues.open(depth, mode);
  }

  /** The vector that a pair's completions fire; null for a polled one. */
  @Nullable InterruptVector interruptVector(QueuePair pair) {
    return pair.vector() == POLLED ? null : interruptVectors.get(pair.vector());
  }

  /** Whether reading a register takes a message to another process. */
  boolean hasRemoteRegisters() {
    return registers.areRemote();
  }

  NanoClock clock() {
    return clock;
  }

  /** The registers before the doorbells. */
  Registers registers() {
    return registers;
  }

  PciFunction function() {
    return function;
  }

  /**
   * Deletes a queue pair. Commands in flight are waited for, and the memory goes back only when the
   * controller cannot write to it any more. A controller that does not let go of the queues fails.
   */
  public synchronized void closeQueuePair(QueuePair pair) throws NvmeException {
    ioQueues.close(pair);
  }

  /**
   * Polls until nothing is in flight; fails the controller if nothing completes for too long. After
   * a failure commands may still be in flight.
   */
  void drain(IntSupplier inFlight, IntSupplier poll) {
    long lastProgress = clock.nanoTime();
    int idlePolls = 0;
    while (inFlight.getAsInt() > 0 && !hasFailed()) {
      if (poll.getAsInt() > 0) {
        lastProgress = clock.nanoTime();
        idlePolls = 0;
      } else if (++idlePolls > DRAIN_SPINS) {
        clock.pause(DRAIN_PAUSE_NANOS);
        if (idlePolls % DRAIN_SPINS == 0 && !isAlive()) {
          return;
        }
        if (clock.nanoTime() - lastProgress > drainTimeoutNanos()) {
          fail(
              "%d commands in flight, and none ended within %d s"
                  .formatted(inFlight.getAsInt(), drainTimeoutNanos() / 1_000_000_000));
        }
      }
    }
  }

  /** Longer than all that is done about commands that hang. */
  private long drainTimeoutNanos() {
    RecoveryLimits limits = recovery.limits();
    return limits.commandNanos() > Long.MAX_VALUE / 1024
        ? DRAIN_TIMEOUT_NANOS
        : (limits.repetitions() + 1) * (2 * limits.commandNanos() + limits.abortNanos())
            + DRAIN_TIMEOUT_NANOS;
  }

  /** Looks at the controller; false if it failed or does not answer, now or earlier. */
  boolean isAlive() {
    checkHealth(recovery.generation());
    return failureReason == null;
  }

  /**
   * Looks at the controller's status, resets it if that is bad, and gives it up if it is gone.
   *
   * @param generation of the queues that are asked for; a later one has been looked at
   */
  void checkHealth(int generation) {
    if (failureReason != null) {
      return;
    }
    int csts = registers.read32(ControllerRegister.CSTS);
    if (Csts.isGone(csts)) {
      fail(whyGone());
    } else if (recovery.isRunning() || recovery.generation() != generation) {
      return; // What was read says nothing.
    } else if (Csts.cfs(csts)) {
      recovery.recover(generation, "it reports a fatal error (CSTS.CFS)");
    } else if (!Csts.rdy(csts)) {
      fail("it is no longer ready (CSTS.RDY=0): somebody else has reset it");
    }
  }

  /** Whether the controller is known to have failed. */
  boolean hasFailed() {
    return failureReason != null;
  }

  /**
   * Gives the controller up, for a reason that errors will tell: every command in flight ends when
   * its queue is polled, and the controller can then only be closed. They may be ended, and their
   * memory reused, because the controller has been reset by then, which may take its ready timeout,
   * and cut off from memory.
   */
  public void fail(String reason) {
    synchronized (failing) {
      if (failureReason == null) {
        stopDma();
        failureReason = reason;
        recovery.giveUp(reason);
      }
    }
  }

  /** Resets the controller as far as it heeds that, and cuts it off from memory. */
  void stopDma() {
    try {
      power.disable();
    } catch (NvmeException e) {
      // It hangs or is gone. Without bus mastering it cannot reach memory either.
    } finally {
      function.setBusMaster(false);
    }
  }

  String failureReason() {
    return Objects.requireNonNullElse(failureReason, "the controller works");
  }

  /**
   * Deletes the queues that are still open, tells the controller of the shutdown and waits for it,
   * disables it, and closes the function. Queues of other threads must not be in use any more;
   * those of this thread take no command any more, and can still be closed.
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    recovery.disarm();
    recovery.awaitEnd();
    try (function) {
      try {
        SynchronousQueue queue = ioCommands;
        if (queue != null) {
          queue.lock().lock(); // Another thread's command ends first.
          try {
            closeQueuePair(queue.pair());
          } finally {
            queue.lock().unlock();
          }
        }
        ioQueues.closeAll();
        if (isAlive()) {
          power.shutDown(identity.rtd3eMicroseconds());
        }
      } finally {
        fail("it was closed");
        ioQueues.closeAll();
        admin.lock().lock();
        try {
          admin.pair().free();
        } finally {
          admin.lock().unlock();
        }
        if (shadows != null) {
          shadows.close();
        }
        if (buffer != null) {
          buffer.disable();
        }
      }
    }
  }

  /**
   * Where doorbells go if the controller offers to look for them in memory, and does not refuse.
   */
  private @Nullable ShadowDoorbells shadowDoorbells() throws NvmeException {
    if ((identity.oacs() & IdentifyController.OACS_DOORBELL_BUFFER_CONFIG) == 0) {
      return null;
    }
    try {
      return ShadowDoorbells.configure(this);
    } catch (NvmeException e) {
      if (hasFailed()) {
        throw e;
      }
      return null;
    }
  }

  private int pageShift() {
    return 12 + Cap.mpsmin(cap);
  }

  private String whyGone() {
    return function.goneReason().orElse("its registers read all ones; the device was removed");
  }

  static MemorySegment onHeap(DmaBuffer page) {
    return MemorySegment.ofArray(page.segment().toArray(ValueLayout.JAVA_BYTE));
  }
}
