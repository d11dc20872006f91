package dev.orion.pci;

/** The ways in which a function interrupts (PCI Express Base Specification, section 6.1). */
public enum InterruptKind {
  /** The level-triggered pin of old, or its message: one for the function, possibly shared. */
  INTX("INTx"),
  /** Message Signalled Interrupts: up to 32. */
  MSI("MSI"),
  /** Extended Message Signalled Interrupts: up to 2048. */
  MSI_X("MSI-X");

  private final String specificationName;

  InterruptKind(String specificationName) {
    this.specificationName = specificationName;
  }

  /** As the specification writes it: {@code MSI-X}. */
  @Override
  public String toString() {
    return specificationName;
  }
}
