package dev.orion.tools;

import dev.orion.nvme.Firmware;
import dev.orion.nvme.Firmware.Commit;
import dev.orion.nvme.Firmware.Reset;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.spec.CommitAction;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that put firmware on a controller. */
final class NvmeFirmwareCommands {
  private static final int DEFAULT_PIECE_BYTES = 4096;

  private NvmeFirmwareCommands() {}

  /** Where an image goes. */
  static final class Place {
    @Option(
        names = {"-s", "--slot"},
        paramLabel = "0-7",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The firmware slot, 0 for the controller to choose (0).")
    int slot;

    @Option(
        names = {"-b", "--bpid"},
        paramLabel = "0|1",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The boot partition, for the actions 6 and 7 (0).")
    int bootPartition;

    void check(CommandContext context) {
      if (slot > 7) {
        throw context.usageError("--slot: %d is not 0 to 7".formatted(slot));
      }
      if (bootPartition > 1) {
        throw context.usageError("--bpid: %d is not 0 or 1".formatted(bootPartition));
      }
    }
  }

  /** Reads commit actions. */
  static final class ActionConverter extends TextConverter<CommitAction> {
    ActionConverter() {
      super(ActionConverter::parse);
    }

    private static CommitAction parse(String text) {
      for (CommitAction action : CommitAction.values()) {
        if (text.equals(Integer.toString(action.code()))) {
          return action;
        }
      }
      throw new IllegalArgumentException(
          "'%s' is no action; there are 0 to 3, 6 and 7".formatted(text));
    }
  }

  @Command(
      name = "fw-download",
      sortOptions = false,
      description = {
        "Downloads a firmware image to the controller.",
        "A reset takes it back, and every command resets the controller: give --commit-action to",
        "have it committed too."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme fw-download -f image.bin --commit-action 1 --slot 2",
        "  orion nvme fw-download -f image.bin -x 0x20000 --progress"
      })
  static int download(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-f", "--fw"},
              paramLabel = "FILE",
              required = true,
              description = "The image.")
          String file,
      @Option(
              names = {"-x", "--xfer"},
              paramLabel = "BYTES",
              converter = UnsignedNumber.OfInt.class,
              description = "Bytes of a command (what the controller asks for, 4096 at least).")
          @Nullable Integer pieceBytes,
      @Option(
              names = {"-o", "--offset"},
              paramLabel = "DWORDS",
              defaultValue = "0",
              converter = UnsignedNumber.OfInt.class,
              description = "Begin here in the image, in units of 4 bytes (0).")
          int offsetDwords,
      @Option(
              names = {"-p", "--progress"},
              description = "Show how far it is.")
          boolean progress,
      @Option(
              names = {"-i", "--ignore-ovr"},
              description = "Go on where the controller says that a range was downloaded before.")
          boolean ignoreOverlaps,
      @Option(
              names = "--commit-action",
              paramLabel = "ACTION",
              converter = ActionConverter.class,
              description = "Commit the image afterwards; see fw-commit.")
          @Nullable CommitAction action,
      @Mixin Place place,
      @Mixin ForceOption force)
      throws IOException {
    place.check(context);
    MemorySegment image = RawData.readAll(file, context.streams());
    if (image.byteSize() == 0 || image.byteSize() % Integer.BYTES != 0) {
      throw new IOException(
          "%s has %d bytes; a firmware image has a multiple of 4"
              .formatted(file, image.byteSize()));
    }
    long offset = Integer.toUnsignedLong(offsetDwords) * Integer.BYTES;
    if (offset >= image.byteSize()) {
      throw context.usageError(
          "--offset: %s has %d bytes, so %d is beyond".formatted(file, image.byteSize(), offset));
    }
    try (OpenController open = context.open(device)) {
      Firmware firmware = new Firmware(force.of(open.controller()));
      int piece =
          pieceBytes != null
              ? pieceBytes
              : Math.max(firmware.granularityBytes(), DEFAULT_PIECE_BYTES);
      int limit = open.controller().maxTransferBytes();
      if (piece < Integer.BYTES || piece % Integer.BYTES != 0 || piece > limit) {
        throw context.usageError(
            "--xfer: %s is not a multiple of 4 up to %d"
                .formatted(Integer.toUnsignedString(piece), limit));
      }
      boolean shown = progress || context.streams().errIsTerminal();
      try (StatusLine line = new StatusLine(context.err(), shown)) {
        for (long at = offset; at < image.byteSize(); at += piece) {
          line.show(
              "Firmware download: transferring 0x%08x/0x%08x bytes: %03d%%"
                  .formatted(at, image.byteSize(), 100 * at / image.byteSize()));
          long length = Math.min(piece, image.byteSize() - at);
          download(firmware, image.asSlice(at, length), at, piece, ignoreOverlaps);
        }
      }
      context.out().println("Firmware download success");
      if (action != null) {
        print(firmware.commit(place.slot, action, place.bootPartition), action, place, context);
      }
    }
    return 0;
  }

  private static void download(
      Firmware firmware, MemorySegment piece, long offset, int pieceBytes, boolean ignoreOverlaps)
      throws IOException {
    try {
      firmware.download(piece, offset, pieceBytes);
    } catch (NvmeException e) {
      Status status = e.status();
      if (status == null || !status.is(StatusCode.OVERLAPPING_RANGE)) {
        throw e;
      }
      if (!ignoreOverlaps) {
        throw new IOException(e.getMessage() + "; --ignore-ovr goes on nevertheless", e);
      }
    }
  }

  @Command(
      name = "fw-commit",
      aliases = "fw-activate",
      sortOptions = false,
      description = {
        "Stores a downloaded firmware image in a slot, or puts a slot's image into use.",
        "What was downloaded by another command is gone: use fw-download --commit-action.",
        "Actions: 0 store, 1 store and activate at the next reset, 2 activate the slot's image at",
        "the next reset, 3 activate now, 6 store in the boot partition, 7 boot from it."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme fw-commit -s 2 -a 2")
  static int commit(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Place place,
      @Option(
              names = {"-a", "--action"},
              paramLabel = "ACTION",
              defaultValue = "0",
              converter = ActionConverter.class,
              description = "What to do (0).")
          CommitAction action,
      @Mixin ForceOption force)
      throws IOException {
    place.check(context);
    try (OpenController open = context.open(device)) {
      Firmware firmware = new Firmware(force.of(open.controller()));
      print(firmware.commit(place.slot, action, place.bootPartition), action, place, context);
    }
    return 0;
  }

  private static void print(
      Commit commit, CommitAction action, Place place, CommandContext context) {
    PrintWriter out = context.out();
    out.printf(
        "Success %s firmware action:%d slot:%d",
        commit.neededReset() == Reset.NONE ? "committing" : "activating",
        action.code(),
        place.slot);
    if (action == CommitAction.STORE_BOOT_PARTITION
        || action == CommitAction.ACTIVATE_BOOT_PARTITION) {
      out.printf(" bpid:%d", place.bootPartition);
    }
    out.println(
        switch (commit.neededReset()) {
          case NONE -> "";
          case CONVENTIONAL -> ", but firmware requires conventional reset";
          case NVM_SUBSYSTEM -> ", but firmware requires subsystem reset";
          case CONTROLLER -> ", but firmware requires any controller reset";
        });
    out.println("Multiple Update Detected (MUD) Value: " + commit.multipleUpdates());
  }
}
