package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.CommitAction;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Downloads firmware and boot partition images and puts them into use (Base 5.12, 5.13 and 3.11). A
 * controller forgets a downloaded image that was not committed when it is reset: download and
 * commit through the same open controller. For any thread.
 */
public final class Firmware {

  private static final int FWUG_UNIT_BYTES = 4096;
  private static final int FWUG_UNRESTRICTED = 0xff;
  private static final int FRMW_FIRST_SLOT_READ_ONLY = 1;
  private static final int FRMW_ACTIVATION_WITHOUT_RESET = 1 << 4;
  private static final long COMMIT_TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final NvmeController controller;
  private final CommandSupport support;

  /** Through a controller, as far as it says that it supports it. */
  public Firmware(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public Firmware(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /** What the controller still needs before the new firmware runs. */
  public enum Reset {
    /** Nothing. */
    NONE,

    /** A conventional reset of the PCI function. */
    CONVENTIONAL,

    /** A reset of the NVM subsystem. */
    NVM_SUBSYSTEM,

    /** A reset of the controller, such as opening it again. */
    CONTROLLER
  }

  /**
   * How a commit ended.
   *
   * @param neededReset what the controller still needs before the new firmware runs
   * @param multipleUpdates a bit set of how updates overlapped: bit 0 with one through a Management
   *     Endpoint, bit 1 with one through an admin queue
   */
  public record Commit(Reset neededReset, int multipleUpdates) {}

  /** Firmware slots that the controller has. */
  public int slots() {
    return (int) controller.identity().unsigned("frmw") >>> 1 & 0b111;
  }

  /**
   * What every piece's offset and length must be a multiple of: Firmware Update Granularity. 4
   * where the controller has no restriction, 4096 where it says nothing.
   */
  public int granularityBytes() {
    int fwug = (int) controller.identity().unsigned("fwug");
    return switch (fwug) {
      case 0 -> FWUG_UNIT_BYTES;
      case FWUG_UNRESTRICTED -> Integer.BYTES;
      default -> fwug * FWUG_UNIT_BYTES;
    };
  }

  /**
   * Downloads a whole image, piece by piece.
   *
   * @param image a multiple of 4 bytes
   * @param pieceBytes bytes of a command, a multiple of {@link #granularityBytes}
   * @param doneBytes hears how much is done after each piece
   */
  public void download(MemorySegment image, int pieceBytes, LongConsumer doneBytes)
      throws IOException {
    long total = image.byteSize();
    if (total == 0 || total % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          "a firmware image of %d bytes; it must be a multiple of 4".formatted(total));
    }
    for (long offset = 0; offset < total; offset += pieceBytes) {
      long length = Math.min(pieceBytes, total - offset);
      download(image.asSlice(offset, length), offset, pieceBytes);
      doneBytes.accept(offset + length);
    }
  }

  /**
   * Downloads a piece of an image.
   *
   * @param piece a multiple of 4 bytes
   * @param offsetBytes where in the image it goes
   * @param pieceBytes bytes of a piece that is not the last
   * @throws IllegalArgumentException if the controller's granularity or transfer limit does not
   *     allow that
   */
  public void download(MemorySegment piece, long offsetBytes, int pieceBytes) throws IOException {
    support.require(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD);
    if (pieceBytes < Integer.BYTES
        || pieceBytes % Integer.BYTES != 0
        || pieceBytes > controller.maxTransferBytes()) {
      throw new IllegalArgumentException(
          "pieces of %d bytes; they must be a multiple of 4, and %d at the most"
              .formatted(pieceBytes, controller.maxTransferBytes()));
    }
    int granularity = granularityBytes();
    support.require(
        pieceBytes % granularity == 0 && offsetBytes % granularity == 0,
        "pieces of %d bytes at %d".formatted(pieceBytes, offsetBytes),
        "they must be multiples of %d (FWUG in Identify Controller)".formatted(granularity));
    if (piece.byteSize() % Integer.BYTES != 0 || offsetBytes >>> 34 != 0) {
      throw new IllegalArgumentException(
          "%d bytes at %d; both must be multiples of 4, the offset below 16 GiB"
              .formatted(piece.byteSize(), offsetBytes));
    }
    try (DmaBuffer data = controller.dma().allocate(piece.byteSize())) {
      data.segment().copyFrom(piece);
      controller.admin(
          NvmeCommand.of(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)
              .named("Firmware Image Download at offset %d".formatted(offsetBytes))
              .withCdw10((int) (piece.byteSize() / Integer.BYTES) - 1)
              .withCdw11((int) (offsetBytes / Integer.BYTES))
              .withData(data));
    }
  }

  /**
   * Stores what was downloaded, or puts an image into use, or both.
   *
   * @param slot the firmware slot, 1 to {@link #slots}, or 0 for the controller to choose
   * @param bootPartition 0 or 1; counts only for the actions on boot partitions
   */
  public Commit commit(int slot, CommitAction action, int bootPartition) throws IOException {
    support.require(AdminOpcode.FIRMWARE_COMMIT);
    checkCommit(slot, action);
    NvmeCommand command =
        NvmeCommand.of(AdminOpcode.FIRMWARE_COMMIT)
            .named("Firmware Commit to slot %d (%s)".formatted(slot, action.text()))
            .withCdw10(ManagementCommand.firmwareCommitCdw10(slot, action, bootPartition));
    try {
      int dword0 = (int) controller.admin(command, COMMIT_TIMEOUT_NANOS);
      return new Commit(Reset.NONE, ManagementCommand.multipleUpdateDetected(dword0));
    } catch (NvmeException e) {
      return new Commit(neededReset(e), 0);
    }
  }

  private void checkCommit(int slot, CommitAction action) throws UnsupportedCommandException {
    if (action == CommitAction.STORE_BOOT_PARTITION
        || action == CommitAction.ACTIVATE_BOOT_PARTITION) {
      support.require(Cap.bps(controller.cap()), "boot partitions", "CAP.BPS is 0");
      return;
    }
    int frmw = (int) controller.identity().unsigned("frmw");
    support.require(
        slot <= slots(),
        "firmware slot " + slot,
        "FRMW bits 3:1 in Identify Controller say that there are " + slots());
    support.require(
        slot != 1
            || action == CommitAction.ACTIVATE_AT_RESET
            || (frmw & FRMW_FIRST_SLOT_READ_ONLY) == 0,
        "storing in firmware slot 1",
        "FRMW bit 0 in Identify Controller says that it is read-only");
    support.require(
        action != CommitAction.ACTIVATE_NOW || (frmw & FRMW_ACTIVATION_WITHOUT_RESET) != 0,
        "firmware activation without a reset",
        "FRMW bit 4 is 0 in Identify Controller");
  }

  /** What a commit needs that has gone well but for that; rethrows what has not. */
  private static Reset neededReset(NvmeException e) throws NvmeException {
    Status status = e.status();
    if (status != null) {
      if (status.is(StatusCode.FIRMWARE_ACTIVATION_REQUIRES_CONVENTIONAL_RESET)) {
        return Reset.CONVENTIONAL;
      }
      if (status.is(StatusCode.FIRMWARE_ACTIVATION_REQUIRES_NVM_SUBSYSTEM_RESET)) {
        return Reset.NVM_SUBSYSTEM;
      }
      if (status.is(StatusCode.FIRMWARE_ACTIVATION_REQUIRES_CONTROLLER_LEVEL_RESET)) {
        return Reset.CONTROLLER;
      }
    }
    throw e;
  }
}
