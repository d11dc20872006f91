package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.pci.Bar;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import dev.orion.pci.abi.EventInterruptVector;
import dev.orion.pci.abi.VfioIrqSet;
import dev.orion.pci.abi.VfioRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A function that a vfio-user server emulates. */
final class VfioUserFunction implements PciFunction {

  private static final int BAR_REGISTERS = 6;

  /** Where BARs are put: nobody else's addresses, as each connection has a bus of its own. */
  private static final long FIRST_BAR_ADDRESS = 0xc000_0000L;

  private final String name;
  private final VfioUserDomain domain;
  private final Connection connection;
  private final RegionCarrier configRegion;
  private final ConfigSpace config;
  private final Irqs irqs;
  private final List<MappableRegion> regions = new ArrayList<>();
  private final List<RegionCarrier> carriers = new ArrayList<>();
  private final List<Bar> bars;
  private final Arena mappings = Arena.ofShared();
  private final List<EventDescriptor> interruptEvents = new ArrayList<>();
  private boolean closed;

  /** Takes over the connection, unless this fails. */
  VfioUserFunction(String name, VfioUserDomain domain, Connection connection) throws IOException {
    this.name = name;
    this.domain = domain;
    this.connection = connection;
    this.irqs = new Irqs(connection);
    try {
      int configIndex = Vfio.VFIO_PCI_CONFIG_REGION_INDEX();
      long configBytes;
      try (MappableRegion region = MappableRegion.of(connection, configIndex)) {
        configBytes = region.region().lengthBytes();
      }
      if (configBytes != 256 && configBytes != 4096) {
        throw connection.ended(
            "has a configuration space of %d bytes".formatted(configBytes), null);
      }
      this.configRegion = new RegionCarrier(connection, configIndex);
      this.config = new VfioUserConfigSpace(configRegion, (int) configBytes);
      for (int i = 0; i < BAR_REGISTERS; i++) {
        int index = Vfio.VFIO_PCI_BAR0_REGION_INDEX() + i;
        regions.add(MappableRegion.of(connection, index));
        carriers.add(new RegionCarrier(connection, index));
      }
      resetIfPossible();
      this.bars =
          VfioRegion.memoryBars(config, regions.stream().map(MappableRegion::region).toList());
      placeBars();
      Optional<String> failure = connection.failure();
      if (failure.isPresent()) { // Accesses themselves report nothing.
        throw new IOException(failure.get());
      }
    } catch (IOException | RuntimeException e) {
      closeFiles();
      throw e;
    }
  }

  private void resetIfPossible() throws IOException {
    try {
      reset();
    } catch (RefusedException e) {
      // A server without a reset starts every connection afresh.
    }
  }

  /** What firmware would do: some servers know their BARs by these addresses only. */
  private void placeBars() {
    long address = FIRST_BAR_ADDRESS;
    for (Bar bar : bars) {
      long start = (address + bar.lengthBytes() - 1) & -bar.lengthBytes();
      config.write32(ConfigHeader.BAR0 + 4 * bar.index(), (int) start);
      if (bar.is64Bit()) {
        config.write32(ConfigHeader.BAR0 + 4 * bar.index() + 4, (int) (start >>> 32));
      }
      address = start + bar.lengthBytes();
    }
    config.write16(
        ConfigHeader.COMMAND,
        ConfigHeader.COMMAND_MEMORY_SPACE | ConfigHeader.COMMAND_INTERRUPT_DISABLE);
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
    MappableRegion mappable = regions.get(bar);
    for (VfioRegion.Area area : mappable.region().mappable()) {
      if (area.contains(offsetBytes, lengthBytes)) {
        MemorySegment whole = mappable.map(area, mappings);
        return new MappedRegisters(whole.asSlice(offsetBytes - area.offsetBytes(), lengthBytes));
      }
    }
    return new RemoteRegisters(carriers.get(bar), offsetBytes, lengthBytes);
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
    List<InterruptVector> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventDescriptor event = EventDescriptor.create();
      interruptEvents.add(event);
      irqs.connect(index, i, event);
      vectors.add(
          new EventInterruptVector(
              event, kind == InterruptKind.INTX ? () -> irqs.unmask(index) : null));
    }
    switch (kind) {
      case INTX -> {
        int command = config.read16(ConfigHeader.COMMAND);
        config.write16(ConfigHeader.COMMAND, command & ~ConfigHeader.COMMAND_INTERRUPT_DISABLE);
      }
      case MSI -> {} // The eventfd is all that servers look at.
      case MSI_X -> unmaskMessages(count);
    }
    return List.copyOf(vectors);
  }

  /** Servers that emulate the MSI-X table send nothing before. */
  private void unmaskMessages(int count) throws IOException {
    Optional<MsixCapability> found = MsixCapability.find(config);
    if (found.isPresent()) {
      MsixCapability msix = found.get();
      Registers table =
          map(msix.tableBar(), msix.tableOffsetBytes(), (long) count * MsixCapability.ENTRY_BYTES);
      for (int i = 0; i < count; i++) {
        table.write32(
            (long) i * MsixCapability.ENTRY_BYTES + MsixCapability.ENTRY_VECTOR_CONTROL, 0);
      }
      msix.setEnabled(config, true);
    }
  }

  @Override
  public void reset() throws IOException {
    connection.request(VfioUserCommand.DEVICE_RESET, MemorySegment.NULL);
  }

  @Override
  public Optional<String> goneReason() {
    return connection
        .failure()
        .or(() -> carriers.stream().flatMap(carrier -> carrier.trouble().stream()).findFirst())
        .or(configRegion::trouble);
  }

  private void closeFiles() throws IOException {
    mappings.close();
    for (MappableRegion region : regions) {
      region.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    config.write16(ConfigHeader.COMMAND, ConfigHeader.COMMAND_INTERRUPT_DISABLE);
    try (connection) {
      closeFiles();
      for (EventDescriptor event : interruptEvents) {
        event.close();
      }
    } finally {
      domain.closed(this, connection);
    }
  }
}
