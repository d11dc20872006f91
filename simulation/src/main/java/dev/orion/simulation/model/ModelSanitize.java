package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sanitize operations of a model (Base 5.24 and 8.21): each goes on by a quarter whenever its log
 * page is read, and until its end reads are refused. It erases the store.
 */
public final class ModelSanitize implements CommandHandler {

  private static final int SANICAP_OFFSET = 328;
  private static final int CRYPTO_BLOCK_OVERWRITE = 0b111;
  private static final int LOG_BYTES = 512;
  private static final int DONE = 65536;
  private static final int QUARTER = DONE / 4;
  private static final int ESTIMATE_SECONDS = 100;
  private static final int AUSE = 1 << 3;

  private static final int COMPLETED = 1;
  private static final int IN_PROGRESS = 2;
  private static final int FAILED = 3;

  private final BlockStore.Memory store;
  private int status;
  private int progress = DONE - 1;
  private int cdw10;
  private int cdw11;
  private boolean fails;

  private ModelSanitize(BlockStore.Memory store) {
    this.store = store;
  }

  /** Has a controller sanitize a store. Before a driver comes. */
  public static ModelSanitize of(
      ModelController controller, ModelLogs logs, BlockStore.Memory store) {
    ModelSanitize sanitize = new ModelSanitize(store);
    controller.setIdentify(Cns.CONTROLLER, SANICAP_OFFSET, 4, CRYPTO_BLOCK_OVERWRITE);
    controller.onAdmin(AdminOpcode.SANITIZE, sanitize);
    controller.onAdmin(AdminOpcode.FORMAT_NVM, _ -> sanitize.blocked());
    controller.onIo(NvmOpcode.FLUSH.code(), _ -> sanitize.blocked());
    logs.put(LogPageIdentifier.SANITIZE_STATUS, sanitize::page);
    return sanitize;
  }

  /** Lets the operations after this fail, half way through. */
  public void setFails(boolean newFails) {
    fails = newFails;
  }

  /** Command Dwords 10 (the low half) and 11 of the latest operation. */
  public long latest() {
    return Integer.toUnsignedLong(cdw10) | (long) cdw11 << 32;
  }

  private int blocked() {
    return switch (status) {
      case IN_PROGRESS -> ModelRequest.status(StatusCode.SANITIZE_IN_PROGRESS);
      case FAILED -> ModelRequest.status(StatusCode.SANITIZE_FAILED);
      default -> ModelRequest.SUCCESS;
    };
  }

  @Override
  public int execute(ModelRequest request) {
    int action = request.cdw(10) & 0b111;
    if (action == 0 || action > 4) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    if (status == IN_PROGRESS) {
      return ModelRequest.status(StatusCode.SANITIZE_IN_PROGRESS);
    }
    if (action == 1) {
      if (status == FAILED && (cdw10 & AUSE) == 0) {
        return ModelRequest.status(StatusCode.SANITIZE_FAILED);
      }
      status = status == FAILED ? 0 : status;
      return ModelRequest.SUCCESS;
    }
    cdw10 = request.cdw(10);
    cdw11 = request.cdw(11);
    status = IN_PROGRESS;
    progress = 0;
    return ModelRequest.SUCCESS;
  }

  private byte[] page() {
    byte[] bytes = new byte[LOG_BYTES];
    MemorySegment page = MemorySegment.ofArray(bytes);
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) progress);
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2, (short) (status | erased()));
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 4, cdw10);
    for (int offset = 8; offset < 32; offset += 4) {
      page.set(ValueLayout.JAVA_INT_UNALIGNED, offset, offset == 12 ? ESTIMATE_SECONDS : -1);
    }
    advance();
    return bytes;
  }

  private int erased() {
    return status == COMPLETED ? 1 << 8 : 0;
  }

  private void advance() {
    if (status != IN_PROGRESS) {
      return;
    }
    progress += QUARTER;
    if (fails && progress > DONE / 2) {
      status = FAILED;
      progress = DONE - 1;
    } else if (progress == DONE) {
      store.memory().fill((byte) 0);
      status = COMPLETED;
      progress = DONE - 1;
    }
  }
}
