package dev.orion.nvme;

import dev.orion.nvme.FormatOptions.SecureErase;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.LbaFormat;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * Formats namespaces: gives them another size of blocks and of metadata, and erases what they hold
 * (Base 5.14). An {@link NvmeNamespace} of before does not fit any more: open it again. For any
 * thread.
 */
public final class FormatNvm {

  private static final int FNA_ALL_NAMESPACES = 1;
  private static final int FNA_ERASE_ALL_NAMESPACES = 1 << 1;
  private static final int FNA_CRYPTOGRAPHIC_ERASE = 1 << 2;
  private static final int FNA_NO_BROADCAST = 1 << 3;
  private static final int FPI_SUPPORTED = 0x80;
  private static final int PI_BYTES = 8;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final long PROGRESS_NANOS = 500_000_000;

  private final NvmeController controller;
  private final CommandSupport support;

  /** Through a controller, as far as it says that it supports it. */
  public FormatNvm(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public FormatNvm(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /** Whether formatting any one namespace so formats all that there are. */
  public boolean concernsAll(SecureErase secureErase) {
    int fna = controller.identity().fna();
    return (fna & FNA_ALL_NAMESPACES) != 0
        || (secureErase != SecureErase.NONE && (fna & FNA_ERASE_ALL_NAMESPACES) != 0);
  }

  /**
   * Formats a namespace and waits for the end.
   *
   * @param nsid the namespace, or FFFFFFFFh for all
   * @param timeoutNanos how long that may take before the controller is given up
   * @param percentDone hears of the progress now and then, where the controller tells it
   * @throws UnsupportedCommandException if the controller says that it cannot format so
   * @throws NvmeException if it refuses, fails, or does not end in time
   */
  public void run(int nsid, FormatOptions options, long timeoutNanos, IntConsumer percentDone)
      throws IOException {
    check(nsid, options);
    PendingCommand format =
        controller.startAdmin(
            NvmeCommand.of(AdminOpcode.FORMAT_NVM)
                .named("Format NVM of namespace " + Integer.toUnsignedString(nsid))
                .withNsid(nsid)
                .withCdw10(
                    AdminCommand.formatNvmCdw10(
                        options.lbaFormat(),
                        options.extendedMetadata(),
                        options.protection(),
                        options.protectionFirst(),
                        options.secureErase().code())));
    long start = controller.clock().nanoTime();
    long nextLook = PROGRESS_NANOS;
    while (!format.poll()) {
      controller.clock().pause(LOOK_AGAIN_NANOS);
      long elapsed = controller.clock().nanoTime() - start;
      if (elapsed > timeoutNanos) {
        controller.fail(
            "Format NVM did not end within %d s".formatted(timeoutNanos / 1_000_000_000));
      } else if (elapsed >= nextLook && nsid != AdminCommand.NSID_ALL) {
        nextLook = elapsed + PROGRESS_NANOS;
        reportProgress(nsid, percentDone);
      }
    }
    format.result();
  }

  private void reportProgress(int nsid, IntConsumer percentDone) {
    try {
      int fpi = (int) identify(nsid).unsigned("fpi");
      if ((fpi & FPI_SUPPORTED) != 0) {
        percentDone.accept(100 - Math.min(fpi & ~FPI_SUPPORTED, 100));
      }
    } catch (NvmeException e) {
      // A controller that is busy with the format need not say how far it is.
    }
  }

  private void check(int nsid, FormatOptions options) throws IOException {
    support.require(AdminOpcode.FORMAT_NVM);
    int fna = controller.identity().fna();
    support.require(
        options.secureErase() != SecureErase.CRYPTOGRAPHIC || (fna & FNA_CRYPTOGRAPHIC_ERASE) != 0,
        "cryptographic erase",
        "FNA bit 2 is 0 in Identify Controller");
    if (nsid == AdminCommand.NSID_ALL) {
      support.require(
          (fna & FNA_NO_BROADCAST) == 0,
          "formatting all namespaces at once",
          "FNA bit 3 is 1 in Identify Controller");
      return;
    }
    IdentifyNamespace namespace = identify(nsid);
    String where = " in Identify Namespace " + Integer.toUnsignedString(nsid);
    int formats = namespace.lbaFormatCount();
    support.require(
        options.lbaFormat() < formats,
        "LBA format " + options.lbaFormat(),
        "there are %d%s".formatted(formats, where));
    if (options.lbaFormat() < formats) {
      checkMetadata(namespace, options, where);
    }
  }

  private void checkMetadata(IdentifyNamespace namespace, FormatOptions options, String where)
      throws UnsupportedCommandException {
    LbaFormat format = namespace.lbaFormats().get(options.lbaFormat());
    int type = options.protection();
    if (type != 0) {
      support.require(
          format.metadataBytes() >= PI_BYTES,
          "protection information in LBA format " + options.lbaFormat(),
          "it has %d bytes of metadata".formatted(format.metadataBytes()));
      support.require(
          (namespace.dpc() >>> (type - 1) & 1) != 0,
          "protection information of type " + type,
          "DPC bit %d is 0%s".formatted(type - 1, where));
      int place = options.protectionFirst() ? 3 : 4;
      support.require(
          (namespace.dpc() >>> place & 1) != 0,
          "protection information %s of the metadata"
              .formatted(options.protectionFirst() ? "first" : "last"),
          "DPC bit %d is 0%s".formatted(place, where));
    }
    if (format.metadataBytes() != 0) {
      int bit = options.extendedMetadata() ? 0 : 1;
      support.require(
          (namespace.mc() >>> bit & 1) != 0,
          options.extendedMetadata() ? "extended LBAs" : "metadata in a buffer of its own",
          "MC bit %d is 0%s".formatted(bit, where));
    }
  }

  private IdentifyNamespace identify(int nsid) throws NvmeException {
    return new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, nsid));
  }
}
