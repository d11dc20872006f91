package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cmbmsc;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.DmaRegion;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import java.io.IOException;

/**
 * The {@link ControllerMemory} when queues live in it (Base 8.2.1): the controller fetches commands
 * from there without a read across the bus, and the host's stores carry them over.
 *
 * <p>Only the kind of NVMe 1.4 and later, which says where it appears in the controller's address
 * space; an older one appears at its BAR's bus address, which an IOMMU may use for something else.
 */
final class ControllerMemoryQueues {

  /**
   * Where the controller sees the buffer: beyond all that an IOMMU or a memory bus can address, so
   * that no DMA buffer is hidden by it.
   */
  private static final long BASE_ADDRESS = 1L << 62;

  /** Nobody needs more for queues, and the rest need not be mapped. */
  private static final long MAX_MAPPED_BYTES = 64L << 20;

  private final Registers registers;
  private final DmaRegion memory;

  private ControllerMemoryQueues(Registers registers, DmaRegion memory) {
    this.registers = registers;
    this.memory = memory;
  }

  /**
   * Enables the buffer. The controller must be disabled.
   *
   * @param placement which queues are to live there
   * @throws NvmeException if there is none, it takes no such queues, its registers make no sense,
   *     or this process cannot map it
   */
  static ControllerMemoryQueues enable(
      PciFunction function, Registers registers, long cap, QueuePlacement placement)
      throws IOException {
    String name = function.name();
    if (!Cap.cmbs(cap)) {
      throw new NvmeException(
          name + " has no controller memory buffer that queues could live in (CAP.CMBS=0)");
    }
    ControllerMemory where =
        ControllerMemory.of(function, registers, cap)
            .orElseThrow(
                () -> new NvmeException(name + ": its controller memory buffer has no size"));
    if (placement.submissionInController() && !where.submissionQueues()) {
      throw new NvmeException(
          name + ": its controller memory buffer takes no submission queues (CMBSZ.SQS=0)");
    }
    if (placement.completionInController() && !where.completionQueues()) {
      throw new NvmeException(
          name + ": its controller memory buffer takes no completion queues (CMBSZ.CQS=0)");
    }
    long mappedBytes = Math.min(where.lengthBytes(), MAX_MAPPED_BYTES);
    if (!(function.map(where.bar(), where.offsetBytes(), mappedBytes)
        instanceof MappedRegisters mapped)) {
      throw new NvmeException(
          name + ": its controller memory buffer cannot be mapped, only reached by messages");
    }
    ControllerMemoryQueues queues =
        new ControllerMemoryQueues(
            registers,
            new DmaRegion(name + "'s controller memory buffer", mapped.memory(), BASE_ADDRESS));
    queues.enableAgain();
    return queues;
  }

  /** Puts the buffer into the controller's address space, which a reset may have undone. */
  void enableAgain() {
    registers.write64(ControllerRegister.CMBMSC, Cmbmsc.enabledAt(BASE_ADDRESS));
  }

  DmaMemory memory() {
    return memory;
  }

  /** Takes the buffer out of the controller's address space again. */
  void disable() {
    registers.write64(ControllerRegister.CMBMSC, 0);
  }
}
