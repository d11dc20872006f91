package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A queue that any thread may submit to, with futures as results. It starts no thread: its owner
 * gives it one that calls {@link #run}, or calls {@link #doWork} again and again; only there do
 * requests move and futures end, with what depends on them.
 *
 * <p>A request and its buffers belong to the queue until its future ends. Cancelling a future does
 * not take the request back: its buffers must not be freed before {@link #close} in that case.
 */
public final class AsyncBlockQueue implements Runnable, AutoCloseable {

  private static final int ROUNDS_PER_PAUSE = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final String name;
  private final Geometry geometry;
  private final BlockQueue queue;
  private final NanoClock clock;
  private final BlockingQueue<Entry> handOver;
  private final Queue<Entry> ended = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private record Entry(
      BlockRequest request, CompletableFuture<BlockRequest> future, @Nullable Throwable failure) {

    Entry failedWith(@Nullable Throwable failure) {
      return new Entry(request, future, failure);
    }
  }

  private AsyncBlockQueue(
      BlockDevice device, BlockQueue queue, int waitingRequests, NanoClock clock) {
    name = device.name();
    geometry = device.geometry();
    this.queue = queue;
    this.clock = clock;
    handOver = new ArrayBlockingQueue<>(waitingRequests);
  }

  /**
   * Opens a queue of the device.
   *
   * @param depth requests that the device gets at a time
   * @param waitingRequests requests that may wait for their turn besides
   * @param clock passes the time while {@link #run} has nothing to do
   * @throws IOException if the device has no queue left or is gone
   */
  public static AsyncBlockQueue open(
      BlockDevice device, int depth, int waitingRequests, NanoClock clock) throws IOException {
    if (waitingRequests < 1) {
      throw new IllegalArgumentException("%d waiting requests".formatted(waitingRequests));
    }
    return new AsyncBlockQueue(device, device.openQueue(depth), waitingRequests, clock);
  }

  /**
   * Hands a request over. Takes over who hears of its end ({@link BlockRequest#onComplete}).
   *
   * @return ends with the request when it succeeded, or with the {@link BlockException} that says
   *     how it failed
   * @throws IllegalArgumentException if the request does not fit the device
   * @throws RejectedExecutionException if too many requests wait, or the queue is closed
   */
  public CompletableFuture<BlockRequest> submit(BlockRequest request) {
    geometry.check(request);
    Entry entry = new Entry(request, new CompletableFuture<>(), null);
    if (closed) {
      throw rejected(request, "its queue is closed");
    }
    if (!handOver.offer(entry)) {
      throw rejected(request, "%d requests wait already".formatted(handOver.size()));
    }
    // A close that ran between the two above may not have seen the request.
    if (closed && handOver.remove(entry)) {
      throw rejected(request, "its queue is closed");
    }
    return entry.future;
  }

  /**
   * Sends what was handed over as far as the device takes it, and ends the futures of what
   * completed. Never waits for the device. One thread at a time calls it; others wait.
   *
   * @return requests sent and completed: 0 if there was nothing to do
   */
  public int doWork() {
    int work = closed ? 0 : advance();
    deliver();
    return work;
  }

  /** Works until the queue is closed. */
  @Override
  public void run() {
    int idleRounds = 0;
    while (!closed) {
      if (doWork() > 0) {
        idleRounds = 0;
      } else if (++idleRounds >= ROUNDS_PER_PAUSE) {
        idleRounds = queue.inFlight() == 0 ? ROUNDS_PER_PAUSE : 0;
        clock.pause(PAUSE_NANOS);
      }
    }
  }

  /**
   * Gives the queue up from any thread, also from what depends on a future. Requests in flight end
   * as {@link BlockQueue#close} says, those that still wait fail with {@link Kind#ABORTED}. Closing
   * twice is harmless.
   */
  @Override
  public void close() throws IOException {
    try {
      shutDown();
    } finally {
      deliver();
    }
  }

  private synchronized int advance() {
    if (closed) {
      return 0;
    }
    int sent = 0;
    while (queue.inFlight() < queue.depth()) {
      Entry entry = handOver.poll();
      if (entry == null) {
        break;
      }
      send(entry);
      sent++;
    }
    return sent + queue.poll();
  }

  private void send(Entry entry) {
    try {
      if (entry.request.isInFlight()) {
        throw new IllegalStateException(name + ": " + entry.request + " is in flight already");
      }
      entry.request.onComplete(request -> ended.add(entry.failedWith(request.failure())));
      if (!queue.submit(entry.request)) {
        throw new IllegalStateException(
            "%s: its queue of depth %d took only %d requests"
                .formatted(name, queue.depth(), queue.inFlight()));
      }
    } catch (RuntimeException e) {
      ended.add(entry.failedWith(e));
    }
  }

  private synchronized void shutDown() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    for (Entry entry = handOver.poll(); entry != null; entry = handOver.poll()) {
      String message = "%s: %s: its queue was closed before".formatted(name, entry.request);
      ended.add(entry.failedWith(new BlockException(Kind.ABORTED, message)));
    }
    queue.close();
  }

  /** Ends futures outside of the lock and of the poll, as what depends on them may do anything. */
  private void deliver() {
    for (Entry entry = ended.poll(); entry != null; entry = ended.poll()) {
      if (entry.failure == null) {
        entry.future.complete(entry.request);
      } else {
        entry.future.completeExceptionally(entry.failure);
      }
    }
  }

  private RejectedExecutionException rejected(BlockRequest request, String why) {
    return new RejectedExecutionException("%s: %s: %s".formatted(name, request, why));
  }
}
