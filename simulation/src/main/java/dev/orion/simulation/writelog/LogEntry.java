package dev.orion.simulation.writelog;

/**
 * One request that a device completed.
 *
 * @param offsetBytes where it begins on the device; 0 of a flush
 * @param lengthBytes bytes of the device that it wrote or discarded; 0 of a flush
 * @param flags {@link #FLUSH} and the others
 * @param dataOffsetBytes where its data are in the log
 */
public record LogEntry(long offsetBytes, long lengthBytes, int flags, long dataOffsetBytes) {

  /** What was written before survives a power cut. */
  public static final int FLUSH = 1;

  /** The write itself survives a power cut. */
  public static final int FORCE_UNIT_ACCESS = 1 << 1;

  /** The range was discarded; the log has no data for it. */
  public static final int DISCARD = 1 << 2;

  /** No request but a note of the user's; its data are text and go nowhere. */
  public static final int MARK = 1 << 3;

  /** The write was marked as a file system's metadata. */
  public static final int METADATA = 1 << 4;

  static final int ALL_FLAGS = FLUSH | FORCE_UNIT_ACCESS | DISCARD | MARK | METADATA;

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Whether it changed what the device holds. */
  public boolean changesDevice() {
    return lengthBytes > 0 && !has(MARK);
  }
}
