package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.NamespaceManagement;
import dev.orion.nvme.NewNamespace;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.LbaFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that create, delete, attach and detach namespaces. */
final class NvmeNamespaceCommands {
  private NvmeNamespaceCommands() {}

  /** How big a namespace is to be. */
  static final class Sizes {
    @Option(
        names = {"-s", "--nsze"},
        paramLabel = "BLOCKS",
        converter = BlockCountConverter.class,
        description = "Its size in logical blocks, such as 262144, 0x40000 or 256K.")
    @Nullable Long size;

    @Option(
        names = {"-c", "--ncap"},
        paramLabel = "BLOCKS",
        converter = BlockCountConverter.class,
        description = "Its capacity in logical blocks (the size).")
    @Nullable Long capacity;

    @Option(
        names = {"-S", "--nsze-si"},
        paramLabel = "SIZE",
        converter = DecimalSizeConverter.class,
        description = "Its size in powers of 1000, such as 100G, instead of --nsze.")
    @Nullable Long sizeBytes;

    @Option(
        names = {"-C", "--ncap-si"},
        paramLabel = "SIZE",
        converter = DecimalSizeConverter.class,
        description = "Its capacity in powers of 1000, instead of --ncap (the size).")
    @Nullable Long capacityBytes;
  }

  /** How its blocks are to be. */
  static final class Blocks {
    @Option(
        names = {"-f", "--flbas"},
        paramLabel = "INDEX",
        converter = UnsignedNumber.OfByte.class,
        description = "The LBA format: bits 3:0 and 6:5; bit 4 for extended LBAs.")
    @Nullable Integer flbas;

    @Option(
        names = {"-b", "--block-size"},
        paramLabel = "SIZE",
        converter = ByteSizeConverter.class,
        description = "The LBA format with blocks of this size and no metadata.")
    @Nullable Long blockBytes;
  }

