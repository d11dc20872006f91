package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.TreeSet;

/**
 * Media with blocks that cannot be read: Write Uncorrectable makes them, a Write heals them, and
 * Read, Verify and Get LBA Status find them (NVM 3.2.7, 3.2.5, 4.2.1).
 */
public final class ModelMedia {

  private static final int HEADER_BYTES = 8;
  private static final int DESCRIPTOR_BYTES = 16;

  private final ModelBlocks blocks;
  private final TreeSet<Long> broken = new TreeSet<>();

  private ModelMedia(ModelBlocks blocks) {
    this.blocks = blocks;
  }

  /** Gives a controller these commands, and has it say so. */
  public static void addTo(ModelController controller, BlockStore store, int blockSizeBytes) {
    ModelMedia media = new ModelMedia(new ModelBlocks(store, blockSizeBytes));
    controller.onIo(NvmOpcode.READ.code(), request -> media.check(request, true));
    controller.onIo(NvmOpcode.VERIFY.code(), request -> media.check(request, false));
    controller.onIo(NvmOpcode.WRITE.code(), media::write);
    controller.onIo(NvmOpcode.WRITE_UNCORRECTABLE.code(), media::breakBlocks);
    controller.onAdmin(AdminOpcode.GET_LBA_STATUS, media::status);
    controller.setIdentify(Cns.CONTROLLER, 256, 2, 1 << 9); // OACS: Get LBA Status
    controller.setIdentify(
        Cns.CONTROLLER, 520, 2, 0x008e); // ONCS: Write Uncorrectable, Verify and others
  }

  private int check(ModelRequest request, boolean sends) {
    if (!blocks.has(request)) {
      return ModelBlocks.beyond();
    }
    long first = ModelBlocks.first(request);
    if (!broken.subSet(first, first + ModelBlocks.count(request)).isEmpty()) {
      return ModelRequest.status(StatusCode.UNRECOVERED_READ_ERROR);
    }
    return sends ? blocks.read(request) : ModelRequest.SUCCESS;
  }

  private int write(ModelRequest request) {
    long first = ModelBlocks.first(request);
    broken.subSet(first, first + ModelBlocks.count(request)).clear();
    return blocks.write(request);
  }

  private int breakBlocks(ModelRequest request) {
    if (!blocks.has(request)) {
      return ModelBlocks.beyond();
    }
    for (int i = 0; i < ModelBlocks.count(request); i++) {
      broken.add(ModelBlocks.first(request) + i);
    }
    return ModelRequest.SUCCESS;
  }

  private int status(ModelRequest request) {
    long lengthBytes = (Integer.toUnsignedLong(request.cdw(12)) + 1) * Integer.BYTES;
    int rangeBlocks = request.cdw(13) & 0xffff;
    long first = request.cdwPair(10);
    long end = rangeBlocks == 0 ? Long.MAX_VALUE : first + rangeBlocks;
    List<Long> found = List.copyOf(broken.subSet(first, end));
    int room = (int) (lengthBytes - HEADER_BYTES) / DESCRIPTOR_BYTES;
    int count = Math.min(room, found.size());
    MemorySegment page = MemorySegment.ofArray(new byte[(int) lengthBytes]);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 0, count);
    page.set(ValueLayout.JAVA_BYTE, 4, (byte) (count < found.size() ? 1 : 2));
    for (int i = 0; i < count; i++) {
      long at = HEADER_BYTES + (long) i * DESCRIPTOR_BYTES;
      page.set(ValueLayout.JAVA_LONG_UNALIGNED, at, found.get(i));
      page.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8, 1);
    }
    return request.send(page);
  }
}
