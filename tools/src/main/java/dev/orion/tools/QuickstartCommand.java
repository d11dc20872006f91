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
import dev.orion.tools.bench.ProgressLine;
import dev.orion.tools.lab.ByteSize;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orion quickstart}: shows in half a minute what Orion does, on a lab of its own. */
@Command(
    name = "quickstart",
    description = {
      "Starts a QEMU process with an NVMe controller, drives the controller from Java: identifies",
      "it, writes, reads back and verifies, appends to a zone, measures random reads; and removes",
      "all it made. Nothing on this machine is touched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion quickstart",
      "  orion quickstart --runtime 10    measure for 10 s at each queue depth"
    })
final class QuickstartCommand implements Callable<Integer> {

  private static final int[] QUEUE_DEPTHS = {1, 32, 256};
  private static final Duration RAMP_TIME = Duration.ofSeconds(1);
  private static final int VERIFIED_BYTES = 32 << 20;
  private static final int REQUEST_BYTES = 1 << 20;
  private static final int EXIT_INTERRUPTED = 130;

  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--runtime",
      paramLabel = "SECONDS",
      defaultValue = "4",
      description = "How long to measure at each queue depth (4).")
  private int runtimeSeconds;

  @Option(
      names = "--qemu",
      paramLabel = "PATH",
      description = "The QEMU to run, 7.0 or later (ORION_QEMU, or qemu-system-x86_64).")
  private @Nullable Path qemu;

  QuickstartCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    QemuBinary binary = QemuBinary.find(qemu, environment);
    try (EphemeralLab lab = EphemeralLab.start(LabDefinition.standard(), binary);
        LabClient client = LabClient.open(lab.lab(), "orion quickstart")) {
      step("lab", "QEMU %s with an NVMe controller and no guest".formatted(binary.version()));
      NvmeController controller = client.nvme("nvme0");
      identify(controller);
      writeAndVerify(controller.namespace(1));
      appendToZone(controller.namespace(3));
      return measure(controller.namespace(4));
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

  private int measure(NvmeNamespace namespace) throws IOException {
    step("bench", "4 KiB random reads of namespace %d, one thread".formatted(namespace.nsid()));
    out().println();
    out()
        .printf(
            Locale.ROOT,
            "  %11s %12s %10s %10s %10s %10s%n",
            "queue depth",
            "IOPS",
            "MiB/s",
            "p50 us",
            "p99 us",
            "p99.9 us");
    out().flush();
    for (int depth : QUEUE_DEPTHS) {
      BenchResult result = measure(namespace, depth);
      if (!result.failures().isEmpty()) {
        throw result.failures().getFirst();
      }
      DirectionResult read = result.total().read();
      LatencyHistogram latency = read.latency();
      out()
          .printf(
              Locale.ROOT,
              "  %11d %,12.0f %,10.1f %10.1f %10.1f %10.1f%n",
              depth,
              read.iops(),
              read.bytesPerSecond() / (1 << 20),
              latency.nanosAtPercentile(50) / 1e3,
              latency.nanosAtPercentile(99) / 1e3,
              latency.nanosAtPercentile(99.9) / 1e3);
      out().flush();
      if (result.stopped()) {
        return EXIT_INTERRUPTED;
      }
    }
    out().println();
    out().println("  Next: orion lab start, then orion list, orion bench --help, orion --help");
    return 0;
  }

  private BenchResult measure(NvmeNamespace namespace, int depth) throws IOException {
    BenchJob job =
        BenchJob.builder(IoPattern.RANDREAD)
            .name("queue depth " + depth)
            .ioDepth(depth)
            .rampTime(RAMP_TIME)
            .runtime(Duration.ofSeconds(runtimeSeconds))
            .timeBased(true)
            .build();
    PrintWriter err = commandLine().getErr();
    try (ProgressLine progress = new ProgressLine(err, ProgressLine.isStandardErrorTerminal());
        StopOnShutdown shutdown = new StopOnShutdown()) {
      BenchRunner runner = new BenchRunner(namespace, job, progress);
      shutdown.onShutdown(runner::stop);
      return runner.run();
    }
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
}
