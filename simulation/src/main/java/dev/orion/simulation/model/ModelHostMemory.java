package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that wants host memory (Base 5.27.1.13): it writes to all of what it is given, and does
 * not let go of it while it is told to refuse.
 */
public final class ModelHostMemory {

  private static final int HMPRE_OFFSET = 272;
  private static final int HMMIN_OFFSET = 276;
  private static final int PAGE_BYTES = 4096;
  private static final int ENTRY_BYTES = 16;

  private final List<MemorySegment> pieces = new ArrayList<>();
  private boolean refuses;

  private ModelHostMemory() {}

  /**
   * Has a controller want host memory. Before a driver comes.
   *
   * @param preferredPages what it would like, in units of 4 KiB
   * @param leastPages what it needs
   */
  public static ModelHostMemory of(ModelController controller, int preferredPages, int leastPages) {
    ModelHostMemory memory = new ModelHostMemory();
    controller.setIdentify(Cns.CONTROLLER, HMPRE_OFFSET, 4, preferredPages);
    controller.setIdentify(Cns.CONTROLLER, HMMIN_OFFSET, 4, leastPages);
    controller.onAdmin(AdminOpcode.SET_FEATURES, memory::set);
    return memory;
  }

  /** Pieces of memory that it has. */
  public List<MemorySegment> pieces() {
    return List.copyOf(pieces);
  }

  /** Does not let go of its memory from now on. */
  public void refuse() {
    refuses = true;
  }

  private int set(ModelRequest request) {
    int fid = request.cdw(10) & 0xff;
    if (fid == FeatureIdentifier.NUMBER_OF_QUEUES.code()) {
      request.setResult(0x0007_0007);
      return ModelRequest.SUCCESS;
    }
    if (fid != FeatureIdentifier.HOST_MEMORY_BUFFER.code() || refuses) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    pieces.clear();
    return (request.cdw(11) & 1) == 0 ? ModelRequest.SUCCESS : take(request);
  }

  private int take(ModelRequest request) {
    int count = request.cdw(15);
    MemorySegment list = request.dma().find(request.cdwPair(13), (long) count * ENTRY_BYTES);
    long pages = 0;
    for (int i = 0; list != null && i < count; i++) {
      long address = list.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * ENTRY_BYTES);
      int size = list.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * ENTRY_BYTES + 8);
      MemorySegment piece = request.dma().find(address, (long) size * PAGE_BYTES);
      if (piece == null || address % PAGE_BYTES != 0) {
        return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
      }
      piece.fill((byte) 0xee);
      pieces.add(piece);
      pages += size;
    }
    return pages == request.cdw(12) && pages > 0
        ? ModelRequest.SUCCESS
        : ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
  }
}
