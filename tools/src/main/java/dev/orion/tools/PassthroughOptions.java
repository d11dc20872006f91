package dev.orion.tools;

import dev.orion.nvme.NvmeCommand;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Any command, dword by dword, as nvme-cli's passthru commands take it. */
final class PassthroughOptions {
  private static final int TO_CONTROLLER = 0b01;
  private static final int FROM_CONTROLLER = 0b10;

  @Option(
      names = {"-o", "--opcode"},
      paramLabel = "BYTE",
      required = true,
      converter = UnsignedNumber.OfByte.class,
      description = "The opcode; its bits 1:0 say where data go: 1 to, 2 from the controller.")
  int opcode;

  @Option(
      names = {"-f", "--flags"},
      paramLabel = "BYTE",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Fused operation and PRP or SGL; only 0: both are the driver's.")
  int flags;

  @Option(
      names = {"-R", "--rsvd"},
      paramLabel = "WORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "Only 0: what the field is today is the driver's.")
  int reserved;

  @Option(
      names = {"-n", "--namespace-id", "--namespace"},
      paramLabel = "NSID",
      converter = NamespaceOperand.NsidConverter.class,
      description = "The namespace (0, none).")
  int nsid;

  @Option(
      names = {"-2", "--cdw2"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 2 (0).")
  int cdw2;

  @Option(
      names = {"-3", "--cdw3"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 3 (0).")
  int cdw3;

  @Option(
      names = {"-4", "--cdw10"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 10 (0).")
  int cdw10;

  @Option(
      names = {"-5", "--cdw11"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 11 (0).")
  int cdw11;

  @Option(
      names = {"-6", "--cdw12"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 12 (0).")
  int cdw12;

  @Option(
      names = {"-7", "--cdw13"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 13 (0).")
  int cdw13;

  @Option(
      names = {"-8", "--cdw14"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 14 (0).")
  int cdw14;

  @Option(
      names = {"-9", "--cdw15"},
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Command Dword 15 (0).")
  int cdw15;

  @Option(
      names = {"-l", "--data-len"},
      paramLabel = "BYTES",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Length of the data (0).")
  int dataBytes;

  @Option(
      names = {"-m", "--metadata-len"},
      paramLabel = "BYTES",
      defaultValue = "0",
      converter = UnsignedNumber.OfInt.class,
      description = "Length of the metadata in a buffer of their own (0).")
  int metadataBytes;

  @Option(
      names = {"-i", "--input-file"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "Data to send come from here, data received go here (standard input, output).")
  String file = "";

  @Option(
      names = {"-M", "--metadata"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "The same for metadata.")
  String metadataFile = "";

  @Option(
      names = {"-r", "--read"},
      description = "Data come from the controller, whatever the opcode says.")
  boolean read;

  @Option(
      names = {"-w", "--write"},
      description = "Data go to the controller, whatever the opcode says.")
  boolean write;

  @Option(
      names = {"-p", "--prefill"},
      paramLabel = "BYTE",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "What data are before they are received (0).")
  int prefill;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "MS",
      defaultValue = "0",
      description = "Give the controller up if an admin command takes longer (60000).")
  long timeoutMillis;

  @Option(
      names = {"-b", "--raw-binary"},
      description = "Put received data out as they are.")
  boolean raw;

  @Option(
      names = {"-s", "--show-command"},
      description = "Show the command before it is sent.")
  boolean showCommand;

  @Option(
      names = {"-d", "--dry-run"},
      description = "Show the command and do not send it.")
  boolean dryRun;

  @Option(
      names = {"-T", "--latency"},
      description = "Show how long it took.")
  boolean latency;

  /** Fails for what cannot be sent. */
  void check(CommandContext context) {
    if (flags != 0 || reserved != 0) {
      throw context.usageError(
          "--flags and --rsvd must be 0: these fields of a command are the driver's");
    }
    if (dataBytes < 0 || metadataBytes < 0) {
      throw context.usageError("--data-len and --metadata-len must be less than 2 GiB");
    }
    if (dataBytes + (long) metadataBytes > 0 && !reads() && !writes()) {
      throw context.usageError(
          "where do the data go? give --read or --write, as the opcode does not say");
    }
  }

  boolean reads() {
    return read || (opcode & FROM_CONTROLLER) != 0;
  }

  private boolean writes() {
    return write || (opcode & TO_CONTROLLER) != 0;
  }

  /** What the data buffer holds before the command. */
  MemorySegment data(StandardStreams streams) throws IOException {
    return content(dataBytes, file, streams);
  }

  /** What the metadata buffer holds before the command. */
  MemorySegment metadata(StandardStreams streams) throws IOException {
    return content(metadataBytes, metadataFile, streams);
  }

  private MemorySegment content(int lengthBytes, String path, StandardStreams streams)
      throws IOException {
    if (lengthBytes > 0 && writes()) {
      return RawData.read(path.isEmpty() ? DataSink.STANDARD : path, lengthBytes, streams);
    }
    return MemorySegment.ofArray(new byte[lengthBytes]).fill((byte) prefill);
  }

  NvmeCommand command(String name, @Nullable DmaBuffer data, @Nullable DmaBuffer metadata) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** As nvme-cli shows a command; the addresses, which are nobody's business, are 0. */
  void show(PrintWriter out) {
    out.printf("opcode       : %02x%n", opcode);
    out.printf("flags        : %02x%n", flags);
    out.printf("rsvd1        : %04x%n", reserved);
    out.printf("nsid         : %08x%n", nsid);
    out.printf("cdw2         : %08x%n", cdw2);
    out.printf("cdw3         : %08x%n", cdw3);
    out.printf("data_len     : %08x%n", dataBytes);
    out.printf("metadata_len : %08x%n", metadataBytes);
    out.println("addr         : 0");
    out.println("metadata     : 0");
    out.printf("cdw10        : %08x%n", cdw10);
    out.printf("cdw11        : %08x%n", cdw11);
    out.printf("cdw12        : %08x%n", cdw12);
    out.printf("cdw13        : %08x%n", cdw13);
    out.printf("cdw14        : %08x%n", cdw14);
    out.printf("cdw15        : %08x%n", cdw15);
    out.printf("timeout_ms   : %08x%n", timeoutMillis);
  }
}
