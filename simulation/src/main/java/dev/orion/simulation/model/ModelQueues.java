package dev.orion.simulation.model;

import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The two kinds of queues as a controller sees them. */
final class ModelQueues {

  private static final VarHandle DOORBELL =
      ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private ModelQueues() {}

  /** Commands come in here. */
  static final class Submission {
    final int id;
    final MemorySegment memory;
    final Completion completions;
    private final int entries;
    private final MemorySegment doorbells;
    private final long doorbell;
    private int head;
    private int tail;

    Submission(
        int id,
        MemorySegment memory,
        int entries,
        Completion completions,
        MemorySegment doorbells) {
      this.id = id;
      this.memory = memory;
      this.entries = entries;
      this.completions = completions;
      this.doorbells = doorbells;
      this.doorbell = 8L * id;
    }

    /** Commands that wait. Looks at the doorbell only when all known of are done. */
    int waiting() {
      if (head == tail) {
        tail = (int) DOORBELL.getAcquire(doorbells, doorbell);
      }
      return head <= tail ? tail - head : tail - head + entries;
    }

    /** Whether the driver wrote a tail that is no entry. */
    boolean isBroken() {
      return Integer.compareUnsigned(tail, entries) >= 0;
    }

    /** Where the next command is. */
    long nextOffset() {
      return (long) head * SubmissionQueueEntry.SIZE_BYTES;
    }

    void take() {
      head = head + 1 == entries ? 0 : head + 1;
    }
  }

  /** Completions go out here. */
  static final class Completion {
    final int id;
    final int vector;
    int users;
    private final MemorySegment memory;
    private final int entries;
    private final MemorySegment doorbells;
    private final long doorbell;
    private final CompletionTampering tampering;
    private int tail;
    private int phase = 1;
    private int free;

    /**
     * @param vector that completions fire, or -1
     */
    Completion(
        int id,
        MemorySegment memory,
        int entries,
        int vector,
        MemorySegment doorbells,
        CompletionTampering tampering) {
      this.id = id;
      this.memory = memory;
      this.entries = entries;
      this.vector = vector;
      this.doorbells = doorbells;
      this.doorbell = 8L * id + 4;
      this.tampering = tampering;
      this.free = entries - 1;
    }

    /**
     * Whether there is room for another entry. Looks at the doorbell only when there seems none.
     */
    boolean hasRoom() {
      if (free == 0) {
        int head = (int) DOORBELL.getAcquire(doorbells, doorbell);
        int used = head <= tail ? tail - head : tail - head + entries;
        free = entries - 1 - used;
      }
      return free > 0;
    }

    void post(long result, int cid, int statusField, Submission queue) {
      CompletionQueueEntry.post(
          memory,
          (long) tail * CompletionQueueEntry.SIZE_BYTES,
          result,
          queue.head | queue.id << 16,
          CompletionQueueEntry.dword3(cid, phase, statusField));
      tampering.with(memory, (long) tail * CompletionQueueEntry.SIZE_BYTES);
      free--;
      if (++tail == entries) {
        tail = 0;
        phase ^= 1;
      }
    }
  }
}
