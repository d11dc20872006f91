package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;

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
}
