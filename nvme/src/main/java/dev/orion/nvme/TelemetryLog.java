package dev.orion.nvme;

import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.TelemetryLogHeader;
import java.io.IOException;

/**
 * A telemetry log page, whose header is read at once and whose data, which may be many megabytes,
 * are streamed (Base 5.16.1.8, 5.16.1.9).
 */
public final class TelemetryLog {

  private static final int CREATE_DATA = 1;

  private final LogPages pages;
  private final LogPageRequest request;
  private final TelemetryLogHeader header;

  private TelemetryLog(LogPages pages, LogPageRequest request, TelemetryLogHeader header) {
    this.pages = pages;
    this.request = request;
    this.header = header;
  }

  /**
   * The Telemetry Host-Initiated log page.
   *
   * @param create whether the controller is to record its state now, in place of what it recorded
   *     earlier
   * @throws IOException if the controller does not support it, refuses, or its header makes no
   *     sense
   */
  public static TelemetryLog hostInitiated(CommandSupport support, boolean create)
      throws IOException {
    return open(support, LogPageIdentifier.TELEMETRY_HOST_INITIATED, create ? CREATE_DATA : 0);
  }

  /**
   * The Telemetry Controller-Initiated log page. The event that reported it is kept.
   *
   * @throws IOException if the controller does not support it, refuses, or its header makes no
   *     sense
   */
  public static TelemetryLog controllerInitiated(CommandSupport support) throws IOException {
    return open(support, LogPageIdentifier.TELEMETRY_CONTROLLER_INITIATED, 0);
  }

  private static TelemetryLog open(CommandSupport support, LogPageIdentifier log, int lsp)
      throws IOException {
    support.require(log);
    LogPages pages = new LogPages(support);
    LogPageRequest request = LogPageRequest.of(log).retainingEvent(true);
    return new TelemetryLog(pages, request, header(pages, request.withLsp(lsp)));
  }

  /** The header, as it was when the log page was opened. */
  public TelemetryLogHeader header() {
    return header;
  }

  /** Length of the log page up to the end of a data area, 1 to 4, in bytes. */
  public long lengthBytes(int area) {
    return header.lengthBytes(area);
  }

  /**
   * Reads the log page from its header to the end of a data area, piece by piece.
   *
   * @param area 1 to 4
   * @throws IOException if the controller has no such area or refuses, if the sink fails, or if the
   *     data have become others meanwhile
   */
  public void copy(int area, LogPages.PieceSink sink) throws IOException {
    NvmeController controller = pages.controller();
    pages
        .support()
        .require(
            area < TelemetryLogHeader.AREAS
                || (controller.identity().lpa() & IdentifyController.LPA_TELEMETRY_DATA_AREA_4)
                    != 0,
            "telemetry data area 4",
            "LPA bit 6 is 0 in Identify Controller");
    pages.stream(request, 0, lengthBytes(area), sink);
    TelemetryLogHeader after = header(pages, request);
    if (after.hostGeneration() != header.hostGeneration()
        || after.controllerGeneration() != header.controllerGeneration()) {
      throw new NvmeException(
          "%s: the %s changed while it was read; read it again"
              .formatted(controller.name(), request.name()));
    }
  }

  private static TelemetryLogHeader header(LogPages pages, LogPageRequest request)
      throws IOException {
    return PageParser.parse(
        pages.controller(),
        pages.read(request, 0, TelemetryLogHeader.BLOCK_BYTES),
        TelemetryLogHeader::new);
  }
}
