package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.Bar;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.DmaRegion;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model of an NVMe controller for what QEMU's cannot be: other register values, any Identify
 * page, wrong completions. It works while its doorbells are written, moves no data of I/O commands,
 * and checks that the driver keeps to the queues' rules.
 */
final class ModelController implements PciFunction, RemoteRegisters.Carrier {

  /** A queue as the controller knows it. */
  private static final class Queue {
    final long iova;
    final int entries;
    int head;
    int tail;
    int phase = 1;

    Queue(long iova, int entries) {
      this.iova = iova;
      this.entries = entries;
    }

    boolean isFull() {
      return (tail + 1) % entries == head;
    }
  }

  /** An I/O command as it arrived. */
  record IoCommand(int cdw0, long slba, int nlbZeroBased, long prp1, long prp2) {
    int opcode() {
      return SubmissionQueueEntry.opcode(cdw0);
    }

    int cid() {
      return SubmissionQueueEntry.cid(cdw0);
    }

    int fuse() {
      return cdw0 >>> 8 & 3;
    }

    int psdt() {
      return cdw0 >>> 14 & 3;
    }
  }

  static final long IOVA_BASE = 0x10_0000;

  private static final int CSTS_RDY = 1;
  private static final int CSTS_SHST_COMPLETE = 2 << 2;

  long cap = 0x0000_0020_0100_00ffL; // MQES 255, CQR, TO 500 ms, NVM command set
  long barBytes = 1 << 20;
  boolean becomesReady = true;
  boolean shutsDown = true;
  boolean heedsDisable = true;
  boolean canBeReset;
  boolean heedsAbort;
  int disables;
  int functionResets;
  int cc;
  int csts;
  int statusField;
  boolean holdCompletions;
  final Set<AdminOpcode> unanswered = EnumSet.noneOf(AdminOpcode.class);
  final Set<AdminOpcode> refused = EnumSet.of(AdminOpcode.DOORBELL_BUFFER_CONFIG);
  final Map<Integer, byte[]> identifyByCns = new HashMap<>();
  final List<IoCommand> ioCommands = new ArrayList<>();

  /** How many commands each write of an I/O submission doorbell told of. */
  final List<Integer> ioCommandsPerRing = new ArrayList<>();

  boolean closed;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment memory = arena.allocate(16 << 20, 65536);
  private final DmaRegion dma = new DmaRegion("the model's memory", memory, IOVA_BASE);
  private final Map<Integer, Queue> submissionQueues = new HashMap<>();
  private final Map<Integer, Queue> completionQueues = new HashMap<>();
  private boolean busMaster;
  private int aqa;
  private long asq;
  private long acq;

