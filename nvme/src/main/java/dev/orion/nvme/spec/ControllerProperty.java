package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The controller properties by name, in the order of {@code nvme show-regs} (Base 3.1.3). */
public enum ControllerProperty {
  /** Controller Capabilities; see {@link Cap}. */
  CAP(ControllerRegister.CAP, 8, "Controller Capabilities"),

  /** Version; see {@link Vs}. */
  VS(ControllerRegister.VS, 4, "Version"),

  /** Controller Configuration; see {@link Cc}. */
  CC(ControllerRegister.CC, 4, "Controller Configuration"),

  /** Controller Status; see {@link Csts}. */
  CSTS(ControllerRegister.CSTS, 4, "Controller Status"),

  /** NVM Subsystem Reset. */
  NSSR(ControllerRegister.NSSR, 4, "NVM Subsystem Reset"),

  /** Controller Ready Timeouts; see {@link Crto}. */
  CRTO(ControllerRegister.CRTO, 4, "Controller Ready Timeouts"),

  /** Interrupt Mask Set. */
  INTMS(ControllerRegister.INTMS, 4, "Interrupt Vector Mask Set"),

  /** Interrupt Mask Clear. */
  INTMC(ControllerRegister.INTMC, 4, "Interrupt Vector Mask Clear"),

  /** Admin Queue Attributes; see {@link Aqa}. */
  AQA(ControllerRegister.AQA, 4, "Admin Queue Attributes"),

  /** Admin Submission Queue Base Address. */
  ASQ(ControllerRegister.ASQ, 8, "Admin Submission Queue Base Address"),

  /** Admin Completion Queue Base Address. */
  ACQ(ControllerRegister.ACQ, 8, "Admin Completion Queue Base Address"),

  /** Controller Memory Buffer Location; see {@link Cmbloc}. */
  CMBLOC(ControllerRegister.CMBLOC, 4, "Controller Memory Buffer Location"),

  /** Controller Memory Buffer Size; see {@link Cmbsz}. */
  CMBSZ(ControllerRegister.CMBSZ, 4, "Controller Memory Buffer Size"),

  /** Boot Partition Information. */
  BPINFO(ControllerRegister.BPINFO, 4, "Boot Partition Information"),

  /** Boot Partition Read Select. */
  BPRSEL(ControllerRegister.BPRSEL, 4, "Boot Partition Read Select"),

  /** Boot Partition Memory Buffer Location. */
  BPMBL(ControllerRegister.BPMBL, 8, "Boot Partition Memory Buffer Location"),

  /** Controller Memory Buffer Memory Space Control; see {@link Cmbmsc}. */
  CMBMSC(ControllerRegister.CMBMSC, 8, "Controller Memory Buffer Memory Space Control"),

  /** Controller Memory Buffer Status. */
  CMBSTS(ControllerRegister.CMBSTS, 4, "Controller Memory Buffer Status"),

  /** Persistent Memory Region Capabilities; see {@link Pmrcap}. */
  PMRCAP(ControllerRegister.PMRCAP, 4, "Persistent Memory Region Capabilities"),

  /** Persistent Memory Region Control. */
  PMRCTL(ControllerRegister.PMRCTL, 4, "Persistent Memory Region Control"),

  /** Persistent Memory Region Status; see {@link Pmrsts}. */
  PMRSTS(ControllerRegister.PMRSTS, 4, "Persistent Memory Region Status"),

  /** Persistent Memory Region Elasticity Buffer Size. */
  PMREBS(ControllerRegister.PMREBS, 4, "Persistent Memory Region Elasticity Buffer Size"),

  /** Persistent Memory Region Sustained Write Throughput. */
  PMRSWTP(ControllerRegister.PMRSWTP, 4, "Persistent Memory Region Sustained Write Throughput"),

  /** Persistent Memory Region Memory Space Control Lower. */
  PMRMSCL(ControllerRegister.PMRMSCL, 4, "Persistent Memory Region Memory Space Control Lower"),

  /** Persistent Memory Region Memory Space Control Upper. */
  PMRMSCU(ControllerRegister.PMRMSCU, 4, "Persistent Memory Region Memory Space Control Upper");

  private final long offset;
  private final int lengthBytes;
  private final String specName;

  ControllerProperty(long offset, int lengthBytes, String specName) {
    this.offset = offset;
    this.lengthBytes = lengthBytes;
    this.specName = specName;
  }

  /** The property at an offset, or empty if there is none. */
  public static Optional<ControllerProperty> at(long offset) {
    return Arrays.stream(values()).filter(property -> property.offset == offset).findFirst();
  }

  /** Offset in BAR 0. */
  public long offset() {
    return offset;
  }

  /** 4 or 8. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** The specification's name. */
  public String specName() {
    return specName;
  }

  /** Its key in nvme-cli's JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A line as nvme-cli's plain text has it. */
  public String toText(long value) {
    String label = this == VS ? "version" : key();
    String prefix = value != 0 && (this == PMRMSCL || this == PMRMSCU) ? "0x" : "";
    return "%-8s: %s%x".formatted(label, prefix, value);
  }

  /** A line for each part of a value that has parts, in words; none for others. */
  public List<String> partsToText(long value) {
    List<BitField> parts = ControllerPropertyBits.FIELDS.get(this);
    return parts == null ? List.of() : BitField.lines(parts, value);
  }
}
