package dev.orion.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job file as fio has them: sections of options. {@code [global]} sets options of all sections
 * after it. A semicolon or hash begins a comment; {@code ${NAME}} is an environment variable,
 * {@code $ncpus} the number of CPUs.
 *
 * @param path where it is
 * @param sections its jobs
 */
record JobFile(Path path, List<Section> sections) {
  private static final Pattern HEADING = Pattern.compile("\\[(.*)]");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  /**
   * A job.
   *
   * @param name its name, which several may have
   * @param options its options and those of {@code [global]}, by name; each as often as it is given
   */
  record Section(String name, List<Setting> options) {}

  /**
   * An option.
   *
   * @param name its name
   * @param value its value; empty if there is none
   * @param line where it is, from 1
   * @param section which section it is given in: perhaps {@code global}
   */
  record Setting(String name, String value, int line, String section) {

    /** As it would be on the command line. */
    String argument() {
      return value.isEmpty() ? "--" + name : "--" + name + "=" + value;
    }
  }

  /**
   * Reads a file.
   *
   * @param environment the environment variables
   * @throws IOException if it cannot be read or is no job file, with the line
   */
  static JobFile read(Path path, Map<String, String> environment) throws IOException {
    List<String> lines = Files.readAllLines(path);
    List<Setting> global = new ArrayList<>();
    Map<Integer, Section> sections = new LinkedHashMap<>();
    List<Setting> current = null;
    String name = "";
    for (int index = 0; index < lines.size(); index++) {
      int number = index + 1;
      String line = lines.get(index).replaceFirst("[;#].*", "").strip();
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        name = heading.group(1).strip();
        current = global;
        if (!name.equals("global")) {
          current = new ArrayList<>(global);
          sections.put(number, new Section(name, current));
        }
      } else if (!line.isEmpty()) {
        if (current == null) {
          throw wrong(path, number, "'%s' is before the first section, such as [global]", line);
        }
        current.add(setting(expand(line, path, number, environment), path, number, name));
      }
    }
    if (sections.isEmpty()) {
      throw new IOException(path + " has no job: write a section such as [job] with its options");
    }
    return new JobFile(path, List.copyOf(sections.values()));
  }

  private static Setting setting(String line, Path path, int number, String section)
      throws IOException {
    if (line.startsWith("include ")) {
      throw wrong(path, number, "'%s': files are not included here; copy its content", line);
    }
    int equals = line.indexOf('=');
    String name = (equals < 0 ? line : line.substring(0, equals)).strip();
    String value = equals < 0 ? "" : line.substring(equals + 1).strip();
    if (!name.matches("\\w+")) {
      throw wrong(path, number, "'%s' is no option; write one such as bs=4k", line);
    }
    return new Setting(name, value, number, section);
  }

  private static String expand(String line, Path path, int number, Map<String, String> environment)
      throws IOException {
    StringBuilder expanded = new StringBuilder();
    Matcher variable = VARIABLE.matcher(line);
    while (variable.find()) {
      String value = environment.get(variable.group(1));
      if (value == null) {
        throw wrong(path, number, "the environment variable '%s' is not set", variable.group(1));
      }
      variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
    }
    variable.appendTail(expanded);
    return expanded
        .toString()
        .replace("$ncpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
  }

  private static IOException wrong(Path path, int line, String message, String what) {
    return new IOException("%s:%d: %s".formatted(path, line, message.formatted(what)));
  }
}
