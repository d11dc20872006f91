package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A device as a channel of bytes. Its size is fixed: reading at its end or beyond gives -1, writing
 * there fails with {@link Kind#NO_SPACE} as it does on a full disk, and it cannot be truncated. A
 * part of a block is written by reading the block, changing it and writing it back; that is atomic
 * among the users of this channel only.
 *
 * <p>Any number of threads may use it; they take turns. The device stays its owner's, and must
 * outlive the channel.
 */
public final class BlockDeviceChannel implements SeekableByteChannel {

  private final BlockingIo io;
  private final String name;
  private final Access access;
  private final long sizeBytes;
  private final int blockBytes;
  private final ByteBuffer oneBlock;
  private long position;
  private boolean closed;

  private BlockDeviceChannel(BlockingIo io, Access access) {
    this.io = io;
    this.access = access;
    name = io.device().name();
    Geometry geometry = io.device().geometry();
    sizeBytes = geometry.capacityBytes();
    blockBytes = geometry.blockSizeBytes();
    oneBlock = ByteBuffer.allocateDirect(blockBytes);
  }

  /**
   * Opens a channel at the device's first byte, with the machine's clock to wait by.
   *
   * @throws IOException if the device has no queue left or is gone
   */
  public static BlockDeviceChannel open(BlockDevice device, Access access) throws IOException {
    return open(device, access, NanoClock.system());
  }

  /**
   * Opens a channel at the device's first byte.
   *
   * @param clock passes the time while the device works
   * @throws IOException if the device has no queue left or is gone
   */
  public static BlockDeviceChannel open(BlockDevice device, Access access, NanoClock clock)
      throws IOException {
    return new BlockDeviceChannel(BlockingIo.open(device, clock), access);
  }

  /** Reads as much as the device has from the position on, up to what remains of {@code into}. */
  @Override
  public synchronized int read(ByteBuffer into) throws IOException {
    checkOpen();
    if (position >= sizeBytes) {
      return into.hasRemaining() ? -1 : 0;
    }
    int length = (int) Math.min(into.remaining(), sizeBytes - position);
    int end = into.position() + length;
    while (into.position() < end) {
      int left = end - into.position();
      int offset = offsetInBlock();
      int step;
      if (offset == 0 && left >= blockBytes) {
        step = left - left % blockBytes;
        io.read(position, into.slice(into.position(), step));
      } else {
        step = Math.min(left, blockBytes - offset);
        io.read(position - offset, oneBlock.clear());
        into.put(into.position(), oneBlock, offset, step);
      }
      into.position(into.position() + step);
      position += step;
    }
    return length;
  }

  /**
   * Writes what remains of {@code from}, or as much as fits the device.
   *
   * @throws BlockException of kind {@link Kind#NO_SPACE} if nothing fits
   */
  @Override
  public synchronized int write(ByteBuffer from) throws IOException {
    checkWritable();
    if (!from.hasRemaining()) {
      return 0;
    }
    if (position >= sizeBytes) {
      throw new BlockException(
          Kind.NO_SPACE,
          "%s: write at byte %d: the device ends at %d".formatted(name, position, sizeBytes));
    }
    int length = (int) Math.min(from.remaining(), sizeBytes - position);
    int end = from.position() + length;
    while (from.position() < end) {
      int left = end - from.position();
      int offset = offsetInBlock();
      int step;
      if (offset == 0 && left >= blockBytes) {
        step = left - left % blockBytes;
        io.write(position, from.slice(from.position(), step));
      } else {
        step = Math.min(left, blockBytes - offset);
        io.read(position - offset, oneBlock.clear());
        oneBlock.put(offset, from, from.position(), step);
        io.write(position - offset, oneBlock.clear());
      }
      from.position(from.position() + step);
      position += step;
    }
    return length;
  }

  /** Makes every write that returned before survive power loss. Closing does not. */
  public synchronized void flush() throws IOException {
    checkOpen();
    io.flush();
  }

  @Override
  public synchronized long position() throws IOException {
    checkOpen();
    return position;
  }

  @Override
  public synchronized SeekableByteChannel position(long newPosition) throws IOException {
    checkOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("position %d is negative".formatted(newPosition));
    }
    position = newPosition;
    return this;
  }

  @Override
  public synchronized long size() throws IOException {
    checkOpen();
    return sizeBytes;
  }

  /**
   * Changes nothing but a position beyond {@code size}, which becomes {@code size}.
   *
   * @throws UnsupportedOperationException if {@code size} is less than the device's
   */
  @Override
  public synchronized SeekableByteChannel truncate(long size) throws IOException {
    checkWritable();
    if (size < 0) {
      throw new IllegalArgumentException("size %d is negative".formatted(size));
    }
    if (size < sizeBytes) {
      throw new UnsupportedOperationException(
          "%s: a device cannot be truncated from %d bytes to %d".formatted(name, sizeBytes, size));
    }
    position = Math.min(position, size);
    return this;
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** Gives the channel's queue up; the device stays open. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    io.close();
  }

  private int offsetInBlock() {
    return (int) (position & (blockBytes - 1));
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private void checkWritable() throws ClosedChannelException {
    checkOpen();
    if (access == Access.READ_ONLY) {
      throw new NonWritableChannelException();
    }
  }
}
