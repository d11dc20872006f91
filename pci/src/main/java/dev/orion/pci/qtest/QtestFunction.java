package dev.orion.pci.qtest;

import dev.orion.pci.Bar;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of a {@link QtestMachine}. */
final class QtestFunction implements PciFunction {

  private static final int BAR_REGISTERS = 6;
  private static final int BAR_IO_SPACE = 1;
  private static final int BAR_TYPE_64_BIT = 2 << 1;
  private static final int BAR_PREFETCHABLE = 1 << 3;
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
    config.write16(
        ConfigHeader.COMMAND,
        ConfigHeader.COMMAND_MEMORY_SPACE | ConfigHeader.COMMAND_INTERRUPT_DISABLE);
  }

  private void assignBars() throws IOException {
    for (int index = 0; index < BAR_REGISTERS; index++) {
      int register = ConfigHeader.BAR0 + 4 * index;
      config.write32(register, -1);
      int low = config.read32(register);
      if (low == 0 || low == -1 || (low & BAR_IO_SPACE) != 0) {
        continue;
      }
      boolean is64Bit = (low & 0x6) == BAR_TYPE_64_BIT && index < BAR_REGISTERS - 1;
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
      long address = machine.assignBarAddress(lengthBytes);
      config.write32(register, (int) address);
      if (is64Bit) {
        config.write32(register + 4, (int) (address >>> 32));
      }
      barAddresses[index] = address;
      bars.add(new Bar(index, lengthBytes, is64Bit, (low & BAR_PREFETCHABLE) != 0));
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
    Bar found =
        bars.stream()
            .filter(b -> b.index() == bar)
            .findFirst()
            .orElseThrow(() -> new IOException("%s has no memory BAR %d".formatted(name, bar)));
    try {
      Objects.checkFromIndexSize(offsetBytes, lengthBytes, found.lengthBytes());
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(
          "%s: %d bytes at %d leave BAR %d, which has %d"
              .formatted(name, lengthBytes, offsetBytes, bar, found.lengthBytes()),
          e);
    }
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

  @Override
  public List<InterruptVector> enableMsix(int count) throws IOException {
    MsixCapability msix =
        MsixCapability.find(config)
            .orElseThrow(() -> new IOException(name + " has no MSI-X capability"));
    if (count < 1 || count > msix.vectorCount()) {
      throw new IOException(
          "%s has %d MSI-X vectors, not %d".formatted(name, msix.vectorCount(), count));
    }
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
