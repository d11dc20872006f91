package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers Identify and Get Log Page of a model from pages that a test made, byte by byte, and keeps
 * what was asked for. For any thread.
 */
public final class ModelPages {
  private static final int IDENTIFY_BYTES = 4096;

  private final Map<Integer, byte[]> identify = new ConcurrentHashMap<>();
  private final Map<Integer, byte[]> logs = new ConcurrentHashMap<>();
  private final List<LogRequest> requests = new CopyOnWriteArrayList<>();

  /**
   * A Get Log Page that came.
   *
   * @param lid Log Page Identifier
   * @param nsid the namespace
   * @param lsp Log Specific Field
   * @param lsi Log Specific Identifier
   * @param retainsEvent Retain Asynchronous Event
   * @param offset Log Page Offset
   * @param lengthBytes how much was asked for
   */
  public record LogRequest(
      int lid, int nsid, int lsp, int lsi, boolean retainsEvent, long offset, long lengthBytes) {}

  private ModelPages() {}

  /** Takes both commands of a model over; it can be identified and has no namespaces. */
  public static ModelPages of(ModelController controller) {
    ModelPages pages = new ModelPages();
    byte[] identity = new byte[IDENTIFY_BYTES];
    put(identity, 4, "MODEL0".getBytes(StandardCharsets.US_ASCII));
    put(identity, 77, 5); // MDTS: 128 KiB
    put(identity, 80, 0, 0, 2, 0); // VER: 2.0
    put(identity, 512, 0x66, 0x44); // SQES, CQES
    pages.identify(0x01, identity);
    pages.identify(0x02, new byte[IDENTIFY_BYTES]);
    controller.onAdmin(AdminOpcode.IDENTIFY, pages::identify);
    controller.onAdmin(AdminOpcode.GET_LOG_PAGE, pages::log);
    return pages;
  }

  /** Puts bytes into a page. */
  public static byte[] put(byte[] page, int offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      page[offset + i] = (byte) values[i];
    }
    return page;
  }

  private static void put(byte[] page, int offset, byte[] values) {
    System.arraycopy(values, 0, page, offset, values.length);
  }

  /** What Identify Controller returns, to be changed before the driver comes up. */
  public byte[] identity() {
    return identify.getOrDefault(0x01, new byte[0]);
  }

  /** Sets what Identify returns for a CNS, 4096 bytes. */
  public void identify(int cns, byte[] page) {
    identify.put(cns, page);
  }

  /** Sets a log page; zeroes follow it. */
  public void log(int lid, byte[] page) {
    logs.put(lid, page);
  }

  /** The Get Log Page commands that came, in order. */
  public List<LogRequest> requests() {
    return requests;
  }

  private int identify(ModelRequest request) {
    byte[] page = identify.get(request.cdw(10) & 0xff);
    return page == null
        ? ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND)
        : request.send(MemorySegment.ofArray(page));
  }

  private int log(ModelRequest request) {
    int cdw10 = request.cdw(10);
    int cdw11 = request.cdw(11);
    long lengthBytes = 4 * (((cdw10 >>> 16) | (cdw11 & 0xffffL) << 16) + 1);
    LogRequest asked =
        new LogRequest(
            cdw10 & 0xff,
            request.nsid(),
            (cdw10 >>> 8) & 0x7f,
            cdw11 >>> 16,
            (cdw10 & 1 << 15) != 0,
            request.cdwPair(12),
            lengthBytes);
    requests.add(asked);
    byte[] page = logs.get(asked.lid());
    if (page == null) {
      return ModelRequest.status(StatusCode.INVALID_LOG_PAGE);
    }
    int from = (int) Math.min(asked.offset(), page.length);
    byte[] data = Arrays.copyOfRange(page, from, from + (int) lengthBytes);
    return request.send(MemorySegment.ofArray(data));
  }
}
