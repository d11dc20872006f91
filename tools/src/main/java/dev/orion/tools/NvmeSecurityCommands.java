package dev.orion.tools;

import dev.orion.nvme.Security;
import dev.orion.nvme.Security.Target;
import dev.orion.nvme.spec.OpalDiscovery;
import dev.orion.nvme.spec.OpalDiscovery.Feature;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that talk to what guards a controller's data. */
final class NvmeSecurityCommands {
  private NvmeSecurityCommands() {}

  /** What the data are for. */
  static final class TargetOptions {
    @Option(
        names = {"-n", "--namespace-id", "--namespace"},
        paramLabel = "NSID",
        converter = NamespaceOperand.NsidConverter.class,
        description = "The namespace, if the protocol is about one.")
    int nsid;

    @Option(
        names = {"-N", "--nssf"},
        paramLabel = "BYTE",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "NVMe Security Specific Field: for protocol 0xea the RPMB target (0).")
    int nvmeSpecific;

    @Option(
        names = {"-p", "--secp"},
        paramLabel = "BYTE",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The security protocol (0: which protocols there are).")
    int protocol;

    @Option(
        names = {"-s", "--spsp"},
        paramLabel = "WORD",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "What the protocol defines (0).")
    int specific;

    Target target() {
      return new Target(nsid, protocol, specific, nvmeSpecific);
    }
  }

  @Command(
      name = "security-send",
      sortOptions = false,
      description = "Sends data of a security protocol to the controller.",
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme security-send -f request.bin -p 1 -s 0x1004 -t 512")
  static int send(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin TargetOptions target,
      @Option(
              names = {"-f", "--file"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "The data; - is standard input (-).")
          String file,
      @Option(
              names = {"-t", "--tl"},
              paramLabel = "BYTES",
              required = true,
              converter = UnsignedNumber.OfInt.class,
              description = "How many bytes to send.")
          int lengthBytes,
      @Mixin ForceOption force)
      throws IOException {
    if (lengthBytes < 1) {
      throw context.usageError("--tl must be 1 or more");
    }
    MemorySegment data = RawData.read(file, lengthBytes, context.streams());
    try (OpenController open = context.open(device)) {
      open.requireTransfer(lengthBytes);
      new Security(force.of(open.controller())).send(target.target(), data);
      context.out().println("NVME Security Send Command Success");
    }
    return 0;
  }

  @Command(
      name = "security-recv",
      sortOptions = false,
      description = "Receives data of a security protocol from the controller.",
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme security-recv -p 1 -s 1 -x 2048 -t 2048")
  static int receive(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin TargetOptions target,
      @Option(
              names = {"-x", "--size"},
              paramLabel = "BYTES",
              required = true,
              converter = UnsignedNumber.OfInt.class,
              description = "How many bytes to take.")
          int lengthBytes,
      @Option(
              names = {"-t", "--al"},
              paramLabel = "LENGTH",
              converter = UnsignedNumber.OfInt.class,
              description = "Allocation length, as the protocol counts (the size).")
          @Nullable Integer allocationLength,
      @Option(
              names = {"-b", "--raw-binary"},
              description = "Put the data out as they are.")
          boolean raw,
      @Mixin ForceOption force)
      throws IOException {
    if (lengthBytes < 1) {
      throw context.usageError("--size must be 1 or more");
    }
    try (OpenController open = context.open(device)) {
      open.requireTransfer(lengthBytes);
      MemorySegment data =
          new Security(force.of(open.controller()))
              .receive(
                  target.target(),
                  allocationLength == null ? lengthBytes : allocationLength,
                  lengthBytes);
      if (raw) {
        RawData.print(data, context.streams());
      } else {
        context.out().println("NVME Security Receive Command Success");
        HexDump.print(data, context.out());
      }
    }
    return 0;
  }

  @Command(
      name = "opal-discovery",
      sortOptions = false,
      description = {
        "Shows what a self-encrypting drive can do, and whether it is locked: its TCG Level 0",
        "Discovery."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme opal-discovery", "  orion nvme opal-discovery -o json"})
  static int discover(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin TextOrJson format,
      @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device)) {
      OpalDiscovery discovery = new Security(force.of(open.controller())).discoverOpal();
      if (format.isJson()) {
        TextOrJson.printJson(json(discovery), context.out());
      } else {
        print(discovery, context.out());
      }
    }
    return 0;
  }

  private static Map<String, Object> json(OpalDiscovery discovery) {
    List<Map<String, Object>> features = new ArrayList<>();
    for (Feature feature : discovery.features()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("code", feature.code());
      json.put("name", feature.name());
      json.put("version", feature.version());
      json.putAll(feature.fields());
      features.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("revision", Integer.toUnsignedLong(discovery.revision()));
    json.put("features", features);
    return json;
  }

  private static void print(OpalDiscovery discovery, PrintWriter out) {
    out.printf(
        "TCG Level 0 Discovery, revision %d.%d:%n",
        discovery.revision() >>> 16, discovery.revision() & 0xffff);
    for (Feature feature : discovery.features()) {
      out.printf("%s (0x%04x), version %d%n", feature.name(), feature.code(), feature.version());
      feature.fields().forEach((name, value) -> out.printf("  %-28s: %s%n", name, value));
    }
  }
}
