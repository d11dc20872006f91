package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.PersistentEvents;
import dev.orion.nvme.spec.PersistentEvent;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command of {@code orion nvme} that shows the Persistent Event Log. */
final class NvmeEventLogCommands {
  private static final int READ = 0;
  private static final int ESTABLISH_AND_READ = 1;
  private static final int RELEASE = 2;

  private NvmeEventLogCommands() {}

  @Command(
      name = "persistent-event-log",
      description = {
        "Shows the Persistent Event Log, newest event first.",
        "Establishes a reporting context for it, and releases that at the end."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme persistent-event-log",
        "  orion nvme persistent-event-log -o json | jq '.list_of_event_entries[].event_type'",
        "  orion nvme persistent-event-log -b > events.bin"
      })
  static int persistentEventLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-a", "--action"},
              paramLabel = "0-2",
              defaultValue = "" + ESTABLISH_AND_READ,
              converter = UnsignedNumber.OfByte.class,
              description = {
                "0 read within the context there is, 1 establish one and release it at the end,",
                "2 release the one there is (1)."
              })
          int action,
      @Option(
              names = {"-l", "--log_len"},
              paramLabel = "BYTES",
              converter = UnsignedNumber.OfLong.class,
              description = "Stop before the first event that reaches beyond (all).")
          @Nullable Long limitBytes,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    if (action > RELEASE) {
      throw context.usageError("--action must be 0, 1 or 2");
    }
    try (OpenController open = context.open(device)) {
      CommandSupport support = force.of(open.controller());
      if (action == RELEASE) {
        PersistentEvents.releaseContext(support);
        context.out().println("Releasing Persistent Event Log Context");
        return 0;
      }
      try (PersistentEvents events =
          action == READ ? PersistentEvents.inContext(support) : PersistentEvents.open(support)) {
        long limit = limitBytes == null ? Long.MAX_VALUE : limitBytes;
        switch (output.format()) {
          case NORMAL -> {
            context.out().println("Persistent Event Log for device: " + device.address);
            context.out().println("Action for Persistent Event Log: " + action);
            printText(events, limit, context.out());
          }
          case JSON -> TextOrJson.printJson(toMap(events, limit), context.out());
          case BINARY -> copy(events, context);
        }
      }
    }
    return 0;
  }

  private static void printText(PersistentEvents events, long limitBytes, PrintWriter out)
      throws IOException {
    events.header().toText().forEach(out::println);
    out.println();
    out.println();
    out.println("Persistent Event Entries:");
    int number = 0;
    for (Optional<PersistentEvent> next = next(events, limitBytes);
        next.isPresent();
        next = next(events, limitBytes)) {
      out.println("Event Number: " + number++);
      next.get().toText().forEach(out::println);
      out.println();
    }
  }

  private static Map<String, Object> toMap(PersistentEvents events, long limitBytes)
      throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Optional<PersistentEvent> next = next(events, limitBytes);
        next.isPresent();
        next = next(events, limitBytes)) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("event_number", entries.size());
      entry.putAll(next.get().toMap());
      entries.add(entry);
    }
    Map<String, Object> map = events.header().toMap();
    map.put("list_of_event_entries", entries);
    return map;
  }

  private static Optional<PersistentEvent> next(PersistentEvents events, long limitBytes)
      throws IOException {
    Optional<PersistentEvent> next = events.next();
    return next.filter(_ -> events.offset() <= limitBytes);
  }

  private static void copy(PersistentEvents events, CommandContext context) throws IOException {
    if (context.streams().outIsTerminal()) {
      throw new IOException(
          "standard output is a terminal: send binary output to a file or another program");
    }
    try (DataSink sink = DataSink.standardOutput(context.streams());
        StatusLine line = new StatusLine(context.err(), context.streams().errIsTerminal())) {
      TransferProgress progress =
          new TransferProgress(line, OptionalLong.of(events.header().totalLengthBytes()));
      events.copy(
          piece -> {
            sink.write(piece, 0, piece.byteSize());
            progress.add(piece.byteSize());
          });
    }
  }
}
