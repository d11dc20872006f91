package dev.orion.tools;

import dev.orion.pci.sysfs.SystemFiles;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The {@code orion} command. An error is one line on standard error; {@code --verbose} adds where
 * it comes from. Exits with 0 if all went well, 1 if it failed, 2 if the command line is wrong.
 */
@Command(
    name = "orion",
    scope = ScopeType.INHERIT,
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Orion.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Drives storage hardware from Java.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion quickstart                  show what it does, on a device that it brings along",
      "  orion lab start && orion list     start test devices, and list them",
      "  orion read --length 512 | xxd     read the first bytes of one",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure", "2:the command line is wrong"})
public final class Orion {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  private Orion() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine(System.getenv(), StandardStreams.ofProcess(), arguments).execute(arguments));
  }

  /**
   * Runs the command in this process, with the process's standard input.
   *
   * @param environment the environment variables the subcommands look into
   * @param out where text goes instead of standard output
   * @param err where errors, warnings and questions go
   * @return its exit code
   */
  public static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine(environment, StandardStreams.ofProcess(), arguments)
        .setOut(out)
        .setErr(err)
        .execute(arguments);
  }

  /**
   * The command with all its subcommands.
   *
   * @param environment the environment variables the subcommands look into
   */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, StandardStreams.ofProcess());
  }

  /**
   * The same with standard input and output of its own.
   *
   * @param arguments what it will be given, so that only what they call is made; none for all
   */
  static CommandLine commandLine(
      Map<String, String> environment, StandardStreams streams, String... arguments) {
    Orion orion = new Orion();
    CommandGroups groups = new CommandGroups(environment, streams, List.of(arguments));
    CommandLine commandLine =
        new CommandLine(orion)
            .addSubcommand(new QuickstartCommand(environment, streams))
            .addSubcommand(new LabCommand(environment))
            .addSubcommand(new ListCommand(environment))
            .addSubcommand(new PciCommand(SystemFiles.ofThisMachine()))
            .addSubcommand(new ReadCommand(environment, streams))
            .addSubcommand(new WriteCommand(environment, streams))
            .addSubcommand(NvmeSubcommands.commandLine(groups))
            .addSubcommand(ZnsSubcommands.commandLine(groups))
            .addSubcommand(FdpSubcommands.commandLine(groups))
            .addSubcommand(KvSubcommands.commandLine(groups))
            .addSubcommand(new BenchCommand(environment, streams))
            .addSubcommand(new SimCommand(streams))
            .addSubcommand(Completion.commandLine());
    return withConverters(commandLine)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(orion::usageError)
        .setExecutionExceptionHandler(orion::failure);
  }

  /** Makes it read whole numbers with errors in words for people. */
  static CommandLine withConverters(CommandLine commandLine) {
    return commandLine
        .registerConverter(int.class, new WholeNumber<>(Integer::parseInt))
        .registerConverter(Integer.class, new WholeNumber<>(Integer::parseInt))
        .registerConverter(long.class, new WholeNumber<>(Long::parseLong));
  }

  private int usageError(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    command.getErr().println("orion: " + UserErrors.usageLine(error, List.of(arguments)));
    printTraceIfVerbose(error, command);
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int failure(Exception error, CommandLine command, ParseResult parsed) {
    if (error instanceof BrokenPipeException) {
      return BrokenPipeException.EXIT_CODE;
    }
    command.getErr().println("orion: " + UserErrors.oneLine(error));
    printTraceIfVerbose(error, command);
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private void printTraceIfVerbose(Exception error, CommandLine command) {
    if (verbose) {
      error.printStackTrace(command.getErr());
    }
  }

  /** The version of the jar or module that this class is in. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Optional.ofNullable(Orion.class.getModule().getDescriptor())
              .flatMap(ModuleDescriptor::rawVersion)
              .or(() -> Optional.ofNullable(Orion.class.getPackage().getImplementationVersion()))
              .orElse("(development build)");
      return new String[] {"orion " + version};
    }
  }
}
