package dev.orion.tools;

import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Commands of {@code orion nvme} that send any command there may be. */
final class NvmePassthroughCommands {
  private static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private NvmePassthroughCommands() {}

  @Command(
      name = "admin-passthru",
      sortOptions = false,
      description = {
        "Sends any admin command, with the dwords and data given, and shows what it returned.",
        "Nothing is checked or asked: the command does whatever it does."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme admin-passthru -o 0x06 --cdw10 1 -l 4096 -r",
        "  orion nvme admin-passthru -o 0x02 -n 0xffffffff --cdw10 0x7f0002 -l 512 -r -b | xxd",
        "  orion nvme admin-passthru -o 0xc1 --cdw12 5 -l 512 -w -i data.bin --show-command"
      })
  static int admin(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin PassthroughOptions options)
      throws IOException {
    return run(context, device, options, true);
  }

  @Command(
      name = "io-passthru",
      sortOptions = false,
      description = {
        "Sends any I/O command, with the dwords and data given, and shows what it returned.",
        "Nothing is checked or asked: the command does whatever it does, and has 60 s for it."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme io-passthru -o 0x02 -n 1 -l 4096 -r",
        "  orion nvme io-passthru -o 0x01 -n 1 --cdw10 8 -l 4096 -w -i block.bin",
        "  orion nvme io-passthru -o 0x00 -n 1"
      })
  static int io(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin PassthroughOptions options)
      throws IOException {
    return run(context, device, options, false);
  }

  private static int run(
      CommandContext context, DeviceOperand device, PassthroughOptions options, boolean admin)
      throws IOException {
    options.check(context);
    MemorySegment data = options.data(context.streams());
    MemorySegment metadata = options.metadata(context.streams());
    if (options.showCommand || options.dryRun) {
      options.show(context.out());
    }
    if (options.dryRun) {
      return 0;
    }
    Optional<String> known =
        admin
            ? AdminOpcode.of(options.opcode).map(AdminOpcode::specName)
            : NvmOpcode.of(options.opcode).map(NvmOpcode::specName);
    String kind = admin ? "Admin" : "IO";
    String name = known.orElse("Vendor Specific");
    try (OpenController open = context.open(device)) {
      open.requireTransfer((int) data.byteSize());
      try (DmaBuffer dataBuffer = buffer(open, data);
          DmaBuffer metadataBuffer = buffer(open, metadata)) {
        NvmeCommand command =
            options.command(
                known.orElse("opcode %02Xh".formatted(options.opcode)), dataBuffer, metadataBuffer);
        long start = System.nanoTime();
        long result =
            admin
                ? open.controller().admin(command, timeoutNanos(options))
                : open.controller().io(command);
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        if (options.latency) {
          context.out().printf("%s Command %s latency: %d us%n", kind, name, micros);
        }
        context
            .err()
            .printf("%s Command %s is Success and result: 0x%08x%n", kind, name, (int) result);
        if (options.reads()) {
          give(dataBuffer, options.file, options, context);
          if (metadataBuffer != null && !options.metadataFile.isEmpty()) {
            write(metadataBuffer.segment(), options.metadataFile, context);
          }
        }
      }
    }
    return 0;
  }

  private static long timeoutNanos(PassthroughOptions options) {
    return options.timeoutMillis == 0
        ? DEFAULT_TIMEOUT_NANOS
        : TimeUnit.MILLISECONDS.toNanos(options.timeoutMillis);
  }

  private static @Nullable DmaBuffer buffer(OpenController open, MemorySegment content) {
    if (content.byteSize() == 0) {
      return null;
    }
    DmaBuffer buffer = open.controller().dma().allocate(content.byteSize());
    buffer.segment().copyFrom(content);
    return buffer;
  }

  private static void give(
      @Nullable DmaBuffer data, String file, PassthroughOptions options, CommandContext context)
      throws IOException {
    if (data == null) {
      return;
    }
    if (!file.isEmpty()) {
      write(data.segment(), file, context);
    } else if (options.raw) {
      RawData.print(data.segment(), context.streams());
    } else {
      PrintWriter out = context.out();
      HexDump.print(data.segment(), out);
    }
  }

  private static void write(MemorySegment data, String file, CommandContext context)
      throws IOException {
    try (DataSink sink = DataSink.open(file, context.streams())) {
      sink.write(data.toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
