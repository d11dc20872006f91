package dev.orion.tools;

import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.StatusLine;
import java.time.Duration;
import java.util.OptionalLong;

/** Shows how far a transfer is, once it takes longer than a second. */
final class TransferProgress {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long INTERVAL_NANOS = 250_000_000;

  private final StatusLine line;
  private final OptionalLong totalBytes;
  private final long startNanos = System.nanoTime();
  private long nextNanos = FIRST_NANOS;
  private long doneBytes;

  /**
   * The progress of a transfer that starts now.
   *
   * @param totalBytes the end, if it is known
   */
  TransferProgress(StatusLine line, OptionalLong totalBytes) {
    this.line = line;
    this.totalBytes = totalBytes;
  }

  /** This much more has been done. */
  void add(long bytes) {
    doneBytes += bytes;
    long elapsed = System.nanoTime() - startNanos;
    if (elapsed >= nextNanos) {
      line.show(text(doneBytes, totalBytes, elapsed));
      nextNanos = elapsed + INTERVAL_NANOS;
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
            : Amounts.clock(Duration.ofSeconds((long) ((total - doneBytes) / bytesPerSecond)));
    return "%3d%%  %s of %s, %s, %s left"
        .formatted(
            (long) (100.0 * doneBytes / total),
            Amounts.bytes(doneBytes),
            Amounts.bytes(total),
            rate,
            left);
  }
}
