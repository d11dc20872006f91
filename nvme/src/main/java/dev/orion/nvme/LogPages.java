package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads log pages of any length, in pieces that the controller can return (Base 5.16). Methods may
 * be called by any thread, and wait.
 */
public final class LogPages {

  /** The most that is held in memory; longer log pages are read with {@link #stream}. */
  public static final int MAX_READ_BYTES = 64 << 20;

  private static final int PIECE_BYTES = 256 << 10;

  /** What 12 bits of dwords count, all there are before the Extended Data attribute. */
  private static final int PIECE_BYTES_WITHOUT_EXTENDED_DATA = 16 << 10;

  private final NvmeController controller;
  private final CommandSupport support;

  /** Takes a piece of a log page, which is valid until it returns. */
  @FunctionalInterface
  public interface PieceSink {
    /** Takes the next piece. */
    void accept(MemorySegment piece) throws IOException;
  }

  /** The log pages of a controller, as far as it says that it has offsets and lengths. */
  public LogPages(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** The log pages of a controller. */
  public LogPages(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /**
   * Reads a log page, or a part of it, into memory.
   *
   * @param offset where to begin, a multiple of 4 unless the request's offsets count entries
   * @throws IOException if the controller refuses, or has no offsets and the page is longer than a
   *     command returns
   */
  public MemorySegment read(LogPageRequest request, long offset, long lengthBytes)
      throws IOException {
    if (lengthBytes > MAX_READ_BYTES) {
      throw new NvmeException(
          "%s: the %s claims %s bytes, more than the %d MiB that are read into memory"
              .formatted(
                  controller.name(),
                  request.name(),
                  Long.toUnsignedString(lengthBytes),
                  MAX_READ_BYTES >> 20));
    }
    byte[] page = new byte[(int) lengthBytes];
    int[] done = {0};
    stream(
        request,
        offset,
        lengthBytes,
        piece -> {
          MemorySegment.copy(
              piece, ValueLayout.JAVA_BYTE, 0, page, done[0], (int) piece.byteSize());
          done[0] += (int) piece.byteSize();
        });
    return MemorySegment.ofArray(page);
  }

  /**
   * Reads a log page, or a part of it, piece by piece. The event that reported it is kept until the
   * last piece.
   *
   * @param offset where to begin, a multiple of 4 unless the request's offsets count entries
   * @throws IOException as {@link #read}, and if the sink fails
   */
  public void stream(LogPageRequest request, long offset, long lengthBytes, PieceSink sink)
      throws IOException {
    if (lengthBytes < 1 || offset < 0 || (!request.indexOffset() && offset % Integer.BYTES != 0)) {
      throw new IllegalArgumentException(
          "%d bytes at %d of a log page".formatted(lengthBytes, offset));
    }
    long dwordBytes = (lengthBytes + 3) & -4;
    int pieceBytes = (int) Math.min(dwordBytes, pieceBytes());
    boolean inPieces = dwordBytes > pieceBytes;
    if (inPieces && request.indexOffset()) {
      throw new NvmeException(
          "%s: a command returns %d bytes, and offsets that count entries reach no further pieces"
              .formatted(controller.name(), pieceBytes));
    }
    requireExtendedData(request, offset, inPieces);
    try (DmaBuffer buffer = controller.dma().allocate(pieceBytes)) {
      for (long done = 0; done < dwordBytes; done += pieceBytes) {
        int step = (int) Math.min(pieceBytes, dwordBytes - done);
        boolean last = done + step == dwordBytes;
        send(request.retainingEvent(request.retainsEvent() || !last), offset + done, step, buffer);
        sink.accept(buffer.segment().asSlice(0, Math.min(step, lengthBytes - done)));
      }
    }
  }

  NvmeController controller() {
    return controller;
  }

  CommandSupport support() {
    return support;
  }

  private void send(LogPageRequest request, long offset, int lengthBytes, DmaBuffer buffer)
      throws NvmeException {
    int numdZeroBased = lengthBytes / Integer.BYTES - 1;
    controller.admin(
        NvmeCommand.of(AdminOpcode.GET_LOG_PAGE)
            .named("Get Log Page of the " + request.name())
            .withNsid(request.nsid())
            .withCdw10(
                AdminCommand.getLogPageCdw10(
                    request.lid(), request.lsp(), request.retainsEvent(), numdZeroBased))
            .withCdw11(AdminCommand.getLogPageCdw11(numdZeroBased, request.lsi()))
            .withCdw12((int) offset)
            .withCdw13((int) (offset >>> 32))
            .withCdw14(
                AdminCommand.getLogPageCdw14(
                    request.csi(), request.indexOffset(), request.uuidIndex()))
            .withData(buffer));
  }

  private int pieceBytes() {
    int most = Math.min(PIECE_BYTES, controller.maxTransferBytes());
    return hasExtendedData() ? most : Math.min(most, PIECE_BYTES_WITHOUT_EXTENDED_DATA);
  }

  private void requireExtendedData(LogPageRequest request, long offset, boolean inPieces)
      throws UnsupportedCommandException {
    support.require(
        hasExtendedData() || (offset == 0 && !inPieces),
        inPieces
            ? "a %s longer than %d bytes".formatted(request.name(), pieceBytes())
            : "a %s from an offset".formatted(request.name()),
        "LPA bit 2 (extended data) is 0 in Identify Controller");
  }

  private boolean hasExtendedData() {
    return (controller.identity().lpa() & IdentifyController.LPA_EXTENDED_DATA) != 0;
  }
}
