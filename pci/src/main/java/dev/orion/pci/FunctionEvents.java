package dev.orion.pci;

import java.util.Optional;

/** The events of a function. One thread waits; any thread may wake it. */
public interface FunctionEvents {

  /**
   * Waits for an event.
   *
   * @param timeoutNanos how long, {@link Long#MAX_VALUE} for as long as it takes
   * @return the event; empty if the time ran out or {@link #wake} was called
   */
  Optional<FunctionEvent> await(long timeoutNanos);

  /** Ends the wait, or the next one if nobody waits. To be called before the function is closed. */
  void wake();
}
