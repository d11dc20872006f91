package dev.orion.nvme;

import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Host memory that a controller has for its own use (Base 5.27.1.13 and 8.9). {@link #close} takes
 * it back; until then nobody else may write there. Close it before its controller.
 */
public final class HostMemoryBuffer implements AutoCloseable {

  private static final int UNIT_BYTES = 4096;
  private static final int ENTRY_BYTES = 16;
  private static final int MAX_ENTRIES = 4096;
  private static final int ENABLE = 1;

  /** A piece is no longer: domains with memory in short stretches have room for more pieces. */
  private static final long MAX_PIECE_BYTES = 4 << 20;

  /** What is left to others where the memory of the domain is all that there is. */
  private static final long RESERVE_BYTES = 2 << 20;

  private final NvmeController controller;
  private final Features features;
  private final List<DmaBuffer> pieces = new ArrayList<>();
  private final long wantedBytes;
  private long lengthBytes;

  private HostMemoryBuffer(CommandSupport support, long wantedBytes) {
    this.controller = support.controller();
    this.features = new Features(support);
    this.wantedBytes = wantedBytes;
  }

  /**
   * Gives a controller as much memory as it prefers, or as can be had, if that is enough for it.
   *
   * @throws UnsupportedCommandException if the controller wants none
   * @throws NvmeException if it needs more than can be had, or refuses
   */
  public static HostMemoryBuffer open(NvmeController controller) throws IOException {
    return open(CommandSupport.stated(controller), Long.MAX_VALUE);
  }

  /**
   * Gives a controller memory.
   *
   * @param limitBytes what it gets at the most
   */
  public static HostMemoryBuffer open(CommandSupport support, long limitBytes) throws IOException {
    IdentifyController identity = support.controller().identity();
    long preferredBytes = identity.unsigned("hmpre") * UNIT_BYTES;
    long leastBytes = identity.unsigned("hmmin") * UNIT_BYTES;
    support.require(
        preferredBytes != 0, "a Host Memory Buffer", "HMPRE is 0 in Identify Controller");
    HostMemoryBuffer buffer = new HostMemoryBuffer(support, Math.min(preferredBytes, limitBytes));
    try {
      try (DmaBuffer _ = support.controller().dma().allocate(RESERVE_BYTES)) {
        buffer.allocate();
      }
      if (buffer.lengthBytes == 0 || buffer.lengthBytes < leastBytes) {
        throw new NvmeException(
            "%s needs %d bytes of host memory at least, and gets %d"
                .formatted(support.controller().name(), leastBytes, buffer.lengthBytes));
      }
      buffer.enable();
      return buffer;
    } catch (IOException | RuntimeException e) {
      buffer.free();
      throw e;
    }
  }

  private void allocate() {
    IdentifyController identity = controller.identity();
    long leastPiece =
        Math.max(identity.unsigned("hmminds") * UNIT_BYTES, controller.pageSizeBytes());
    long entries = identity.unsigned("hmmaxd");
    long maxPieces = entries == 0 ? MAX_ENTRIES : Math.min(entries, MAX_ENTRIES);
    long share = (wantedBytes + maxPieces - 1) / maxPieces;
    long pieceBytes = roundUp(Math.max(Math.max(share, leastPiece), MAX_PIECE_BYTES));
    while (lengthBytes < wantedBytes && pieces.size() < maxPieces) {
      long next = Math.min(pieceBytes, roundUp(Math.max(wantedBytes - lengthBytes, leastPiece)));
      try {
        pieces.add(controller.dma().allocate(next, controller.pageSizeBytes()));
        lengthBytes += next;
      } catch (DmaExhaustedException e) {
        pieceBytes = roundUp(next / 2);
        if (next <= leastPiece || pieceBytes >= next) {
          return;
        }
        pieceBytes = Math.max(pieceBytes, roundUp(leastPiece));
      }
    }
  }

  private void enable() throws IOException {
    DmaBuffer list = controller.dma().allocate((long) pieces.size() * ENTRY_BYTES);
    int page = controller.pageSizeBytes();
    long offset = 0;
    for (DmaBuffer piece : pieces) {
      MemorySegment entry = list.segment().asSlice(offset, ENTRY_BYTES);
      entry.set(LittleEndian.LONG, 0, piece.iova());
      entry.set(LittleEndian.INT, 8, (int) (piece.lengthBytes() / page));
      offset += ENTRY_BYTES;
    }
    int count = pieces.size();
    pieces.add(list);
    features.set(
        FeatureChange.of(FeatureIdentifier.HOST_MEMORY_BUFFER, ENABLE)
            .withCdw12((int) (lengthBytes / page))
            .withCdw13And14(list.iova())
            .withCdw15(count));
  }

  /** How much memory the controller has. */
  public long lengthBytes() {
    return lengthBytes;
  }

  /**
   * Takes the memory back. If the controller does not confirm that it let go of it, the controller
   * is given up, so that it cannot write there any more.
   */
  @Override
  public void close() throws IOException {
    if (pieces.isEmpty()) {
      return;
    }
    try {
      if (!controller.hasFailed()) {
        features.set(FeatureChange.of(FeatureIdentifier.HOST_MEMORY_BUFFER, 0));
      }
    } catch (IOException | RuntimeException e) {
      controller.fail("it did not give its host memory back: " + e.getMessage());
      throw e;
    } finally {
      free();
    }
  }

  private void free() {
    pieces.forEach(DmaBuffer::close);
    pieces.clear();
  }

  private long roundUp(long bytes) {
    int page = controller.pageSizeBytes();
    return (bytes + page - 1) & -page;
  }
}
