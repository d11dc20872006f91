package dev.orion.tools;

import dev.orion.nvme.AsynchronousEvent;
import dev.orion.nvme.AsynchronousEvents;
import dev.orion.nvme.Features;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.AsynchronousEventConfiguration;
import dev.orion.nvme.spec.TemperatureThreshold;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} about what a controller reports by itself. */
final class NvmeEventCommands {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private NvmeEventCommands() {}

  @Command(
      name = "wait-events",
      sortOptions = false,
      description = {
        "Waits for asynchronous events and shows them, a line each.",
        "Every event's log page is read, so that the next one of its kind can come.",
        "Exits with 1 if the time is over before as many events came."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme wait-events --count 1",
        "  orion nvme wait-events --temperature-threshold 343 --timeout 60000 -o json"
      })
  static int waitEvents(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-c", "--count"},
              paramLabel = "N",
              defaultValue = "1",
              description = "End after so many events (1).")
          int count,
      @Option(
              names = {"-t", "--timeout"},
              paramLabel = "MS",
              description = "Wait no longer than this (forever).")
          @Nullable Long timeoutMillis,
      @Option(
              names = {"-e", "--events"},
              paramLabel = "BITS",
              converter = UnsignedNumber.OfInt.class,
              description = {
                "Have the controller report these: a value of the feature Asynchronous Event",
                "Configuration (what it reports already, and all of SMART / Health)."
              })
          @Nullable Integer events,
      @Option(
              names = {"-T", "--temperature-threshold"},
              paramLabel = "KELVIN",
              converter = UnsignedNumber.OfShort.class,
              description = "Have it report when the composite temperature is at this or over.")
          @Nullable Integer kelvin,
      @Mixin TextOrJson format)
      throws IOException {
    if (count < 1) {
      throw context.usageError("--count must be 1 or more");
    }
    try (OpenController open = context.open(device)) {
      NvmeController controller = open.controller();
      Features features = new Features(controller);
      features.setAsynchronousEventConfiguration(
          events != null
              ? new AsynchronousEventConfiguration(events)
              : features.asynchronousEventConfiguration().with(0xff));
      AsynchronousEvents source = controller.events();
      if (kelvin != null) {
        features.setTemperatureThreshold(TemperatureThreshold.overComposite(kelvin));
      }
      return await(source, count, timeoutMillis, format, context) ? 0 : 1;
    }
  }

  private static boolean await(
      AsynchronousEvents source,
      int count,
      @Nullable Long timeoutMillis,
      TextOrJson format,
      CommandContext context)
      throws IOException {
    long start = System.nanoTime();
    int seen = 0;
    while (seen < count) {
      for (AsynchronousEvent event : source.await(LONGEST_WAIT_NANOS)) {
        source.acknowledge(event);
        print(event, format, context);
        seen++;
      }
      long elapsed = System.nanoTime() - start;
      if (timeoutMillis != null
          && seen < count
          && elapsed > TimeUnit.MILLISECONDS.toNanos(timeoutMillis)) {
        context
            .err()
            .printf("orion: %d of %d events came within %d ms%n", seen, count, timeoutMillis);
        return false;
      }
    }
    return true;
  }

  private static void print(AsynchronousEvent event, TextOrJson format, CommandContext context)
      throws IOException {
    if (format.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("type", event.getClass().getSimpleName());
      json.put("information", event.information());
      json.put("log_page", event.logPageId());
      json.put("description", event.description());
      TextOrJson.printJson(json, context.out());
    } else {
      context
          .out()
          .printf(
              "%s: %s (information %02Xh, log page %02Xh)%n",
              event.getClass().getSimpleName(),
              event.description(),
              event.information(),
              event.logPageId());
    }
  }
}
