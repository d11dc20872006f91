package dev.orion.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where a command runs: a mixin without options, by which a command that is a static method gets
 * its output, its devices and the environment.
 */
@Command
final class CommandContext {
  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  CommandContext(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  /** Opens the controller that the command is for. */
  OpenController open(DeviceOperand device) throws IOException {
    return OpenController.open(device.address, name(), environment);
  }

  /** What the user called: {@code orion nvme id-ctrl}. */
  String name() {
    return command.qualifiedName();
  }

  /** Where text goes. */
  PrintWriter out() {
    return commandLine().getOut();
  }

  /** Where warnings and questions go. */
  PrintWriter err() {
    return commandLine().getErr();
  }

  StandardStreams streams() {
    return streams;
  }

  Map<String, String> environment() {
    return environment;
  }

  /**
   * Makes what a library takes of what the user gave; values that cannot be are errors of usage.
   *
   * @param make throws {@link IllegalArgumentException} if it cannot
   */
  <T> T valid(Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** An error of usage. */
  ParameterException usageError(String message) {
    return new ParameterException(commandLine(), message);
  }

  /** For errors of usage. */
  CommandLine commandLine() {
    return command.commandLine();
  }
}
