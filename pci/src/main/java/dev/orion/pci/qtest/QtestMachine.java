package dev.orion.pci.qtest;

import dev.orion.pci.ConfigHeader;
import dev.orion.pci.DmaRegion;
import dev.orion.pci.PciFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A QEMU q35 machine that runs no guest: this process is its processor and firmware. Registers are
 * reached over the qtest socket, guest RAM is a file that both sides map, and the address of a
 * buffer on the bus is its guest-physical address. One client at a time; several functions may be
 * open and used by several threads, and share the DMA memory.
 *
 * <p>Opening the machine turns every endpoint of bus 0 off, so that a device which an earlier
 * client left running no longer touches memory.
 */
public final class QtestMachine implements AutoCloseable {

  /** Below it lie the firmware's shadow and the VGA hole. */
  private static final long DMA_START = 1 << 20;

  /** q35 puts the RAM beyond this address above 4 GiB. */
  private static final long LOW_MEMORY_END = 2L << 30;

  private static final int CONFIG_ADDRESS_PORT = 0xcf8;
  private static final int CONFIG_DATA_PORT = 0xcfc;
  private static final int MCH_PCIEXBAR = 0x60;

  /** Where the memory-mapped configuration space goes; 256 MiB for 256 buses. */
  private static final long ECAM_BASE = 0xb000_0000L;

  private static final long BAR_WINDOW_START = 0xe000_0000L;
  private static final long BAR_WINDOW_END = 0xfec0_0000L;
  private static final int DEVICES_PER_BUS = 32;
  private static final int FUNCTIONS_PER_DEVICE = 8;
  private static final int BASE_CLASS_BRIDGE = 0x06;

  private final QtestClient client;
  private final Arena arena;
  private final DmaRegion dma;
  private long nextBarAddress = BAR_WINDOW_START;

  private QtestMachine(QtestClient client, Arena arena, MemorySegment ram) {
    this.client = client;
    this.arena = arena;
    long end = Math.min(ram.byteSize(), LOW_MEMORY_END);
    this.dma =
        new DmaRegion(
            "the lab's memory (a lab started with a larger --memory has more)",
            ram.asSlice(DMA_START, end - DMA_START),
            DMA_START);
  }

  /**
   * Connects to a running QEMU.
   *
   * @param qtestSocket its {@code -qtest unix:…} socket
   * @param ramFile the file behind its shared RAM
   * @throws IOException if QEMU does not answer or the file cannot be mapped
   */
  public static QtestMachine open(Path qtestSocket, Path ramFile) throws IOException {
    Arena arena = Arena.ofShared();
    QtestClient client = null;
    try (FileChannel file =
        FileChannel.open(ramFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment ram = file.map(FileChannel.MapMode.READ_WRITE, 0, Files.size(ramFile), arena);
      client = QtestClient.connect(qtestSocket);
      QtestMachine machine = new QtestMachine(client, arena, ram);
      machine.enableMemoryMappedConfig();
      machine.quiesceEndpoints();
      return machine;
    } catch (IOException | RuntimeException e) {
      if (client != null) {
        client.close();
      }
      arena.close();
      throw e;
    }
  }

  /**
   * Takes the function at {@code device.function} of bus 0, gives its BARs addresses and turns its
   * memory space on.
   *
   * @param name how the user addresses it, for messages
   * @throws IOException if no function answers there
   */
  public PciFunction openFunction(String name, int device, int function) throws IOException {
    QtestConfigSpace config = config(device, function);
    ConfigHeader header = ConfigHeader.read(config);
    if (header.vendorId() == ConfigHeader.NO_VENDOR) {
      throw new IOException(
          goneReason()
              .map(reason -> name + " is gone: " + reason)
              .orElse("%s: no device at PCI address 00:%02x.%d".formatted(name, device, function)));
    }
    return new QtestFunction(name, this, client, config);
  }

  /** The memory that all functions of this machine reach. */
  public DmaRegion dma() {
    return dma;
  }

  /** Why QEMU can no longer be reached, or empty while it answers. */
  public Optional<String> goneReason() {
    return client.goneReason();
  }

  /** Disconnects; QEMU goes on and takes the next client. Close the functions first. */
  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      try (arena) {
        client.close();
      }
    }
  }

  /** Reserves {@code lengthBytes} (a power of two) of bus addresses, aligned to its length. */
  synchronized long assignBarAddress(long lengthBytes) throws IOException {
    long address = (nextBarAddress + lengthBytes - 1) & -lengthBytes;
    if (address + lengthBytes > BAR_WINDOW_END) {
      throw new IOException(
          "no bus addresses left for a BAR of %d bytes; open fewer devices".formatted(lengthBytes));
    }
    nextBarAddress = address + lengthBytes;
    return address;
  }

  /** What a firmware would do first: makes the host bridge decode configuration space as memory. */
  private void enableMemoryMappedConfig() {
    client.outl(CONFIG_ADDRESS_PORT, 0x8000_0000 | (MCH_PCIEXBAR + 4));
    client.outl(CONFIG_DATA_PORT, 0);
    client.outl(CONFIG_ADDRESS_PORT, 0x8000_0000 | MCH_PCIEXBAR);
    client.outl(CONFIG_DATA_PORT, (int) ECAM_BASE | 1);
  }

  private void quiesceEndpoints() {
    for (int device = 0; device < DEVICES_PER_BUS; device++) {
      for (int function = 0; function < FUNCTIONS_PER_DEVICE; function++) {
        QtestConfigSpace config = config(device, function);
        ConfigHeader header = ConfigHeader.read(config);
        if (header.vendorId() != ConfigHeader.NO_VENDOR
            && header.classCode() >>> 16 != BASE_CLASS_BRIDGE) {
          config.write16(ConfigHeader.COMMAND, ConfigHeader.COMMAND_INTERRUPT_DISABLE);
        }
        if (function == 0 && !header.multiFunction()) {
          break;
        }
      }
    }
  }

  private QtestConfigSpace config(int device, int function) {
    return new QtestConfigSpace(
        client, ECAM_BASE + ((long) device << 15) + ((long) function << 12));
  }
}
