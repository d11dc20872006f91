package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The I/O Command Set data structure, 4096 bytes (CNS 1Ch; Base 5.17.2.21): combinations of I/O
 * Command Sets, of which the feature I/O Command Set Profile selects one by its index.
 */
public final class IoCommandSets extends Structure {
  /** How many combinations there are, most of them empty. */
  public static final int COMBINATIONS = 512;

  static final Layout LAYOUT = new Layout("I/O Command Set", 4096, 0);

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IoCommandSets(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Whether combination {@code index}, 0 to 511, has a command set. */
  public boolean supports(int index, Csi csi) {
    return Bits.isSet(vector(index), csi.code());
  }

  /**
   * The I/O Command Set Vector of combination {@code index}, 0 to 511: a bit for each CSI; 0 if
   * there is none.
   */
  public long vector(int index) {
    if (index < 0 || index >= COMBINATIONS) {
      throw new IndexOutOfBoundsException("I/O Command Set combination " + index + " of 512");
    }
    return littleEndian(8 * index, 8);
  }

  /** nvme-cli 2.3 has no JSON of it; keys are those of its plain text, as in later versions. */
  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < COMBINATIONS; i++) {
      if (vector(i) != 0) {
        map.put(title(i), unsignedNumber(vector(i)));
      }
    }
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < COMBINATIONS; i++) {
      if (vector(i) != 0) {
        lines.add("%s:%x".formatted(title(i), vector(i)));
      }
    }
    return lines;
  }

  private static String title(int index) {
    return "I/O Command Set Combination[%d]".formatted(index);
  }
}
