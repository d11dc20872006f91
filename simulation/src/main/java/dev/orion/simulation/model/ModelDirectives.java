package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeSet;

/** Streams of a model (Base 8.7): eight, which are open from when somebody says so. */
public final class ModelDirectives {

  private static final int OACS_OFFSET = 256;
  private static final int OACS_DIRECTIVES = 1 << 5;
  private static final int STREAMS = 8;

  private final TreeSet<Integer> open = new TreeSet<>();
  private boolean enabled;
  private int allocated;

  private ModelDirectives() {}

  /** Has a controller know streams. Before a driver comes. */
  public static ModelDirectives of(ModelController controller) {
    ModelDirectives directives = new ModelDirectives();
    controller.setIdentify(Cns.CONTROLLER, OACS_OFFSET, 2, OACS_DIRECTIVES);
    controller.onAdmin(AdminOpcode.DIRECTIVE_SEND, directives::send);
    controller.onAdmin(AdminOpcode.DIRECTIVE_RECEIVE, directives::receive);
    return directives;
  }

  /** As if a write had come with a stream's identifier. */
  public void open(int stream) {
    open.add(stream);
  }

  private int send(ModelRequest request) {
    int dword = request.cdw(11);
    if ((dword & 0xffff) == 0x0001) { // Identify, Enable Directive
      if ((request.cdw(12) >>> 8 & 0xff) != 1) {
        return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
      }
      enabled = (request.cdw(12) & 1) != 0;
      return ModelRequest.SUCCESS;
    }
    if (!enabled) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    switch (dword & 0xffff) {
      case 0x0101 -> open.remove(dword >>> 16);
      case 0x0102 -> allocated = 0;
      default -> {
        return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
      }
    }
    return ModelRequest.SUCCESS;
  }

  private int receive(ModelRequest request) {
    int operation = request.cdw(11) & 0xffff;
    if (operation == 0x0103) {
      if (!enabled) {
        return ModelRequest.status(StatusCode.STREAM_RESOURCE_ALLOCATION_FAILED);
      }
      allocated = Math.min(request.cdw(12) & 0xffff, STREAMS);
      request.setResult(allocated);
      return ModelRequest.SUCCESS;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[(request.cdw(10) + 1) * 4]);
    switch (operation) {
      case 0x0001 -> {
        data.set(ValueLayout.JAVA_BYTE, 0, (byte) 0b11);
        data.set(ValueLayout.JAVA_BYTE, 32, (byte) (enabled ? 0b11 : 0b01));
      }
      case 0x0101 -> {
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) STREAMS);
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2, (short) (STREAMS - allocated));
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 4, (short) open.size());
        data.set(ValueLayout.JAVA_INT_UNALIGNED, 16, 32);
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 20, (short) 64);
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 22, (short) allocated);
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 24, (short) open.size());
      }
      case 0x0102 -> {
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) open.size());
        long offset = 2;
        for (int stream : open) {
          data.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) stream);
          offset += 2;
        }
      }
      default -> {
        return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
      }
    }
    return request.send(data);
  }
}
