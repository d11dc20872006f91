package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.ControllerProperty;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.pci.Registers;

/**
 * A controller's properties: its registers by their offsets (Base 3.1.3), for whoever wants to look
 * at them or knows what writing them does. {@link ControllerRegister} has the offsets. For any
 * thread.
 */
public final class ControllerProperties {

  private final CommandSupport support;
  private final Registers registers;

  /** Of a controller, which is reset only if it says that it supports that. */
  public ControllerProperties(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Of a controller. */
  public ControllerProperties(CommandSupport support) {
    this.support = support;
    this.registers = support.controller().registers();
  }

  private static boolean is64Bit(long offset) {
    return ControllerProperty.at(offset)
        .filter(property -> property.lengthBytes() == Long.BYTES)
        .isPresent();
  }

  /**
   * Reads a property of 4 or 8 bytes.
   *
   * @param offset a multiple of 4, below the doorbells
   */
  public long get(long offset) {
    check(offset);
    return is64Bit(offset)
        ? registers.read64(offset)
        : Integer.toUnsignedLong(registers.read32(offset));
  }

  /**
   * Writes a property of 4 or 8 bytes. The driver does not hear of it: what it has set up itself
   * (CC, AQA, ASQ, ACQ) is not to be touched.
   *
   * @param offset a multiple of 4, below the doorbells
   */
  public void set(long offset, long value) {
    check(offset);
    if (is64Bit(offset)) {
      registers.write64(offset, value);
    } else if (value >>> 32 != 0) {
      throw new IllegalArgumentException(
          "the property at %Xh has 32 bits, too few for %Xh".formatted(offset, value));
    } else {
      registers.write32(offset, (int) value);
    }
  }

  private void check(long offset) {
    if (offset < 0 || offset % Integer.BYTES != 0 || offset >= registers.lengthBytes()) {
      throw new IllegalArgumentException(
          "no property is at offset %Xh; they are at multiples of 4 below %Xh"
              .formatted(offset, registers.lengthBytes()));
    }
  }

  /**
   * Resets the whole NVM subsystem, with every controller in it (Base 3.7.1). This controller can
   * then only be closed; opening it again brings it up.
   *
   * @throws UnsupportedCommandException if the controller says that it cannot
   */
  public void resetSubsystem() throws UnsupportedCommandException {
    NvmeController controller = support.controller();
    support.require(Cap.nssrs(controller.cap()), "NVM Subsystem Reset", "CAP.NSSRS is 0");
    registers.write32(ControllerRegister.NSSR, ControllerRegister.NSSR_RESET);
    controller.fail("its NVM subsystem was reset");
  }
}
