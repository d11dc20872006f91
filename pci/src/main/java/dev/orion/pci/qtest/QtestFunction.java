package dev.orion.pci.qtest;

import dev.orion.pci.Bar;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.PciFunction;
import dev.orion.pci.PcieCapability;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of a {@link QtestMachine}. */
final class QtestFunction implements PciFunction {

  private static final int BAR_REGISTERS = 6;
  private static final long MESSAGE_SLOT_BYTES = 64;

  private final String name;
  private final QtestMachine machine;
  private final QtestClient client;
  private final QtestConfigSpace config;
  private final List<Bar> bars = new ArrayList<>();
  private final long[] barAddresses = new long[BAR_REGISTERS];
  private @Nullable DmaBuffer messages;
  private boolean closed;

  QtestFunction(String name, QtestMachine machine, QtestClient client, QtestConfigSpace config)
      throws IOException {
    this.name = name;
    this.machine = machine;
    this.client = client;
    this.config = config;
    assignBars();
    programBars();
  }

  /** What reset has cleared: the addresses, and that the function answers to them. */
  private void programBars() {
    for (Bar bar : bars) {
      int register = ConfigHeader.BAR0 + 4 * bar.index();
      long address = barAddresses[bar.index()];
      config.write32(register, (int) address);
      if (bar.is64Bit()) {
        config.write32(register + 4, (int) (address >>> 32));
      }
    }
    config.write16(
        ConfigHeader.COMMAND,
        ConfigHeader.COMMAND_MEMORY_SPACE | ConfigHeader.COMMAND_INTERRUPT_DISABLE);
  }

  private void assignBars() throws IOException {
    for (int index = 0; index < BAR_REGISTERS; index++) {
      int register = ConfigHeader.BAR0 + 4 * index;
      config.write32(register, -1);
      int low = config.read32(register);
      if (low == 0 || low == -1 || (low & ConfigHeader.BAR_IO_SPACE) != 0) {
        continue;
      }
      boolean is64Bit =
          (low & ConfigHeader.BAR_TYPE_MASK) == ConfigHeader.BAR_TYPE_64_BIT
              && index < BAR_REGISTERS - 1;
      long mask = 0xffff_ffff_0000_0000L | (low & 0xffff_fff0L);
      if (is64Bit) {
        config.write32(register + 4, -1);
        mask = (long) config.read32(register + 4) << 32 | (low & 0xffff_fff0L);
      }
      long lengthBytes = -mask;
      if (Long.bitCount(lengthBytes) != 1) {
        throw new IOException(
            "%s: BAR %d decodes no power of two (mask %x)".formatted(name, index, mask));
      }
      barAddresses[index] = machine.assignBarAddress(lengthBytes);
      bars.add(new Bar(index, lengthBytes, is64Bit, (low & ConfigHeader.BAR_PREFETCHABLE) != 0));
      if (is64Bit) {
        index++;
      }
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
    return List.copyOf(bars);
  }

  @Override
  public Registers map(int bar, long offsetBytes, long lengthBytes) throws IOException {
    Bar.checkWindow(name, bars, bar, offsetBytes, lengthBytes);
    return new RemoteRegisters(client, barAddresses[bar] + offsetBytes, lengthBytes);
  }

  @Override
  public DmaMemory dma() {
    return machine.dma();
  }

  @Override
  public void setBusMaster(boolean enabled) {
    int command = config.read16(ConfigHeader.COMMAND) & ~ConfigHeader.COMMAND_BUS_MASTER;
    config.write16(
        ConfigHeader.COMMAND, enabled ? command | ConfigHeader.COMMAND_BUS_MASTER : command);
    // A read pushes the posted write out: from here on the function is as was asked.
    var _ = config.read16(ConfigHeader.COMMAND);
  }

  /** Of the three kinds only MSI-X, whose messages are memory writes, is seen here. */
  @Override
  public int interruptCount(InterruptKind kind) {
    return kind == InterruptKind.MSI_X
        ? MsixCapability.find(config).map(MsixCapability::vectorCount).orElse(0)
        : 0;
  }

  @Override
  public List<InterruptVector> enableInterrupts(InterruptKind kind, int count) throws IOException {
    int available = interruptCount(kind);
    if (count < 1 || count > available) {
      throw new IOException("%s has %d %s vectors, not %d".formatted(name, available, kind, count));
    }
    MsixCapability msix = MsixCapability.find(config).orElseThrow();
    if (messages != null) {
      throw new IllegalStateException(name + ": MSI-X is on already");
    }
    DmaBuffer slots = machine.dma().allocate(count * MESSAGE_SLOT_BYTES);
    messages = slots;
    Registers table =
        map(msix.tableBar(), msix.tableOffsetBytes(), (long) count * MsixCapability.ENTRY_BYTES);
    List<InterruptVector> vectors = new ArrayList<>(count);
    msix.setEnabled(config, true);
    for (int i = 0; i < count; i++) {
      long entry = (long) i * MsixCapability.ENTRY_BYTES;
      table.write64(entry, slots.iova() + i * MESSAGE_SLOT_BYTES);
      table.write32(entry + MsixCapability.ENTRY_DATA, QtestInterruptVector.MESSAGE);
      table.write32(entry + MsixCapability.ENTRY_VECTOR_CONTROL, 0);
      vectors.add(
          new QtestInterruptVector(
              slots.segment().asSlice(i * MESSAGE_SLOT_BYTES, MESSAGE_SLOT_BYTES)));
    }
    return List.copyOf(vectors);
  }

  @Override
  public void reset() throws IOException {
    PcieCapability.find(config)
        .filter(PcieCapability::functionLevelReset)
        .orElseThrow(() -> new IOException(name + " has no Function Level Reset"))
        .initiateFunctionLevelReset(config);
    programBars();
  }

  @Override
  public Optional<String> goneReason() {
    return client.goneReason();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    config.write16(ConfigHeader.COMMAND, ConfigHeader.COMMAND_INTERRUPT_DISABLE);
    MsixCapability.find(config).ifPresent(msix -> msix.setEnabled(config, false));
    if (messages != null) {
      messages.close();
    }
  }
}
