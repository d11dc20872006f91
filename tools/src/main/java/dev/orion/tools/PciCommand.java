package dev.orion.tools;

import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.DriverBinding;
import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.PciIds;
import dev.orion.pci.sysfs.SystemFiles;
import dev.orion.pci.sysfs.UsabilityCheck;
import dev.orion.tools.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orion pci}: which devices of this machine can be driven, and giving them to VFIO. */
@Command(
    name = "pci",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows which PCI devices of this machine Orion can drive, takes them from the kernel's",
      "drivers and gives them back. Binding needs root; what comes after it does not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion pci list                                     what there is, and what is in the way",
      "  sudo orion pci bind --owner alice 0000:01:00.0     let alice drive this one",
      "  sudo orion pci restore 0000:01:00.0                give it back to its driver"
    })
final class PciCommand {
  private static final String ADDRESS = "Where it sits, such as 0000:01:00.0 or 01:00.0.";
  private static final String FORCE =
      "Take devices, too, that are in use: what is on them is cut off.";

  private final SystemFiles files;

  @Spec private @Nullable CommandSpec spec;

  PciCommand(SystemFiles files) {
    this.files = files;
  }

  @Command(
      name = "list",
      description = {
        "Lists the storage controllers and what VFIO has, and what keeps Orion from driving them.",
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion pci list",
        "  orion pci list --all -o json | jq -r '.devices[] | select(.usable) | .address'"
      })
  int list(
      @Option(names = "--all", description = "List all PCI devices.") boolean all,
      @Mixin TextOrJson format)
      throws IOException {
    PciIds ids = PciIds.read(files);
    UsabilityCheck check = usabilityCheck(ids);
    List<PciEntry> entries = new ArrayList<>();
    for (PciDevice device : PciDevice.list(files.pciDevices())) {
      if (all || device.isStorage() || device.hasVfioDriver()) {
        entries.add(new PciEntry(device, ids, check.of(device)));
      }
    }
    if (format.isJson()) {
      TextOrJson.printJson(
          Map.of("devices", entries.stream().map(PciEntry::toJson).toList()), out());
      return 0;
    }
    if (entries.isEmpty()) {
      out()
          .println(
              "There are no " + (all ? "PCI devices" : "storage controllers on PCI; see --all"));
      return 0;
    }
    List<List<String>> rows = new ArrayList<>(List.of(PciEntry.HEADING));
    entries.forEach(entry -> rows.add(entry.row()));
    TextTable.lines(rows, PciEntry.HEADING.size()).forEach(out()::println);
    if (entries.stream().anyMatch(entry -> !entry.usability().isUsable())) {
      out().println();
      out().println("What to do about one that is not usable: orion pci show ADDRESS");
    }
    noteMissingNames(ids);
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows a device, and what to do so that Orion can drive it.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion pci show 0000:01:00.0",
        "  orion pci show 01:00.0 -o json | jq -r .advice"
      })
  int show(
      @Parameters(
              paramLabel = "ADDRESS",
              converter = PciAddressConverter.class,
              description = ADDRESS)
          PciAddress address,
      @Mixin TextOrJson format)
      throws IOException {
    PciDevice device = PciDevice.read(files.pciDevices(), address);
    PciIds ids = PciIds.read(files);
    PciEntry entry = new PciEntry(device, ids, usabilityCheck(ids).of(device));
    if (format.isJson()) {
      TextOrJson.printJson(entry.toJson(), out());
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    entry.details().forEach((name, value) -> rows.add(List.of(name, value)));
    TextTable.lines(rows, 2).forEach(out()::println);
    noteMissingNames(ids);
    return 0;
  }

  @Command(
      name = "bind",
      description = {
        "Takes devices from the kernel's drivers and gives them to vfio-pci, so that Orion can",
        "drive them. Which driver had them is remembered until the next start of the system.",
        "Refuses a device that is in use: one with a mounted file system, say."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  sudo orion pci bind 0000:01:00.0 0000:02:00.0",
        "  sudo orion pci bind --owner $USER 0000:01:00.0"
      })
  int bind(
      @Parameters(
              arity = "1..*",
              paramLabel = "ADDRESS",
              converter = PciAddressConverter.class,
              description = ADDRESS)
          List<PciAddress> addresses,
      @Option(
              names = "--owner",
              paramLabel = "USER",
              description = "Let this user drive them: the files in /dev/vfio become his.")
          @Nullable String owner,
      @Option(names = "--force", description = FORCE) boolean force)
      throws IOException {
    checkPermitted();
    UserPrincipal user = owner == null ? null : user(owner);
    PciBinder binder = new PciBinder(files, force, out(), err());
    return forEach(addresses, address -> binder.bind(address, user));
  }

  @Command(
      name = "unbind",
      description = {
        "Takes devices from their drivers and leaves them without one.",
        "Refuses a device that is in use."
      },
      footerHeading = "%nExamples:%n",
      footer = "  sudo orion pci unbind 0000:01:00.0")
  int unbind(
      @Parameters(
              arity = "1..*",
              paramLabel = "ADDRESS",
              converter = PciAddressConverter.class,
              description = ADDRESS)
          List<PciAddress> addresses,
      @Option(names = "--force", description = FORCE) boolean force)
      throws IOException {
    checkPermitted();
    PciBinder binder = new PciBinder(files, force, out(), err());
    return forEach(addresses, binder::unbind);
  }

  @Command(
      name = "restore",
      description = {
        "Gives devices back to the drivers that they were taken from, or, if Orion did not take",
        "them, to the drivers that the kernel chooses."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  sudo orion pci restore 0000:01:00.0", "  sudo orion pci restore --all"})
  int restore(
      @Parameters(
              arity = "0..*",
              paramLabel = "ADDRESS",
              converter = PciAddressConverter.class,
              description = ADDRESS)
          @Nullable List<PciAddress> addresses,
      @Option(names = "--all", description = "All that Orion took from their drivers.") boolean all,
      @Option(
              names = "--force",
              description = "Do not ask for who uses them; wait until nobody does.")
          boolean force)
      throws IOException {
    if (all == (addresses != null)) {
      throw new ParameterException(commandLine(), "give either addresses or --all");
    }
    checkPermitted();
    PciBinder binder = new PciBinder(files, force, out(), err());
    List<PciAddress> chosen = addresses != null ? addresses : new DriverBinding(files).remembered();
    if (chosen.isEmpty()) {
      out().println("There is nothing to restore.");
    }
    return forEach(chosen, binder::restore);
  }

  /** What is done to each of the devices of a command. */
  private interface Action {
    void on(PciAddress address) throws IOException;
  }

  private int forEach(List<PciAddress> addresses, Action action) {
    int exitCode = 0;
    for (PciAddress address : addresses) {
      try {
        action.on(address);
      } catch (IOException e) {
        err().println("orion: " + UserErrors.oneLine(e));
        exitCode = 1;
      }
    }
    return exitCode;
  }

  private void checkPermitted() throws IOException {
    if (!new DriverBinding(files).isPermitted()) {
      CommandLine command = commandLine();
      throw new IOException(
          System.getProperty("user.name").equals("root")
              ? "/sys is read-only here: run this on the host, not in a container"
              : "this needs root: sudo %s %s"
                  .formatted(
                      command.getCommandSpec().root().name(),
                      String.join(" ", command.getParseResult().originalArgs())));
    }
  }

  private static UserPrincipal user(String name) throws IOException {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("there is no user '%s' to give to --owner".formatted(name), e);
    }
  }

  private UsabilityCheck usabilityCheck(PciIds ids) throws IOException {
    return new UsabilityCheck(files, ids, System.getProperty("user.name"));
  }

  private void noteMissingNames(PciIds ids) {
    if (ids.isEmpty()) {
      out()
          .println(
              "There is no pci.ids on this system, so devices have no names (package pci.ids).");
    }
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private PrintWriter err() {
    return commandLine().getErr();
  }

  /** The subcommand that runs. */
  private CommandLine commandLine() {
    CommandLine pci = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    return pci.getParseResult().subcommand().commandSpec().commandLine();
  }
}
