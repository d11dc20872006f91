package dev.orion.tools.bench;

import dev.orion.tools.text.ByteSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size that may be a share of the device, as fio's {@code 50%}. */
public sealed interface DeviceShare {

  /** Nothing: the start of the device, or no limit. */
  DeviceShare NONE = new Bytes(0);

  /** The size in bytes; a share is rounded down to whole I/Os. */
  long bytes(long capacityBytes, long blockSizeBytes);

  /**
   * Parses a size such as {@code 1G}, or a share such as {@code 50%}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static DeviceShare parse(String text) {
    Matcher percent = Percent.TEXT.matcher(text);
    return percent.matches()
        ? new Percent(Integer.parseInt(percent.group(1)))
        : new Bytes(ByteSize.parse(text));
  }

  /** A size of so many bytes. */
  record Bytes(long bytes) implements DeviceShare {
    @Override
    public long bytes(long capacityBytes, long blockSizeBytes) {
      return bytes;
    }
  }

  /** So many hundredths of the device. */
  record Percent(int percent) implements DeviceShare {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,2}|100)%");

    @Override
    public long bytes(long capacityBytes, long blockSizeBytes) {
      return capacityBytes / blockSizeBytes * percent / 100 * blockSizeBytes;
    }
  }
}
