package dev.orion.tools.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows the progress in one line of a terminal, over and over, and takes it away at the end. */
public final class ProgressLine implements BenchProgress.Listener, AutoCloseable {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** Back to the first column, and erase to the end of the line (ECMA-48, CR and EL). */
  private static final String ERASE = "\r\033[K";

  private final PrintWriter terminal;
  private final boolean enabled;
  private boolean shown;

  /**
   * A line on a terminal, which stays open.
   *
   * @param enabled whether to show anything
   */
  public ProgressLine(PrintWriter terminal, boolean enabled) {
    this.terminal = terminal;
    this.enabled = enabled;
  }

  /** Whether standard error is a terminal. */
  public static boolean isStandardErrorTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void onProgress(BenchProgress progress) {
    if (enabled) {
      terminal.print(ERASE + text(progress));
      terminal.flush();
      shown = true;
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shown) {
      terminal.print(ERASE);
      terminal.flush();
      shown = false;
    }
  }

  static String text(BenchProgress progress) {
    List<String> rates = new ArrayList<>();
    double iops = 0;
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      double rate = progress.iops().getOrDefault(direction, 0.0);
      if (rate > 0) {
        rates.add(direction.name().toLowerCase(Locale.ROOT) + " " + BenchUnits.rate(rate));
      }
      iops += rate;
    }
    return String.format(
        Locale.ROOT,
        "%s %3.0f%%  %s IOPS  %s MiB/s  %s%s",
        progress.phase().name().toLowerCase(Locale.ROOT),
        progress.fractionDone() * 100,
        rates.isEmpty() ? "0" : String.join(", ", rates),
        BenchUnits.mebibytes(iops * progress.blockSizeBytes()),
        clock(progress.elapsed()),
        progress.remaining().map(left -> ", " + clock(left) + " left").orElse(""));
  }

  private static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
