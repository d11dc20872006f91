package dev.orion.qemutests.guest;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A slot of the guest that takes a device while the guest runs: one of its root ports.
 *
 * @param number 0 to 7
 */
record GuestSlot(int number) {
  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");
  private static final int FIRST_PORT = 0x13;
  private static final long POLL_NANOS = 20_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  // PCI Express Base Specification, section 7.5.3.10.
  private static final int SLOT_CONTROL = 0x18;
  private static final int HOT_PLUG_INTERRUPT_ENABLE = 1 << 5;
  private static final int POWER_INDICATOR = 3 << 8;
  private static final int POWER_INDICATOR_ON = 1 << 8;
  private static final int POWER_INDICATOR_OFF = 3 << 8;
  private static final int POWER_CONTROLLER_OFF = 1 << 10;

  /** The root port. */
  PciAddress port() {
    return new PciAddress(0, 0, FIRST_PORT + number, 0);
  }

  /** Where a device in the slot sits. */
  PciAddress address() throws IOException {
    String bus = Files.readString(DEVICES.resolve(port() + "/secondary_bus_number")).strip();
    return new PciAddress(0, Integer.parseInt(bus), 0, 0);
  }

  /** QEMU's name of the device in the slot. */
  String deviceId() {
    return "slot" + number;
  }

  /**
   * Plugs a device in and waits until the kernel has found it; a driver may still be taking it.
   *
   * @param driver QEMU's name of its kind, such as {@code nvme}
   * @param properties further ones of QEMU's {@code device_add}, such as {@code drive: disk0}
   */
  void plug(GuestQmp qmp, String driver, Map<String, ?> properties) throws IOException {
    Map<String, Object> arguments = new HashMap<>(properties);
    arguments.put("driver", driver);
    arguments.put("id", deviceId());
    arguments.put("bus", "port" + number);
    qmp.execute("device_add", arguments);
    awaitPowerIndicator(POWER_INDICATOR_ON);
  }

  /**
   * Presses the slot's attention button, upon which the kernel waits five seconds, asks the driver
   * to let go and turns the slot off. Returns at once; {@link #awaitEmpty} waits for it.
   */
  void requestUnplug(GuestQmp qmp) throws IOException {
    qmp.execute("device_del", Map.of("id", deviceId()));
  }

  /**
   * Pulls the device out: nobody was asked, and when this returns it answers no more. QEMU lets a
   * device go when its slot loses power. The interrupt is off meanwhile, and power back on before
   * the kernel looks, as it would take a slot without power for one that it has emptied itself.
   */
  void pull() throws IOException {
    try (RandomAccessFile config = openConfig()) {
      int offset = pciExpressCapability(config) + SLOT_CONTROL;
      int control = read16(config, offset);
      int off = control | POWER_CONTROLLER_OFF | POWER_INDICATOR_OFF;
      write16(config, offset, off & ~HOT_PLUG_INTERRUPT_ENABLE);
      write16(config, offset, control);
    }
  }

  /** Waits until neither the kernel nor QEMU has the device any more, and the next can come. */
  void awaitEmpty(GuestQmp qmp) throws IOException {
    awaitOff();
    qmp.awaitDeleted(deviceId());
  }

  /** Waits until the kernel does not have the device any more. */
  void awaitOff() throws IOException {
    awaitPowerIndicator(POWER_INDICATOR_OFF);
  }

  /** The indicator is the last thing that the kernel changes when a device comes or goes. */
  private void awaitPowerIndicator(int state) throws IOException {
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    try (RandomAccessFile config = openConfig()) {
      int offset = pciExpressCapability(config) + SLOT_CONTROL;
      while ((read16(config, offset) & POWER_INDICATOR) != state) {
        if (System.nanoTime() - deadlineNanos >= 0) {
          throw new IOException(
              "the kernel did not turn slot %d %s within %d s"
                  .formatted(
                      number, state == POWER_INDICATOR_ON ? "on" : "off", LIMIT.toSeconds()));
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private RandomAccessFile openConfig() throws IOException {
    return new RandomAccessFile(DEVICES.resolve(port() + "/config").toFile(), "rw");
  }

  private static int pciExpressCapability(RandomAccessFile config) throws IOException {
    config.seek(0x34);
    int offset = config.read();
    while (offset != 0) {
      config.seek(offset);
      int id = config.read();
      int next = config.read();
      if (id == 0x10) {
        return offset;
      }
      offset = next;
    }
    throw new IOException("the root port has no PCI Express capability");
  }

  private static int read16(RandomAccessFile config, int offset) throws IOException {
    config.seek(offset);
    byte[] bytes = new byte[2];
    config.readFully(bytes);
    return Byte.toUnsignedInt(bytes[0]) | Byte.toUnsignedInt(bytes[1]) << 8;
  }

  private static void write16(RandomAccessFile config, int offset, int value) throws IOException {
    config.seek(offset);
    config.write(new byte[] {(byte) value, (byte) (value >>> 8)});
  }
}
