package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The events of a controller: {@link NvmeController#events}. Asynchronous Event Requests are kept
 * in flight, as many as the controller takes; one that ends is an event, and is sent again. Which
 * events there are is the feature {@link Features#setAsynchronousEventConfiguration}.
 *
 * <p>Nothing happens but in {@link #poll} and {@link #await}: listeners are called there, by their
 * thread. An event stays and masks others of its type until its log page is {@linkplain
 * #acknowledge read}. For any thread.
 */
public final class AsynchronousEvents {

  /** More at a time would take the admin queue from other commands. */
  private static final int MAX_REQUESTS = 8;

  private static final int ERROR_LOG_ENTRY_BYTES = 64;
  private static final int MAX_LOG_BYTES = 4096;
  private static final int LEAST_LOG_BYTES = 512;
  private static final long PAUSE_NANOS = 1_000_000;

  private final NvmeController controller;
  private final List<PendingCommand> requests = new ArrayList<>();
  private final List<Consumer<AsynchronousEvent>> listeners = new CopyOnWriteArrayList<>();

  private AsynchronousEvents(NvmeController controller) {
    this.controller = controller;
  }

  static AsynchronousEvents open(NvmeController controller) throws NvmeException {
    AsynchronousEvents events = new AsynchronousEvents(controller);
    int count = Math.min(controller.identity().aerlZeroBased() + 1, MAX_REQUESTS);
    for (int i = 0; i < count; i++) {
      events.requests.add(events.request());
    }
    return events;
  }

  private PendingCommand request() throws NvmeException {
    return controller.startAdmin(NvmeCommand.of(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST));
  }

  /** Has somebody told of every event from now on, by whoever polls. */
  public void addListener(Consumer<AsynchronousEvent> listener) {
    listeners.add(listener);
  }

  /** Ends that. */
  public void removeListener(Consumer<AsynchronousEvent> listener) {
    listeners.remove(listener);
  }

  /** Requests in flight. */
  public synchronized int inFlight() {
    return requests.size();
  }

  /**
   * Looks for events and tells the listeners.
   *
   * @return the events, oldest first
   * @throws NvmeException if the controller takes no requests, failed, or went away
   */
  public List<AsynchronousEvent> poll() throws NvmeException {
    List<AsynchronousEvent> events = take();
    for (AsynchronousEvent event : events) {
      listeners.forEach(listener -> listener.accept(event));
    }
    return events;
  }

  private synchronized List<AsynchronousEvent> take() throws NvmeException {
    List<AsynchronousEvent> events = new ArrayList<>();
    Queue<PendingCommand> ended = new ArrayDeque<>();
    if (!requests.isEmpty()) {
      requests.getFirst().poll();
    }
    requests.removeIf(request -> request.isDone() && ended.add(request));
    for (PendingCommand request : ended) {
      try {
        if (!request.wasLost()) { // A controller that was reset has forgotten it, and no event.
          events.add(AsynchronousEvent.of((int) request.result()));
        }
        requests.add(request());
      } catch (NvmeException e) {
        tolerate(e);
      }
    }
    return events;
  }

  /** A controller that takes fewer requests than it says is asked no more often. */
  private void tolerate(NvmeException refusal) throws NvmeException {
    Status status = refusal.status();
    boolean isOneTooMany =
        status != null && status.is(StatusCode.ASYNCHRONOUS_EVENT_REQUEST_LIMIT_EXCEEDED);
    if (!isOneTooMany || requests.isEmpty()) {
      throw refusal;
    }
  }

  /**
   * Waits for events and tells the listeners.
   *
   * @return the events, oldest first; none if the time is over
   * @throws NvmeException as {@link #poll}
   */
  public List<AsynchronousEvent> await(long timeoutNanos) throws NvmeException {
    long start = controller.clock().nanoTime();
    while (true) {
      List<AsynchronousEvent> events = poll();
      if (!events.isEmpty() || controller.clock().nanoTime() - start >= timeoutNanos) {
        return events;
      }
      controller.clock().pause(PAUSE_NANOS);
    }
  }

  /**
   * Reads the log page of an event, which clears the event: the next one of its type can come.
   *
   * @return the page's first bytes, up to 4096
   */
  public MemorySegment acknowledge(AsynchronousEvent event) throws IOException {
    return logPage(event, false);
  }

  /** Reads the log page of an event and leaves the event as it is (Retain Asynchronous Event). */
  public MemorySegment peek(AsynchronousEvent event) throws IOException {
    return logPage(event, true);
  }

  private MemorySegment logPage(AsynchronousEvent event, boolean retain) throws IOException {
    // By its number: it may be a vendor's, or newer than this driver.
    LogPageRequest request = LogPageRequest.ofVendor(event.logPageId()).retainingEvent(retain);
    return new LogPages(CommandSupport.assumed(controller))
        .read(request, 0, lengthBytes(event.logPageId()));
  }

  private int lengthBytes(int logPageId) {
    return switch (LogPageIdentifier.of(logPageId).orElse(null)) {
      case ERROR_INFORMATION ->
          Math.min(
              (controller.identity().elpeZeroBased() + 1) * ERROR_LOG_ENTRY_BYTES, MAX_LOG_BYTES);
      case CHANGED_NAMESPACE_LIST, CHANGED_ZONE_LIST, LBA_STATUS_INFORMATION -> MAX_LOG_BYTES;
      case null, default -> LEAST_LOG_BYTES;
    };
  }
}
