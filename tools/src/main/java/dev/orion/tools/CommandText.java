package dev.orion.tools;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a command line such that a shell reads the same arguments from it. */
final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private CommandText() {}

  static String of(String program, List<String> arguments) {
    return program
        + arguments.stream().map(each -> " " + quoted(each)).collect(Collectors.joining());
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
