package dev.orion.tools;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.Vs;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.pci.DmaBuffer;
import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.BenchRunner;
import dev.orion.tools.bench.DirectionResult;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.LatencyHistogram;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabException;
import dev.orion.tools.lab.QemuBinary;
import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.ByteSize;
import dev.orion.tools.text.StatusLine;
import dev.orion.tools.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orion quickstart}: shows in half a minute what Orion does, on a lab of its own. */
@Command(
    name = "quickstart",
    description = {
      "Shows what Orion does, on a device that it brings along.",
      "Starts a QEMU process with an NVMe controller and drives the controller from Java:"
          + " identifies",
      "it, writes, reads back and verifies, appends to a zone, and measures random reads. Then",
      "removes all it made. Nothing else on this machine is touched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion quickstart",
      "  orion quickstart --runtime 10    measure for 10 s at each queue depth"
    })
final class QuickstartCommand implements Callable<Integer> {

  private static final int[] QUEUE_DEPTHS = {1, 32, 256};
  private static final List<String> HEADING =
      List.of("queue depth", "IOPS", "MiB/s", "p50", "p99", "p99.9");
  private static final int[] WIDTHS = {11, 6, 8, 8, 8, 8};
  private static final Duration RAMP_TIME = Duration.ofSeconds(1);
  private static final int VERIFIED_BYTES = 32 << 20;
  private static final int REQUEST_BYTES = 1 << 20;
  private static final int EXIT_INTERRUPTED = 130;

  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--runtime",
      paramLabel = "SECONDS",
      defaultValue = "4",
      converter = SecondsConverter.class,
      description = "How long to measure at each queue depth (4).")
  private int runtimeSeconds;

  @Mixin private final QemuOption qemu = new QemuOption();

  QuickstartCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    QemuBinary binary = qemu.find(environment);
    try (StopOnShutdown shutdown = new StopOnShutdown()) {
      shutdown.onShutdown(() -> {}); // Ctrl-C gives the prompt back when the lab is gone.
      try (EphemeralLab lab = EphemeralLab.start(LabDefinition.standard(), binary)) {
        step("lab", "QEMU %s with an NVMe controller and no guest".formatted(binary.version()));
        return drive(lab.lab(), shutdown);
      }
    }
  }

  private int drive(Lab lab, StopOnShutdown shutdown) throws IOException {
    try (LabClient client = LabClient.open(lab, "orion quickstart")) {
      NvmeController controller = client.nvme("nvme0");
      identify(controller);
      writeAndVerify(controller.namespace(1));
      appendToZone(controller.namespace(3));
      return measure(controller.namespace(4), shutdown);
    } catch (IOException e) {
      if (lab.isRunning()) {
        throw e;
      }
      throw new LabException("QEMU has ended; start quickstart again (" + e.getMessage() + ")", e);
    }
  }

  private void identify(NvmeController controller) throws IOException {
    step(
        "identify",
        "%s, serial %s, firmware %s, NVMe %s, %d I/O queues"
            .formatted(
                controller.identity().mn().strip(),
                controller.identity().sn().strip(),
                controller.identity().fr().strip(),
                Vs.toText(controller.version()),
                controller.ioQueueLimit()));
    for (int nsid : controller.namespaceIds()) {
      Geometry geometry = controller.namespace(nsid).geometry();
      Geometry.ZoneGeometry zones = geometry.zones();
      step(
          "",
          "namespace %d: %s in blocks of %s%s"
              .formatted(
                  nsid,
                  ByteSize.format(geometry.capacityBytes()),
                  ByteSize.format(geometry.blockSizeBytes()),
                  zones == null
                      ? ""
                      : ", %d zones of %s"
                          .formatted(
                              zones.count(),
                              ByteSize.format(zones.sizeBlocks() * geometry.blockSizeBytes()))));
    }
  }

  private void writeAndVerify(NvmeNamespace namespace) throws IOException {
    int blockBytes = namespace.geometry().blockSizeBytes();
    int requests = VERIFIED_BYTES / REQUEST_BYTES;
    int blocksPerRequest = REQUEST_BYTES / blockBytes;
    try (BlockQueue queue = namespace.openQueue(requests);
        DmaBuffer written = namespace.dma().allocate(VERIFIED_BYTES);
        DmaBuffer read = namespace.dma().allocate(VERIFIED_BYTES)) {
      SplittableRandom random = new SplittableRandom();
      for (long at = 0; at < VERIFIED_BYTES; at += Long.BYTES) {
        written.segment().set(ValueLayout.JAVA_LONG, at, random.nextLong());
      }
      BlockRequest[] batch = new BlockRequest[requests];
      for (int i = 0; i < requests; i++) {
        batch[i] =
            new BlockRequest()
                .write((long) i * blocksPerRequest, blocksPerRequest)
                .add(written, (long) i * REQUEST_BYTES, REQUEST_BYTES);
      }
      run(queue, batch);
      run(queue, new BlockRequest().flush());
      for (int i = 0; i < requests; i++) {
        batch[i]
            .read((long) i * blocksPerRequest, blocksPerRequest)
            .add(read, (long) i * REQUEST_BYTES, REQUEST_BYTES);
      }
      run(queue, batch);
      long mismatch = written.segment().mismatch(read.segment());
      if (mismatch >= 0) {
        throw new IOException(
            "%s: byte %d reads back other than it was written"
                .formatted(namespace.name(), mismatch));
      }
    }
    step("write", "%s of random data, flushed".formatted(ByteSize.format(VERIFIED_BYTES)));
    step("read", "the same %s back: verified".formatted(ByteSize.format(VERIFIED_BYTES)));
  }

  private void appendToZone(NvmeNamespace namespace) throws IOException {
    Zones zones = namespace.zones().orElseThrow();
    step(
        "zones",
        "%d zones, %d of them empty"
            .formatted(zones.geometry().count(), zones.count(0, ZoneReportingOption.EMPTY)));
    try (BlockQueue queue = namespace.openQueue(8);
        DmaBuffer buffer = namespace.dma().allocate(namespace.geometry().blockSizeBytes())) {
      BlockRequest[] appends = new BlockRequest[8];
      for (int i = 0; i < appends.length; i++) {
        appends[i] = new BlockRequest().prepare(BlockOperation.ZONE_APPEND, 0, 1).add(buffer);
      }
      run(queue, appends);
    }
    ZoneDescriptor zone = zones.report(0, ZoneReportingOption.ALL, 1).getFirst();
    step(
        "append",
        "8 appends to zone 0 at once: its write pointer is %d, its state %s"
            .formatted(zone.wp(), zone.state().map(s -> s.specName()).orElse("unknown")));
  }

  /** Submits all requests, and polls until they are done. */
  private static void run(BlockQueue queue, BlockRequest... requests) throws BlockException {
    for (BlockRequest request : requests) {
      if (!queue.submit(request)) {
        throw new IllegalStateException("the queue takes fewer requests than it was opened for");
      }
    }
    while (queue.inFlight() > 0) {
      queue.poll();
    }
    for (BlockRequest request : requests) {
      BlockException failure = request.failure();
      if (failure != null) {
        throw failure;
      }
    }
  }

  private int measure(NvmeNamespace namespace, StopOnShutdown shutdown) throws IOException {
    step("bench", "4 KiB random reads of namespace %d, one thread".formatted(namespace.nsid()));
    out().println();
    printRow(HEADING);
    for (int depth : QUEUE_DEPTHS) {
      BenchResult result = measure(namespace, depth, shutdown);
      if (!result.failures().isEmpty()) {
        throw result.failures().getFirst();
      }
      if (result.stopped()) {
        return EXIT_INTERRUPTED;
      }
      DirectionResult read = result.total().read();
      LatencyHistogram latency = read.latency();
      printRow(
          List.of(
              Integer.toString(depth),
              Amounts.rate(read.iops()),
              Amounts.mebibytes(read.bytesPerSecond()),
              Amounts.latency((double) latency.nanosAtPercentile(50)),
              Amounts.latency((double) latency.nanosAtPercentile(99)),
              Amounts.latency((double) latency.nanosAtPercentile(99.9))));
    }
    out().println();
    out().println("  Next: orion lab start, then orion list, orion bench --help, orion --help");
    return 0;
  }

  private BenchResult measure(NvmeNamespace namespace, int depth, StopOnShutdown shutdown)
      throws IOException {
    BenchJob job =
        BenchJob.builder(IoPattern.RANDREAD)
            .name("queue depth " + depth)
            .ioDepth(depth)
            .rampTime(RAMP_TIME)
            .runtime(Duration.ofSeconds(runtimeSeconds))
            .timeBased(true)
            .build();
    PrintWriter err = commandLine().getErr();
    try (StatusLine progress = new StatusLine(err, streams.errIsTerminal())) {
      BenchRunner runner = new BenchRunner(namespace, job, now -> progress.show(now.text()));
      shutdown.onShutdown(runner::stop);
      return runner.run();
    }
  }

  private void printRow(List<String> cells) {
    out().println("  " + TextTable.line(cells, WIDTHS, 0));
    out().flush();
  }

  private void step(String name, String text) {
    out().printf(Locale.ROOT, "  %-9s %s%n", name, text);
    out().flush();
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine();
  }

  /** Reads a time of at least a second. */
  static final class SecondsConverter extends TextConverter<Integer> {
    SecondsConverter() {
      super(SecondsConverter::parse);
    }

    private static Integer parse(String text) {
      if (!text.matches("0*[1-9]\\d{0,5}")) {
        throw new IllegalArgumentException("'" + text + "' is no number of seconds from 1 on");
      }
      return Integer.valueOf(text);
    }
  }
}
