package dev.orion.nvme;

import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.Doorbell;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.Registers;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A submission queue, its completion queue, and a tracker for every command that may be in flight.
 * It belongs to one thread and neither locks nor allocates.
 *
 * <p>The path of a command: {@link #begin} reserves a tracker, the caller writes the 64 bytes of
 * the entry in {@link #submissionQueue} at {@link #entryOffset}, {@link #commit} makes the entry
 * the queue's, {@link #ring} tells the controller of all entries committed since the last time, and
 * {@link #reap} calls back what completed.
 *
 * <p>The submission queue cannot overflow: it has an entry more than there are trackers, and an
 * entry is consumed before its command completes. Nor can the completion queue: its head doorbell
 * is written as soon as the entries not yet given back and the commands in flight could fill it,
 * and no sooner, so that it is written once for many completions.
 */
public final class QueuePair {

  /**
   * Fruitless looks at the completion queue between two looks at the controller's health: about a
   * millisecond. Where a register is in another process, it may take as long to read.
   */
  private static final int IDLE_REAPS_PER_CHECK = 1 << 18;

  private static final int IDLE_REAPS_PER_REMOTE_CHECK = 1 << 22;

  /** Calls of {@link #ringWhenDue} that may leave entries unsent: some 10 us of polling. */
  private static final int MAX_HELD_CALLS = 500;

  /** Expected where the memory of the queue is no longer the pair's. */
  private static final int NO_PHASE = -1;

  private final int queueId;
  private final int vector;
  private final Registers registers;
  private final QueueWatch watch;
  private final @Nullable ShadowDoorbells shadows;
  private final boolean savesDoorbells;
  private final int idleReapsPerCheck;
  private final long submissionDoorbell;
  private final long completionDoorbell;

  private final QueueRings rings;
  private final DmaBuffer prpLists;
  private final MemorySegment submissionQueue;
  private final int submissionEntries;
  private final MemorySegment completionQueue;
  private final int completionEntries;
  private final int unacknowledgedLimit;

  private final Tracker[] trackers;
  private final int slotMask;
  private @Nullable Tracker freeTrackers;
  private int inFlight;

  private int submissionTail;
  private int rungSubmissionTail;
  private int held;
  private int completionHead;
  private int expectedPhase = 1;
  private int unacknowledged;
  private int idleReaps;
  private int reapsToClock;
  private long strayCompletions;

  /**
   * The memory of a pair; the controller creates its queues.
   *
   * @param depth commands in flight at the most
   * @param rings of more than {@code depth} entries each; freed with the pair
   * @param prpListBytes see {@link PrpList#lengthBytesFor}
   * @param shadows where doorbells are written first, or null
   * @param vector index of the interrupt vector that completions fire, or {@link
   *     NvmeController#POLLED}
   */
  QueuePair(
      NvmeController controller,
      Registers registers,
      @Nullable ShadowDoorbells shadows,
      int queueId,
      int doorbellStride,
      int depth,
      QueueRings rings,
      long prpListBytes,
      int vector) {
    this.vector = vector;
    this.registers = registers;
    this.shadows = shadows;
    this.savesDoorbells = registers.areRemote() && shadows == null;
    this.idleReapsPerCheck =
        controller.hasRemoteRegisters() ? IDLE_REAPS_PER_REMOTE_CHECK : IDLE_REAPS_PER_CHECK;
    this.queueId = queueId;
    this.rings = rings;
    this.submissionQueue = rings.submission().segment();
    this.submissionEntries = rings.submissionEntries();
    this.completionQueue = rings.completion().segment();
    this.completionEntries = rings.completionEntries();
    this.unacknowledgedLimit = completionEntries - 1 - depth;
    this.submissionDoorbell = Doorbell.submissionTail(queueId, doorbellStride) - Doorbell.BASE;
    this.completionDoorbell = Doorbell.completionHead(queueId, doorbellStride) - Doorbell.BASE;

    if (shadows != null) {
      shadows.clear(submissionDoorbell);
      shadows.clear(completionDoorbell);
    }
    int pageSizeBytes = controller.pageSizeBytes();
    try {
      this.prpLists = controller.dma().allocate(depth * prpListBytes, pageSizeBytes);
    } catch (RuntimeException e) {
      rings.free();
      throw e;
    }

    this.trackers = new Tracker[depth];
    this.slotMask = depth == 1 ? 0 : (Integer.highestOneBit(depth - 1) << 1) - 1;
    for (int slot = depth - 1; slot >= 0; slot--) {
      DmaBuffer list = prpLists.slice(slot * prpListBytes, prpListBytes);
      Tracker tracker = new Tracker(slot, new PrpList(list.segment(), list.iova(), pageSizeBytes));
      tracker.nextFree = freeTrackers;
      trackers[slot] = tracker;
      freeTrackers = tracker;
    }
    this.watch = controller.watch(this);
  }

  /** The queue identifier of both queues; 0 is the admin queue's. */
  public int queueId() {
    return queueId;
  }

  /** The interrupt vector that completions fire, or {@link NvmeController#POLLED}. */
  int vector() {
    return vector;
  }

  /** Commands that may be in flight. */
  public int depth() {
    return trackers.length;
  }

  /** Commands begun and not yet completed. */
  public int inFlight() {
    return inFlight;
  }

  /** Completions that belonged to no command in flight, and were ignored. */
  public long strayCompletions() {
    return strayCompletions;
  }

  /**
   * Reserves a tracker for a command. The command counts as in flight from here on, so the entry
   * must be written and committed next.
   *
   * @return null if {@link #depth} commands are in flight
   */
  public @Nullable Tracker begin(CommandCompletion completion, @Nullable Object context) {
    Tracker tracker = freeTrackers;
    if (tracker == null) {
      return null;
    }
    freeTrackers = tracker.nextFree;
    // The identifier's upper bits count the tracker's uses, so that a late completion of an
    // earlier use is told from that of this one. FFFFh names no command (Base 3.3.3.1).
    int commandId = (tracker.commandId + slotMask + 1) & 0xffff;
    tracker.commandId = commandId == 0xffff ? commandId & slotMask : commandId;
    tracker.completion = completion;
    tracker.context = context;
    tracker.inFlight = true;
    tracker.begunTick = watch.tick();
    inFlight++;
    return tracker;
  }

  /** Gives a tracker back, whose command has ended or was not committed. */
  void release(Tracker tracker) {
    tracker.inFlight = false;
    inFlight--;
    tracker.nextFree = freeTrackers;
    freeTrackers = tracker;
  }

  /** The memory of the submission queue. */
  public MemorySegment submissionQueue() {
    return submissionQueue;
  }

  /** Where in {@link #submissionQueue} the next entry goes. All its 64 bytes must be written. */
  public long entryOffset() {
    return (long) submissionTail * SubmissionQueueEntry.SIZE_BYTES;
  }

  /** Makes the entry at {@link #entryOffset} the queue's; {@link #ring} sends it. */
  public void commit() {
    int next = submissionTail + 1;
    submissionTail = next == submissionEntries ? 0 : next;
  }

  /** Tells the controller of the entries committed since the last time, with one register write. */
  public void ring() {
    int tail = submissionTail;
    if (tail != rungSubmissionTail) {
      rungSubmissionTail = tail;
      held = 0;
      writeDoorbell(submissionDoorbell, tail);
    }
  }

  private void writeDoorbell(long doorbell, int value) {
    ShadowDoorbells first = shadows;
    if (first == null || first.write(doorbell, value)) {
      registers.write32(doorbell, value);
    }
  }

  /**
   * {@link #ring}, as part of a loop that calls it again and again. Where a register write is a
   * message, which costs as much as many I/Os, it waits until the entries to tell of are half of
   * all in flight, or a while has passed.
   */
  public void ringWhenDue() {
    if (!savesDoorbells) {
      ring();
      return;
    }
    int unrung = submissionTail - rungSubmissionTail;
    if (unrung != 0) {
      if (unrung < 0) {
        unrung += submissionEntries;
      }
      if (2 * unrung >= inFlight || ++held >= MAX_HELD_CALLS) {
        ring();
      }
    }
  }

  /**
   * Calls back the commands that completed. Where nothing has completed for long, looks whether the
   * controller still works, and now and then whether every command ends in its time. Where not, the
   * commands in flight may end with {@link CommandCompletion#CONTROLLER_RESET} or {@link
   * CommandCompletion#CONTROLLER_GONE}, and this call may take as long as a reset: see {@link
   * RecoveryLimits}.
   *
   * @param limit commands to call back at the most
   * @return commands called back
   */
  public int reap(int limit) {
    int reaped = 0;
    while (reaped < limit) {
      long entry = (long) completionHead * CompletionQueueEntry.SIZE_BYTES;
      int dword3 = CompletionQueueEntry.dword3Acquire(completionQueue, entry);
      if (CompletionQueueEntry.phase(dword3) != expectedPhase) {
        break;
      }
      long result = CompletionQueueEntry.dword0And1(completionQueue, entry);
      if (++completionHead == completionEntries) {
        completionHead = 0;
        expectedPhase ^= 1;
      }
      unacknowledged++;
      reaped +=
          end(CompletionQueueEntry.cid(dword3), CompletionQueueEntry.statusField(dword3), result);
    }
    if (unacknowledged > unacknowledgedLimit) {
      acknowledge();
    }
    if (--reapsToClock < 0) {
      reapsToClock = watch.lookAtDeadlines();
    }
    if (reaped != 0) {
      idleReaps = 0;
    } else if (inFlight != 0 && (watch.isOutdated() || ++idleReaps >= idleReapsPerCheck)) {
      idleReaps = 0;
      wake();
      return watch.lookAtController();
    }
    return reaped;
  }

  /**
   * Writes the register that a shadow made unnecessary: emulators have been known to miss a shadow
   * that is written while they fall asleep.
   */
  private void wake() {
    if (shadows != null) {
      registers.write32(submissionDoorbell, rungSubmissionTail);
    }
  }

  /**
   * Before its owner sleeps: sends what was committed, and gives back all entries that were read,
   * as a controller need not interrupt for more while it waits for these.
   */
  void prepareToSleep() {
    acknowledge();
    ring();
  }

  /** Makes the next {@link #reap} that finds nothing look at the controller and the clock. */
  void lookAtHealth() {
    idleReaps = idleReapsPerCheck;
    reapsToClock = 0;
  }

  /** Gives every completion queue entry that was read back to the controller. */
  void acknowledge() {
    if (unacknowledged != 0) {
      unacknowledged = 0;
      writeDoorbell(completionDoorbell, completionHead);
    }
  }

  private int end(int commandId, int statusField, long result) {
    int slot = commandId & slotMask;
    if (slot >= trackers.length) {
      strayCompletions++;
      return 0;
    }
    Tracker tracker = trackers[slot];
    if (!tracker.inFlight || tracker.commandId != commandId) {
      strayCompletions++;
      return 0;
    }
    end(tracker, statusField, result);
    return 1;
  }

  private void end(Tracker tracker, int statusField, long result) {
    release(tracker);
    Objects.requireNonNull(tracker.completion).onCompletion(tracker, statusField, result);
  }

  QueueWatch watch() {
    return watch;
  }

  /**
   * Marks the commands in flight as lost: the controller has forgotten them. Their trackers are
   * free again when {@link #endLost} has ended them.
   */
  void loseAll() {
    for (Tracker tracker : trackers) {
      tracker.isLost = tracker.inFlight;
    }
  }

  /** Ends the commands that are lost, each of them, and no others that their callbacks begin. */
  int endLost(int statusField) {
    int ended = 0;
    RuntimeException thrown = null;
    for (Tracker tracker : trackers) {
      if (tracker.isLost) {
        tracker.isLost = false;
        ended++;
        try {
          end(tracker, statusField, 0);
        } catch (RuntimeException e) {
          thrown = thrown == null ? e : thrown;
        }
      }
    }
    if (thrown != null) {
      throw thrown;
    }
    return ended;
  }

  /** A command in flight that began before a tick, or null. */
  @Nullable Tracker oldestBegunBefore(int tick) {
    Tracker oldest = null;
    for (Tracker tracker : trackers) {
      if (tracker.inFlight
          && tracker.begunTick - tick < 0
          && (oldest == null || tracker.begunTick - oldest.begunTick < 0)) {
        oldest = tracker;
      }
    }
    return oldest;
  }

  /** Makes the rings as new ones are, for a controller that has forgotten the queues. */
  void restart() {
    submissionTail = 0;
    rungSubmissionTail = 0;
    held = 0;
    completionHead = 0;
    expectedPhase = 1;
    unacknowledged = 0;
    completionQueue.fill((byte) 0);
    if (shadows != null) {
      shadows.clear(submissionDoorbell);
      shadows.clear(completionDoorbell);
    }
  }

  QueueRings rings() {
    return rings;
  }

  /**
   * Gives the memory back; the controller must not know the queues any more, and no command may be
   * in flight. Whoever still holds the pair can neither begin nor reap a command.
   */
  void free() {
    freeTrackers = null;
    expectedPhase = NO_PHASE;
    for (Tracker tracker : trackers) {
      if (tracker.bounce != null) {
        tracker.bounce.close();
      }
    }
    prpLists.close();
    rings.free();
  }
}
