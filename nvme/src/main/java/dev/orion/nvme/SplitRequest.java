package dev.orion.nvme;

import dev.orion.block.BlockException;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A request that takes more than one command, or more than its own buffers: how far its commands
 * have been issued, in blocks and in the scatter list, and how many are outstanding. Made once with
 * its queue and reused.
 */
final class SplitRequest {

  @Nullable BlockRequest request;
  @Nullable SplitRequest next;
  @Nullable BlockException failure;
  long nextBlock;
  long blocksLeft;
  int outstanding;
  boolean isWaiting;
  boolean isToBeRepeated;
  int repetitions;
  long result;
  private int segment;
  private long positionBytes;

  SplitRequest() {}

  void start(BlockRequest newRequest) {
    request = newRequest;
    repetitions = 0;
    restart();
  }

  /** From its beginning. */
  void restart() {
    BlockRequest newRequest = request();
    failure = null;
    isToBeRepeated = false;
    nextBlock = newRequest.block();
    blocksLeft = newRequest.operation().hasRange() ? newRequest.blockCount() : 1;
    outstanding = 0;
    result = 0;
    segment = 0;
    positionBytes = 0;
  }

  BlockRequest request() {
    if (request == null) {
      throw new IllegalStateException("no request is being split");
    }
    return request;
  }

  /** Index of the part of the scatter list that the next command's data begins in. */
  int segment() {
    return segment;
  }

  /** Where in that part it begins. */
  long positionBytes() {
    return positionBytes;
  }

  /** Counts {@code blocks} as issued, and {@code bytes} of the scatter list as used. */
  void advance(long blocks, long bytes) {
    nextBlock += blocks;
    blocksLeft -= blocks;
    while (bytes > 0) {
      long part = Math.min(bytes, request().segmentLengthBytes(segment) - positionBytes);
      skipInSegment(part);
      bytes -= part;
    }
  }

  /**
   * Bytes of the scatter list from here on that one set of PRPs describes, {@code limitBytes} at
   * the most; 0 if its first byte already does not suit.
   */
  long prpRunBytes(long limitBytes, int pageSizeBytes) {
    BlockRequest owner = request();
    long pageMask = pageSizeBytes - 1L;
    long run = 0;
    int index = segment;
    long position = positionBytes;
    while (run < limitBytes && index < owner.segmentCount()) {
      long address = address(index, position);
      if (run == 0 ? (address & 3) != 0 : (address & pageMask) != 0) {
        break;
      }
      long length = owner.segmentLengthBytes(index) - position;
      run += length;
      if (((address + length) & pageMask) != 0) {
        break;
      }
      index++;
      position = 0;
    }
    return Math.min(run, limitBytes);
  }

  /** Appends the next {@code bytes} bytes, which {@link #prpRunBytes} found, to a PRP list. */
  void appendTo(PrpList prps, long bytes) {
    BlockRequest owner = request();
    int index = segment;
    long position = positionBytes;
    while (bytes > 0) {
      long part = Math.min(bytes, owner.segmentLengthBytes(index) - position);
      if (!prps.append(address(index, position), part)) {
        throw new IllegalStateException("PRPs do not describe what they were found to");
      }
      bytes -= part;
      index++;
      position = 0;
    }
  }

  /**
   * Bytes of the scatter list from here on that an SGL of {@code pieces} describes, {@code
   * limitBytes} at the most.
   *
   * @param granularityBytes what addresses and lengths must be a multiple of, a power of two
   */
  long sglRunBytes(long limitBytes, int pieces, int granularityBytes) {
    BlockRequest owner = request();
    long run = 0;
    long position = positionBytes;
    for (int i = 0; i < pieces && run < limitBytes && segment + i < owner.segmentCount(); i++) {
      long length = owner.segmentLengthBytes(segment + i) - position;
      if (((address(segment + i, position) | length) & (granularityBytes - 1)) != 0) {
        break;
      }
      run += length;
      position = 0;
    }
    return Math.min(run, limitBytes);
  }

  /** Appends the next {@code bytes} bytes, which {@link #sglRunBytes} found, to an SGL. */
  void appendTo(SglList sgl, long bytes) {
    BlockRequest owner = request();
    int index = segment;
    long position = positionBytes;
    while (bytes > 0) {
      long part = Math.min(bytes, owner.segmentLengthBytes(index) - position);
      sgl.append(address(index, position), part);
      bytes -= part;
      index++;
      position = 0;
    }
  }

  /**
   * Copies between a contiguous buffer and the scatter list.
   *
   * @param bytes how many, without gaps
   * @param runBytes bytes in the buffer between two gaps
   * @param gapBytes length of the gaps, which have nothing in the scatter list
   * @param index part of the scatter list to begin with
   * @param position where in it to begin
   * @param toScatterList the direction
   */
  void copy(
      MemorySegment contiguous,
      long bytes,
      int runBytes,
      int gapBytes,
      int index,
      long position,
      boolean toScatterList) {
    BlockRequest owner = request();
    long done = 0;
    while (done < bytes) {
      DmaBuffer buffer = owner.segmentBuffer(index);
      long partEnd = owner.segmentLengthBytes(index);
      long runLeft = gapBytes == 0 ? bytes - done : runBytes - done % runBytes;
      long part = Math.min(runLeft, partEnd - position);
      long from = done + done / runBytes * gapBytes;
      long at = owner.segmentOffsetBytes(index) + position;
      if (toScatterList) {
        MemorySegment.copy(contiguous, from, buffer.segment(), at, part);
      } else {
        MemorySegment.copy(buffer.segment(), at, contiguous, from, part);
      }
      done += part;
      position += part;
      if (position == partEnd) {
        index++;
        position = 0;
      }
    }
  }

  private long address(int index, long position) {
    BlockRequest owner = request();
    return owner.segmentBuffer(index).iova() + owner.segmentOffsetBytes(index) + position;
  }

  private void skipInSegment(long bytes) {
    positionBytes += bytes;
    if (positionBytes == request().segmentLengthBytes(segment)) {
      segment++;
      positionBytes = 0;
    }
  }
}