  @Command(
      name = "create-ns",
      sortOptions = false,
      description = "Creates a namespace, which can be used once it is attached.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme create-ns -s 256K -b 4096",
        "  orion nvme create-ns --nsze-si 100G --flbas 0 --nmic 1"
      })
  static int createNamespace(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Sizes sizes,
      @Mixin Blocks blocks,
      @Option(
              names = {"-d", "--dps"},
              paramLabel = "BITS",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "Data protection: type in bits 2:0, first bytes in bit 3 (0).")
          int dps,
      @Option(
              names = {"-m", "--nmic"},
              paramLabel = "BITS",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "1 if several controllers may be attached (0).")
          int nmic,
      @Option(
              names = {"-a", "--anagrp-id"},
              paramLabel = "ID",
              defaultValue = "0",
              converter = UnsignedNumber.OfInt.class,
              description = "The ANA group (0, for the controller to choose).")
          int anaGroup,
      @Option(
              names = {"-i", "--nvmset-id"},
              paramLabel = "ID",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "The NVM set (0, for the controller to choose).")
          int nvmSet,
      @Option(
              names = {"-y", "--csi"},
              paramLabel = "CSI",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The command set: 0 NVM, 1 key-value, 2 zoned (0).")
          int csi,
      @Option(
              names = {"-l", "--lbstm"},
              paramLabel = "BITS",
              defaultValue = "0",
              converter = UnsignedNumber.OfLong.class,
              description = "Logical Block Storage Tag Mask (0).")
          long storageTagMask,
      @Mixin ForceOption force)
      throws IOException {
    if ((sizes.size == null) == (sizes.sizeBytes == null)) {
      throw context.usageError("give its size, with either --nsze or --nsze-si");
    }
    if ((blocks.flbas == null) == (blocks.blockBytes == null)) {
      throw context.usageError("give its LBA format, with either --flbas or --block-size");
    }
    try (OpenController open = context.open(device)) {
      CommandSupport support = force.of(open.controller());
      support.require(AdminOpcode.NAMESPACE_MANAGEMENT);
      int flbas = blocks.flbas != null ? blocks.flbas : formatOf(commonTo(open), blocks.blockBytes);
      int format = (flbas & 0xf) | ((flbas >>> 5 & 0b11) << 4);
      long size = sizes.size != null ? sizes.size : blocks(sizes.sizeBytes, open, format);
      long capacity =
          sizes.capacity != null
              ? sizes.capacity
              : sizes.capacityBytes != null ? blocks(sizes.capacityBytes, open, format) : size;
      NewNamespace namespace =
          context.valid(
              () ->
                  new NewNamespace(
                      size,
                      capacity,
                      format,
                      (flbas & 1 << 4) != 0,
                      dps,
                      nmic,
                      anaGroup,
                      nvmSet,
                      0,
                      csi,
                      storageTagMask));
      int nsid = new NamespaceManagement(support).create(namespace);
      context.out().println("create-ns: Success, created nsid:" + Integer.toUnsignedString(nsid));
    }
    return 0;
  }

  /** What all namespaces have in common. */
  private static IdentifyNamespace commonTo(OpenController open) throws IOException {
    return new IdentifyNamespace(
        open.controller().identify(Cns.NAMESPACE, Csi.NVM, AdminCommand.NSID_ALL));
  }

  private static long blocks(@Nullable Long bytes, OpenController open, int format)
      throws IOException {
    IdentifyNamespace common = commonTo(open);
    if (format >= common.lbaFormatCount() || common.lbaFormats().get(format).lbaSizeBytes() == 0) {
      throw new IOException(
          "LBA format %d is not there, so a size in bytes cannot be told in its blocks"
              .formatted(format));
    }
    return Objects.requireNonNull(bytes) / common.lbaFormats().get(format).lbaSizeBytes();
  }

  /** The format with blocks of a size and without metadata. */
  static int formatOf(IdentifyNamespace namespace, @Nullable Long blockBytes) throws IOException {
    List<String> there = new ArrayList<>();
    for (int i = 0; i < namespace.lbaFormatCount(); i++) {
      LbaFormat format = namespace.lbaFormats().get(i);
      if (format.metadataBytes() == 0) {
        if (blockBytes != null && format.lbaSizeBytes() == blockBytes) {
          return i;
        }
        there.add(Integer.toString(format.lbaSizeBytes()));
      }
    }
    throw new IOException(
        "no LBA format has blocks of %d bytes and no metadata; there are %s"
            .formatted(blockBytes, there.isEmpty() ? "none" : String.join(", ", there)));
  }

  @Command(
      name = "delete-ns",
      sortOptions = false,
      description = {
        "Deletes a namespace and all that is in it.",
        "It asks before, where there is a terminal to ask on; elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme delete-ns -n 2")
  static int deleteNamespace(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              required = true,
              converter = NamespaceOperand.NsidConverter.class,
              description = "The namespace; 0xffffffff for all.")
          Integer namespace,
      @Mixin ConsentOption yes,
      @Mixin ForceOption force)
      throws IOException {
    int nsid = namespace;
    Consent consent = yes.of(context, false);
    consent.checkCanAsk(
        "namespace %s of %s would be deleted"
            .formatted(Integer.toUnsignedString(nsid), device.address));
    try (OpenController open = context.open(device)) {
      String loss =
          nsid == AdminCommand.NSID_ALL ? Losses.allNamespaces(open) : Losses.namespace(open, nsid);
      if (!consent.isGivenFor("This deletes %s.".formatted(loss), "Nothing was deleted.")) {
        return Consent.EXIT_REFUSED;
      }
      new NamespaceManagement(force.of(open.controller())).delete(nsid);
      context.out().println("delete-ns: Success, deleted nsid:" + Integer.toUnsignedString(nsid));
    }
    return 0;
  }

  /** What is attached to what. */
  static final class Attachment {
    @Option(
        names = {"-n", "--namespace-id", "--namespace"},
        paramLabel = "NSID",
        required = true,
        converter = NamespaceOperand.NsidConverter.class,
        description = "The namespace.")
    @Nullable Integer nsid;

    @Option(
        names = {"-c", "--controllers"},
        paramLabel = "CNTLID",
        split = ",",
        converter = UnsignedNumber.OfShort.class,
        description = "Identifiers of the controllers, with commas between (this controller).")
    List<Integer> controllers = List.of();

    List<Integer> controllersOf(OpenController open) {
      return controllers.isEmpty() ? List.of(open.controller().identity().cntlid()) : controllers;
    }
  }

  @Command(
      name = "attach-ns",
      sortOptions = false,
      description = "Attaches a namespace to controllers, which can then use it.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme attach-ns -n 2", "  orion nvme attach-ns -n 2 -c 0,1"})
  static int attachNamespace(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Attachment attachment,
      @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device)) {
      int nsid = attachment.nsid == null ? 0 : attachment.nsid;
      new NamespaceManagement(force.of(open.controller()))
          .attach(nsid, attachment.controllersOf(open));
      context.out().println("attach-ns: Success, nsid:" + Integer.toUnsignedString(nsid));
    }
    return 0;
  }

  @Command(
      name = "detach-ns",
      sortOptions = false,
      description = "Detaches a namespace from controllers. Its data stay.",
      footerHeading = "%nExamples:%n",
      footer = "  orion nvme detach-ns -n 2 -c 0")
  static int detachNamespace(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Attachment attachment,
      @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device)) {
      int nsid = attachment.nsid == null ? 0 : attachment.nsid;
      new NamespaceManagement(force.of(open.controller()))
          .detach(nsid, attachment.controllersOf(open));
      context.out().println("detach-ns: Success, nsid:" + Integer.toUnsignedString(nsid));
    }
    return 0;
  }
}
