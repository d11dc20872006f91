package dev.orion.tools;

import dev.orion.nvme.Directives;
import dev.orion.nvme.Directives.Operation;
import dev.orion.nvme.Directives.Received;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} about directives and streams. */
final class NvmeDirectiveCommands {
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int RETURN_PARAMETERS = 1;
  private static final int GET_STATUS = 2;
  private static final int ALLOCATE = 3;
  private static final int ENABLE = 1;

  private NvmeDirectiveCommands() {}

  /** What is to be done with which directive. */
  static final class OperationOptions {
    @Option(
        names = {"-n", "--namespace-id", "--namespace"},
        paramLabel = "NSID",
        converter = NamespaceOperand.NsidConverter.class,
        description = "The namespace (1).")
    int nsid = OpenController.DEFAULT_NSID;

    @Option(
        names = {"-D", "--dir-type"},
        paramLabel = "TYPE",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The directive: 0 identify, 1 streams (0).")
    int type;

    @Option(
        names = {"-S", "--dir-spec"},
        paramLabel = "WORD",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "What the directive defines: a stream identifier (0).")
    int specific;

    @Option(
        names = {"-O", "--dir-oper"},
        paramLabel = "OPERATION",
        required = true,
        converter = UnsignedNumber.OfByte.class,
        description = "The operation.")
    int operation;

    @Option(
        names = {"-l", "--data-len"},
        paramLabel = "BYTES",
        converter = UnsignedNumber.OfInt.class,
        description = "Length of the data (what the operation has).")
    @Nullable Integer dataBytes;

    @Option(
        names = {"-b", "--raw-binary"},
        description = "Put the data out as they are.")
    boolean raw;

    @Option(
        names = {"-H", "--human-readable"},
        description = "Show what the data mean.")
    boolean inWords;

    Operation of(int cdw12) {
      return new Operation(nsid, type, operation, specific, cdw12);
    }

    int dataBytes(CommandContext context, int byDefault) {
      int bytes = dataBytes == null ? byDefault : dataBytes;
      if (bytes % Integer.BYTES != 0) {
        throw context.usageError("--data-len must be a multiple of 4");
      }
      return bytes;
    }
  }

