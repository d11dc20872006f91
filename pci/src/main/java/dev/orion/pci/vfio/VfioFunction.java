package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.Mapping;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_region_info;
import dev.orion.pci.Bar;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.FunctionEvents;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.PciFunction;
import dev.orion.pci.PcieCapability;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import dev.orion.pci.abi.Capabilities;
import dev.orion.pci.abi.EventInterruptVector;
import dev.orion.pci.abi.VfioIrqSet;
import dev.orion.pci.abi.VfioRegion;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function that the kernel's {@code vfio-pci} has handed to this process. */
final class VfioFunction implements PciFunction {

  private static final int BAR_REGISTERS = 6;

  private final String name;
  private final PciDevice device;
  private final VfioDomain domain;
  private final Descriptor descriptor;
  private final DeviceFile file;
  private final VfioConfigSpace config;
  private final VfioIrqs irqs;
  private final VfioEvents events;
  private final List<VfioRegion> regions = new ArrayList<>();
  private final List<Bar> bars;
  private final Arena mappings = Arena.ofShared();
  private final Map<VfioRegion.Area, MemorySegment> mapped = new HashMap<>();
  private final List<EventDescriptor> interruptEvents = new ArrayList<>();
  private boolean closed;

  /** Takes over the device's descriptor, and closes it if this fails. */
  VfioFunction(String name, PciDevice device, VfioDomain domain, Descriptor descriptor)
      throws IOException {
    this.name = name;
    this.device = device;
    this.domain = domain;
    this.descriptor = descriptor;
    this.file = new DeviceFile(descriptor);
    this.irqs = new VfioIrqs(descriptor);
    try {
      this.config =
          new VfioConfigSpace(file, region(descriptor, Vfio.VFIO_PCI_CONFIG_REGION_INDEX()));
      for (int i = 0; i < BAR_REGISTERS; i++) {
        regions.add(region(descriptor, Vfio.VFIO_PCI_BAR0_REGION_INDEX() + i));
      }
      this.bars = VfioRegion.memoryBars(config, regions);
      config.write16(
          ConfigHeader.COMMAND,
          ConfigHeader.COMMAND_MEMORY_SPACE
              | ConfigHeader.COMMAND_INTERRUPT_DISABLE
              | errorReporting());
      this.events = new VfioEvents(irqs);
    } catch (IOException | RuntimeException e) {
      mappings.close();
      descriptor.close();
      throw e;
    }
  }

  /**
   * The bit of the Command register if the kernel, which handles errors (AER), has the function
   * report them. By the specification its own bits for that suffice; QEMU wants this one too.
   */
  private int errorReporting() {
    return PcieCapability.find(config)
        .filter(capability -> capability.reportsUncorrectableErrors(config))
        .map(_ -> ConfigHeader.COMMAND_ERROR_REPORTING)
        .orElse(0);
  }

  private static VfioRegion region(Descriptor device, int index) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      return VfioRegion.of(
          Capabilities.withAll(
              arena,
              vfio_region_info.sizeof(),
              query -> {
                vfio_region_info.index(query, index);
                return device.ioctl(Ioctl.VFIO_DEVICE_GET_REGION_INFO, query);
              }));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ConfigSpace config() {
    return config;
  }

  @Override
  public List<Bar> bars() {
    return bars;
  }

  @Override
  public synchronized Registers map(int bar, long offsetBytes, long lengthBytes)
      throws IOException {
    Bar.checkWindow(name, bars, bar, offsetBytes, lengthBytes);
    VfioRegion region = regions.get(bar);
    for (VfioRegion.Area area : region.mappable()) {
      if (area.contains(offsetBytes, lengthBytes)) {
        MemorySegment whole = mapped.get(key(region, area));
        if (whole == null) {
          whole =
              Mapping.map(
                  descriptor,
                  region.fileOffset() + area.offsetBytes(),
                  area.lengthBytes(),
                  mappings);
          mapped.put(key(region, area), whole);
        }
        return new MappedRegisters(whole.asSlice(offsetBytes - area.offsetBytes(), lengthBytes));
      }
    }
    return new RemoteRegisters(file, region.fileOffset() + offsetBytes, lengthBytes);
  }

