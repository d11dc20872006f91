package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Doorbell;
import dev.orion.pci.Bar;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import java.io.IOException;

/**
 * The doorbells that lie in BAR 0 behind the controller's registers.
 *
 * @param registers from {@link Doorbell#BASE} on
 * @param strideBytes from one doorbell to the next
 */
record DoorbellWindow(Registers registers, int strideBytes) {

  /** Their doorbells fill the page after the registers, if they lie close. */
  static final int MAX_IO_QUEUES = 511;

  /** Maps them; fails if not even those of the admin queue lie in the BAR. */
  static DoorbellWindow map(PciFunction function, long cap) throws IOException {
    long barBytes = requireBar0(function).lengthBytes();
    int strideBytes = 4 << Cap.dstrd(cap);
    long wanted = Doorbell.completionHead(MAX_IO_QUEUES, Cap.dstrd(cap)) + 4;
    long lengthBytes = Math.min(roundUp8(wanted), barBytes) - Doorbell.BASE;
    if (pairs(lengthBytes, strideBytes) < 1) {
      throw new NvmeException(
          "%s: BAR 0 has %d bytes, and its doorbells lie beyond (CAP.DSTRD %d)"
              .formatted(function.name(), barBytes, Cap.dstrd(cap)));
    }
    return new DoorbellWindow(function.map(0, Doorbell.BASE, lengthBytes), strideBytes);
  }

  /** The BAR that an NVMe controller has. */
  static Bar requireBar0(PciFunction function) throws NvmeException {
    return function.bars().stream()
        .filter(bar -> bar.index() == 0)
        .findFirst()
        .orElseThrow(() -> new NvmeException(function.name() + " is no NVMe controller: no BAR 0"));
  }

  /** Queue pairs, the admin queue's included, whose doorbells are here. */
  int pairs() {
    return pairs(registers.lengthBytes(), strideBytes);
  }

  private static int pairs(long lengthBytes, int strideBytes) {
    return (int) ((lengthBytes - 4 + strideBytes) / strideBytes / 2);
  }

  private static long roundUp8(long value) {
    return (value + 7) & -8;
  }
}
