package dev.orion.simulation.model;

import org.jspecify.annotations.Nullable;

/** Decides which I/O commands meet which fault. Called in the model's thread. */
@FunctionalInterface
public interface FaultPlan {

  /**
   * Looks at a command as it arrives.
   *
   * @param opcode of the NVM Command Set
   * @param block the first one of its range; of a command without one, whatever its Dwords 10 and
   *     11 hold
   * @return null if it is to succeed
   */
  @Nullable Fault of(int opcode, long block);
}
