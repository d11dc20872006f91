package dev.orion.nvme.spec;

/**
 * Byte offsets of the controller properties in BAR 0 (Base 3.1.3; PCIe 3.1).
 *
 * <p>CAP, ASQ, ACQ, BPMBL and CMBMSC are 8 bytes wide and may be read or written as two dwords, low
 * dword first; all others are 4 bytes wide.
 */
public final class ControllerRegister {
  /** Controller Capabilities, 8 bytes; see {@link Cap}. */
  public static final long CAP = 0x0;

  /** Version; see {@link Vs}. */
  public static final long VS = 0x8;

  /** Interrupt Mask Set; not for MSI-X. */
  public static final long INTMS = 0xc;

  /** Interrupt Mask Clear; not for MSI-X. */
  public static final long INTMC = 0x10;

  /** Controller Configuration; see {@link Cc}. */
  public static final long CC = 0x14;

  /** Controller Status; see {@link Csts}. */
  public static final long CSTS = 0x1c;

  /** NVM Subsystem Reset: writing {@link #NSSR_RESET} resets the whole subsystem. */
  public static final long NSSR = 0x20;

  /** Admin Queue Attributes; see {@link Aqa}. */
  public static final long AQA = 0x24;

  /** Admin Submission Queue Base Address, 8 bytes, page aligned. */
  public static final long ASQ = 0x28;

  /** Admin Completion Queue Base Address, 8 bytes, page aligned. */
  public static final long ACQ = 0x30;

  /** Controller Memory Buffer Location; see {@link Cmbloc}. */
  public static final long CMBLOC = 0x38;

  /** Controller Memory Buffer Size; see {@link Cmbsz}. */
  public static final long CMBSZ = 0x3c;

  /** Boot Partition Information. */
  public static final long BPINFO = 0x40;

  /** Boot Partition Read Select. */
  public static final long BPRSEL = 0x44;

  /** Boot Partition Memory Buffer Location, 8 bytes. */
  public static final long BPMBL = 0x48;

  /** Controller Memory Buffer Memory Space Control, 8 bytes; see {@link Cmbmsc}. */
  public static final long CMBMSC = 0x50;

  /** Controller Memory Buffer Status; bit 0 (CBAI) says that the base address is invalid. */
  public static final long CMBSTS = 0x58;

  /** Controller Memory Buffer Elasticity Buffer Size. */
  public static final long CMBEBS = 0x5c;

  /** Controller Memory Buffer Sustained Write Throughput. */
  public static final long CMBSWTP = 0x60;

  /** NVM Subsystem Shutdown. */
  public static final long NSSD = 0x64;

  /** Controller Ready Timeouts; see {@link Crto}. */
  public static final long CRTO = 0x68;

  /** Persistent Memory Region Capabilities; see {@link Pmrcap}. */
  public static final long PMRCAP = 0xe00;

  /** Persistent Memory Region Control; bit 0 enables. */
  public static final long PMRCTL = 0xe04;

  /** Persistent Memory Region Status; see {@link Pmrsts}. */
  public static final long PMRSTS = 0xe08;

  /** Persistent Memory Region Elasticity Buffer Size. */
  public static final long PMREBS = 0xe0c;

  /** Persistent Memory Region Sustained Write Throughput. */
  public static final long PMRSWTP = 0xe10;

  /** Persistent Memory Region Memory Space Control Lower. */
  public static final long PMRMSCL = 0xe14;

  /** Persistent Memory Region Memory Space Control Upper. */
  public static final long PMRMSCU = 0xe18;

  /** What to write to {@link #NSSR} for a reset: "NVMe" in ASCII (Base 3.1.3.7). */
  public static final int NSSR_RESET = 0x4e564d65;

  private ControllerRegister() {}
}
