package dev.orion.nvme.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pages that are a table of 256 dwords, bit 0 of which says whether the others mean anything. */
final class EffectsTable {
  static final int ENTRIES = 256;

  private static final int SUPPORTED = 1;

  private EffectsTable() {}

  /** An object for each entry that is supported; the key's format takes the index. */
  static List<Map<String, Object>> supported(Structure page, String key) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      if ((entry(page, i) & SUPPORTED) != 0) {
        entries.add(Map.of(key.formatted(i), entry(page, i)));
      }
    }
    return entries;
  }

  /** A line for each entry that is supported; the format takes the index and the entry. */
  static List<String> lines(Structure page, String format) {
    return lines(page, format, List.of());
  }

  /** A line for each entry that is supported, with its flags. */
  static List<String> lines(Structure page, String format, List<Flag> flags) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      if ((entry(page, i) & SUPPORTED) != 0) {
        lines.add(format.formatted(i, entry(page, i)) + text(flags, entry(page, i)));
      }
    }
    return lines;
  }

  /** {@code +} behind the names of bits that are set, {@code -} behind those of others. */
  static String text(List<Flag> flags, long entry) {
    StringBuilder text = new StringBuilder();
    for (Flag flag : flags) {
      text.append("  ").append(flag.name).append(Bits.isSet(entry, flag.bit) ? '+' : '-');
    }
    return text.toString();
  }

  /** What a command or feature of which there is a dword affects, if a bit of it is set. */
  record Flag(String name, int bit) {}

  /** The scopes of a command or feature. */
  static final List<Flag> SCOPES =
      List.of(
          new Flag("NAMESPACE SCOPE", 20),
          new Flag("CONTROLLER SCOPE", 21),
          new Flag("NVM SET SCOPE", 22),
          new Flag("ENDURANCE GROUP SCOPE", 23),
          new Flag("DOMAIN SCOPE", 24),
          new Flag("NVM Subsystem SCOPE", 25));

  /** These flags, and the scopes. */
  static List<Flag> withScopes(Flag... flags) {
    return Stream.concat(Stream.of(flags), SCOPES.stream()).toList();
  }

  private static long entry(Structure page, int index) {
    return page.littleEndian(4 * index, 4);
  }
}