  /** An area of a BAR, told from the same area of another one. */
  private static VfioRegion.Area key(VfioRegion region, VfioRegion.Area area) {
    return new VfioRegion.Area(region.fileOffset() + area.offsetBytes(), area.lengthBytes());
  }

  @Override
  public DmaMemory dma() {
    return domain.dma();
  }

  @Override
  public void setBusMaster(boolean enabled) {
    int command = config.read16(ConfigHeader.COMMAND) & ~ConfigHeader.COMMAND_BUS_MASTER;
    config.write16(
        ConfigHeader.COMMAND, enabled ? command | ConfigHeader.COMMAND_BUS_MASTER : command);
  }

  @Override
  public int interruptCount(InterruptKind kind) {
    return irqs.count(VfioIrqSet.index(kind));
  }

  @Override
  public List<InterruptVector> enableInterrupts(InterruptKind kind, int count) throws IOException {
    int available = interruptCount(kind);
    if (count < 1 || count > available) {
      throw new IOException("%s has %d %s vectors, not %d".formatted(name, available, kind, count));
    }
    if (!interruptEvents.isEmpty()) {
      throw new IllegalStateException(name + ": interrupts are on already");
    }
    int index = VfioIrqSet.index(kind);
    boolean isLevel = kind == InterruptKind.INTX;
    List<InterruptVector> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventDescriptor event = EventDescriptor.create();
      interruptEvents.add(event);
      vectors.add(
          kind == InterruptKind.MSI_X
              ? EventInterruptVector.ofMsix(event, msixEntry(i))
              : new EventInterruptVector(event, isLevel ? () -> irqs.unmask(index) : null));
    }
    if (isLevel) {
      int command = config.read16(ConfigHeader.COMMAND);
      config.write16(ConfigHeader.COMMAND, command & ~ConfigHeader.COMMAND_INTERRUPT_DISABLE);
    }
    try {
      irqs.connect(index, interruptEvents);
    } catch (ErrnoException e) {
      throw new IOException(
          "%s: the kernel has no %d %s interrupts to give: %s"
              .formatted(name, count, kind, e.getMessage()),
          e);
    }
    return List.copyOf(vectors);
  }

  /** A vector's entry in the MSI-X table, if the kernel lets it be mapped (Linux 4.16). */
  private @Nullable MappedRegisters msixEntry(int vector) throws IOException {
    Optional<MsixCapability> msix = MsixCapability.find(config);
    if (msix.isEmpty()) {
      return null;
    }
    long entry = msix.get().tableOffsetBytes() + (long) vector * MsixCapability.ENTRY_BYTES;
    return map(msix.get().tableBar(), entry, MsixCapability.ENTRY_BYTES)
            instanceof MappedRegisters mapped
        ? mapped
        : null;
  }

  @Override
  public void reset() throws IOException {
    setBusMaster(false);
    try {
      descriptor.ioctl(Ioctl.VFIO_DEVICE_RESET, 0);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTTY) {
        throw new IOException(
            name + " cannot be reset by itself; a hot reset takes all of its slot along", e);
      }
      throw e;
    }
  }

  @Override
  public Optional<FunctionEvents> events() {
    return Optional.of(events);
  }

  @Override
  public Optional<String> goneReason() {
    return Files.exists(device.directory())
        ? Optional.empty()
        : Optional.of("the device at %s was removed".formatted(device.address()));
  }

  /** The device's file, for requests that are not of one function alone. */
  Descriptor descriptor() {
    return descriptor;
  }

  PciDevice device() {
    return device;
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    config.write16(ConfigHeader.COMMAND, ConfigHeader.COMMAND_INTERRUPT_DISABLE);
    mappings.close();
    try (descriptor;
        events) {
      for (EventDescriptor event : interruptEvents) {
        event.close();
      }
    } finally {
      domain.closed(this);
    }
  }
}
