package dev.orion.nvme;

import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.PersistentEvent;
import dev.orion.nvme.spec.PersistentEventLogHeader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The Persistent Event Log of a controller, held still by a reporting context while it is open
 * (Base 5.16.1.14). Events are read one after the other, with a part of the log in memory. For one
 * thread.
 */
public final class PersistentEvents implements AutoCloseable {

  /** Actions on the reporting context: Log Specific Fields. */
  private static final int READ_LOG_DATA = 0;

  private static final int ESTABLISH_CONTEXT_AND_READ = 1;
  private static final int RELEASE_CONTEXT = 2;

  private static final int WINDOW_BYTES = 128 << 10;
  private static final long PELS_UNIT_BYTES = 64 << 10;

  private final LogPages pages;
  private final PersistentEventLogHeader header;
  private final boolean ownsContext;
  private long offset = PersistentEventLogHeader.SIZE_BYTES;
  private long eventsLeft;
  private long windowStart;
  private MemorySegment window = MemorySegment.NULL;

  private PersistentEvents(LogPages pages, PersistentEventLogHeader header, boolean ownsContext) {
    this.pages = pages;
    this.header = header;
    this.ownsContext = ownsContext;
    this.eventsLeft = Integer.toUnsignedLong(header.events());
  }

  /**
   * Establishes a reporting context; closing releases it.
   *
   * @throws IOException if the controller does not support it, has a context already, or returns a
   *     header that makes no sense
   */
  public static PersistentEvents open(CommandSupport support) throws IOException {
    return open(support, ESTABLISH_CONTEXT_AND_READ);
  }

  /** Reads within the reporting context that there is, and leaves it. */
  public static PersistentEvents inContext(CommandSupport support) throws IOException {
    return open(support, READ_LOG_DATA);
  }

  /** Releases a reporting context that an earlier program left. */
  public static void releaseContext(CommandSupport support) throws IOException {
    support.require(LogPageIdentifier.PERSISTENT_EVENT_LOG);
    release(new LogPages(support));
  }

  private static PersistentEvents open(CommandSupport support, int action) throws IOException {
    support.require(LogPageIdentifier.PERSISTENT_EVENT_LOG);
    LogPages pages = new LogPages(support);
    MemorySegment page = pages.read(request(action), 0, PersistentEventLogHeader.SIZE_BYTES);
    boolean owns = action == ESTABLISH_CONTEXT_AND_READ;
    try {
      PersistentEventLogHeader header =
          PageParser.parse(support.controller(), page, PersistentEventLogHeader::new);
      requirePossible(support.controller(), header);
      return new PersistentEvents(pages, header, owns);
    } catch (NvmeException e) {
      if (owns) {
        release(pages);
      }
      throw e;
    }
  }

  private static void requirePossible(NvmeController controller, PersistentEventLogHeader header)
      throws NvmeException {
    long most = controller.identity().pels64KiB() * PELS_UNIT_BYTES;
    long limit = most == 0 ? Long.MAX_VALUE : most;
    if (Long.compareUnsigned(header.totalLengthBytes(), limit) > 0) {
      throw new NvmeException(
          "%s: Persistent Event Log: total_log_len is %s, and PELS in Identify Controller allows %d"
              .formatted(
                  controller.name(), Long.toUnsignedString(header.totalLengthBytes()), limit));
    }
  }

  /** The header, which counts the events. */
  public PersistentEventLogHeader header() {
    return header;
  }

  /**
   * The next event, newest first, or empty behind the last.
   *
   * @throws IOException if the controller refuses, or the log ends within an event, or an event
   *     makes no sense
   */
  public Optional<PersistentEvent> next() throws IOException {
    if (eventsLeft == 0) {
      return Optional.empty();
    }
    NvmeController controller = pages.controller();
    long lengthBytes =
        PageParser.parse(
            controller, bytes(PersistentEvent.HEADER_BYTES), PersistentEvent::lengthBytes);
    PersistentEvent event = PageParser.parse(controller, bytes(lengthBytes), PersistentEvent::new);
    offset += lengthBytes;
    eventsLeft--;
    return Optional.of(event);
  }

  /** Where in the log the event ends that {@link #next} gave. */
  public long offset() {
    return offset;
  }

  /** Reads the whole log as it is, header included, piece by piece. */
  public void copy(LogPages.PieceSink sink) throws IOException {
    pages.stream(request(READ_LOG_DATA), 0, header.totalLengthBytes(), sink);
  }

  /** Releases the reporting context if this established it. */
  @Override
  public void close() throws IOException {
    if (ownsContext) {
      release(pages);
    }
  }

  private MemorySegment bytes(long lengthBytes) throws IOException {
    if (Long.compareUnsigned(lengthBytes, header.totalLengthBytes() - offset) > 0) {
      throw new NvmeException(
          "%s: Persistent Event Log: an event at byte %d has %d bytes, and total_log_len is %s; %d"
                  .formatted(
                      pages.controller().name(),
                      offset,
                      lengthBytes,
                      Long.toUnsignedString(header.totalLengthBytes()),
                      eventsLeft)
              + " of the events it counts are missing");
    }
    if (offset + lengthBytes > windowStart + window.byteSize()) {
      windowStart = offset & -4;
      long left = header.totalLengthBytes() - windowStart;
      window =
          pages.read(
              request(READ_LOG_DATA),
              windowStart,
              left < 0 ? WINDOW_BYTES : Math.min(WINDOW_BYTES, left));
    }
    return window.asSlice(offset - windowStart, lengthBytes);
  }

  private static void release(LogPages pages) throws IOException {
    pages.read(request(RELEASE_CONTEXT), 0, PersistentEventLogHeader.SIZE_BYTES);
  }

  private static LogPageRequest request(int action) {
    return LogPageRequest.of(LogPageIdentifier.PERSISTENT_EVENT_LOG).withLsp(action);
  }
}
