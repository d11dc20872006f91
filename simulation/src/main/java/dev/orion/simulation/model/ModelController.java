package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Aqa;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cmbmsc;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.simulation.model.ModelQueues.Completion;
import dev.orion.simulation.model.ModelQueues.Submission;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An NVMe controller with one namespace that takes commands from memory and posts their completions
 * as fast as its thread runs: one loop over its queues, no data copied twice, nothing allocated for
 * a read or write of one page.
 *
 * <p>It belongs to one thread, which calls {@link #step} again and again. Only faults may be set by
 * others.
 */
public final class ModelController {

  /** Length of the register page; the doorbells follow. */
  public static final int REGISTER_BYTES = 0x1000;

  /** Length of the doorbells: 511 pairs of I/O queues. */
  public static final int DOORBELL_BYTES = 0x1000;

  static final int MAX_QUEUES = 64;
  static final int MAX_ENTRIES = 4096;

  /** Commands of a queue between two looks at the others. */
  private static final int BURST = 64;

  /** MQES 4095, CQR, TO 500 ms, NVM Command Set, pages of 4 KiB. */
  private static final long CAP = 0x0000_0020_0101_0000L | MAX_ENTRIES - 1;

  private static final long CAP_CMBS = 1L << 57;

  /** CMBLOC: BAR 2, from its start. */
  private static final int BUFFER_LOCATION = 2;

  /** CMBSZ: units of 4 KiB; submission and completion queues. */
  private static final int BUFFER_USE = 0b11;

  private static final int CAP_CSS_SHIFT = 37;

  private static final int VERSION = 0x0001_0400;
  private static final int CSTS_RDY = 1;
  private static final int CSTS_CFS = 1 << 1;
  private static final int CSTS_SHUTDOWN_COMPLETE = 2 << 2;

  private static final int READ = NvmOpcode.READ.code();
  private static final int WRITE = NvmOpcode.WRITE.code();
  private static final int SUCCESS = Status.SUCCESS.field();

  /**
   * A command that is not ended yet.
   *
   * @param statusField how it is to end
   * @param entry the command, whose data are still to be moved, or null
   */
  private record Held(
      Submission queue, int cid, int statusField, @Nullable MemorySegment entry, int opcode) {

    /** One whose data are still to be moved; its entry in the queue is free for others. */
    static Held of(Submission queue, long offset, int opcode, int cid) {
      MemorySegment entry =
          MemorySegment.ofArray(new long[SubmissionQueueEntry.SIZE_BYTES / Long.BYTES]);
      MemorySegment.copy(queue.memory, offset, entry, 0, SubmissionQueueEntry.SIZE_BYTES);
      return new Held(queue, cid, SUCCESS, entry, opcode);
    }
  }

  private final DmaSpace dma;
  private final MemorySegment doorbells;
  private final IntConsumer interrupt;
  private final @Nullable MemorySegment buffer;
  private final ModelAdmin admin;
  private final ModelData data;

  private final @Nullable Submission[] submissions = new Submission[MAX_QUEUES];
  private final @Nullable Completion[] completions = new Completion[MAX_QUEUES];
  private long commandSets;
  private int queueLimit = 1;
  private int cc;
  private int csts;
  private int aqa;
  private long cmbmsc;
  private long asq;
  private long acq;

  private final Map<Integer, CommandHandler> ioHandlers = new ConcurrentHashMap<>();
  private final Queue<Held> held = new ArrayDeque<>();
  private CompletionTampering tampering = CompletionTampering.NONE;
  private volatile @Nullable FaultPlan faults;
  private volatile boolean releaseHeld;
  private volatile boolean isGone;
  private volatile boolean hangs;
  private boolean isStalled;
  private boolean ignoresDisable;

  /**
   * A controller after power-on.
   *
   * @param dma the memory it reaches
   * @param doorbells {@link #DOORBELL_BYTES} bytes that drivers write
   * @param store what its namespace holds
   * @param blockSizeBytes the namespace's, a power of two up to 4096
   * @param interrupt fires a vector
   */
  public ModelController(
      DmaSpace dma,
      MemorySegment doorbells,
      BlockStore store,
      int blockSizeBytes,
      IntConsumer interrupt) {
    this(dma, doorbells, null, store, blockSizeBytes, interrupt);
  }

  /**
   * The same with a controller memory buffer.
   *
   * @param buffer that is BAR 2, some pages of 4 KiB; null for none
   */
  ModelController(
      DmaSpace dma,
      MemorySegment doorbells,
      @Nullable MemorySegment buffer,
      BlockStore store,
      int blockSizeBytes,
      IntConsumer interrupt) {
    this.buffer = buffer;
    this.dma = dma;
    this.doorbells = doorbells;
    this.interrupt = interrupt;
    this.data = new ModelData(dma, store, blockSizeBytes);
    this.admin = new ModelAdmin(this, data);
  }

  /** Decides about the faults of I/O commands from now on; null for none. For any thread. */
  public void setFaults(@Nullable FaultPlan plan) {
    faults = plan;
  }

  /** Has completions of queues that are created from now on changed. */
  public void setTampering(CompletionTampering newTampering) {
    tampering = newTampering;
  }

  /** Has somebody else execute the admin commands of an opcode. For any thread. */
  public void onAdmin(AdminOpcode opcode, CommandHandler handler) {
    admin.handle(opcode, handler);
  }

  /**
   * Has an Identify data structure say something else. For any thread.
   *
   * @param lengthBytes of the little-endian field at {@code offset}, 1 to 8
   */
  public void setIdentify(Cns cns, int offset, int lengthBytes, long value) {
    admin.setIdentify(cns, offset, lengthBytes, value);
  }

  /** Has its namespace speak another command set. To be called before a driver comes. */
  public void setCommandSet(ModelCommandSet commandSet) {
    commandSets = (long) Cap.CSS_IO_COMMAND_SETS << CAP_CSS_SHIFT;
    admin.setCommandSet(commandSet);
  }

  /** Has somebody else execute the I/O commands of an opcode. For any thread. */
  public void onIo(int opcode, CommandHandler handler) {
    ioHandlers.put(opcode, handler);
  }

  /** Ends what {@link Fault.Hold} holds. For any thread. */
  public void releaseHeld() {
    releaseHeld = true;
  }

  /** As if pulled out: registers read all ones, nothing is done any more. For any thread. */
  public void vanish() {
    isGone = true;
  }

  /** As if its firmware hung: takes no command any more. For any thread. */
  public void hang() {
    hangs = true;
  }

  /** As if its firmware failed: reports a fatal status until it is reset. */
  public void fail() {
    csts |= CSTS_CFS;
  }

  /** Takes no command until it is reset. */
  public void stall() {
    isStalled = true;
  }

  /** Heeds no reset but that of its function. */
  public void ignoreDisable() {
    ignoresDisable = true;
  }

  /** Reads a register. */
  public long read(long offset) {
    if (isGone) {
      return -1;
    }
    return switch ((int) offset) {
      case (int) ControllerRegister.CAP -> cap();
      case (int) ControllerRegister.CAP + 4 -> cap() >>> 32;
      case (int) ControllerRegister.VS -> VERSION;
      case (int) ControllerRegister.CC -> cc;
      case (int) ControllerRegister.CSTS -> csts;
      case (int) ControllerRegister.AQA -> aqa;
      case (int) ControllerRegister.ASQ -> asq;
      case (int) ControllerRegister.ACQ -> acq;
      case (int) ControllerRegister.CMBLOC -> (cmbmsc & Cmbmsc.CRE) == 0 ? 0 : BUFFER_LOCATION;
      case (int) ControllerRegister.CMBSZ -> (cmbmsc & Cmbmsc.CRE) == 0 ? 0 : bufferSize();
      default -> 0;
    };
  }

  /** Writes a register. */
  public void write(long offset, long value) {
    switch ((int) offset) {
      case (int) ControllerRegister.CC -> configure((int) value);
      case (int) ControllerRegister.AQA -> aqa = (int) value;
      case (int) ControllerRegister.ASQ -> asq = value;
      case (int) ControllerRegister.ACQ -> acq = value;
      case (int) ControllerRegister.CMBMSC -> placeBuffer(value);
      default -> {}
    }
  }

  private long cap() {
    return CAP | commandSets | (buffer == null ? 0 : CAP_CMBS);
  }

  private int bufferSize() {
    return buffer == null ? 0 : (int) (buffer.byteSize() >>> 12) << 12 | BUFFER_USE;
  }

  private void placeBuffer(long newCmbmsc) {
    if (buffer != null) {
      dma.unmap(cmbmsc & -4096);
      cmbmsc = newCmbmsc;
      if ((cmbmsc & Cmbmsc.CMSE) != 0) {
        dma.map(cmbmsc & -4096, buffer);
      }
    }
  }

  /** As after power-on. */
  public void reset() {
    Arrays.fill(submissions, null);
    Arrays.fill(completions, null);
    queueLimit = 1;
    held.clear();
    isStalled = false;
    ignoresDisable = false;
    cc = 0;
    csts = 0;
  }

  private void configure(int newCc) {
    boolean enable = (newCc & 1) != 0;
    if (!enable && ignoresDisable) {
      return;
    }
    if (enable && (cc & 1) == 0) {
      doorbells.fill((byte) 0);
      int status = createCompletion(0, acq, Aqa.acqsZeroBased(aqa) + 1, 0);
      if (status == SUCCESS) {
        status = createSubmission(0, asq, Aqa.asqsZeroBased(aqa) + 1, 0);
      }
      csts = status == SUCCESS ? CSTS_RDY : CSTS_CFS;
    } else if (!enable && (cc & 1) != 0) {
      reset();
    }
    cc = newCc;
    if ((newCc >>> 14 & 3) != 0) {
      csts |= CSTS_SHUTDOWN_COMPLETE;
    }
  }

  /** Creates a completion queue; returns the status field of that. */
  int createCompletion(int id, long iova, int entries, int vector) {
    MemorySegment memory = dma.find(iova, (long) entries * CompletionQueueEntry.SIZE_BYTES);
    if (id < 0 || id >= MAX_QUEUES || completions[id] != null) {
      return Status.of(StatusCode.INVALID_QUEUE_IDENTIFIER).field();
    }
    if (entries < 2 || entries > MAX_ENTRIES) {
      return Status.of(StatusCode.INVALID_QUEUE_SIZE).field();
    }
    if (memory == null) {
      return Status.of(StatusCode.DATA_TRANSFER_ERROR).field();
    }
    doorbells.asSlice(8L * id, 8).fill((byte) 0);
    completions[id] = new Completion(id, memory, entries, vector, doorbells, tampering);
    return SUCCESS;
  }

  /** Creates a submission queue; returns the status field of that. */
  int createSubmission(int id, long iova, int entries, int completionId) {
    MemorySegment memory = dma.find(iova, (long) entries * SubmissionQueueEntry.SIZE_BYTES);
    if (id < 0 || id >= MAX_QUEUES || submissions[id] != null) {
      return Status.of(StatusCode.INVALID_QUEUE_IDENTIFIER).field();
    }
    Completion completion =
        completionId >= 0 && completionId < MAX_QUEUES ? completions[completionId] : null;
    if (completion == null) {
      return Status.of(StatusCode.COMPLETION_QUEUE_INVALID).field();
    }
    if (entries < 2 || entries > MAX_ENTRIES) {
      return Status.of(StatusCode.INVALID_QUEUE_SIZE).field();
    }
    if (memory == null) {
      return Status.of(StatusCode.DATA_TRANSFER_ERROR).field();
    }
    completion.users++;
    submissions[id] = new Submission(id, memory, entries, completion, doorbells);
    queueLimit = Math.max(queueLimit, id + 1);
    return SUCCESS;
  }

  int deleteSubmission(int id) {
    Submission queue = id > 0 && id < MAX_QUEUES ? submissions[id] : null;
    if (queue == null) {
      return Status.of(StatusCode.INVALID_QUEUE_IDENTIFIER).field();
    }
    held.removeIf(each -> each.queue == queue);
    queue.completions.users--;
    submissions[id] = null;
    return SUCCESS;
  }

  int deleteCompletion(int id) {
    Completion queue = id > 0 && id < MAX_QUEUES ? completions[id] : null;
    if (queue == null) {
      return Status.of(StatusCode.INVALID_QUEUE_IDENTIFIER).field();
    }
    if (queue.users > 0) {
      return Status.of(StatusCode.INVALID_QUEUE_DELETION).field();
    }
    completions[id] = null;
    return SUCCESS;
  }

  /**
   * Does what there is to do.
   *
   * @return commands taken
   */
  public int step() {
    if ((csts & CSTS_RDY) == 0 || (csts & CSTS_CFS) != 0 || isGone || hangs || isStalled) {
      return 0;
    }
    if (releaseHeld) {
      release();
    }
    int taken = 0;
    for (int id = 0; id < queueLimit; id++) {
      Submission queue = submissions[id];
      if (queue != null) {
        taken += serve(queue);
      }
    }
    return taken;
  }

  private int serve(Submission queue) {
    int count = Math.min(queue.waiting(), BURST);
    if (queue.isBroken()) {
      csts |= CSTS_CFS;
      return 0;
    }
    Completion out = queue.completions;
    int taken = 0;
    while (taken < count && out.hasRoom()) {
      long entry = queue.nextOffset();
      queue.take();
      taken++;
      if (queue.id == 0) {
        admin.execute(queue, entry);
      } else {
        execute(queue, entry);
      }
    }
    if (taken > 0 && out.vector >= 0) {
      interrupt.accept(out.vector);
    }
    return taken;
  }

  private void execute(Submission queue, long entry) {
    int cdw0 = SubmissionQueueEntry.cdw(queue.memory, entry, 0);
    int opcode = SubmissionQueueEntry.opcode(cdw0);
    int cid = SubmissionQueueEntry.cid(cdw0);
    FaultPlan plan = faults;
    Fault fault = plan == null ? null : plan.of(opcode, ModelData.block(queue.memory, entry));
    if (fault != null) {
      executeFaulty(queue, entry, opcode, cid, fault);
      return;
    }
    if (!ioHandlers.isEmpty()) {
      CommandHandler handler = ioHandlers.get(opcode);
      if (handler != null) {
        ModelRequest request = new ModelRequest(dma, queue.memory, entry);
        int handled = handler.execute(request);
        queue.completions.post(request.result(), cid, handled, queue);
        return;
      }
    }
    queue.completions.post(0, cid, carryOut(queue.memory, entry, opcode), queue);
  }

  private int carryOut(MemorySegment memory, long entry, int opcode) {
    return opcode == READ || opcode == WRITE
        ? data.transfer(memory, entry, opcode == WRITE)
        : data.other(memory, entry, opcode);
  }

  private void executeFaulty(Submission queue, long entry, int opcode, int cid, Fault fault) {
    Completion out = queue.completions;
    switch (fault) {
      case Fault.Refuse refuse -> out.post(0, cid, refuse.statusField(), queue);
      case Fault.Swallow _ -> {}
      case Fault.Hold _ ->
          held.add(
              new Held(
                  queue, cid, data.transfer(queue.memory, entry, opcode == WRITE), null, opcode));
      case Fault.Delay _ -> held.add(Held.of(queue, entry, opcode, cid));
      case Fault.LoseWrite _ -> out.post(0, cid, SUCCESS, queue);
      case Fault.FlipBit flip -> {
        int status = data.transfer(queue.memory, entry, opcode == WRITE);
        data.flip(queue.memory, entry, flip.bit());
        out.post(0, cid, status, queue);
      }
      case Fault.CompleteTwice _ -> {
        int status = data.transfer(queue.memory, entry, opcode == WRITE);
        out.post(0, cid, status, queue);
        if (out.hasRoom()) {
          out.post(0, cid, status, queue);
        }
      }
    }
  }

  private void release() {
    releaseHeld = false;
    for (Held each = held.poll(); each != null; each = held.poll()) {
      MemorySegment entry = each.entry;
      int status = entry == null ? each.statusField : carryOut(entry, 0, each.opcode);
      if (each.queue.completions.hasRoom()) {
        each.queue.completions.post(0, each.cid, status, each.queue);
      }
    }
  }
}
