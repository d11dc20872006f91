package dev.orion.tools;

import dev.orion.nvme.FeatureChange;
import dev.orion.nvme.FeatureQuery;
import dev.orion.nvme.FeatureValue;
import dev.orion.nvme.Features;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.FeatureCapabilities;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.FeatureSelect;
import dev.orion.nvme.spec.FeatureText;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.Timestamp;
import dev.orion.nvme.spec.WriteProtection;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that get and set features. */
final class NvmeFeatureCommands {
  private static final int CHANGED = 8;
  private static final int FDP_EVENTS_CDW11 = 0xff << 16;

  private NvmeFeatureCommands() {}

  /** The options that say which value is meant. */
  static final class Which {
    @Option(
        names = {"-f", "--feature-id"},
        paramLabel = "FID",
        converter = UnsignedNumber.OfByte.class,
        description = "The feature, such as 4 or 0x81 (all features).")
    @Nullable Integer fid;

    @Option(
        names = {"-n", "--namespace-id", "--namespace"},
        paramLabel = "NSID",
        converter = NamespaceOperand.NsidConverter.class,
        description = "The namespace whose value is meant (0xffffffff: the controller's).")
    int nsid = AdminCommand.NSID_ALL;

    @Option(
        names = {"-s", "--sel"},
        paramLabel = "0-3|8",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = {
          "0 current, 1 default, 2 saved value, 3 what can be done with the feature,",
          "8 current values that differ from the default (0)."
        })
    int sel;

    @Option(
        names = {"-c", "--cdw11"},
        paramLabel = "DWORD",
        defaultValue = "0",
        converter = UnsignedNumber.OfInt.class,
        description = "Command Dword 11, where a feature has several values (0).")
    int cdw11;

    @Option(
        names = {"-U", "--uuid-index"},
        paramLabel = "N",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The UUID of a vendor specific feature (0).")
    int uuidIndex;

    @Option(
        names = {"-l", "--data-len"},
        paramLabel = "BYTES",
        converter = UnsignedNumber.OfInt.class,
        description = "Length of the value's data (what the specification says).")
    @Nullable Integer dataBytes;

    FeatureQuery query(int id, FeatureSelect select) {
      Optional<FeatureIdentifier> known = FeatureIdentifier.of(id);
      boolean isEvents =
          known.equals(Optional.of(FeatureIdentifier.FLEXIBLE_DATA_PLACEMENT_EVENTS));
      int dword11 = isEvents ? cdw11 | FDP_EVENTS_CDW11 : cdw11;
      int bytes =
          dataBytes != null
              ? dataBytes
              : known.map(feature -> feature.dataBytes(dword11)).orElse(0);
      return new FeatureQuery(id, nsid, select, dword11, uuidIndex, bytes).with(select);
    }
  }

  @Command(
      name = "get-feature",
      sortOptions = false,
      description = {
        "Shows the value of a feature, or of all that the controller has.",
        "A feature that namespaces have values of needs -n."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme get-feature -f 4 -H",
        "  orion nvme get-feature -f 6 -s 1",
        "  orion nvme get-feature -H"
      })
  static int getFeature(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Which which,
      @Option(
              names = {"-b", "--raw-binary"},
              description = "Put the value's data out as they are.")
          boolean raw,
      @Option(
              names = {"-H", "--human-readable"},
              description = "Show what the value means.")
          boolean inWords,
      @Mixin ForceOption force)
      throws IOException {
    FeatureSelect select = select(context, which.sel);
    context.valid(() -> ManagementCommand.uuidIndexCdw14(which.uuidIndex));
    try (OpenController open = context.open(device)) {
      Features features = new Features(force.of(open.controller()));
      if (which.fid != null) {
        int fid = which.fid;
        FeatureValue value = features.get(which.query(fid, select));
        if (raw && value.data().byteSize() != 0) {
          RawData.print(value.data(), context.streams());
        } else if (which.sel != CHANGED || hasChanged(features, which, fid, value)) {
          print(fid, which.sel, value, inWords, context.out());
        }
        return 0;
      }
      for (int fid = 1; fid <= 0xff; fid++) {
        printIfThere(features, which, fid, select, inWords, context.out());
      }
    }
    return 0;
  }

