package dev.orion.block;

import java.io.IOException;

/**
 * A path to a device that belongs to one thread. It locks nothing and moves only in {@link #poll}:
 * nothing is sent, completed or called back elsewhere. Requests may complete in any order.
 */
public interface BlockQueue extends AutoCloseable {

  /** Requests that it takes at a time. */
  int depth();

  /** Requests submitted and not yet completed. */
  int inFlight();

  /**
   * Takes a request; the next {@link #poll} sends it. The request, its buffers and their content
   * belong to the queue until it completes. May be called from a completion; what it submits
   * completes in a later poll.
   *
   * @return false if {@link #depth} requests are in flight, or the queue is being closed: nothing
   *     was taken
   * @throws IllegalArgumentException if the request does not fit the device (see {@link
   *     Geometry#check}): nothing was taken
   * @throws IllegalStateException if the queue is closed
   */
  boolean submit(BlockRequest request);

  /**
   * Sends what was submitted, takes in what completed, and calls each completion back. Never waits,
   * but for the reset of a device that failed. Not to be called from a completion.
   *
   * @return requests completed by this call
   */
  int poll();

  /**
   * Waits, in the way of the queue's {@link CompletionMode}, until a poll may find something. For
   * its owner to call when a poll has found nothing; returning early is harmless. It sends what was
   * submitted, but completes nothing.
   *
   * @param timeoutNanos how long to wait at the most
   */
  default void await(long timeoutNanos) {
    Thread.onSpinWait();
  }

  /**
   * Ends the requests in flight (waiting for a device that still works on them) and gives the queue
   * up. Closing twice is harmless.
   */
  @Override
  void close() throws IOException;
}
