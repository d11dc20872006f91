package dev.orion.nvme;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.CompletionMode;
import dev.orion.block.Geometry;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as a block device: its logical blocks are the device's blocks. Requests beyond the
 * controller's transfer limit or across the namespace's optimal boundary are split; buffers that
 * neither PRPs nor, where the controller takes them, SGLs can describe are copied, the part that
 * needs it only.
 *
 * <p>Metadata is not a block device's matter: protection information is generated and checked by
 * the controller, with the LBA as reference tag, and other metadata is written as zeroes. {@link
 * NvmCommands} reads and writes it.
 *
 * <p>Reads and flushes that were lost because their controller was reset, or aborted, are done
 * again, and where there are no zones writes, write zeroes and discards, too ({@link
 * RecoveryLimits}). What moves a write pointer fails instead.
 */
public final class NvmeNamespace implements BlockDevice {

  private final NvmeController controller;
  private final int nsid;
  private final Csi csi;
  private final IdentifyNamespace identity;
  private final NamespaceFormat format;
  private final @Nullable Zones zones;
  private final Geometry geometry;
  private final RangeLimits rangeLimits;

  private NvmeNamespace(
      NvmeController controller,
      int nsid,
      Csi csi,
      IdentifyNamespace identity,
      NamespaceFormat format,
      @Nullable Zones zones,
      Geometry geometry,
      RangeLimits rangeLimits) {
    this.controller = controller;
    this.nsid = nsid;
    this.csi = csi;
    this.identity = identity;
    this.format = format;
    this.zones = zones;
    this.geometry = geometry;
    this.rangeLimits = rangeLimits;
  }

  /** Identifies an active namespace. */
  static NvmeNamespace open(NvmeController controller, int nsid) throws NvmeException {
    String name = name(controller, nsid);
    IdentifyNamespace identity =
        new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, nsid));
    Csi csi = NamespaceGeometry.commandSet(controller, nsid);
    if (csi == Csi.KEY_VALUE) {
      throw new NvmeException(name + " holds keys and values, not blocks");
    }
    NamespaceFormat format = NamespaceFormat.of(name, controller, nsid, identity);
    Zones zones = csi == Csi.ZONED ? Zones.open(controller, nsid, name, identity) : null;
    Geometry geometry =
        NamespaceGeometry.of(
            name, controller, identity, format, zones == null ? null : zones.geometry());
    RangeLimits rangeLimits = RangeLimits.of(controller, geometry.blockSizeBytes());
    return new NvmeNamespace(controller, nsid, csi, identity, format, zones, geometry, rangeLimits);
  }

  private static String name(NvmeController controller, int nsid) {
    return "%s namespace %s".formatted(controller.name(), Integer.toUnsignedString(nsid));
  }

  @Override
  public String name() {
    return name(controller, nsid);
  }

  /** The namespace identifier. */
  public int nsid() {
    return nsid;
  }

  /** The I/O command set that the namespace speaks. */
  public Csi csi() {
    return csi;
  }

  /** The controller that the namespace is reached through. */
  public NvmeController controller() {
    return controller;
  }

  /** The Identify Namespace data structure. */
  public IdentifyNamespace identity() {
    return identity;
  }

  /** What its logical blocks consist of. */
  public NamespaceFormat format() {
    return format;
  }

  /** What is special to a zoned namespace; empty for a conventional one. */
  public Optional<Zones> zones() {
    return Optional.ofNullable(zones);
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  RangeLimits rangeLimits() {
    return rangeLimits;
  }

  @Override
  public DmaMemory dma() {
    return controller.dma();
  }

  @Override
  public BlockQueue openQueue(int depth) throws IOException {
    return openQueue(depth, CompletionMode.POLLED);
  }

  /**
   * Opens a queue. One that is not polled takes an interrupt vector for itself, of those that
   * {@link NvmeController#open(PciFunction, NanoClock, ControllerSetup)} has set up.
   */
  @Override
  public BlockQueue openQueue(int depth, CompletionMode mode) throws IOException {
    BlockMetadata metadata = BlockMetadata.open(this);
    try {
      return new NvmeBlockQueue(this, metadata, controller.openQueuePair(depth, mode), mode);
    } catch (IOException | RuntimeException e) {
      if (metadata != null) {
        metadata.close();
      }
      throw e;
    }
  }

  /** Does nothing: the namespace lives and ends with its controller. */
  @Override
  public void close() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NvmeNamespace that
        && controller == that.controller
        && nsid == that.nsid;
  }

  @Override
  public int hashCode() {
    return Objects.hash(controller, nsid);
  }

  @Override
  public String toString() {
    return name();
  }
}
