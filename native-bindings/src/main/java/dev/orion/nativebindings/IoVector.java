package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reusable scatter list for {@link Descriptor#preadv} and {@link Descriptor#pwritev}. Filling it
 * allocates nothing.
 *
 * <p>It belongs to one thread at a time. The arenas of the buffers added must stay open while it is
 * used.
 */
public final class IoVector {
  /** The most entries that the kernel takes in one call: {@code IOV_MAX}. */
  public static final int MAX_CAPACITY = (int) MemoryCalls.sysconf(Libc._SC_IOV_MAX());

  private static final long ENTRY_BYTES = iovec.sizeof();

  private final MemorySegment entries;
  // Keeps automatically managed buffers reachable: entries holds bare addresses.
  private final @Nullable MemorySegment[] buffers;
  private int first;
  private int end;
  private long remainingBytes;

  /**
   * An empty list.
   *
   * @param arena where the entries live
   * @param capacity the most buffers it can hold, at most {@link #MAX_CAPACITY}
   */
  public IoVector(Arena arena, int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException("capacity " + capacity + " is not in 1.." + MAX_CAPACITY);
    }
    entries = iovec.allocateArray(capacity, arena);
    buffers = new @Nullable MemorySegment[capacity];
  }

  /** Empties the list. */
  public void clear() {
    Arrays.fill(buffers, 0, end, null);
    first = 0;
    end = 0;
    remainingBytes = 0;
  }

  /**
   * Appends a part of a buffer.
   *
   * @throws IndexOutOfBoundsException if the list is full or the part is not within the buffer
   */
  public void add(MemorySegment buffer, long offset, long lengthBytes) {
    Objects.checkFromIndexSize(offset, lengthBytes, buffer.byteSize());
    if (!buffer.isNative()) {
      throw new IllegalArgumentException("a scatter list takes native segments only");
    }
    buffers[end] = buffer;
    put(end++, buffer.address() + offset, lengthBytes);
    remainingBytes += lengthBytes;
  }

  /** Bytes in the list, less those advanced over. */
  public long remainingBytes() {
    return remainingBytes;
  }

  /** Drops the first {@code lengthBytes} bytes, after a transfer of so many. */
  public void advance(long lengthBytes) {
    Objects.checkFromIndexSize(0, lengthBytes, remainingBytes);
    remainingBytes -= lengthBytes;
    long left = lengthBytes;
    while (first < end && left >= entryBytes(first)) {
      left -= entryBytes(first++);
    }
    if (left > 0) {
      put(first, entryAddress(first) + left, entryBytes(first) - left);
    }
  }

  /** Calls preadv once: returns the bytes read or the negated errno. */
  long preadv(int fd, long fileOffset) {
    try {
      return FileCalls.preadv(fd, entries, first, end - first, fileOffset);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Calls pwritev once: returns the bytes written or the negated errno. */
  long pwritev(int fd, long fileOffset) {
    try {
      return FileCalls.pwritev(fd, entries, first, end - first, fileOffset);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void put(int index, long address, long lengthBytes) {
    entries.set(ValueLayout.JAVA_LONG, index * ENTRY_BYTES + iovec.iov_base$offset(), address);
    entries.set(ValueLayout.JAVA_LONG, index * ENTRY_BYTES + iovec.iov_len$offset(), lengthBytes);
  }

  private long entryAddress(int index) {
    return entries.get(ValueLayout.JAVA_LONG, index * ENTRY_BYTES + iovec.iov_base$offset());
  }

  private long entryBytes(int index) {
    return entries.get(ValueLayout.JAVA_LONG, index * ENTRY_BYTES + iovec.iov_len$offset());
  }
}
