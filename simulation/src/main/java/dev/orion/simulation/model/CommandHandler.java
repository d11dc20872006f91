package dev.orion.simulation.model;

/** Executes the commands of an opcode that a {@link ModelController} does not have by itself. */
@FunctionalInterface
public interface CommandHandler {

  /**
   * Executes a command, in the model's thread.
   *
   * @return its status field, without the phase
   */
  int execute(ModelRequest request);
}
