package dev.orion.simulation.model;

import dev.orion.nvme.spec.AcquireAction;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.RegisterAction;
import dev.orion.nvme.spec.ReleaseAction;
import dev.orion.nvme.spec.ReservationType;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of one namespace that several controllers share, each of another host (Base 8.19).
 * For one thread.
 */
public final class ModelReservations {

  private static final int IEKEY = 1 << 3;
  private static final int CONFLICT = ModelRequest.status(StatusCode.RESERVATION_CONFLICT);
  private static final int INVALID = ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);

  private final ModelBlocks blocks;

  /** Host identifier to key. */
  private final Map<Integer, Long> keys = new TreeMap<>();

  private int generation;
  private @Nullable ReservationType type;
  private int holder;
  private int persistence;

  /** No host is registered. */
  public ModelReservations(BlockStore store, int blockSizeBytes) {
    this.blocks = new ModelBlocks(store, blockSizeBytes);
  }

  /**
   * Gives a controller the commands, and has it say so.
   *
   * @param host who uses the controller; its identifier, and the controller's
   */
  public void addTo(ModelController controller, int host) {
    controller.onIo(NvmOpcode.RESERVATION_REGISTER.code(), request -> register(request, host));
    controller.onIo(NvmOpcode.RESERVATION_ACQUIRE.code(), request -> acquire(request, host));
    controller.onIo(NvmOpcode.RESERVATION_RELEASE.code(), request -> release(request, host));
    controller.onIo(NvmOpcode.RESERVATION_REPORT.code(), this::report);
    controller.onIo(
        NvmOpcode.WRITE.code(), request -> mayWrite(host) ? blocks.write(request) : CONFLICT);
    controller.setIdentify(Cns.CONTROLLER, 520, 2, 0x002c); // ONCS: Reservations and others
    controller.setIdentify(Cns.NAMESPACE, 31, 1, 0x3f); // RESCAP: types 1 to 5, not 6
  }

  private boolean mayWrite(int host) {
    if (type == null || holder == host) {
      return true;
    }
    return type.code() > 2 && keys.containsKey(host);
  }

  private int register(ModelRequest request, int host) {
    MemorySegment data = request.receive(16);
    RegisterAction action = RegisterAction.of(request.cdw(10) & 7).orElse(null);
    if (data == null || action == null) {
      return INVALID;
    }
    Long registered = keys.get(host);
    boolean matches =
        (request.cdw(10) & IEKEY) != 0 || registered == null || registered == key(data, 0);
    if (!matches || (registered == null && action != RegisterAction.REGISTER)) {
      return CONFLICT;
    }
    if (action == RegisterAction.UNREGISTER) {
      unregister(host);
    } else if (action == RegisterAction.REGISTER
        && registered != null
        && registered != key(data, 8)) {
      return CONFLICT;
    } else {
      keys.put(host, key(data, 8));
    }
    persistence = request.cdw(10) >>> 30 == 3 ? 1 : 0;
    generation++;
    return ModelRequest.SUCCESS;
  }

  private int acquire(ModelRequest request, int host) {
    MemorySegment data = request.receive(16);
    AcquireAction action = AcquireAction.of(request.cdw(10) & 7).orElse(null);
    ReservationType wanted = ReservationType.of(request.cdw(10) >>> 8 & 0xff).orElse(null);
    if (data == null || action == null || wanted == null) {
      return INVALID;
    }
    if (!hasKey(request, host, key(data, 0))) {
      return CONFLICT;
    }
    if (action == AcquireAction.ACQUIRE) {
      if (type != null && (holder != host || type != wanted)) {
        return CONFLICT;
      }
    } else {
      keys.entrySet().removeIf(entry -> entry.getKey() != host && entry.getValue() == key(data, 8));
      generation++;
      if (type != null && holder != host && keys.containsKey(holder)) {
        return ModelRequest.SUCCESS; // Another than the holder was preempted.
      }
    }
    type = wanted;
    holder = host;
    return ModelRequest.SUCCESS;
  }

  private int release(ModelRequest request, int host) {
    MemorySegment data = request.receive(8);
    ReleaseAction action = ReleaseAction.of(request.cdw(10) & 7).orElse(null);
    if (data == null || action == null) {
      return INVALID;
    }
    if (!hasKey(request, host, key(data, 0))) {
      return CONFLICT;
    }
    if (action == ReleaseAction.CLEAR) {
      keys.clear();
      generation++;
      type = null;
    } else if (type != null && holder == host) {
      if ((request.cdw(10) >>> 8 & 0xff) != type.code()) {
        return INVALID;
      }
      type = null;
    }
    return ModelRequest.SUCCESS;
  }

  private int report(ModelRequest request) {
    boolean extended = (request.cdw(11) & 1) != 0;
    int entryBytes = extended ? 64 : 24;
    MemorySegment page = MemorySegment.ofArray(new byte[(keys.size() + 1) * entryBytes]);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 0, generation);
    page.set(ValueLayout.JAVA_BYTE, 4, (byte) (type == null ? 0 : type.code()));
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 5, (short) keys.size());
    page.set(ValueLayout.JAVA_BYTE, 9, (byte) persistence);
    long at = entryBytes;
    for (Map.Entry<Integer, Long> entry : keys.entrySet()) {
      int host = entry.getKey();
      page.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) host);
      page.set(ValueLayout.JAVA_BYTE, at + 2, (byte) (type != null && holder == host ? 1 : 0));
      page.set(ValueLayout.JAVA_LONG_UNALIGNED, at + (extended ? 8 : 16), entry.getValue());
      page.set(ValueLayout.JAVA_LONG_UNALIGNED, at + (extended ? 16 : 8), host);
      at += entryBytes;
    }
    long wanted = (Integer.toUnsignedLong(request.cdw(10)) + 1) * Integer.BYTES;
    return request.send(page.asSlice(0, Math.min(wanted, page.byteSize())));
  }

  private boolean hasKey(ModelRequest request, int host, long key) {
    Long registered = keys.get(host);
    return registered != null && ((request.cdw(10) & IEKEY) != 0 || registered == key);
  }

  private void unregister(int host) {
    keys.remove(host);
    if (type != null && holder == host) {
      type = null;
    }
  }

  private static long key(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
  }
}
