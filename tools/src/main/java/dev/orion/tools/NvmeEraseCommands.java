package dev.orion.tools;

import dev.orion.nvme.FormatNvm;
import dev.orion.nvme.FormatOptions;
import dev.orion.nvme.FormatOptions.SecureErase;
import dev.orion.nvme.Sanitize;
import dev.orion.nvme.SanitizeOptions;
import dev.orion.nvme.SanitizeStatus;
import dev.orion.nvme.SanitizeStatus.State;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.SanitizeAction;
import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that erase namespaces and whole subsystems. */
final class NvmeEraseCommands {
  private static final int MAX_LBA_FORMAT = 63;

  private NvmeEraseCommands() {}

  /** How a namespace is to be formatted. */
  static final class Format {
    @Option(
        names = {"-l", "--lbaf"},
        paramLabel = "INDEX",
        converter = UnsignedNumber.OfByte.class,
        description = "The LBA format (the one in use; for all namespaces 0).")
    @Nullable Integer lbaFormat;

    @Option(
        names = {"-b", "--block-size"},
        paramLabel = "SIZE",
        converter = ByteSizeConverter.class,
        description = "The LBA format with blocks of this size and no metadata, instead of --lbaf.")
    @Nullable Long blockBytes;

    @Option(
        names = {"-s", "--ses"},
        paramLabel = "0-2",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "Secure erase: 0 none, 1 of the user data, 2 of their keys (0).")
    int secureErase;

    @Option(
        names = {"-i", "--pi"},
        paramLabel = "0-3",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "Type of protection information, 0 for none (0).")
    int protection;

    @Option(
        names = {"-p", "--pil"},
        paramLabel = "0|1",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "Where it is in the metadata: 0 last, 1 first (0).")
    int protectionFirst;

    @Option(
        names = {"-m", "--ms"},
        paramLabel = "0|1",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "Metadata: 0 in a buffer of their own, 1 with the data (0).")
    int extended;

    void check(CommandContext context) {
      if (lbaFormat != null && blockBytes != null) {
        throw context.usageError("give either --lbaf or --block-size");
      }
      if (lbaFormat != null && lbaFormat > MAX_LBA_FORMAT) {
        throw context.usageError("--lbaf: %d is not 0 to 63".formatted(lbaFormat));
      }
      limit(context, "--ses", secureErase, 2);
      limit(context, "--pi", protection, 3);
      limit(context, "--pil", protectionFirst, 1);
      limit(context, "--ms", extended, 1);
    }

    private static void limit(CommandContext context, String name, int value, int limit) {
      if (value > limit) {
        throw context.usageError("%s: %d is not 0 to %d".formatted(name, value, limit));
      }
    }

    SecureErase erase() {
      return Arrays.stream(SecureErase.values())
          .filter(each -> each.code() == secureErase)
          .findFirst()
          .orElseThrow();
    }

    FormatOptions options(@Nullable IdentifyNamespace namespace) throws IOException {
      int index;
      if (lbaFormat != null) {
        index = lbaFormat;
      } else if (namespace == null) {
        index = 0;
      } else if (blockBytes != null) {
        index = NvmeNamespaceCommands.formatOf(namespace, blockBytes);
      } else {
        index = namespace.formatIndex();
      }
      return new FormatOptions(index, erase(), protection, protectionFirst == 1, extended == 1);
    }
  }

  @Command(
      name = "format",
      sortOptions = false,
      description = {
        "Formats a namespace: other blocks, and none of the data that were there.",
        "Some controllers can only format all of their namespaces at once.",
        "It asks before, where there is a terminal to ask on; elsewhere it needs --yes or --force."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme format -n 1 -l 0",
        "  orion nvme format -n 1 -b 4096 --ses 1 --yes",
        "  orion nvme format -n 0xffffffff --yes"
      })
  static int format(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin Format format,
      @Option(
              names = {"-t", "--timeout"},
              paramLabel = "MS",
              defaultValue = "600000",
              description = "Give up after this time (600000).")
          long timeoutMillis,
      @Option(
              names = {"-r", "--reset"},
              description = "Reset the controller afterwards, as every next command does anyway.")
          boolean reset,
      @Mixin ConsentOption yes,
      @Mixin ForceOption force)
      throws IOException {
    format.check(context);
    Consent consent = yes.of(context, force.isGiven());
    consent.checkCanAsk("data of " + device.address + " would be erased");
    try (OpenController open = context.open(device)) {
      FormatNvm nvm = new FormatNvm(force.of(open.controller()));
      int asked = device.nsidOrDefault();
      boolean all = asked == AdminCommand.NSID_ALL || nvm.concernsAll(format.erase());
      IdentifyNamespace namespace =
          asked == AdminCommand.NSID_ALL ? null : open.identifyNamespace(asked);
      FormatOptions options = format.options(namespace);
      String loss = all ? Losses.allNamespaces(open) : Losses.namespace(open, asked);
      if (!consent.isGivenFor("This erases %s.".formatted(loss), "Nothing was erased.")) {
        return Consent.EXIT_REFUSED;
      }
      try (StatusLine line = new StatusLine(context.err(), context.streams().errIsTerminal())) {
        nvm.run(
            asked,
            options,
            TimeUnit.MILLISECONDS.toNanos(timeoutMillis),
            percent -> line.show("Formatting: %d%%".formatted(percent)));
      }
      context.out().printf("Success formatting namespace:%x%n", asked);
    }
    return 0;
  }

