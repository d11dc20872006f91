package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A queue of a device that has no processor of its own: {@link #poll} carries the requests out, in
 * the order in which they were submitted.
 */
abstract class InlineQueue implements BlockQueue {

  private final String name;
  private final Geometry geometry;
  private final @Nullable BlockRequest[] ring;
  private int head;
  private int inFlight;
  private boolean polling;
  private boolean closing;
  private boolean closed;

  /**
   * A queue of the device called {@code name}.
   *
   * @param depth requests that it takes at a time, at least 1
   */
  InlineQueue(String name, Geometry geometry, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("%s: queue depth %d".formatted(name, depth));
    }
    this.name = name;
    this.geometry = geometry;
    ring = new BlockRequest[depth];
  }

  /**
   * Carries a request out.
   *
   * @return how it failed, or null if it succeeded
   */
  abstract @Nullable BlockException execute(BlockRequest request);

  @Override
  public final int depth() {
    return ring.length;
  }

  @Override
  public final int inFlight() {
    return inFlight;
  }

  @Override
  public final boolean submit(BlockRequest request) {
    if (closed) {
      throw new IllegalStateException(name + ": the queue is closed");
    }
    geometry.check(request);
    if (inFlight == ring.length || closing) {
      return false;
    }
    request.begin();
    int tail = head + inFlight;
    ring[tail < ring.length ? tail : tail - ring.length] = request;
    inFlight++;
    return true;
  }

  @Override
  public final int poll() {
    if (polling) {
      throw new IllegalStateException(name + ": poll was called from a completion");
    }
    polling = true;
    try {
      // What completions submit waits for the next poll; a chain of them would never end.
      int taken = inFlight;
      int ended = 0;
      for (; ended < taken && inFlight > 0; ended++) { // A completion may have closed the queue.
        BlockRequest request = take();
        end(request, attempt(request));
      }
      return ended;
    } finally {
      polling = false;
    }
  }

  @Override
  public final void close() {
    if (closed) {
      return;
    }
    closing = true;
    while (inFlight > 0) {
      BlockRequest request = take();
      end(
          request,
          new BlockException(
              Kind.ABORTED, "%s: %s: its queue was closed before".formatted(name, request)));
    }
    closed = true;
  }

  /** Executes so that a request ends even if its buffers cannot be used. */
  private @Nullable BlockException attempt(BlockRequest request) {
    try {
      return execute(request);
    } catch (RuntimeException e) {
      BlockException failure =
          new BlockException(Kind.IO_ERROR, "%s: %s: %s".formatted(name, request, e));
      failure.initCause(e);
      return failure;
    }
  }

  private BlockRequest take() {
    BlockRequest request = ring[head];
    if (request == null) {
      throw new IllegalStateException(name + ": no request in the ring at " + head);
    }
    ring[head] = null;
    head = head + 1 < ring.length ? head + 1 : 0;
    inFlight--;
    return request;
  }

  private static void end(BlockRequest request, @Nullable BlockException failure) {
    if (failure == null) {
      request.succeed();
    } else {
      request.fail(failure);
    }
  }
}