  ModelController() {
    byte[] controller = new byte[4096];
    controller[77] = 5; // MDTS: 128 KiB
    byte[] namespace = new byte[4096];
    MemorySegment ns = MemorySegment.ofArray(namespace);
    ns.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 1L << 20); // NSZE
    ns.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 1L << 20); // NCAP
    namespace[130] = 12; // LBA format 0: 4 KiB
    byte[] list = new byte[4096];
    list[0] = 1;
    identifyByCns.put(0x00, namespace);
    identifyByCns.put(0x01, controller);
    identifyByCns.put(0x02, list);
  }

  /** Sets a field of an Identify page. */
  void setIdentify(int cns, int offset, int lengthBytes, long value) {
    for (int i = 0; i < lengthBytes; i++) {
      identifyByCns.get(cns)[offset + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Memory at a device's address. */
  MemorySegment at(long iova, long lengthBytes) {
    return memory.asSlice(iova - IOVA_BASE, lengthBytes);
  }

  /** Whether it could still read or write memory. */
  boolean reachesMemory() {
    return busMaster && (cc & 1) != 0;
  }

  @Override
  public synchronized long read(long address, int widthBytes) {
    if (csts == -1) {
      return -1;
    }
    return switch ((int) address) {
      case (int) ControllerRegister.CAP -> cap;
      case (int) ControllerRegister.VS -> 0x0001_0400;
      case (int) ControllerRegister.CC -> cc;
      case (int) ControllerRegister.CSTS -> csts;
      default -> 0;
    };
  }

  @Override
  public synchronized void write(long address, int widthBytes, long value) {
    switch ((int) address) {
      case (int) ControllerRegister.CC -> configure((int) value);
      case (int) ControllerRegister.AQA -> aqa = (int) value;
      case (int) ControllerRegister.ASQ -> asq = value;
      case (int) ControllerRegister.ACQ -> acq = value;
      default -> ring(address, (int) value);
    }
  }

  private void configure(int newCc) {
    boolean enable = (newCc & 1) != 0;
    if (enable && (cc & 1) == 0) {
      submissionQueues.put(0, new Queue(asq, (aqa & 0xfff) + 1));
      completionQueues.put(0, new Queue(acq, (aqa >>> 16 & 0xfff) + 1));
      csts |= becomesReady ? CSTS_RDY : 0;
    } else if (!enable && heedsDisable) {
      disables += cc & 1;
      forget();
    }
    if ((newCc >>> 14 & 3) != 0 && shutsDown) {
      csts |= CSTS_SHST_COMPLETE;
    }
    cc = newCc;
  }

  private void forget() {
    submissionQueues.clear();
    completionQueues.clear();
    csts = 0;
  }

  private void ring(long address, int value) {
    int stride = 4 << (cap >>> 32 & 0xf);
    long index = (address - 0x1000) / stride;
    if (address < 0x1000 || (address - 0x1000) % stride != 0) {
      throw new AssertionError("no doorbell at %x".formatted(address));
    }
    if (!reachesMemory()) {
      return;
    }
    int queueId = (int) (index / 2);
    Map<Integer, Queue> queues = index % 2 == 0 ? submissionQueues : completionQueues;
    Queue queue = queues.get(queueId);
    if (queue == null && disables + functionResets > 0) {
      return; // Of an owner who has not seen yet that the controller was reset.
    }
    if (queue == null || value >= queue.entries) {
      throw new AssertionError("queue %d rung with %d".formatted(queueId, value));
    }
    if (index % 2 == 1) {
      queue.head = value;
      return;
    }
    queue.tail = value;
    if (queueId > 0) {
      ioCommandsPerRing.add((value - queue.head + queue.entries) % queue.entries);
    }
    while (queue.head != queue.tail && submissionQueues.get(queueId) == queue) {
      long entry = queue.iova + 64L * queue.head;
      queue.head = (queue.head + 1) % queue.entries;
      execute(queueId, memory, entry - IOVA_BASE);
    }
  }

  private void execute(int queueId, MemorySegment memory, long entry) {
    int cdw0 = SubmissionQueueEntry.cdw(memory, entry, 0);
    int cid = SubmissionQueueEntry.cid(cdw0);
    if (queueId == 0) {
      AdminOpcode opcode = AdminOpcode.of(SubmissionQueueEntry.opcode(cdw0)).orElseThrow();
      if (refused.contains(opcode)) {
        complete(0, cid, Status.of(StatusCode.INTERNAL_ERROR).field(), 0);
      } else if (!unanswered.contains(opcode)) {
        complete(0, cid, 0, admin(opcode, memory, entry));
      }
      return;
    }
    ioCommands.add(
        new IoCommand(
            cdw0,
            SubmissionQueueEntry.cdw(memory, entry, 10) & 0xffff_ffffL,
            SubmissionQueueEntry.cdw(memory, entry, 12) & 0xffff,
            SubmissionQueueEntry.prp1(memory, entry),
            SubmissionQueueEntry.prp2(memory, entry)));
    if (!holdCompletions) {
      complete(queueId, cid, statusField, 0);
    }
  }

  private long admin(AdminOpcode opcode, MemorySegment memory, long entry) {
    int cdw10 = SubmissionQueueEntry.cdw(memory, entry, 10);
    int entries = (cdw10 >>> 16) + 1;
    int queueId = cdw10 & 0xffff;
    long prp1 = SubmissionQueueEntry.prp1(memory, entry);
    switch (opcode) {
      case IDENTIFY -> {
        byte[] page = identifyByCns.getOrDefault(cdw10 & 0xff, new byte[4096]);
        MemorySegment.copy(page, 0, memory, ValueLayout.JAVA_BYTE, prp1 - IOVA_BASE, 4096);
      }
      case SET_FEATURES -> {
        return 0x0003_0003; // four I/O queues of each kind
      }
      case CREATE_IO_COMPLETION_QUEUE ->
          completionQueues.put(queueId, new Queue(prp1, checkedSize(entries)));
      case CREATE_IO_SUBMISSION_QUEUE ->
          submissionQueues.put(queueId, new Queue(prp1, checkedSize(entries)));
      case DELETE_IO_COMPLETION_QUEUE -> completionQueues.remove(queueId);
      case DELETE_IO_SUBMISSION_QUEUE -> submissionQueues.remove(queueId);
      case GET_LOG_PAGE -> {}
      case ABORT -> {
        if (heedsAbort) {
          complete(
              cdw10 & 0xffff,
              cdw10 >>> 16,
              Status.of(StatusCode.COMMAND_ABORT_REQUESTED).field(),
              0);
        }
        return heedsAbort ? 0 : 1;
      }
      default -> throw new AssertionError(opcode.specName());
    }
    return 0;
  }

  private int checkedSize(int entries) {
    if (entries < 2 || entries - 1 > (cap & 0xffff)) {
      throw new AssertionError("a queue of %d entries".formatted(entries));
    }
    return entries;
  }

  /** Posts a completion, right or wrong. */
  void complete(int queueId, int cid, int status, long result) {
    Queue queue = completionQueues.get(queueId);
    if (queue.isFull()) {
      throw new AssertionError("completion queue %d overflows".formatted(queueId));
    }
    CompletionQueueEntry.post(
        memory,
        queue.iova - IOVA_BASE + 16L * queue.tail,
        result,
        queueId << 16,
        CompletionQueueEntry.dword3(cid, queue.phase, status));
    queue.tail = (queue.tail + 1) % queue.entries;
    if (queue.tail == 0) {
      queue.phase ^= 1;
    }
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public ConfigSpace config() {
    throw new AssertionError("the driver has no business here");
  }

  @Override
  public List<Bar> bars() {
    return List.of(new Bar(0, barBytes, true, false));
  }

  @Override
  public Registers map(int bar, long offsetBytes, long lengthBytes) throws IOException {
    Bar.checkWindow(name(), bars(), bar, offsetBytes, lengthBytes);
    return new RemoteRegisters(this, offsetBytes, lengthBytes);
  }

  @Override
  public DmaMemory dma() {
    return dma;
  }

  @Override
  public synchronized void setBusMaster(boolean enabled) {
    busMaster = enabled;
  }

  @Override
  public int interruptCount(InterruptKind kind) {
    return 0;
  }

  @Override
  public void reset() throws IOException {
    if (!canBeReset) {
      throw new IOException("the model cannot be reset");
    }
    functionResets++;
    heedsDisable = true;
    busMaster = false;
    cc = 0;
    forget();
  }

  @Override
  public List<InterruptVector> enableInterrupts(InterruptKind kind, int count) throws IOException {
    throw new IOException("the model has no interrupts");
  }

  @Override
  public Optional<String> goneReason() {
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
  }
}