  /** How a subsystem is to be erased. */
  static final class SanitizeArguments {
    @Option(
        names = {"-a", "--sanact"},
        paramLabel = "ACTION",
        required = true,
        converter = ActionConverter.class,
        description = {
          "exit-failure (1), start-block-erase (2), start-overwrite (3) or",
          "start-crypto-erase (4)."
        })
    @SuppressWarnings("NullAway.Init") // picocli sets it
    SanitizeAction action;

    @Option(
        names = {"-d", "--no-dealloc"},
        description = "Leave the blocks allocated.")
    boolean noDeallocate;

    @Option(
        names = {"-i", "--oipbp"},
        description = "Invert the pattern from one pass of an overwrite to the next.")
    boolean invert;

    @Option(
        names = {"-n", "--owpass"},
        paramLabel = "0-16",
        converter = UnsignedNumber.OfByte.class,
        description = "Passes of an overwrite; 0 means 16 (1).")
    @Nullable Integer passes;

    @Option(
        names = {"-u", "--ause"},
        description = "Let a failure be left with exit-failure.")
    boolean unrestrictedExit;

    @Option(
        names = {"-p", "--ovrpat"},
        paramLabel = "DWORD",
        defaultValue = "0",
        converter = UnsignedNumber.OfInt.class,
        description = "The pattern of an overwrite (0).")
    int pattern;

    /** nvme-cli's 0 is the field's: sixteen passes. */
    SanitizeOptions options() {
      boolean overwrites = action == SanitizeAction.OVERWRITE;
      int count = passes == null ? (overwrites ? 1 : 0) : passes;
      return new SanitizeOptions(
          action,
          unrestrictedExit,
          noDeallocate,
          overwrites && count == 0 ? 16 : count,
          pattern,
          invert);
    }
  }

  /** Reads actions, by number, name or the beginning of a name. */
  static final class ActionConverter extends TextConverter<SanitizeAction> {
    ActionConverter() {
      super(ActionConverter::parse);
    }

    private static SanitizeAction parse(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      if (word.equals("1") || (!word.isEmpty() && "exit-failure".startsWith(word))) {
        return SanitizeAction.EXIT_FAILURE_MODE;
      }
      boolean isLong = word.length() >= "start-b".length();
      if (word.equals("2") || (isLong && "start-block-erase".startsWith(word))) {
        return SanitizeAction.BLOCK_ERASE;
      }
      if (word.equals("3") || (isLong && "start-overwrite".startsWith(word))) {
        return SanitizeAction.OVERWRITE;
      }
      if (word.equals("4") || (isLong && "start-crypto-erase".startsWith(word))) {
        return SanitizeAction.CRYPTO_ERASE;
      }
      throw new IllegalArgumentException(
          ("'%s' is no action; there are exit-failure, start-block-erase, start-overwrite and"
                  + " start-crypto-erase")
              .formatted(text));
    }
  }

  @Command(
      name = "sanitize",
      sortOptions = false,
      description = {
        "Erases a whole NVM subsystem, every namespace of every controller, beyond recovery.",
        "The operation runs on without this command; sanitize-log shows how it is doing.",
        "It asks before, where there is a terminal to ask on; elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme sanitize -a start-crypto-erase --wait",
        "  orion nvme sanitize -a start-overwrite -n 3 -p 0xdeadbeef -i --yes",
        "  orion nvme sanitize -a exit-failure"
      })
  static int sanitize(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin SanitizeArguments arguments,
      @Option(
              names = {"-w", "--wait"},
              description = "Wait for the end, and show how far it is.")
          boolean wait,
      @Mixin ConsentOption yes,
      @Mixin ForceOption force)
      throws IOException {
    SanitizeOptions options = context.valid(arguments::options);
    boolean exits = options.action() == SanitizeAction.EXIT_FAILURE_MODE;
    if (exits && (options.unrestrictedExit() || options.noDeallocate())) {
      throw context.usageError("--ause and --no-dealloc are not for exit-failure");
    }
    Consent consent = yes.of(context, exits);
    consent.checkCanAsk("the whole NVM subsystem of " + device.address + " would be erased");
    try (OpenController open = context.open(device)) {
      Sanitize sanitize = new Sanitize(force.of(open.controller()));
      if (exits) {
        sanitize.exitFailureMode();
        return 0;
      }
      String loss =
          "This erases the whole NVM subsystem %s, with %s."
              .formatted(open.controller().identity().subnqn(), Losses.allNamespaces(open));
      if (!consent.isGivenFor(loss, "Nothing was erased.")) {
        return Consent.EXIT_REFUSED;
      }
      sanitize.start(options);
      return wait ? await(sanitize, context) : 0;
    }
  }

  private static int await(Sanitize sanitize, CommandContext context) throws IOException {
    SanitizeStatus end;
    try (StatusLine line = new StatusLine(context.err(), context.streams().errIsTerminal())) {
      end = sanitize.await(status -> line.show(progress(status)));
    }
    if (end.state() == State.FAILED) {
      throw new IOException(
          "the sanitize operation failed: start another one, or leave the failure with"
              + " -a exit-failure if it was started with --ause");
    }
    context.out().println("Sanitize operation completed");
    return 0;
  }

  private static String progress(SanitizeStatus status) {
    String left =
        status.secondsLeft().isPresent()
            ? ", %s left"
                .formatted(Amounts.clock(Duration.ofSeconds(status.secondsLeft().getAsLong())))
            : "";
    return "Sanitizing: %d%%%s".formatted(status.percentDone(), left);
  }
}