  private static FeatureSelect select(CommandContext context, int sel) {
    for (FeatureSelect select : FeatureSelect.values()) {
      if (select.code() == sel) {
        return select;
      }
    }
    if (sel == CHANGED) {
      return FeatureSelect.CURRENT;
    }
    throw context.usageError("--sel: %d is none of 0 to 3 and 8".formatted(sel));
  }

  /** A feature that the controller does not have, or not without a namespace, is not there. */
  private static void printIfThere(
      Features features,
      Which which,
      int fid,
      FeatureSelect select,
      boolean inWords,
      PrintWriter out)
      throws IOException {
    try {
      FeatureValue value = features.get(which.query(fid, select));
      if (which.sel != CHANGED || hasChanged(features, which, fid, value)) {
        print(fid, which.sel, value, inWords, out);
      }
    } catch (UnsupportedCommandException e) {
      if (select != FeatureSelect.CURRENT) {
        throw e;
      }
    } catch (NvmeException e) {
      if (e.status() == null) {
        throw e;
      }
    }
  }

  private static boolean hasChanged(Features features, Which which, int fid, FeatureValue current)
      throws IOException {
    FeatureValue byDefault = features.get(which.query(fid, FeatureSelect.DEFAULT));
    return current.dword0() != byDefault.dword0() || current.data().mismatch(byDefault.data()) >= 0;
  }

  private static void print(
      int fid, int sel, FeatureValue value, boolean inWords, PrintWriter out) {
    String selected =
        Arrays.stream(FeatureSelect.values())
            .filter(select -> select.code() == sel)
            .findFirst()
            .map(FeatureSelect::specName)
            .orElse("Changed");
    out.printf(
        "get-feature:%s (%s), %s value:%s%n",
        hex(fid, 2), FeatureText.name(fid), selected, hex(value.dword0(), 8));
    if (sel == FeatureSelect.SUPPORTED_CAPABILITIES.code()) {
      print(FeatureCapabilities.of(value.dword0()), out);
    } else if (inWords) {
      FeatureText.lines(fid, value.dword0(), value.data()).forEach(out::println);
    } else if (value.data().byteSize() != 0) {
      HexDump.print(value.data(), out);
    }
  }

  private static void print(FeatureCapabilities capabilities, PrintWriter out) {
    if (capabilities.saveable()) {
      out.println("  Feature is saveable");
    }
    if (capabilities.perNamespace()) {
      out.println("  Feature is per-namespace");
    }
    if (capabilities.changeable()) {
      out.println("  Feature is changeable");
    }
  }

  /** As C's {@code %#0*x} with room for the digits and 0x, which a 0 does without. */
  private static String hex(long value, int digits) {
    String text = "%0" + digits + "x";
    return value == 0 ? text.formatted(0) : "0x" + text.formatted(value & 0xffff_ffffL);
  }

