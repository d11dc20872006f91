package dev.orion.tools;

import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.pci.DmaExhaustedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Exceptions in a line for the user. */
final class UserErrors {
  private UserErrors() {}

  /** What went wrong while a command ran. */
  static String oneLine(Exception error) {
    String message =
        Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName());
    // The file system's exceptions have only a path as their message.
    String reason =
        switch (error) {
          case NoSuchFileException e when e.getReason() == null -> "no such file or directory: ";
          case AccessDeniedException e when e.getReason() == null -> "permission denied: ";
          case NotDirectoryException e when e.getReason() == null -> "not a directory: ";
          case FileAlreadyExistsException e when e.getReason() == null -> "there already: ";
          case FileSystemException e when e.getReason() == null -> "file system error: ";
          case ParameterException _, DmaExhaustedException _ -> "";
          case RuntimeException e ->
              "internal error, please report it with what --verbose shows: "
                  + e.getClass().getSimpleName()
                  + ": ";
          default -> "";
        };
    String remedy = error instanceof UnsupportedCommandException ? "; --force sends it anyway" : "";
    return joined(reason + message + remedy);
  }

  /** What is wrong with a command line, and where its help is. */
  static String usageLine(ParameterException error, List<String> arguments) {
    CommandLine command = error.getCommandLine();
    return "%s (see %s --help)"
        .formatted(
            joined(usageMessage(error, arguments)), command.getCommandSpec().qualifiedName());
  }

  /**
   * What is wrong with a command line.
   *
   * @param arguments the command line, whose names for options are used
   */
  static String usageMessage(ParameterException error, List<String> arguments) {
    ArgSpec argument = error.getArgSpec();
    if (argument != null && error.getCause() instanceof TypeConversionException wrong) {
      String name =
          argument instanceof OptionSpec option
              ? typedName(option, arguments)
              : argument.paramLabel();
      return name + ": " + wrong.getMessage();
    }
    if (error instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      List<String> suggestions = unmatched.getSuggestions();
      boolean isCommand = !error.getCommandLine().getSubcommands().isEmpty();
      return "%s '%s'%s"
          .formatted(
              isCommand ? "unknown command" : "one argument too many:",
              unmatched.getUnmatched().getFirst(),
              isCommand && !suggestions.isEmpty()
                  ? "; did you mean " + String.join(" or ", suggestions) + "?"
                  : "");
    }
    return Objects.requireNonNullElse(error.getMessage(), error.toString());
  }

  /** The long name by which an option was given; of a letter's option the longest there is. */
  private static String typedName(OptionSpec option, List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.replaceFirst("(?s)=.*", ""))
        .filter(name -> name.startsWith("--") && List.of(option.names()).contains(name))
        .findFirst()
        .orElse(option.longestName());
  }

  private static String joined(String lines) {
    return lines.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }
}
