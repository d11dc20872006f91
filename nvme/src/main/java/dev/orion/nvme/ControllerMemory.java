package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cmbloc;
import dev.orion.nvme.spec.Cmbmsc;
import dev.orion.nvme.spec.Cmbsz;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.util.Optional;

/**
 * What a controller says of its Controller Memory Buffer (Base 8.2.1).
 *
 * @param bar the BAR that it is in
 * @param offsetBytes where in the BAR it begins
 * @param lengthBytes its length
 * @param submissionQueues whether submission queues may be in it
 * @param completionQueues whether completion queues may be in it
 * @param lists whether PRP and SGL lists may be in it
 * @param readData whether the data of reads may be in it
 * @param writeData whether the data of writes may be in it
 */
public record ControllerMemory(
    int bar,
    long offsetBytes,
    long lengthBytes,
    boolean submissionQueues,
    boolean completionQueues,
    boolean lists,
    boolean readData,
    boolean writeData) {

  /**
   * The buffer of a controller, made to show itself.
   *
   * @return empty if there is none
   * @throws NvmeException if the controller says it is where it cannot be
   */
  public static Optional<ControllerMemory> of(NvmeController controller) throws NvmeException {
    return of(controller.function(), controller.registers(), controller.cap());
  }

  static Optional<ControllerMemory> of(PciFunction function, Registers registers, long cap)
      throws NvmeException {
    if (Cap.cmbs(cap)) {
      // Since NVMe 1.4 CMBLOC and CMBSZ read as 0 before.
      long cmbmsc = registers.read64(ControllerRegister.CMBMSC);
      registers.write64(ControllerRegister.CMBMSC, cmbmsc | Cmbmsc.CRE);
    }
    int cmbsz = registers.read32(ControllerRegister.CMBSZ);
    if (Cmbsz.sz(cmbsz) == 0) {
      return Optional.empty();
    }
    int cmbloc = registers.read32(ControllerRegister.CMBLOC);
    int bar = Cmbloc.bir(cmbloc);
    long offsetBytes = Cmbloc.ofst(cmbloc) * Cmbsz.unitBytes(cmbsz);
    long lengthBytes = Cmbsz.sizeBytes(cmbsz);
    boolean fits =
        lengthBytes > 0
            && function.bars().stream()
                .anyMatch(
                    each ->
                        each.index() == bar
                            && lengthBytes <= each.lengthBytes()
                            && offsetBytes <= each.lengthBytes() - lengthBytes);
    if (!fits) {
      throw new NvmeException(
          "%s: its Controller Memory Buffer of %d bytes at %Xh is not within BAR %d (CMBLOC, CMBSZ)"
              .formatted(function.name(), lengthBytes, offsetBytes, bar));
    }
    return Optional.of(
        new ControllerMemory(
            bar,
            offsetBytes,
            lengthBytes,
            Cmbsz.sqs(cmbsz),
            Cmbsz.cqs(cmbsz),
            Cmbsz.lists(cmbsz),
            Cmbsz.rds(cmbsz),
            Cmbsz.wds(cmbsz)));
  }

  /** Access to the buffer; its window ends with the controller. */
  public Registers map(NvmeController controller) throws IOException {
    return controller.function().map(bar, offsetBytes, lengthBytes);
  }
}