  @Command(
      name = "set-feature",
      sortOptions = false,
      description = {
        "Sets the value of a feature.",
        "A reset, and so the next command, takes back what is not saved, on most devices.",
        "It asks before it protects a namespace from writes for good."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme set-feature -f 4 -v 0x157",
        "  orion nvme set-feature -f 0x0e -v 1700000000000",
        "  orion nvme set-feature -f 0x81 -d hostid.bin -l 8"
      })
  static int setFeature(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-f", "--feature-id"},
              paramLabel = "FID",
              required = true,
              converter = UnsignedNumber.OfByte.class,
              description = "The feature, such as 4 or 0x81.")
          Integer fid,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              converter = NamespaceOperand.NsidConverter.class,
              description = "The namespace whose value is meant (0xffffffff: the controller's).")
          @Nullable Integer namespace,
      @Option(
              names = {"-v", "--value"},
              paramLabel = "VALUE",
              defaultValue = "0",
              converter = UnsignedNumber.OfLong.class,
              description = "The value: Command Dword 11, or a timestamp in milliseconds (0).")
          long value,
      @Option(
              names = {"-c", "--cdw12"},
              paramLabel = "DWORD",
              defaultValue = "0",
              converter = UnsignedNumber.OfInt.class,
              description = "Command Dword 12 (0).")
          int cdw12,
      @Option(
              names = {"-U", "--uuid-index"},
              paramLabel = "N",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The UUID of a vendor specific feature (0).")
          int uuidIndex,
      @Option(
              names = {"-l", "--data-len"},
              paramLabel = "BYTES",
              converter = UnsignedNumber.OfInt.class,
              description = "Length of the value's data (what the specification says).")
          @Nullable Integer dataBytes,
      @Option(
              names = {"-d", "--data"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "Take the value's data from this file; - is standard input (-).")
          String file,
      @Option(
              names = {"-s", "--save"},
              description = "Let the value outlive resets and power cycles.")
          boolean save,
      @Mixin ConsentOption consent,
      @Mixin ForceOption force)
      throws IOException {
    int nsid = Objects.requireNonNullElse(namespace, AdminCommand.NSID_ALL);
    boolean isTimestamp = fid == FeatureIdentifier.TIMESTAMP.code() && value != 0;
    if (!isTimestamp && value >>> 32 != 0) {
      throw context.usageError("--value: 0x%x has more than 32 bits".formatted(value));
    }
    int bytes = Objects.requireNonNullElseGet(dataBytes, () -> dataBytes(fid, (int) value));
    MemorySegment data =
        isTimestamp
            ? context.valid(() -> Timestamp.ofMillis(value)).toData()
            : RawData.read(file, bytes, context.streams());
    int cdw14 = context.valid(() -> ManagementCommand.uuidIndexCdw14(uuidIndex));
    int cdw11 = isTimestamp ? 0 : (int) value;
    FeatureChange change = new FeatureChange(fid, nsid, cdw11, cdw12, 0, cdw14, 0, data, save);
    boolean isForGood =
        fid == FeatureIdentifier.NAMESPACE_WRITE_PROTECTION_CONFIG.code()
            && (value & 0b111) == WriteProtection.PERMANENT.code();
    Consent permission = consent.of(context, !isForGood);
    permission.checkCanAsk(
        "namespace %s of %s would be read-only for good"
            .formatted(Integer.toUnsignedString(nsid), device.address));
    try (OpenController open = context.open(device)) {
      if (!permission.isGivenFor(
          "This makes namespace %s of %s read-only for good."
              .formatted(Integer.toUnsignedString(nsid), Losses.controller(open)),
          "Nothing was changed.")) {
        return Consent.EXIT_REFUSED;
      }
      int dword0 = new Features(force.of(open.controller())).set(change);
      PrintWriter out = context.out();
      out.printf(
          "set-feature:%s (%s), value:%s, cdw12:%s, save:%s%n",
          hex(fid, 2),
          FeatureText.name(fid),
          value >>> 32 != 0 ? "%#x".formatted(value) : hex(value, 8),
          hex(cdw12, 8),
          save ? "0x1" : "0");
      if (fid == FeatureIdentifier.LBA_STATUS_INFORMATION_ATTRIBUTES.code()) {
        FeatureText.lines(fid, dword0, data).forEach(out::println);
      }
      if (data.byteSize() != 0) {
        HexDump.print(data, out);
      }
    }
    return 0;
  }

  /** What a Set Features command takes: the Host Memory Buffer is in its dwords. */
  private static int dataBytes(int fid, int cdw11) {
    return FeatureIdentifier.of(fid)
        .filter(feature -> feature != FeatureIdentifier.HOST_MEMORY_BUFFER)
        .map(feature -> feature.dataBytes(cdw11))
        .orElse(0);
  }
}
