package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Supported Log Pages log page, 1024 bytes (log page 00h; Base 5.16.1.1): a dword for each log
 * page.
 */
public final class SupportedLogPages extends Structure {
  /** Bit of an entry: LID Supported; if it is not set the other bits mean nothing. */
  public static final int LSUPP = 1;

  /** Bit of an entry: Index Offset Supported. */
  public static final int IOS = 1 << 1;

  static final Layout LAYOUT = new Layout("Supported Log Pages", 1024, 0);

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public SupportedLogPages(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** The entry of a log page, 0 to 255; bits are {@link #LSUPP} and those after it. */
  public int entry(int lid) {
    return (int) littleEndian(4 * (lid & 0xff), 4);
  }

  /** Whether a log page, 0 to 255, is supported. */
  public boolean supports(int lid) {
    return (entry(lid) & LSUPP) != 0;
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of("supported_logs", EffectsTable.supported(this, "lid_0x%x "));
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (int lid = 0; lid < EffectsTable.ENTRIES; lid++) {
      if (supports(lid)) {
        String name = LogPageIdentifier.of(lid).map(LogPageIdentifier::specName).orElse("Unknown");
        lines.add("LID 0x%x (%s), supports 0x%x".formatted(lid, name, entry(lid)));
        lines.add("");
      }
    }
    return lines;
  }
}
