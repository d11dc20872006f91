package dev.orion.simulation.writelog;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of the writes to a device in the order in which they completed, in the format of Linux's
 * dm-log-writes, version 1, which QEMU's {@code blklogwrites} writes too: a superblock of one
 * sector, then of each request a sector and its data. All fields are little-endian.
 *
 * <p>A log may be read while it is written. For one thread.
 */
public final class WriteLog implements AutoCloseable {

  private static final long MAGIC = 0x006a_7366_7773_6872L;
  private static final long VERSION = 1;
  private static final int SUPERBLOCK_BYTES = 28;
  private static final int ENTRY_BYTES = 32;
  private static final int MIN_SECTOR_BYTES = 512;
  private static final int MAX_SECTOR_BYTES = 1 << 23;

  private final Path path;
  private final FileChannel file;

  private WriteLog(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a log, which may still be empty.
   *
   * @throws IOException if there is no such file
   */
  public static WriteLog open(Path path) throws IOException {
    return new WriteLog(path, FileChannel.open(path));
  }

  private record Superblock(long entryCount, int sectorBytes) {}

  private Superblock superblock() throws IOException {
    ByteBuffer fields = read(0, SUPERBLOCK_BYTES, "its superblock");
    long magic = fields.getLong(0);
    long version = fields.getLong(8);
    long entryCount = fields.getLong(16);
    int sectorBytes = fields.getInt(24);
    if (magic != MAGIC || version != VERSION) {
      throw new IOException(
          "%s is no dm-log-writes log of version 1: magic %x, version %d"
              .formatted(path, magic, version));
    }
    if (Integer.bitCount(sectorBytes) != 1
        || sectorBytes < MIN_SECTOR_BYTES
        || sectorBytes > MAX_SECTOR_BYTES) {
      throw new IOException("%s: sectors of %d bytes".formatted(path, sectorBytes));
    }
    if (entryCount < 0 || entryCount > file.size() / sectorBytes) {
      throw new IOException(
          "%s: %s entries do not fit into its %d bytes"
              .formatted(path, Long.toUnsignedString(entryCount), file.size()));
    }
    return new Superblock(entryCount, sectorBytes);
  }

  /**
   * Entries that the superblock counts: all up to the last flush at least; 0 if there is none yet.
   *
   * @throws IOException if it cannot be read or is no such log
   */
  public int entryCount() throws IOException {
    boolean hasSuperblock =
        file.size() >= SUPERBLOCK_BYTES
            && read(0, SUPERBLOCK_BYTES, "its superblock").getLong(0) != 0;
    return hasSuperblock ? Math.toIntExact(superblock().entryCount) : 0;
  }

  /**
   * The entries that the superblock counts.
   *
   * @throws IOException if the log cannot be read or makes no sense; says which entry
   */
  public List<LogEntry> entries() throws IOException {
    Superblock superblock = superblock();
    List<LogEntry> entries = new ArrayList<>();
    long sector = 1;
    for (long i = 0; i < superblock.entryCount; i++) {
      LogEntry entry = entry(i, sector, superblock.sectorBytes);
      entries.add(entry);
      sector = Math.ceilDiv(entry.dataOffsetBytes() + dataBytes(entry), superblock.sectorBytes);
    }
    return List.copyOf(entries);
  }

  private LogEntry entry(long index, long sector, int sectorBytes) throws IOException {
    String what = "entry %d".formatted(index);
    ByteBuffer fields = read(sector * sectorBytes, ENTRY_BYTES, what);
    long firstSector = fields.getLong(0);
    long sectorCount = fields.getLong(8);
    long flags = fields.getLong(16);
    long markBytes = fields.getLong(24);
    long limit = Long.MAX_VALUE / sectorBytes / 2;
    boolean isMark = (flags & LogEntry.MARK) != 0;
    if ((flags & ~LogEntry.ALL_FLAGS) != 0) {
      throw new IOException("%s: %s has unknown flags %x".formatted(path, what, flags));
    }
    if (firstSector < 0 || firstSector > limit || sectorCount < 0 || sectorCount > limit) {
      throw new IOException(
          "%s: %s is of %x sectors from %x on".formatted(path, what, sectorCount, firstSector));
    }
    LogEntry entry =
        new LogEntry(
            firstSector * sectorBytes,
            isMark ? markBytes : sectorCount * sectorBytes,
            (int) flags,
            (sector + 1) * sectorBytes);
    long dataBytes = dataBytes(entry);
    if (dataBytes < 0 || dataBytes > file.size() - entry.dataOffsetBytes()) {
      throw new IOException("%s: the data of %s lie beyond its end".formatted(path, what));
    }
    return entry;
  }

  private static long dataBytes(LogEntry entry) {
    return entry.has(LogEntry.DISCARD) ? 0 : entry.lengthBytes();
  }

  /**
   * Copies bytes that an entry wrote, zeroes of one that discarded.
   *
   * @param offsetInEntryBytes where they begin, from the entry's first byte
   */
  public ByteBuffer data(LogEntry entry, long offsetInEntryBytes, int lengthBytes)
      throws IOException {
    return entry.has(LogEntry.DISCARD)
        ? ByteBuffer.allocate(lengthBytes)
        : read(entry.dataOffsetBytes() + offsetInEntryBytes, lengthBytes, "the data of an entry");
  }

  private ByteBuffer read(long offsetBytes, int lengthBytes, String what) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offsetBytes + bytes.position()) < 0) {
        throw new EOFException("%s ends within %s".formatted(path, what));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