  @Command(
      name = "dir-send",
      sortOptions = false,
      description = {
        "Enables a directive (type 0, operation 1), or releases streams (type 1, operations 1 and",
        "2). A reset, and so the next command, takes it back."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme dir-send -D 0 -O 1 -T 1 -e 1",
        "  orion nvme dir-send -D 1 -O 1 -S 3"
      })
  static int send(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin OperationOptions operation,
      @Option(
              names = {"-T", "--target-dir"},
              paramLabel = "TYPE",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The directive to enable.")
          int target,
      @Option(
              names = {"-e", "--endir"},
              paramLabel = "0|1",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "1 to enable it, 0 to disable it (0).")
          int enable,
      @Option(
              names = {"-i", "--input-file"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "The data; - is standard input (-).")
          String file,
      @Mixin ForceOption force)
      throws IOException {
    boolean enables = operation.type == Directives.IDENTIFY && operation.operation == ENABLE;
    boolean releases =
        operation.type == Directives.STREAMS
            && (operation.operation == 1 || operation.operation == 2);
    if (!enables && !releases) {
      throw context.usageError(
          "type %d has no operation %d to send".formatted(operation.type, operation.operation));
    }
    if (enables && target == 0) {
      throw context.usageError("--target-dir is missing: the directive to enable, such as 1");
    }
    if (enable > 1) {
      throw context.usageError("--endir: %d is not 0 or 1".formatted(enable));
    }
    MemorySegment data = RawData.read(file, operation.dataBytes(context, 0), context.streams());
    try (OpenController open = context.open(device)) {
      open.requireTransfer((int) data.byteSize());
      int result =
          new Directives(force.of(open.controller()))
              .send(operation.of(enables ? target << 8 | enable : 0), data);
      context
          .out()
          .printf(
              "dir-send: type %s, operation %s, spec_val %s, nsid %s, result %s %n",
              hex(operation.type),
              hex(operation.operation),
              hex(operation.specific),
              hex(operation.nsid),
              hex(result));
      if (data.byteSize() != 0) {
        HexDump.print(data, context.out());
      }
    }
    return 0;
  }

  @Command(
      name = "dir-receive",
      sortOptions = false,
      description = {
        "Shows which directives there are (type 0, operation 1), what streams there can be (type"
            + " 1,",
        "operation 1), which are open (operation 2), or allocates some (operation 3)."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme dir-receive -D 0 -O 1 -H",
        "  orion nvme dir-receive -D 1 -O 1 -H",
        "  orion nvme dir-receive -D 1 -O 3 -r 4 -H"
      })
  static int receive(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin OperationOptions operation,
      @Option(
              names = {"-r", "--req-resource"},
              paramLabel = "N",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "How many streams to allocate (0).")
          int streams,
      @Mixin ForceOption force)
      throws IOException {
    boolean ofStreams = operation.type == Directives.STREAMS;
    try (OpenController open = context.open(device)) {
      int byDefault;
      if (operation.operation == RETURN_PARAMETERS && operation.type <= Directives.STREAMS) {
        byDefault = ofStreams ? 32 : 4096;
      } else if (ofStreams && operation.operation == GET_STATUS) {
        byDefault = Math.min(128 << 10, open.controller().maxTransferBytes());
      } else if (ofStreams && operation.operation == ALLOCATE) {
        byDefault = 0;
      } else {
        throw context.usageError(
            "type %d has no operation %d to receive"
                .formatted(operation.type, operation.operation));
      }
      int lengthBytes = operation.dataBytes(context, byDefault);
      open.requireTransfer(lengthBytes);
      boolean allocates = ofStreams && operation.operation == ALLOCATE;
      Received received =
          new Directives(force.of(open.controller()))
              .receive(operation.of(allocates ? streams : 0), lengthBytes);
      if (operation.raw) {
        RawData.print(received.data(), context.streams());
      } else {
        print(operation, received, context.out());
      }
    }
    return 0;
  }

  private static void print(OperationOptions operation, Received received, PrintWriter out) {
    out.printf(
        "dir-receive: type:%s operation:%s spec:%s nsid:%s result:%s%n",
        hex(operation.type),
        hex(operation.operation),
        hex(operation.specific),
        hex(operation.nsid),
        hex(received.dword0()));
    if (!operation.inWords) {
      if (received.data().byteSize() != 0) {
        HexDump.print(received.data(), out);
      }
    } else if (operation.type == Directives.IDENTIFY) {
      printDirectives(received.data(), out);
    } else if (operation.operation == RETURN_PARAMETERS) {
      printStreams(received.data(), out);
    } else if (operation.operation == GET_STATUS) {
      printOpenStreams(received.data(), out);
    } else {
      out.printf("\tNamespace Streams Allocated (NSA): %d%n", received.dword0() & 0xffff);
    }
  }

  private static void printDirectives(MemorySegment data, PrintWriter out) {
    if (data.byteSize() < 36) {
      return;
    }
    int supported = data.get(DWORD, 0);
    int enabled = data.get(DWORD, 32);
    out.println("\tDirective support ");
    out.println("\t\tIdentify Directive  : " + yes(supported & 1, "supported", "not supported"));
    out.println("\t\tStream Directive    : " + yes(supported & 2, "supported", "not supported"));
    out.println("\tDirective status ");
    out.println("\t\tIdentify Directive  : " + yes(enabled & 1, "enabled", "disabled"));
    out.println("\t\tStream Directive    : " + yes(enabled & 2, "enabled", "disabled"));
  }

  private static String yes(int bit, String yes, String no) {
    return bit != 0 ? yes : no;
  }

  private static void printStreams(MemorySegment data, PrintWriter out) {
    if (data.byteSize() < 26) {
      return;
    }
    out.printf("\tMax Streams Limit                          (MSL): %d%n", word(data, 0));
    out.printf("\tNVM Subsystem Streams Available           (NSSA): %d%n", word(data, 2));
    out.printf("\tNVM Subsystem Streams Open                (NSSO): %d%n", word(data, 4));
    out.printf("\tNVM Subsystem Stream Capability           (NSSC): %d%n", word(data, 6));
    out.printf(
        "\tStream Write Size (in unit of LB size)     (SWS): %s%n",
        Integer.toUnsignedString(data.get(DWORD, 16)));
    out.printf("\tStream Granularity Size (in unit of SWS)   (SGS): %d%n", word(data, 20));
    out.printf("\tNamespace Streams Allocated                (NSA): %d%n", word(data, 22));
    out.printf("\tNamespace Streams Open                     (NSO): %d%n", word(data, 24));
  }

  private static void printOpenStreams(MemorySegment data, PrintWriter out) {
    int count = data.byteSize() < 2 ? 0 : word(data, 0);
    out.printf("\tOpen Stream Count  : %d%n", count);
    for (int i = 1; i <= count && 2L * i + 2 <= data.byteSize(); i++) {
      out.printf("\tStream Identifier %06d : %d%n", i, word(data, 2L * i));
    }
  }

  private static int word(MemorySegment data, long offset) {
    return Short.toUnsignedInt(data.get(WORD, offset));
  }

  /** As C's {@code %#x}. */
  private static String hex(int value) {
    return value == 0 ? "0" : "0x%x".formatted(value);
  }
}
