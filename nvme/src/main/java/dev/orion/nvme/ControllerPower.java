package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cc;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.Csts;
import dev.orion.pci.NanoClock;
import dev.orion.pci.Registers;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Enables, disables and shuts a controller down (Base 3.5, 3.6 and 3.7.2). */
final class ControllerPower {

  private static final long TIMEOUT_UNIT_NANOS = 500_000_000L;
  private static final long MICROSECOND_NANOS = 1_000L;
  private static final long MIN_SHUTDOWN_MICROS = 10_000_000L;

  /** RTD3E counts to 71 minutes; who does not shut down in this time never will. */
  private static final long MAX_SHUTDOWN_MICROS = 60_000_000L;

  private static final long LOOK_AGAIN_NANOS = 100_000L;

  private final String name;
  private final Registers registers;
  private final long cap;
  private final NanoClock clock;
  private final Supplier<String> whyGone;

  ControllerPower(
      String name, Registers registers, long cap, NanoClock clock, Supplier<String> whyGone) {
    this.name = name;
    this.registers = registers;
    this.cap = cap;
    this.clock = clock;
    this.whyGone = whyGone;
  }

  /** Resets the controller: its queues are gone and it does no DMA any more. */
  void disable() throws NvmeException {
    Cc cc = new Cc(registers.read32(ControllerRegister.CC));
    int csts = registers.read32(ControllerRegister.CSTS);
    boolean isStarting = cc.en() && !Csts.rdy(csts) && Csts.shst(csts) == Csts.SHST_NORMAL;
    if (isStarting && !Csts.cfs(csts)) {
      // EN must not be cleared before RDY follows its last setting.
      await("to become ready", c -> Csts.rdy(c) || Csts.cfs(c), readyTimeoutNanos());
    }
    registers.write32(ControllerRegister.CC, cc.withEn(false).withShn(Cc.SHN_NONE).value());
    await("to be disabled", c -> !Csts.rdy(c), readyTimeoutNanos());
  }

  /** Enables the controller, whose admin queue has been set up. */
  void enable(int pageShift) throws NvmeException {
    int css = (Cap.css(cap) & Cap.CSS_IO_COMMAND_SETS) != 0 ? Cc.CSS_ALL : Cc.CSS_NVM;
    Cc cc =
        Cc.ZERO
            .withIosqes(Cc.IOSQES_64_BYTES)
            .withIocqes(Cc.IOCQES_16_BYTES)
            .withMemoryPageShift(pageShift)
            .withCss(css)
            .withEn(true);
    registers.write32(ControllerRegister.CC, cc.value());
    await("to become ready", c -> Csts.rdy(c) || Csts.cfs(c), readyTimeoutNanos());
    if (Csts.cfs(registers.read32(ControllerRegister.CSTS))) {
      throw new NvmeException(
          "%s failed while starting (CSTS.CFS); reset or power-cycle the device".formatted(name));
    }
  }

  /**
   * Tells the controller that power may go, and waits until it is ready for that.
   *
   * @param rtd3eMicros what Identify Controller says it may take (RTD3E), 0 if nothing; it gets 10
   *     to 60 s
   */
  void shutDown(long rtd3eMicros) throws NvmeException {
    Cc cc = new Cc(registers.read32(ControllerRegister.CC));
    registers.write32(ControllerRegister.CC, cc.withShn(Cc.SHN_NORMAL).value());
    await(
        "to shut down",
        c -> Csts.shst(c) == Csts.SHST_COMPLETE || Csts.cfs(c),
        Math.clamp(rtd3eMicros, MIN_SHUTDOWN_MICROS, MAX_SHUTDOWN_MICROS) * MICROSECOND_NANOS);
  }

  private long readyTimeoutNanos() {
    return (Cap.to500ms(cap) + 1) * TIMEOUT_UNIT_NANOS;
  }

  private void await(String what, IntPredicate state, long timeoutNanos) throws NvmeException {
    long start = clock.nanoTime();
    while (true) {
      int csts = registers.read32(ControllerRegister.CSTS);
      if (Csts.isGone(csts)) {
        throw new NvmeException("%s went away: %s".formatted(name, whyGone.get()));
      }
      if (state.test(csts)) {
        return;
      }
      if (clock.nanoTime() - start > timeoutNanos) {
        throw new NvmeException(
            "%s took over %d ms %s (CSTS %08Xh); reset or power-cycle the device"
                .formatted(name, timeoutNanos / 1_000_000, what, csts));
      }
      clock.pause(LOOK_AGAIN_NANOS);
    }
  }
}
