package dev.orion.simulation.model;

import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;

/** What a {@link ModelController} does to a command instead of what it should. */
public sealed interface Fault {

  /**
   * Ends it with a status, its data unmoved.
   *
   * @param statusField as in the completion, without the phase
   */
  record Refuse(int statusField) implements Fault {
    /** With a status of the specification. */
    public static Refuse with(StatusCode code) {
      return new Refuse(Status.of(code).field());
    }
  }

  /** Never ends it. */
  record Swallow() implements Fault {}

  /** Moves its data, and ends it when {@link ModelController#releaseHeld} is called. */
  record Hold() implements Fault {}

  /** Moves its data and ends it only when {@link ModelController#releaseHeld} is called. */
  record Delay() implements Fault {}

  /** Reports success, but writes nothing. */
  record LoseWrite() implements Fault {}

  /**
   * Flips a bit of what a read returns, and reports success.
   *
   * @param bit counted from the first bit of the data
   */
  record FlipBit(long bit) implements Fault {}

  /** Ends it twice. */
  record CompleteTwice() implements Fault {}
}
