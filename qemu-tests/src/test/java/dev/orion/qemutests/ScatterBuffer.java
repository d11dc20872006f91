package dev.orion.qemutests;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * DMA memory whose parts make up a scatter list. It remembers every byte in, between and close
 * around the parts, to tell what a request changed.
 */
final class ScatterBuffer implements AutoCloseable {

  private static final int MAX_PARTS = 7;
  private static final int MAX_GAP_BYTES = 100;

  private final DmaBuffer buffer;
  private final byte[] image;
  private final List<Part> parts = new ArrayList<>();

  private int watchedBytes;

  private record Part(int offset, int length) {}

  /** A buffer for data of up to {@code maxLengthBytes}. */
  ScatterBuffer(DmaMemory dma, int maxLengthBytes) {
    image = new byte[4096 + maxLengthBytes + (MAX_PARTS + 1) * MAX_GAP_BYTES];
    buffer = dma.allocate(image.length);
  }

  /** Makes one part, in memory of random bytes. */
  void place(Random random, int offset, int lengthBytes) {
    parts.clear();
    parts.add(new Part(offset, lengthBytes));
    randomize(random, offset + lengthBytes);
  }

  /**
   * Makes up to seven parts of a data length, odd ones among them, in random order with gaps, in
   * memory of random bytes.
   */
  void scatter(Random random, int lengthBytes) {
    parts.clear();
    int unit = new int[] {1, 4, 4, 64, 512}[random.nextInt(5)];
    int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(MAX_PARTS);
    List<Integer> lengths = new ArrayList<>();
    int rest = lengthBytes;
    for (int i = 1; i < count && rest > unit; i++) {
      int length = (1 + random.nextInt(rest / unit)) * unit;
      if (length < rest) {
        lengths.add(length);
        rest -= length;
      }
    }
    lengths.add(rest);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      order.add(i);
      parts.add(new Part(0, 0));
    }
    Collections.shuffle(order, random);
    int offset = random.nextInt(4096 / unit) * unit;
    for (int i : order) {
      parts.set(i, new Part(offset, lengths.get(i)));
      int gaps = MAX_GAP_BYTES / unit;
      offset += lengths.get(i) + (gaps == 0 ? 0 : random.nextInt(gaps) * unit);
    }
    randomize(random, offset);
  }

  private void randomize(Random random, int endOfParts) {
    watchedBytes = Math.min(endOfParts + MAX_GAP_BYTES, image.length);
    byte[] bytes = new byte[watchedBytes];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, image, 0, watchedBytes);
    MemorySegment.copy(image, 0, buffer.segment(), JAVA_BYTE, 0, watchedBytes);
  }

  /** Gives the parts to a request. */
  BlockRequest addTo(BlockRequest request) {
    for (Part part : parts) {
      request.add(buffer, part.offset, part.length);
    }
    return request;
  }

  /** The data that the parts hold, as this process last left it. */
  byte[] data() {
    byte[] data = new byte[parts.stream().mapToInt(Part::length).sum()];
    int position = 0;
    for (Part part : parts) {
      System.arraycopy(image, part.offset, data, position, part.length);
      position += part.length;
    }
    return data;
  }

  /** Takes it that a request filled the parts with this data. */
  void expect(byte[] data) {
    int position = 0;
    for (Part part : parts) {
      System.arraycopy(data, position, image, part.offset, part.length);
      position += part.length;
    }
  }

  /** The data that the parts hold now. */
  byte[] dataNow() {
    byte[] data = new byte[parts.stream().mapToInt(Part::length).sum()];
    int position = 0;
    for (Part part : parts) {
      MemorySegment.copy(buffer.segment(), JAVA_BYTE, part.offset, data, position, part.length);
      position += part.length;
    }
    return data;
  }

  /** The offset of the first byte that is not as expected, or -1. */
  long mismatch() {
    return buffer
        .segment()
        .asSlice(0, watchedBytes)
        .mismatch(MemorySegment.ofArray(image).asSlice(0, watchedBytes));
  }

  @Override
  public void close() {
    buffer.close();
  }

  @Override
  public String toString() {
    return "buffer parts " + parts;
  }
}
