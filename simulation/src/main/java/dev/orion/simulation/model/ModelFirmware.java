package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The firmware of a model (Base 5.12 and 5.13): three slots, of which the first is read-only,
 * images that begin with {@code FW}, in pieces of 8 KiB. An image that is activated is not run.
 */
public final class ModelFirmware {

  /** What the pieces of an image must be multiples of. */
  public static final int GRANULARITY_BYTES = 8192;

  private static final int OACS_OFFSET = 256;
  private static final int OACS_FIRMWARE = 1 << 2;
  private static final int FRMW_OFFSET = 260;
  private static final int FWUG_OFFSET = 319;
  private static final int SLOTS = 3;
  private static final int FIRST_SLOT_READ_ONLY = 1;
  private static final int MAX_DWORDS = 1 << 20;

  private final byte[] @Nullable [] slots = new byte[SLOTS + 1][];
  private byte[] downloaded = new byte[0];
  private final BitSet present = new BitSet();
  private int active = 1;

  private ModelFirmware() {}

  /** Has a controller take firmware. Before a driver comes. */
  public static ModelFirmware of(ModelController controller) {
    ModelFirmware firmware = new ModelFirmware();
    controller.setIdentify(Cns.CONTROLLER, OACS_OFFSET, 2, OACS_FIRMWARE);
    controller.setIdentify(Cns.CONTROLLER, FRMW_OFFSET, 1, FIRST_SLOT_READ_ONLY | SLOTS << 1);
    controller.setIdentify(Cns.CONTROLLER, FWUG_OFFSET, 1, GRANULARITY_BYTES / 4096);
    controller.onAdmin(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD, firmware::download);
    controller.onAdmin(AdminOpcode.FIRMWARE_COMMIT, firmware::commit);
    return firmware;
  }

  /** What is in a slot, 1 to 3; null for nothing. */
  public byte @Nullable [] slot(int slot) {
    return slots[slot];
  }

  /** The slot to be activated by the next reset. */
  public int activeSlot() {
    return active;
  }

  private int download(ModelRequest request) {
    int dwords = request.cdw(10) + 1;
    int offset = request.cdw(11);
    if (dwords < 1 || offset < 0 || dwords > MAX_DWORDS || offset > MAX_DWORDS) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    if (offset * 4 % GRANULARITY_BYTES != 0) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    if (present.nextSetBit(offset) >= 0 && present.nextSetBit(offset) < offset + dwords) {
      return ModelRequest.status(StatusCode.OVERLAPPING_RANGE);
    }
    MemorySegment data = request.receive(dwords * 4L);
    if (data == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    present.set(offset, offset + dwords);
    downloaded = Arrays.copyOf(downloaded, Math.max(downloaded.length, (offset + dwords) * 4));
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, downloaded, offset * 4, dwords * 4);
    return ModelRequest.SUCCESS;
  }

  private int commit(ModelRequest request) {
    int slot = request.cdw(10) & 0b111;
    int action = request.cdw(10) >>> 3 & 0b111;
    boolean stores = action == 0 || action == 1;
    if (slot == 0 || slot > SLOTS || (stores && slot == 1)) {
      return ModelRequest.status(StatusCode.INVALID_FIRMWARE_SLOT);
    }
    if (stores) {
      boolean isWhole = present.nextClearBit(0) * 4 == downloaded.length;
      String start =
          new String(downloaded, 0, Math.min(2, downloaded.length), StandardCharsets.US_ASCII);
      if (!isWhole || !start.equals("FW")) {
        return ModelRequest.status(StatusCode.INVALID_FIRMWARE_IMAGE);
      }
      slots[slot] = downloaded;
      downloaded = new byte[0];
      present.clear();
    }
    if (action == 0) {
      return ModelRequest.SUCCESS;
    }
    if (slot != 1 && slots[slot] == null) {
      return ModelRequest.status(StatusCode.INVALID_FIRMWARE_IMAGE);
    }
    active = slot;
    return slot == 1
        ? ModelRequest.SUCCESS
        : ModelRequest.status(StatusCode.FIRMWARE_ACTIVATION_REQUIRES_CONVENTIONAL_RESET);
  }
}
