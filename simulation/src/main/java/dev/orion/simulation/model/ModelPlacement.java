package dev.orion.simulation.model;

import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Flexible Data Placement: reclaim unit handles that fill as writes with a placement identifier
 * arrive, and begin anew when they are told to or are full (TP4146).
 */
public final class ModelPlacement {

  private static final int HEADER_BYTES = 16;
  private static final int DESCRIPTOR_BYTES = 32;
  private static final int DATA_PLACEMENT = 2;
  private static final int INVALID = ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);

  private final ModelBlocks blocks;
  private final long unitBlocks;
  private final long[] available;

  private ModelPlacement(ModelBlocks blocks, int handles, long unitBlocks) {
    this.blocks = blocks;
    this.unitBlocks = unitBlocks;
    this.available = new long[handles];
    Arrays.fill(available, unitBlocks);
  }

  /**
   * Gives a controller these commands, and has it say so.
   *
   * @param unitBlocks the size of a reclaim unit
   */
  public static void addTo(
      ModelController controller,
      BlockStore store,
      int blockSizeBytes,
      int handles,
      long unitBlocks) {
    ModelPlacement placement =
        new ModelPlacement(new ModelBlocks(store, blockSizeBytes), handles, unitBlocks);
    controller.onIo(NvmOpcode.WRITE.code(), placement::write);
    controller.onIo(NvmOpcode.IO_MANAGEMENT_RECEIVE.code(), placement::status);
    controller.onIo(NvmOpcode.IO_MANAGEMENT_SEND.code(), placement::update);
    controller.setIdentify(Cns.CONTROLLER, 96, 4, 1 << 19); // CTRATT: Flexible Data Placement
  }

  private int write(ModelRequest request) {
    int placementId = 0;
    if ((request.cdw(12) >>> 20 & 0xf) == DATA_PLACEMENT) {
      placementId = request.cdw(13) >>> 16;
    }
    if (placementId >= available.length) {
      return INVALID;
    }
    available[placementId] -= ModelBlocks.count(request);
    if (available[placementId] <= 0) {
      available[placementId] += unitBlocks;
    }
    return blocks.write(request);
  }

  private int status(ModelRequest request) {
    if ((request.cdw(10) & 0xff) != 1) {
      return INVALID;
    }
    MemorySegment page =
        MemorySegment.ofArray(new byte[HEADER_BYTES + available.length * DESCRIPTOR_BYTES]);
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 14, (short) available.length);
    for (int i = 0; i < available.length; i++) {
      long at = HEADER_BYTES + (long) i * DESCRIPTOR_BYTES;
      page.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) i);
      page.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 2, (short) (i + 100));
      page.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 8, available[i]);
    }
    long wanted = (Integer.toUnsignedLong(request.cdw(11)) + 1) * Integer.BYTES;
    return request.send(page.asSlice(0, Math.min(wanted, page.byteSize())));
  }

  private int update(ModelRequest request) {
    int count = (request.cdw(10) >>> 16) + 1;
    MemorySegment list = request.receive((long) count * Short.BYTES);
    if ((request.cdw(10) & 0xff) != 1 || list == null) {
      return INVALID;
    }
    for (int i = 0; i < count; i++) {
      int placementId =
          Short.toUnsignedInt(list.get(ValueLayout.JAVA_SHORT_UNALIGNED, (long) i * Short.BYTES));
      if (placementId >= available.length) {
        return INVALID;
      }
      available[placementId] = unitBlocks;
    }
    return ModelRequest.SUCCESS;
  }
}
