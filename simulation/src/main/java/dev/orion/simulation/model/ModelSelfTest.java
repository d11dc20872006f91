package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.StatusCode;

/**
 * The self-tests of a model (Base 5.9 and 8.6): each goes on by a quarter whenever its log page is
 * read, and ends without error.
 */
public final class ModelSelfTest implements CommandHandler {

  private static final int OACS_OFFSET = 256;
  private static final int OACS_DEVICE_SELF_TEST = 1 << 4;
  private static final int LOG_BYTES = 564;
  private static final int ABORT = 0xf;
  private static final int ABORTED_BY_COMMAND = 1;

  private int operation;
  private int percent;
  private int latest = 0xf;

  private ModelSelfTest() {}

  /** Has a controller test itself. Before a driver comes. */
  public static ModelSelfTest of(ModelController controller, ModelLogs logs) {
    ModelSelfTest test = new ModelSelfTest();
    controller.setIdentify(Cns.CONTROLLER, OACS_OFFSET, 2, OACS_DEVICE_SELF_TEST);
    controller.onAdmin(AdminOpcode.DEVICE_SELF_TEST, test);
    logs.put(LogPageIdentifier.DEVICE_SELF_TEST, test::page);
    return test;
  }

  @Override
  public int execute(ModelRequest request) {
    int code = request.cdw(10) & 0xf;
    if (code == ABORT) {
      end(ABORTED_BY_COMMAND);
      return ModelRequest.SUCCESS;
    }
    if (code != 1 && code != 2) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    if (operation != 0) {
      return ModelRequest.status(StatusCode.DEVICE_SELF_TEST_IN_PROGRESS);
    }
    operation = code;
    percent = 0;
    return ModelRequest.SUCCESS;
  }

  private byte[] page() {
    byte[] page = new byte[LOG_BYTES];
    page[0] = (byte) operation;
    page[1] = (byte) percent;
    page[4] = (byte) latest;
    percent += operation == 0 ? 0 : 25;
    if (percent == 100) {
      end(0);
    }
    return page;
  }

  private void end(int result) {
    if (operation != 0) {
      latest = operation << 4 | result;
      operation = 0;
      percent = 0;
    }
  }
}
