package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.simulation.model.ModelQueues.Submission;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The admin commands of the model, as far as drivers need them to come up. */
final class ModelAdmin {

  private static final int SUCCESS = Status.SUCCESS.field();
  private static final int INVALID_FIELD = Status.of(StatusCode.INVALID_FIELD_IN_COMMAND).field();
  private static final int NOT_ABORTED = 1;
  private static final int PAGE_BYTES = 4096;

  private final ModelController controller;
  private final ModelData data;
  private final Map<AdminOpcode, CommandHandler> handlers = new ConcurrentHashMap<>();
  private final List<IdentifyField> fields = new CopyOnWriteArrayList<>();

  private record IdentifyField(Cns cns, int offset, int lengthBytes, long value) {
    void writeTo(MemorySegment page) {
      for (int i = 0; i < lengthBytes; i++) {
        page.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (value >>> (8 * i)));
      }
    }
  }

  private @Nullable ModelCommandSet commandSet;

  ModelAdmin(ModelController controller, ModelData data) {
    this.controller = controller;
    this.data = data;
  }

  /** Has somebody else execute the commands of an opcode. */
  void handle(AdminOpcode opcode, CommandHandler handler) {
    handlers.put(opcode, handler);
  }

  /** Has an Identify data structure say something else. */
  void setIdentify(Cns cns, int offset, int lengthBytes, long value) {
    fields.add(new IdentifyField(cns, offset, lengthBytes, value));
  }

  void setCommandSet(ModelCommandSet set) {
    commandSet = set;
  }

  /** Executes a command and posts its completion. */
  void execute(Submission queue, long entry) {
    MemorySegment memory = queue.memory;
    int cdw0 = SubmissionQueueEntry.cdw(memory, entry, 0);
    int cdw10 = SubmissionQueueEntry.cdw(memory, entry, 10);
    int cdw11 = SubmissionQueueEntry.cdw(memory, entry, 11);
    long prp1 = SubmissionQueueEntry.prp1(memory, entry);
    int opcode = SubmissionQueueEntry.opcode(cdw0);
    AdminOpcode known =
        Arrays.stream(AdminOpcode.values())
            .filter(each -> each.code() == opcode)
            .findFirst()
            .orElse(AdminOpcode.FABRICS_COMMANDS);
    ModelRequest request = new ModelRequest(data.dma(), memory, entry);
    CommandHandler handler = handlers.get(known);
    if (handler != null) {
      int handled = handler.execute(request);
      queue.completions.post(request.result(), SubmissionQueueEntry.cid(cdw0), handled, queue);
      return;
    }
    int entries = (cdw10 >>> 16) + 1;
    int id = cdw10 & 0xffff;
    long result = 0;
    int status = SUCCESS;
    switch (known) {
      case IDENTIFY -> status = identify(request);
      case CREATE_IO_COMPLETION_QUEUE ->
          status =
              id == 0
                  ? Status.of(StatusCode.INVALID_QUEUE_IDENTIFIER).field()
                  : controller.createCompletion(
                      id, prp1, entries, (cdw11 & 2) == 0 ? -1 : cdw11 >>> 16);
      case CREATE_IO_SUBMISSION_QUEUE ->
          status = controller.createSubmission(id, prp1, entries, cdw11 >>> 16);
      case DELETE_IO_SUBMISSION_QUEUE -> status = controller.deleteSubmission(id);
      case DELETE_IO_COMPLETION_QUEUE -> status = controller.deleteCompletion(id);
      case SET_FEATURES, GET_FEATURES -> {
        if ((cdw10 & 0xff) == FeatureIdentifier.NUMBER_OF_QUEUES.code()) {
          int granted = ModelController.MAX_QUEUES - 2;
          result = granted | (long) granted << 16;
        }
      }
      case GET_LOG_PAGE -> status = logPage(request);
      case ABORT -> result = NOT_ABORTED;
      case ASYNCHRONOUS_EVENT_REQUEST -> {
        return; // There are no events.
      }
      default -> status = Status.of(StatusCode.INVALID_COMMAND_OPCODE).field();
    }
    queue.completions.post(result, SubmissionQueueEntry.cid(cdw0), status, queue);
  }

  private int identify(ModelRequest request) {
    int cns = request.cdw(10) & 0xff;
    MemorySegment page = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    int nsid = request.nsid();
    ModelCommandSet set = commandSet;
    if (cns == Cns.CONTROLLER.code()) {
      identifyController(page);
    } else if (cns == Cns.NAMESPACE.code()) {
      if (nsid == 1) {
        identifyNamespace(page);
      }
    } else if (cns == Cns.ACTIVE_NAMESPACE_ID_LIST.code()) {
      if (nsid == 0) {
        page.set(ValueLayout.JAVA_INT_UNALIGNED, 0, 1);
      }
    } else if (cns == Cns.NAMESPACE_IDENTIFICATION_DESCRIPTORS.code()) {
      page.set(ValueLayout.JAVA_BYTE, 0, (byte) 1); // An IEEE Extended Unique Identifier
      page.set(ValueLayout.JAVA_BYTE, 1, (byte) 8);
      page.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, 0x0100_0000_5452_5254L);
      if (set != null) {
        page.set(ValueLayout.JAVA_BYTE, 12, (byte) 4); // A Command Set Identifier
        page.set(ValueLayout.JAVA_BYTE, 13, (byte) 1);
        page.set(ValueLayout.JAVA_BYTE, 16, (byte) set.csi().code());
      }
    } else if (set != null && request.cdw(11) >>> 24 == set.csi().code()) {
      if (cns == Cns.NAMESPACE_BY_CSI.code()) {
        return request.send(set.namespace());
      }
      return cns == Cns.CONTROLLER_BY_CSI.code() ? request.send(set.controller()) : INVALID_FIELD;
    } else {
      return INVALID_FIELD;
    }
    fields.stream().filter(each -> each.cns.code() == cns).forEach(each -> each.writeTo(page));
    return request.send(page);
  }

  private static void identifyController(MemorySegment page) {
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 0x1b36);
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2, (short) 0x1af4);
    text(page, 4, 20, "MODEL0");
    text(page, 24, 40, "Orion model controller");
    text(page, 64, 8, "1");
    page.set(ValueLayout.JAVA_BYTE, 77, (byte) 5); // MDTS: 128 KiB
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 78, (short) 1); // CNTLID
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 80, 0x0001_0400); // VER
    page.set(ValueLayout.JAVA_BYTE, 111, (byte) 1); // CNTRLTYPE: I/O
    page.set(ValueLayout.JAVA_BYTE, 512, (byte) 0x66); // SQES
    page.set(ValueLayout.JAVA_BYTE, 513, (byte) 0x44); // CQES
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 516, 1); // NN
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 520, (short) 0x000c); // ONCS: DSM, Write Zeroes
    text(page, 768, 256, "nqn.2026-01.dev.orion:model");
  }

  private void identifyNamespace(MemorySegment page) {
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, data.blockCount());
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, data.blockCount());
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, data.blockCount());
    page.set(ValueLayout.JAVA_BYTE, 33, (byte) 1); // DLFEAT: deallocated blocks read zeroes
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 128, data.blockShift() << 16);
  }

  private static void text(MemorySegment page, long offset, int lengthBytes, String text) {
    byte[] padded = new byte[lengthBytes];
    Arrays.fill(padded, (byte) (lengthBytes == 256 ? 0 : ' '));
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(padded), 0, page, offset, lengthBytes);
  }

  /** Log pages of zeroes: nothing ever happened. */
  private static int logPage(ModelRequest request) {
    long dwords = ((request.cdw(10) >>> 16) | (long) (request.cdw(11) & 0xffff) << 16) + 1;
    return dwords * 4 > PAGE_BYTES
        ? INVALID_FIELD
        : request.send(MemorySegment.ofArray(new byte[(int) dwords * 4]));
  }
}
