package dev.orion.nvme.protection;

/**
 * A block whose protection information is not what it should be.
 *
 * @param block index of the block in what was checked
 * @param part what differs first
 * @param expected what it should be; of a tag, the bits that the check looks at
 * @param found what it is
 */
public record ProtectionMismatch(int block, Part part, long expected, long found) {

  /** Parts of a tuple, in the order in which they are checked. */
  public enum Part {
    /** The CRC of the data, and of the metadata before the tuple. */
    GUARD("guard"),
    /** The application's own tag. */
    APPLICATION_TAG("application tag"),
    /** The reference tag, which tells blocks from one another. */
    REFERENCE_TAG("reference tag"),
    /** The storage tag. */
    STORAGE_TAG("storage tag");

    private final String text;

    Part(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** In words: {@code block 3: its guard is 1234h and should be 5678h}. */
  @Override
  public String toString() {
    return "block %d: its %s is %Xh and should be %Xh".formatted(block, part, found, expected);
  }
}
