package dev.orion.tools;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/**
 * Makes groups of commands such as {@code orion nvme} whose subcommands are static methods. There
 * are more than a hundred and picocli takes a while for each, so only those are made that the
 * arguments call.
 *
 * @param arguments what the command line will be given; none to make all
 */
record CommandGroups(
    Map<String, String> environment, StandardStreams streams, List<String> arguments) {

  /**
   * A command whose subcommands are the methods, annotated with {@link Command}, of some classes,
   * in the order of their names.
   */
  CommandLine group(Object parent, Class<?>... subcommands) {
    CommandLine group = new CommandLine(parent);
    List<Method> methods =
        Stream.of(subcommands)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Command.class))
            .sorted(Comparator.comparing(CommandGroups::nameOf))
            .toList();
    IFactory factory = factory();
    methods.stream()
        .filter(called(group.getCommandName(), methods))
        .forEach(method -> group.addSubcommand(nameOf(method), new CommandLine(method, factory)));
    return group;
  }

  private Predicate<Method> called(String group, List<Method> methods) {
    if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
      return _ -> true;
    }
    if (!arguments.getFirst().equals(group)) {
      return _ -> arguments.getFirst().equals(Completion.NAME);
    }
    String subcommand = arguments.size() > 1 ? arguments.get(1) : "";
    Predicate<Method> named = method -> nameOf(method).equals(subcommand);
    return methods.stream().anyMatch(named) ? named : _ -> true;
  }

  private static String nameOf(Method method) {
    return method.getAnnotation(Command.class).name();
  }

  private IFactory factory() {
    IFactory others = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        return type == CommandContext.class
            ? type.cast(new CommandContext(environment, streams))
            : others.create(type);
      }
    };
  }
}
