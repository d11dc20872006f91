package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Aqa;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.Csts;
import dev.orion.nvme.spec.Doorbell;
import dev.orion.nvme.spec.ErrorLog;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.NamespaceIdList;
import dev.orion.nvme.spec.SmartLog;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An NVMe controller that this process drives. {@link #open} resets it and brings it up; {@link
 * #namespace} gives block devices; {@link #close} shuts it down properly. Methods may be called by
 * any thread, and wait; a {@link QueuePair} belongs to one.
 */
public final class NvmeController implements AutoCloseable {

  /** Interrupt vector of a queue pair that sends no interrupts. */
  public static final int POLLED = -1;

  private static final int ADMIN_DEPTH = 31;

  /** One command moves no more, whatever the controller can do. */
  private static final int MAX_TRANSFER_BYTES = 2 << 20;

  private static final long DRAIN_TIMEOUT_NANOS = 30_000_000_000L;
  private static final long DRAIN_PAUSE_NANOS = 20_000;
  private static final int DRAIN_SPINS = 1000;
  private static final int SMART_LOG_BYTES = 512;
  private static final int ERROR_LOG_ENTRY_BYTES = 64;
  private static final int MAX_IO_QUEUES = 1024;

  private final PciFunction function;
  private final Object failing = new Object();
  private final NanoClock clock;
  private final Registers registers;
  private final Registers doorbells;
  private final long cap;
  private final ControllerPower power;
  private final List<InterruptVector> interruptVectors;
  private final SynchronousQueue admin;
  private final IdentifyController identity;
  private final int ioQueueLimit;
  private final BitSet queueIds = new BitSet();
  private final List<QueuePair> openPairs = new ArrayList<>();
  private @Nullable SynchronousQueue ioCommands;
  private volatile @Nullable String failureReason;
  private boolean closed;

  /**
   * Takes a controller over, whatever state it is in, and brings it up without interrupts.
   *
   * @param function the PCI function; closed with the controller, and if this fails
   * @param clock tells the time and passes it
   * @throws IOException if it is no NVMe controller or does not come up
   */
  public static NvmeController open(PciFunction function, NanoClock clock) throws IOException {
    return open(function, clock, 0);
  }

  /**
   * Takes a controller over, whatever state it is in, and brings it up.
   *
   * @param function the PCI function; closed with the controller, and if this fails
   * @param clock tells the time and passes it
   * @param interruptVectors MSI-X vectors to set up for {@link #openQueuePair}, 0 for none
   * @throws IOException if it is no NVMe controller or does not come up
   */
  public static NvmeController open(PciFunction function, NanoClock clock, int interruptVectors)
      throws IOException {
    try {
      return new NvmeController(function, clock, interruptVectors);
    } catch (IOException | RuntimeException e) {
      try (function) {
        throw e;
      }
    }
  }

  private NvmeController(PciFunction function, NanoClock clock, int interruptVectors)
      throws IOException {
    this.function = function;
    this.clock = clock;
    this.registers = function.map(0, 0, Doorbell.BASE);
    this.cap = registers.read64(ControllerRegister.CAP);
    if (Cap.isGone(cap)) {
      throw new NvmeException("%s does not answer: %s".formatted(name(), whyGone()));
    }
    this.power = new ControllerPower(name(), registers, cap, clock, this::whyGone);
    this.doorbells = function.map(0, Doorbell.BASE, doorbellBytes(function, cap));
    power.disable();
    this.interruptVectors =
        interruptVectors == 0 ? List.of() : function.enableMsix(interruptVectors);
    function.setBusMaster(true);
    QueuePair adminPair =
        new QueuePair(
            this,
            doorbells,
            0,
            Cap.dstrd(cap),
            ADMIN_DEPTH,
            ADMIN_DEPTH + 1,
            ADMIN_DEPTH + 1,
            PrpList.lengthBytesFor(MAX_TRANSFER_BYTES, pageSizeBytes()));
    this.admin = new SynchronousQueue(this, adminPair, clock, MAX_TRANSFER_BYTES);
    try {
      registers.write32(ControllerRegister.AQA, Aqa.of(ADMIN_DEPTH, ADMIN_DEPTH));
      registers.write64(ControllerRegister.ASQ, adminPair.submissionQueueStart().iova());
      registers.write64(ControllerRegister.ACQ, adminPair.completionQueueStart().iova());
      power.enable(pageShift());
      this.identity = new IdentifyController(identify(Cns.CONTROLLER, Csi.NVM, 0));
      this.ioQueueLimit = negotiateIoQueues();
    } catch (IOException | RuntimeException e) {
      function.setBusMaster(false);
      adminPair.free();
      throw e;
    }
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
    return ioQueueLimit;
  }

  /** Commands that an I/O queue pair can have in flight at the most. */
  public int maxQueueDepth() {
    return Cap.mqesZeroBased(cap);
  }

  /** The interrupt vectors set up by {@link #open(PciFunction, NanoClock, int)}. */
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

  /**
   * Runs an I/O command that is no read or write of a {@link NvmeNamespace}, over a queue pair kept
   * for this purpose, and waits for its end.
   *
   * @return Dwords 0 (the low half) and 1 of its completion
   * @throws IOException if the controller refuses it, has no queue left, fails, or goes away
   */
  public long io(NvmeCommand command) throws IOException {
    SynchronousQueue queue;
    synchronized (this) {
      if (ioCommands == null) {
        ioCommands =
            new SynchronousQueue(this, openQueuePair(1, POLLED), clock, maxTransferBytes());
      }
      queue = ioCommands;
    }
    return queue.execute(command);
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

  /** Get Log Page of the whole controller: the first {@code lengthBytes}, a multiple of 4. */
  public MemorySegment logPage(LogPageIdentifier log, int lengthBytes) throws NvmeException {
    try (DmaBuffer page = dma().allocate(lengthBytes)) {
      int numdZeroBased = lengthBytes / 4 - 1;
      admin(
          NvmeCommand.of(AdminOpcode.GET_LOG_PAGE)
              .withNsid(AdminCommand.NSID_ALL)
              .withCdw10(AdminCommand.getLogPageCdw10(log, 0, false, numdZeroBased))
              .withCdw11(AdminCommand.getLogPageCdw11(numdZeroBased, 0))
              .withData(page));
      return onHeap(page);
    }
  }

  /** The SMART / Health Information log page. */
  public SmartLog smartLog() throws NvmeException {
    return new SmartLog(logPage(LogPageIdentifier.SMART_HEALTH_INFORMATION, SMART_LOG_BYTES));
  }

  /**
   * The Error Information log page.
   *
   * @param entries how many of the newest entries, at least 1; the controller keeps {@code elpe() +
   *     1}, and not more come than fit a command
   */
  public ErrorLog errorLog(int entries) throws NvmeException {
    int available =
        Math.min(
            Math.min(entries, identity.elpeZeroBased() + 1),
            maxTransferBytes() / ERROR_LOG_ENTRY_BYTES);
    return new ErrorLog(
        logPage(LogPageIdentifier.ERROR_INFORMATION, available * ERROR_LOG_ENTRY_BYTES));
  }

  /**
   * Creates an I/O queue pair for the calling thread, or another that will own it.
   *
   * @param depth commands in flight, at least 1; the pair has less where the controller's queues
   *     are shorter
   * @param vector index of the interrupt vector that completions fire, or {@link #POLLED}
   * @throws IOException if no queue identifier is left or the controller refuses
   */
  public synchronized QueuePair openQueuePair(int depth, int vector) throws IOException {
    if (depth < 1) {
      throw new IllegalArgumentException("queue depth %d is less than 1".formatted(depth));
    }
    if (closed) {
      throw new NvmeException(name() + " is closed");
    }
    if (maxQueueDepth() == 0) {
      throw new NvmeException(
          name() + " has queues of one entry (CAP.MQES 0), which hold no command");
    }
    if (vector != POLLED) {
      Objects.checkIndex(vector, interruptVectors.size());
    }
    int queueId = queueIds.nextClearBit(1);
    if (queueId > ioQueueLimit) {
      throw new NvmeException(
          "%s has %d I/O queues and all are open; close one, or use fewer threads"
              .formatted(name(), ioQueueLimit));
    }
    int granted = Math.min(depth, maxQueueDepth());
    QueuePair pair =
        new QueuePair(
            this,
            doorbells,
            queueId,
            Cap.dstrd(cap),
            granted,
            granted + 1,
            Math.min(2 * (granted + 1), maxQueueDepth() + 1),
            PrpList.lengthBytesFor(maxTransferBytes(), pageSizeBytes()));
    IoQueues queues = new IoQueues(this);
    try {
      queues.create(pair, vector);
    } catch (NvmeException | RuntimeException e) {
      pair.free();
      throw e;
    }
    queueIds.set(queueId);
    openPairs.add(pair);
    return pair;
  }

  /**
   * Deletes a queue pair. Commands in flight are waited for, and the memory goes back only when the
   * controller cannot write to it any more. A controller that does not let go of the queues fails.
   */
  public synchronized void closeQueuePair(QueuePair pair) throws NvmeException {
    if (!openPairs.remove(pair)) {
      return;
    }
    try {
      pair.ring();
      drain(pair::inFlight, () -> pair.reap(Integer.MAX_VALUE));
      if (isAlive()) {
        new IoQueues(this).delete(pair);
      }
    } catch (NvmeException | RuntimeException e) {
      fail("queue %d could not be deleted: %s".formatted(pair.queueId(), e.getMessage()));
      throw e;
    } finally {
      try {
        pair.endAllIfControllerGone();
      } finally {
        queueIds.clear(pair.queueId());
        pair.free();
      }
    }
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
        if (clock.nanoTime() - lastProgress > DRAIN_TIMEOUT_NANOS) {
          fail("%d commands in flight, and none ended within 30 s".formatted(inFlight.getAsInt()));
        }
      }
    }
  }

  /** Looks at the controller; false if it failed or does not answer, now or earlier. */
  boolean isAlive() {
    if (failureReason == null) {
      int csts = registers.read32(ControllerRegister.CSTS);
      if (Csts.isGone(csts)) {
        fail(whyGone());
      } else if (Csts.cfs(csts)) {
        fail("it reports a fatal error (CSTS.CFS); reopening the device resets it");
      } else if (!Csts.rdy(csts)) {
        fail("it is no longer ready (CSTS.RDY=0): somebody else has reset it");
      }
    }
    return failureReason == null;
  }

  /** Whether the controller is known to have failed. */
  boolean hasFailed() {
    return failureReason != null;
  }

  /**
   * Gives the controller up: every command in flight ends when its queue is polled. They may be
   * ended, and their memory reused, because the controller has been reset by then, which may take
   * its ready timeout, and cut off from memory.
   */
  void fail(String reason) {
    synchronized (failing) {
      if (failureReason == null) {
        stopDma();
        failureReason = reason;
      }
    }
  }

  private void stopDma() {
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
    try (function) {
      try {
        SynchronousQueue queue = ioCommands;
        if (queue != null) {
          synchronized (queue) { // Another thread's command ends first.
            closeQueuePair(queue.pair());
          }
        }
        closeQueuePairs();
        if (isAlive()) {
          power.shutDown(identity.rtd3eMicroseconds());
        }
      } finally {
        fail("it was closed");
        closeQueuePairs();
        synchronized (admin) {
          admin.pair().free();
        }
      }
    }
  }

  /** Closes every open pair, also if one fails. */
  private void closeQueuePairs() throws NvmeException {
    if (!openPairs.isEmpty()) {
      try {
        closeQueuePair(openPairs.getLast());
      } finally {
        closeQueuePairs();
      }
    }
  }

  private int negotiateIoQueues() throws NvmeException {
    int wantedZeroBased = MAX_IO_QUEUES - 1;
    int dword0 =
        (int)
            admin(
                NvmeCommand.of(AdminOpcode.SET_FEATURES)
                    .withCdw10(
                        AdminCommand.setFeaturesCdw10(FeatureIdentifier.NUMBER_OF_QUEUES, false))
                    .withCdw11(AdminCommand.numberOfQueuesCdw11(wantedZeroBased, wantedZeroBased)));
    int grantedZeroBased =
        Math.min(AdminCommand.nsqaZeroBased(dword0), AdminCommand.ncqaZeroBased(dword0));
    int pairsWithDoorbells = doorbellPairs(doorbells.lengthBytes(), cap) - 1;
    return Math.min(Math.min(grantedZeroBased, wantedZeroBased) + 1, pairsWithDoorbells);
  }

  private int pageShift() {
    return 12 + Cap.mpsmin(cap);
  }

  private String whyGone() {
    return function.goneReason().orElse("its registers read all ones; the device was removed");
  }

  private static long doorbellBytes(PciFunction function, long cap) throws IOException {
    long barBytes =
        function.bars().stream()
            .filter(bar -> bar.index() == 0)
            .findFirst()
            .orElseThrow(
                () -> new NvmeException(function.name() + " has no BAR 0: no NVMe controller"))
            .lengthBytes();
    long wanted = Doorbell.completionHead(MAX_IO_QUEUES, Cap.dstrd(cap)) + 4;
    long lengthBytes = Math.min(roundUp8(wanted), barBytes) - Doorbell.BASE;
    if (doorbellPairs(lengthBytes, cap) < 1) {
      throw new NvmeException(
          "%s: BAR 0 has %d bytes, and its doorbells lie beyond (CAP.DSTRD %d)"
              .formatted(function.name(), barBytes, Cap.dstrd(cap)));
    }
    return lengthBytes;
  }

  /** Queue pairs, the admin queue's included, whose doorbells lie in a window. */
  private static int doorbellPairs(long windowBytes, long cap) {
    long strideBytes = 4L << Cap.dstrd(cap);
    return (int) ((windowBytes - 4 + strideBytes) / strideBytes / 2);
  }

  private static long roundUp8(long value) {
    return (value + 7) & -8;
  }

  private static MemorySegment onHeap(DmaBuffer page) {
    return MemorySegment.ofArray(page.segment().toArray(ValueLayout.JAVA_BYTE));
  }
}
