package dev.orion.nvme;

import dev.orion.nvme.spec.BootPartitionLogHeader;
import dev.orion.nvme.spec.LogPageIdentifier;
import java.io.IOException;

/** A boot partition, read as a log page; its data are streamed (Base 5.16.1.21). */
public final class BootPartitionLog {

  private final LogPages pages;
  private final LogPageRequest request;
  private final BootPartitionLogHeader header;

  private BootPartitionLog(LogPages pages, LogPageRequest request, BootPartitionLogHeader header) {
    this.pages = pages;
    this.request = request;
    this.header = header;
  }

  /**
   * Reads the header.
   *
   * @param partition 0 or 1
   * @throws IOException if the controller does not support it, or refuses
   */
  public static BootPartitionLog open(CommandSupport support, int partition) throws IOException {
    support.require(LogPageIdentifier.BOOT_PARTITION);
    LogPages pages = new LogPages(support);
    LogPageRequest request = LogPageRequest.of(LogPageIdentifier.BOOT_PARTITION).withLsp(partition);
    return new BootPartitionLog(
        pages,
        request,
        PageParser.parse(
            support.controller(),
            pages.read(request, 0, BootPartitionLogHeader.HEADER_BYTES),
            BootPartitionLogHeader::new));
  }

  /** The header. */
  public BootPartitionLogHeader header() {
    return header;
  }

  /** Reads the partition's data, without the header, piece by piece. */
  public void copyData(LogPages.PieceSink sink) throws IOException {
    if (header.partitionBytes() > 0) {
      pages.stream(request, BootPartitionLogHeader.HEADER_BYTES, header.partitionBytes(), sink);
    }
  }
}
