package dev.orion.tools;

import dev.orion.nvme.KeyValueNamespace;
import dev.orion.nvme.KeyValueNamespace.StoreOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion kv} that move values. */
final class KvValueCommands {
  private KvValueCommands() {}

  /** On what condition a value is stored, and how. */
  static final class StoreOptions {
    @Option(
        names = {"--must-exist", "--only-update"},
        description = "Replace a value; fail if there is none.")
    private boolean mustExist;

    @Option(
        names = {"--must-not-exist", "--only-add"},
        description = "Add a value; fail if there is one.")
    private boolean mustNotExist;

    @Option(names = "--no-compression", description = "Keep the controller from compressing it.")
    private boolean noCompression;

    @Option(
        names = {"-y", "--yes"},
        description = "Replace a value without asking.")
    private boolean yes;

    private StoreOption[] toArray() {
      List<StoreOption> options = new ArrayList<>();
      if (mustExist) {
        options.add(StoreOption.MUST_EXIST);
      }
      if (mustNotExist) {
        options.add(StoreOption.MUST_NOT_EXIST);
      }
      if (noCompression) {
        options.add(StoreOption.NO_COMPRESSION);
      }
      return options.toArray(StoreOption[]::new);
    }

    /** Whether a value may be replaced without asking, or cannot be. */
    private boolean agreesToReplace() {
      return yes || mustExist || mustNotExist;
    }
  }

  @Command(
      name = "store",
      sortOptions = false,
      description = {
        "Stores a value. It asks before it replaces one, where there is a terminal to ask on;",
        "elsewhere it needs --yes or --must-exist."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  echo hello | orion kv store vfiouser:/run/kv -k greeting",
        "  orion kv store vfiouser:/run/kv -x -k 00ff -d value.bin --must-not-exist"
      })
  static int store(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KvKey key,
      @Option(
              names = {"-d", "--data"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "Take the value from this file; - is standard input (-).")
          String data,
      @Mixin StoreOptions options)
      throws IOException {
    byte[] bytes = key.bytes();
    try (DataSource source = DataSource.open(data, context.streams());
        OpenController open = context.open(device);
        Arena arena = Arena.ofConfined()) {
      KeyValueNamespace namespace = key.namespace(open, device.nsidOrDefault());
      long limit = open.controller().maxTransferBytes();
      MemorySegment value = arena.allocate(limit);
      long length = source.read(value, 0, limit);
      if (length == limit && !source.isAtEnd()) {
        throw new IOException(
            "%s: a value has %d bytes at the most, and %s has more"
                .formatted(namespace.name(), namespace.maxValueBytes(), source.name()));
      }
      if (!options.agreesToReplace() && namespace.exists(bytes)) {
        Consent consent =
            new Consent(false, data.equals(DataSink.STANDARD), context.streams(), context.err());
        if (!consent.isGivenTo(
            "replaces the value that a key of %s has".formatted(namespace.name()))) {
          return Consent.EXIT_REFUSED;
        }
      }
      namespace.store(bytes, value.asSlice(0, length), options.toArray());
    }
    return 0;
  }

  @Command(
      name = "retrieve",
      sortOptions = false,
      description = "Retrieves a value.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion kv retrieve vfiouser:/run/kv -k greeting",
        "  orion kv retrieve vfiouser:/run/kv -k picture -d picture.png"
      })
  static int retrieve(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KvKey key,
      @Option(
              names = {"-l", "--length"},
              paramLabel = "SIZE",
              converter = ByteSizeConverter.class,
              description = "Retrieve this much of it at the most (all).")
          @Nullable Long length,
      @Option(
              names = {"-d", "--data"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "Write the value to this file; - is standard output (-).")
          String data)
      throws IOException {
    byte[] bytes = key.bytes();
    try (OpenController open = context.open(device)) {
      KeyValueNamespace namespace = key.namespace(open, device.nsidOrDefault());
      byte[] value = length == null ? namespace.retrieve(bytes) : start(namespace, bytes, length);
      try (DataSink sink = DataSink.open(data, context.streams())) {
        sink.write(value);
      }
    }
    return 0;
  }

  private static byte[] start(KeyValueNamespace namespace, byte[] key, long length)
      throws IOException {
    byte[] value = new byte[(int) Math.min(length, namespace.maxValueBytes())];
    long whole = namespace.retrieve(key, MemorySegment.ofArray(value));
    return Arrays.copyOf(value, (int) Math.min(whole, value.length));
  }
}
