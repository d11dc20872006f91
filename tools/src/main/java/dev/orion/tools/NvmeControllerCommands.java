package dev.orion.tools;

import dev.orion.nvme.CapacityManagement;
import dev.orion.nvme.ControllerProperties;
import dev.orion.nvme.DeviceSelfTest;
import dev.orion.nvme.Lockdown;
import dev.orion.nvme.SelfTestStatus;
import dev.orion.nvme.Virtualization;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.ControllerProperty;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.VirtualizationAction;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} about controllers and their subsystem. */
final class NvmeControllerCommands {
  private static final int ABORT = 0xf;
  private static final int MAX_OPERATION = 0xf;

  private NvmeControllerCommands() {}

  @Command(
      name = "device-self-test",
      sortOptions = false,
      description = {
        "Has the controller test itself, or shows how the test is doing.",
        "A reset ends a short test, and the next command resets: a short test is waited for."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme device-self-test -s 1",
        "  orion nvme device-self-test -s 2 --wait",
        "  orion nvme device-self-test"
      })
  static int selfTest(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              converter = NamespaceOperand.NsidConverter.class,
              description = "The namespace to be tested too; 0 for none (0xffffffff: all).")
          @Nullable Integer namespace,
      @Option(
              names = {"-s", "--self-test-code"},
              paramLabel = "CODE",
              converter = UnsignedNumber.OfByte.class,
              description = "1 short, 2 extended, 0xe the vendor's, 0xf abort (show the state).")
          @Nullable Integer code,
      @Option(
              names = {"-w", "--wait"},
              description = "Wait for the end, and show how far it is.")
          boolean wait,
      @Mixin ForceOption force)
      throws IOException {
    if (code != null
        && code != DeviceSelfTest.SHORT
        && code != DeviceSelfTest.EXTENDED
        && code != DeviceSelfTest.VENDOR_SPECIFIC
        && code != ABORT) {
      throw context.usageError("--self-test-code: %d is none of 1, 2, 0xe and 0xf".formatted(code));
    }
    try (OpenController open = context.open(device)) {
      DeviceSelfTest test = new DeviceSelfTest(force.of(open.controller()));
      if (code == null) {
        return show(test, wait, context);
      }
      if (code == ABORT) {
        test.abort();
        context.out().println("Aborting device self-test operation");
        return 0;
      }
      test.start(namespace == null ? AdminCommand.NSID_ALL : namespace, code);
      context
          .out()
          .println(
              switch (code) {
                case DeviceSelfTest.SHORT -> "Short Device self-test started";
                case DeviceSelfTest.EXTENDED -> "Extended Device self-test started";
                default -> "Vendor specific Device self-test started";
              });
      return wait || code == DeviceSelfTest.SHORT ? await(test, context) : 0;
    }
  }

  private static int show(DeviceSelfTest test, boolean wait, CommandContext context)
      throws IOException {
    SelfTestStatus status = test.status();
    if (status.operation() == 0) {
      context.out().println("no self test running");
      return 0;
    }
    if (wait) {
      return await(test, context);
    }
    context.out().printf("progress %d%%%n", status.percentDone());
    return 0;
  }

  private static int await(DeviceSelfTest test, CommandContext context) throws IOException {
    SelfTestStatus end;
    try (StatusLine line = new StatusLine(context.err(), context.streams().errIsTerminal())) {
      end = test.await(status -> line.show("Self-test: %d%%".formatted(status.percentDone())));
    }
    context.out().println("Self-test " + end.latestResultText());
    return end.latestResult() == 0 ? 0 : 1;
  }

  @Command(
      name = "virt-mgmt",
      sortOptions = false,
      description = {
        "Gives queues and interrupts to the controllers of virtual functions, and brings them",
        "online. Done through the physical function's controller."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme virt-mgmt -c 1 -r 0 -a 8 -n 2", "  orion nvme virt-mgmt -c 1 -a 9"})
  static int virtualization(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-c", "--cntlid"},
              paramLabel = "ID",
              required = true,
              converter = UnsignedNumber.OfShort.class,
              description = "The controller.")
          int controllerId,
      @Option(
              names = {"-r", "--rt"},
              paramLabel = "0|1",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "0 queues, 1 interrupts (0).")
          int resourceType,
      @Option(
              names = {"-a", "--act"},
              paramLabel = "ACTION",
              required = true,
              converter = UnsignedNumber.OfByte.class,
              description = {
                "1 sets the primary controller's resources, 7 takes a secondary one offline,",
                "8 assigns resources to it, 9 brings it online."
              })
          int action,
      @Option(
              names = {"-n", "--nr"},
              paramLabel = "N",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "How many of them (0).")
          int count,
      @Mixin ForceOption force)
      throws IOException {
    VirtualizationAction act =
        VirtualizationAction.of(action)
            .orElseThrow(
                () -> context.usageError("--act: %d is none of 1, 7, 8 and 9".formatted(action)));
    context.valid(
        () -> ManagementCommand.virtualizationManagementCdw10(act, resourceType, controllerId));
    try (OpenController open = context.open(device)) {
      int modified =
          new Virtualization(force.of(open.controller()))
              .manage(act, controllerId, resourceType, count);
      context
          .out()
          .printf(
              "success, Number of Controller Resources Modified (NRM):%s%n",
              modified == 0 ? "0" : "0x%x".formatted(modified));
    }
    return 0;
  }

  @Command(
      name = "lockdown",
      sortOptions = false,
      description = "Prohibits a command or the setting of a feature, or allows it again.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme lockdown -s 0 -o 0x84 -p 1",
        "  orion nvme lockdown -s 2 -o 0x84 -p 0"
      })
  static int lockdown(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-o", "--ofi"},
              paramLabel = "CODE",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The opcode or feature (0).")
          int code,
      @Option(
              names = {"-f", "--ifc"},
              paramLabel = "0-3",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "For: 0 admin queues, 1 these and out of band, 2 out of band (0).")
          int interfaces,
      @Option(
              names = {"-p", "--prhbt"},
              paramLabel = "0|1",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "1 to prohibit, 0 to allow (0).")
          int prohibit,
      @Option(
              names = {"-s", "--scp"},
              paramLabel = "0-15",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "What the code is: 0 an admin opcode, 2 a feature (0).")
          int scope,
      @Option(
              names = {"-U", "--uuid"},
              paramLabel = "N",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The UUID of what is vendor specific (0).")
          int uuidIndex,
      @Mixin ForceOption force)
      throws IOException {
    if (prohibit > 1) {
      throw context.usageError("--prhbt: %d is not 0 or 1".formatted(prohibit));
    }
    context.valid(() -> ManagementCommand.lockdownCdw10(scope, true, interfaces, code));
    context.valid(() -> ManagementCommand.uuidIndexCdw14(uuidIndex));
    try (OpenController open = context.open(device)) {
      new Lockdown(force.of(open.controller()))
          .set(prohibit == 1, scope, interfaces, code, uuidIndex);
      context.out().println("Lockdown Command is Successful");
    }
    return 0;
  }

  @Command(
      name = "capacity-mgmt",
      sortOptions = false,
      description = {
        "Creates and deletes endurance groups and NVM sets, or takes a configuration of them.",
        "It asks before it deletes or takes a configuration; without a terminal it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme capacity-mgmt -o 1 -l 0x40000000",
        "  orion nvme capacity-mgmt -o 2 -i 1 --yes"
      })
  static int capacity(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-o", "--operation"},
              paramLabel = "0-15",
              required = true,
              converter = UnsignedNumber.OfByte.class,
              description = {
                "0 takes a configuration; 1 creates, 2 deletes an endurance group; 3 creates,",
                "4 deletes an NVM set."
              })
          int operation,
      @Option(
              names = {"-i", "--element-id"},
              paramLabel = "ID",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "What the operation is about (0).")
          int element,
      @Option(
              names = {"-l", "--cap-lower"},
              paramLabel = "BYTES",
              defaultValue = "0",
              converter = UnsignedNumber.OfInt.class,
              description = "Low 32 bits of the capacity (0).")
          int lower,
      @Option(
              names = {"-u", "--cap-upper"},
              paramLabel = "BYTES",
              defaultValue = "0",
              converter = UnsignedNumber.OfInt.class,
              description = "High 32 bits of the capacity (0).")
          int upper,
      @Mixin ConsentOption yes,
      @Mixin ForceOption force)
      throws IOException {
    if (operation > MAX_OPERATION) {
      throw context.usageError("--operation: %d is not 0 to 15".formatted(operation));
    }
    boolean creates =
        operation == CapacityManagement.CREATE_ENDURANCE_GROUP
            || operation == CapacityManagement.CREATE_NVM_SET;
    Consent consent = yes.of(context, creates);
    consent.checkCanAsk("namespaces of " + device.address + " could be lost");
    try (OpenController open = context.open(device)) {
      if (!consent.isGivenFor(
          "This deletes the namespaces in element %d of %s."
              .formatted(element, Losses.controller(open)),
          "Nothing was changed.")) {
        return Consent.EXIT_REFUSED;
      }
      int created =
          new CapacityManagement(force.of(open.controller()))
              .manage(operation, element, Integer.toUnsignedLong(lower) | (long) upper << 32);
      context.out().println("Capacity Management Command is Success");
      if (operation == CapacityManagement.CREATE_ENDURANCE_GROUP) {
        context.out().println("Created Element Identifier for Endurance Group is: " + created);
      } else if (operation == CapacityManagement.CREATE_NVM_SET) {
        context.out().println("Created Element Identifier for NVM Set is: " + created);
      }
    }
    return 0;
  }

  @Command(
      name = "reset",
      description = "Resets the controller, as every command does that drives it.",
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme reset")
  static int reset(@Mixin CommandContext context, @Mixin DeviceOperand device) throws IOException {
    try (OpenController _ = context.open(device)) {
      return 0;
    }
  }

  @Command(
      name = "subsystem-reset",
      sortOptions = false,
      description = "Resets the NVM subsystem with all its controllers, if the controller can.",
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme subsystem-reset")
  static int resetSubsystem(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device)) {
      new ControllerProperties(force.of(open.controller())).resetSubsystem();
    }
    return 0;
  }

  @Command(
      name = "set-property",
      sortOptions = false,
      description = {
        "Writes a controller's property: one of its registers. What the driver has set up itself",
        "(CC, AQA, ASQ, ACQ) is lost with the command, or ends it."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme set-property -o 0xc -v 1")
  static int setProperty(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-o", "--offset"},
              paramLabel = "OFFSET",
              required = true,
              converter = UnsignedNumber.OfInt.class,
              description = "Where it is, such as 0xc.")
          int offset,
      @Option(
              names = {"-v", "--value"},
              paramLabel = "VALUE",
              required = true,
              converter = UnsignedNumber.OfLong.class,
              description = "What to write.")
          long value)
      throws IOException {
    try (OpenController open = context.open(device)) {
      ControllerProperties properties = new ControllerProperties(open.controller());
      context.valid(
          () -> {
            properties.set(offset, value);
            return offset;
          });
      context
          .out()
          .printf(
              "set-property: %02x (%s), value: %s%n",
              offset,
              ControllerProperty.at(offset).map(ControllerProperty::specName).orElse("Unknown"),
              value == 0 ? "00000000" : "0x%06x".formatted(value));
    }
    return 0;
  }
}
