package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Pmrcap;
import dev.orion.nvme.spec.Pmrsts;
import dev.orion.pci.Bar;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.util.Optional;

/**
 * Memory of a controller's that keeps its content without power: the Persistent Memory Region (Base
 * 8.14). It can be used after {@link #enable}. For one thread.
 */
public final class PersistentMemoryRegion {

  private static final int ENABLE = 1;
  private static final int WRITE_BARRIER_READ_OF_MEMORY = 1;
  private static final long HALF_SECOND_NANOS = 500_000_000L;
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long LOOK_AGAIN_NANOS = 100_000;

  private final NvmeController controller;
  private final Registers registers;
  private final int pmrcap;
  private final Bar bar;

  private PersistentMemoryRegion(NvmeController controller, int pmrcap, Bar bar) {
    this.controller = controller;
    this.registers = controller.registers();
    this.pmrcap = pmrcap;
    this.bar = bar;
  }

  /**
   * The region of a controller.
   *
   * @return empty if there is none
   * @throws NvmeException if the controller says it is where it cannot be
   */
  public static Optional<PersistentMemoryRegion> of(NvmeController controller)
      throws NvmeException {
    if (!Cap.pmrs(controller.cap())) {
      return Optional.empty();
    }
    int pmrcap = controller.registers().read32(ControllerRegister.PMRCAP);
    for (Bar bar : controller.function().bars()) {
      if (bar.index() == Pmrcap.bir(pmrcap)) {
        return Optional.of(new PersistentMemoryRegion(controller, pmrcap, bar));
      }
    }
    throw new NvmeException(
        "%s: its Persistent Memory Region is in BAR %d, which there is not (PMRCAP.BIR)"
            .formatted(controller.name(), Pmrcap.bir(pmrcap)));
  }

  /** The BAR that it is. */
  public int bar() {
    return bar.index();
  }

  /** Its length. */
  public long lengthBytes() {
    return bar.lengthBytes();
  }

  /** Whether the data of reads may be in it. */
  public boolean readData() {
    return Pmrcap.rds(pmrcap);
  }

  /** Whether the data of writes may be in it. */
  public boolean writeData() {
    return Pmrcap.wds(pmrcap);
  }

  /** Whether it can be used. */
  public boolean isReady() {
    return (registers.read32(ControllerRegister.PMRCTL) & ENABLE) != 0 && !isNotReady();
  }

  private boolean isNotReady() {
    return Pmrsts.nrdy(registers.read32(ControllerRegister.PMRSTS));
  }

  /** Its health: 0 normal, 1 restore error, 2 read only, 3 unreliable. */
  public int health() {
    return Pmrsts.hsts(registers.read32(ControllerRegister.PMRSTS));
  }

  /**
   * Turns it on and waits until it can be used.
   *
   * @throws NvmeException if that takes longer than the controller says
   */
  public void enable() throws NvmeException {
    set(ENABLE, true);
  }

  /**
   * Turns it off and waits for that. Its content stays.
   *
   * @throws NvmeException if that takes longer than the controller says
   */
  public void disable() throws NvmeException {
    set(0, false);
  }

  /** Access to the memory; its window ends with the controller. */
  public Registers map() throws IOException {
    return controller.function().map(bar.index(), 0, bar.lengthBytes());
  }

  /**
   * Waits until what was written is persistent.
   *
   * @param memory what {@link #map} returned
   */
  public void flush(Registers memory) throws NvmeException {
    if ((Pmrcap.pmrwbm(pmrcap) & WRITE_BARRIER_READ_OF_MEMORY) != 0) {
      memory.read32(0);
    }
    int pmrsts = registers.read32(ControllerRegister.PMRSTS);
    if (Pmrsts.err(pmrsts) != 0) {
      throw new NvmeException(
          "%s: its Persistent Memory Region has lost writes (PMRSTS %08Xh)"
              .formatted(controller.name(), pmrsts));
    }
  }

  private void set(int pmrctl, boolean ready) throws NvmeException {
    registers.write32(ControllerRegister.PMRCTL, pmrctl);
    long unit = Pmrcap.pmrtu(pmrcap) == 0 ? HALF_SECOND_NANOS : MINUTE_NANOS;
    long timeout = (Pmrcap.pmrto(pmrcap) + 1) * unit;
    long start = controller.clock().nanoTime();
    while (isNotReady() == ready) {
      if (controller.clock().nanoTime() - start > timeout) {
        throw new NvmeException(
            "%s: its Persistent Memory Region took over %d ms to become %s (PMRSTS %08Xh)"
                .formatted(
                    controller.name(),
                    timeout / 1_000_000,
                    ready ? "ready" : "not ready",
                    registers.read32(ControllerRegister.PMRSTS)));
      }
      controller.clock().pause(LOOK_AGAIN_NANOS);
    }
  }
}
