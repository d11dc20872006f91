package dev.orion.tools;

import dev.orion.nvme.Reservations;
import dev.orion.nvme.spec.AcquireAction;
import dev.orion.nvme.spec.RegisterAction;
import dev.orion.nvme.spec.ReleaseAction;
import dev.orion.nvme.spec.ReservationStatus;
import dev.orion.nvme.spec.ReservationType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} about reservations. */
final class NvmeReservationCommands {
  private static final int MAX_PERSISTENCE = 3;

  private NvmeReservationCommands() {}

  /** This host's key. */
  static final class KeyOptions {
    @Option(
        names = {"-c", "--crkey"},
        paramLabel = "KEY",
        defaultValue = "0",
        converter = UnsignedNumber.OfLong.class,
        description = "Current reservation key (0).")
    private long currentKey;

    @Option(
        names = {"-i", "--iekey"},
        description = "Do not compare the current key.")
    private boolean ignoresExistingKey;
  }

  @Command(
      name = "resv-register",
      sortOptions = false,
      description = "Registers, unregisters or replaces this host's reservation key.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme resv-register -k 0xabcd",
        "  orion nvme resv-register -c 0xabcd -r 1"
      })
  static int register(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KeyOptions key,
      @Option(
              names = {"-k", "--nrkey"},
              paramLabel = "KEY",
              defaultValue = "0",
              converter = UnsignedNumber.OfLong.class,
              description = "New reservation key (0).")
          long newKey,
      @Option(
              names = {"-r", "--rrega"},
              paramLabel = "0-2",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "0 register, 1 unregister, 2 replace (0).")
          int action,
      @Option(
              names = {"-p", "--cptpl"},
              paramLabel = "0-3",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "At a loss of power: 0 as before, 2 release, 3 keep (0).")
          int persistence,
      @Mixin ForceOption force)
      throws IOException {
    RegisterAction known = known(context, "--rrega", action, RegisterAction.of(action));
    if (persistence > MAX_PERSISTENCE) {
      throw context.usageError("--cptpl: %d is not 0 to 3".formatted(persistence));
    }
    try (OpenController open = context.open(device)) {
      reservations(open, device, force)
          .register(known, key.currentKey, newKey, key.ignoresExistingKey, persistence);
    }
    context.out().println("NVME Reservation  success");
    return 0;
  }

  @Command(
      name = "resv-acquire",
      sortOptions = false,
      description = "Acquires the reservation of a namespace.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme resv-acquire -c 0xabcd -t 1",
        "  orion nvme resv-acquire -c 0xabcd -p 0x1111 -t 1 -a 1"
      })
  static int acquire(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KeyOptions key,
      @Option(
              names = {"-p", "--prkey"},
              paramLabel = "KEY",
              defaultValue = "0",
              converter = UnsignedNumber.OfLong.class,
              description = "Key of the host to take the reservation from (0).")
          long preemptedKey,
      @Option(
              names = {"-t", "--rtype"},
              paramLabel = "1-6",
              required = true,
              converter = UnsignedNumber.OfByte.class,
              description = {
                "1 write exclusive, 2 exclusive access; for registrants only 3 and 4;",
                "with all registrants as holders 5 and 6."
              })
          int type,
      @Option(
              names = {"-a", "--racqa"},
              paramLabel = "0-2",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "0 acquire, 1 preempt, 2 preempt and abort (0).")
          int action,
      @Mixin ForceOption force)
      throws IOException {
    AcquireAction known = known(context, "--racqa", action, AcquireAction.of(action));
    ReservationType knownType = known(context, "--rtype", type, ReservationType.of(type));
    try (OpenController open = context.open(device)) {
      reservations(open, device, force)
          .acquire(known, knownType, key.currentKey, preemptedKey, key.ignoresExistingKey);
    }
    context.out().println("NVME Reservation Acquire success");
    return 0;
  }

  @Command(
      name = "resv-release",
      sortOptions = false,
      description = "Releases the reservation of a namespace, or clears it with all registrations.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme resv-release -c 0xabcd -t 1",
        "  orion nvme resv-release -c 0xabcd -a 1"
      })
  static int release(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KeyOptions key,
      @Option(
              names = {"-t", "--rtype"},
              paramLabel = "1-6",
              converter = UnsignedNumber.OfByte.class,
              description = "The type that it has; to clear, none.")
          @Nullable Integer type,
      @Option(
              names = {"-a", "--rrela"},
              paramLabel = "0|1",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "0 release, 1 clear (0).")
          int action,
      @Mixin ForceOption force)
      throws IOException {
    ReleaseAction known = known(context, "--rrela", action, ReleaseAction.of(action));
    ReservationType knownType =
        type == null ? null : known(context, "--rtype", type, ReservationType.of(type));
    try (OpenController open = context.open(device)) {
      reservations(open, device, force)
          .release(known, knownType, key.currentKey, key.ignoresExistingKey);
    }
    context.out().println("NVME Reservation Release success");
    return 0;
  }

  @Command(
      name = "resv-report",
      sortOptions = false,
      description = "Shows who is registered, and who holds the reservation.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme resv-report", "  orion nvme resv-report -e -o json"})
  static int report(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-d", "--numd"},
              paramLabel = "N",
              converter = UnsignedNumber.OfShort.class,
              description = "Dwords to ask for, less one (as many as there are).")
          @Nullable Integer dwordsZeroBased,
      @Option(
              names = {"-e", "--eds"},
              description = "The extended data structure, with longer host identifiers.")
          boolean extended,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    int least = ReservationStatus.lengthBytes(0, extended) / Integer.BYTES - 1;
    if (dwordsZeroBased != null && dwordsZeroBased < least) {
      throw context.usageError(
          "--numd: %d, and the header alone takes %d".formatted(dwordsZeroBased, least));
    }
    try (OpenController open = context.open(device)) {
      Reservations reservations = reservations(open, device, force);
      output.print(
          dwordsZeroBased == null
              ? reservations.report(extended)
              : reservations.report(extended, (dwordsZeroBased + 1) * Integer.BYTES),
          List.of(),
          context.out(),
          context.streams());
    }
    return 0;
  }

  private static Reservations reservations(
      OpenController open, NamespaceOperand device, ForceOption force) throws IOException {
    return new Reservations(NvmeBlockCommands.namespace(open, device), force.of(open.controller()));
  }

  private static <T> T known(CommandContext context, String option, int code, Optional<T> value) {
    return value.orElseThrow(
        () -> context.usageError("%s: the specification has no %d".formatted(option, code)));
  }
}
