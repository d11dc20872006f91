package dev.orion.tools;

import dev.orion.tools.text.ByteSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size on the command line that may be a share of the device, as fio's {@code 50%}. */
sealed interface DeviceShare {

  /** Nothing: the start of the device, or no limit. */
  DeviceShare NONE = new Bytes(0);

  /** The size in bytes; a share is rounded down to whole I/Os. */
  long bytes(long capacityBytes, long blockSizeBytes);

  /** A size of so many bytes. */
  record Bytes(long bytes) implements DeviceShare {
    @Override
    public long bytes(long capacityBytes, long blockSizeBytes) {
      return bytes;
    }
  }

  /** So many hundredths of the device. */
  record Percent(int percent) implements DeviceShare {
    @Override
    public long bytes(long capacityBytes, long blockSizeBytes) {
      return capacityBytes / blockSizeBytes * percent / 100 * blockSizeBytes;
    }
  }

  /** Reads it. */
  final class Converter extends TextConverter<DeviceShare> {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100)%");

    Converter() {
      super(Converter::parse);
    }

    private static DeviceShare parse(String text) {
      Matcher percent = PERCENT.matcher(text);
      return percent.matches()
          ? new Percent(Integer.parseInt(percent.group(1)))
          : new Bytes(ByteSize.parse(text));
    }
  }
}
