package dev.orion.simulation.model;

import java.lang.foreign.MemorySegment;

/** Changes what a {@link ModelController} tells its driver. Called in the model's thread. */
@FunctionalInterface
public interface CompletionTampering {

  /** Changes nothing. */
  CompletionTampering NONE = (_, _) -> {};

  /**
   * Looks at a completion queue after an entry was posted to it.
   *
   * @param queue the queue's memory
   * @param offset where the entry begins
   */
  void with(MemorySegment queue, long offset);
}
