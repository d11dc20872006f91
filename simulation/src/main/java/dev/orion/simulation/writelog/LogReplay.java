package dev.orion.simulation.writelog;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Replays a {@link WriteLog} to an image of the device: all of it up to a point, or what may be
 * left of that after a power cut.
 */
public final class LogReplay {

  private final WriteLog log;
  private final List<LogEntry> entries;
  private final int atomBytes;

  /**
   * A replay of the entries that the log has now.
   *
   * @param atomBytes what the device writes as a whole or not at all, a power of two: its block
   *     size, or AWUPF blocks of an NVMe namespace
   */
  public LogReplay(WriteLog log, int atomBytes) throws IOException {
    this.log = log;
    this.entries = log.entries();
    this.atomBytes = atomBytes;
  }

  /** The entries, in the order in which they completed. */
  public List<LogEntry> entries() {
    return entries;
  }

  /** Writes what entries {@code from} to {@code to - 1} wrote. */
  public void all(int from, int to, DeviceImage image) throws IOException {
    for (LogEntry entry : entries.subList(from, to)) {
      if (entry.changesDevice()) {
        for (long at = 0; at < entry.lengthBytes(); at += atomBytes) {
          writeAtom(entry, at, image);
        }
      }
    }
  }

  /** The end of what a power cut before entry {@code cut} leaves for certain: its last flush. */
  public int flushedBefore(int cut) {
    int end = cut;
    while (end > 0 && !entries.get(end - 1).has(LogEntry.FLUSH)) {
      end--;
    }
    return end;
  }

  /**
   * Writes what a power cut before entry {@code cut} may leave of those since the last flush: all
   * atoms written with Force Unit Access, and of the others each or not, as chance will have it.
   *
   * @param keptShare how likely it is that an atom is left, 0 to 1
   */
  public void unflushed(int cut, double keptShare, RandomGenerator random, DeviceImage image)
      throws IOException {
    for (LogEntry entry : entries.subList(flushedBefore(cut), cut)) {
      boolean isSafe = entry.has(LogEntry.FORCE_UNIT_ACCESS);
      if (entry.changesDevice()) {
        for (long at = 0; at < entry.lengthBytes(); at += atomBytes) {
          if (isSafe || random.nextDouble() < keptShare) {
            writeAtom(entry, at, image);
          }
        }
      }
    }
  }

  private void writeAtom(LogEntry entry, long at, DeviceImage image) throws IOException {
    int length = (int) Math.min(atomBytes, entry.lengthBytes() - at);
    image.write(log.data(entry, at, length), entry.offsetBytes() + at);
  }
}
