package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Security protocols of a model: protocol 1 has a Level 0 Discovery as ComID 1, and returns by any
 * other ComID what was sent there last.
 */
public final class ModelSecurity {

  private static final int OACS_OFFSET = 256;
  private static final int OACS_SECURITY = 1;
  private static final int DISCOVERY = 0x01_0001;

  private byte[] discovery = new byte[0];
  private byte[] sent = new byte[0];

  private ModelSecurity() {}

  /** Has a controller speak security protocols. Before a driver comes. */
  public static ModelSecurity of(ModelController controller) {
    ModelSecurity security = new ModelSecurity();
    controller.setIdentify(Cns.CONTROLLER, OACS_OFFSET, 2, OACS_SECURITY);
    controller.onAdmin(AdminOpcode.SECURITY_SEND, security::send);
    controller.onAdmin(AdminOpcode.SECURITY_RECEIVE, security::receive);
    return security;
  }

  /** Sets what a Level 0 Discovery returns. */
  public void setDiscovery(byte[] response) {
    discovery = response.clone();
  }

  private int send(ModelRequest request) {
    MemorySegment data = request.receive(request.cdw(11));
    if (data == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    sent = data.toArray(ValueLayout.JAVA_BYTE);
    return ModelRequest.SUCCESS;
  }

  private int receive(ModelRequest request) {
    boolean discovers = request.cdw(10) >>> 8 == DISCOVERY;
    byte[] data = Arrays.copyOf(discovers ? discovery : sent, request.cdw(11));
    return request.send(MemorySegment.ofArray(data));
  }
}
