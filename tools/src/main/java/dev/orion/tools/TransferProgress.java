package dev.orion.tools;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Shows in one line of a terminal how far a transfer is, once it takes longer than a second, and
 * takes the line away at the end.
 */
final class TransferProgress implements AutoCloseable {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long INTERVAL_NANOS = 250_000_000;

  /** Back to the first column, and erase to the end of the line (ECMA-48, CR and EL). */
  private static final String ERASE = "\r\033[K";

  private final @Nullable PrintWriter terminal;
  private final OptionalLong totalBytes;
  private final long startNanos = System.nanoTime();
  private long nextNanos = FIRST_NANOS;
  private long doneBytes;

  /**
   * The progress of a transfer that starts now.
   *
   * @param terminal where to show it, or null to show nothing
   * @param totalBytes the end, if it is known
   */
  TransferProgress(@Nullable PrintWriter terminal, OptionalLong totalBytes) {
    this.terminal = terminal;
    this.totalBytes = totalBytes;
  }

  /** This much more has been done. */
  void add(long bytes) {
    doneBytes += bytes;
    long elapsed = System.nanoTime() - startNanos;
    if (terminal != null && elapsed >= nextNanos) {
      terminal.print(ERASE + text(doneBytes, totalBytes, elapsed));
      terminal.flush();
      nextNanos = elapsed + INTERVAL_NANOS;
    }
  }

  /** Bytes done so far. */
  long doneBytes() {
    return doneBytes;
  }

  @Override
  public void close() {
    if (terminal != null && nextNanos > FIRST_NANOS) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }

  /** For example {@code 25% 256 MiB of 1 GiB, 128 MiB/s, 0:06 left}. */
  static String text(long doneBytes, OptionalLong totalBytes, long elapsedNanos) {
    double bytesPerSecond = doneBytes * 1e9 / elapsedNanos;
    String rate = Amounts.bytes((long) bytesPerSecond) + "/s";
    if (totalBytes.isEmpty()) {
      return Amounts.bytes(doneBytes) + ", " + rate;
    }
    long total = totalBytes.getAsLong();
    String left =
        doneBytes == 0
            ? "?"
            : Amounts.time(Duration.ofSeconds((long) ((total - doneBytes) / bytesPerSecond)));
    return "%3d%%  %s of %s, %s, %s left"
        .formatted(
            (long) (100.0 * doneBytes / total),
            Amounts.bytes(doneBytes),
            Amounts.bytes(total),
            rate,
            left);
  }
}
