package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Namespace management of a model (Base 5.22 and 5.23) with one controller, and a million blocks
 * for all namespaces. It says nothing of them in Identify.
 */
public final class ModelNamespaces {

  /** Blocks that all namespaces can have together. */
  public static final long CAPACITY_BLOCKS = 1_000_000;

  private static final int OACS_OFFSET = 256;
  private static final int OACS_NAMESPACE_MANAGEMENT = 1 << 3;
  private static final int DATA_BYTES = 4096;
  private static final int CONTROLLER_ID = 1;
  private static final int LBA_FORMATS = 1;

  private final Map<Integer, Long> sizes = new TreeMap<>();
  private final TreeSet<Integer> attached = new TreeSet<>();

  private ModelNamespaces() {}

  /** Has a controller manage namespaces. Before a driver comes. */
  public static ModelNamespaces of(ModelController controller) {
    ModelNamespaces namespaces = new ModelNamespaces();
    controller.setIdentify(Cns.CONTROLLER, OACS_OFFSET, 2, OACS_NAMESPACE_MANAGEMENT);
    controller.onAdmin(AdminOpcode.NAMESPACE_MANAGEMENT, namespaces::manage);
    controller.onAdmin(AdminOpcode.NAMESPACE_ATTACHMENT, namespaces::attach);
    return namespaces;
  }

  /** The sizes in blocks of those that were created, by identifier. */
  public Map<Integer, Long> sizes() {
    return Map.copyOf(sizes);
  }

  /** Those that are attached. */
  public Set<Integer> attached() {
    return Set.copyOf(attached);
  }

  private int manage(ModelRequest request) {
    return switch (request.cdw(10) & 0xf) {
      case 0 -> create(request);
      case 1 -> delete(request.nsid());
      default -> ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    };
  }

  private int create(ModelRequest request) {
    MemorySegment data = request.receive(DATA_BYTES);
    if (data == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    long size = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    long capacity = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
    if ((data.get(ValueLayout.JAVA_BYTE, 26) & 0xf) >= LBA_FORMATS) {
      return ModelRequest.status(StatusCode.INVALID_FORMAT);
    }
    if (capacity < size) {
      return ModelRequest.status(StatusCode.THIN_PROVISIONING_NOT_SUPPORTED);
    }
    long used = sizes.values().stream().mapToLong(Long::longValue).sum();
    if (size > CAPACITY_BLOCKS - used) {
      return ModelRequest.status(StatusCode.NAMESPACE_INSUFFICIENT_CAPACITY);
    }
    int nsid = 2;
    while (sizes.containsKey(nsid)) {
      nsid++;
    }
    sizes.put(nsid, size);
    request.setResult(nsid);
    return ModelRequest.SUCCESS;
  }

  private int delete(int nsid) {
    if (nsid == -1) {
      sizes.clear();
      attached.clear();
      return ModelRequest.SUCCESS;
    }
    attached.remove(nsid);
    return sizes.remove(nsid) == null
        ? ModelRequest.status(StatusCode.INVALID_NAMESPACE_OR_FORMAT)
        : ModelRequest.SUCCESS;
  }

  private int attach(ModelRequest request) {
    MemorySegment list = request.receive(DATA_BYTES);
    if (list == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    int nsid = request.nsid();
    if (!sizes.containsKey(nsid)) {
      return ModelRequest.status(StatusCode.INVALID_NAMESPACE_OR_FORMAT);
    }
    if (list.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0) != 1
        || list.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2) != CONTROLLER_ID) {
      return ModelRequest.status(StatusCode.CONTROLLER_LIST_INVALID);
    }
    if ((request.cdw(10) & 0xf) == 0) {
      return attached.add(nsid)
          ? ModelRequest.SUCCESS
          : ModelRequest.status(StatusCode.NAMESPACE_ALREADY_ATTACHED);
    }
    return attached.remove(nsid)
        ? ModelRequest.SUCCESS
        : ModelRequest.status(StatusCode.NAMESPACE_NOT_ATTACHED);
  }
}
