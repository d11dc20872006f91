package dev.orion.nvme.spec;

/**
 * Command Dwords of the Admin commands that change a controller, its namespaces or its subsystem.
 * Every method throws {@link IllegalArgumentException} if a value does not fit its field.
 */
public final class ManagementCommand {
  /** {@code sel} of Namespace Management: create a namespace. */
  public static final int SEL_CREATE = 0;

  /** {@code sel} of Namespace Management: delete a namespace. */
  public static final int SEL_DELETE = 1;

  /** {@code sel} of Namespace Attachment: attach to controllers. */
  public static final int SEL_ATTACH = 0;

  /** {@code sel} of Namespace Attachment: detach from controllers. */
  public static final int SEL_DETACH = 1;

  private ManagementCommand() {}

  /**
   * Get Features (Base 5.15), CDW10, of any Feature Identifier, also a vendor's.
   *
   * @param fid Feature Identifier, 0 to 255
   */
  public static int getFeaturesCdw10(int fid, FeatureSelect select) {
    return Bits.put("FID", fid, 0, 8) | select.code() << 8;
  }

  /**
   * Set Features (Base 5.27), CDW10, of any Feature Identifier, also a vendor's.
   *
   * @param fid Feature Identifier, 0 to 255
   * @param sv Save
   */
  public static int setFeaturesCdw10(int fid, boolean sv) {
    return Bits.put("FID", fid, 0, 8) | Bits.bit(sv, 31);
  }

  /** Get and Set Features, Lockdown: CDW14; which UUID of the UUID List, 0 for none. */
  public static int uuidIndexCdw14(int uuidIndex) {
    return Bits.put("UUID Index", uuidIndex, 0, 7);
  }

  /** Namespace Management and Attachment (Base 5.22, 5.23), CDW10; {@code sel} is {@code SEL_}. */
  public static int namespaceCdw10(int sel) {
    return Bits.put("SEL", sel, 0, 4);
  }

  /** Namespace Management (Base 5.23), CDW11: the command set of a namespace to be created. */
  public static int namespaceManagementCdw11(int csi) {
    return Bits.put("CSI", csi, 24, 8);
  }

  /**
   * Sanitize (Base 5.24), CDW10.
   *
   * @param action Sanitize Action
   * @param ause Allow Unrestricted Sanitize Exit
   * @param overwritePasses 1 to 16 for an overwrite, else 0
   * @param oipbp Overwrite Invert Pattern Between Passes
   * @param nodas No-Deallocate After Sanitize
   */
  public static int sanitizeCdw10(
      SanitizeAction action, boolean ause, int overwritePasses, boolean oipbp, boolean nodas) {
    if (overwritePasses < 0 || overwritePasses > 16) {
      throw new IllegalArgumentException("OWPASS is " + overwritePasses + ", must be 0 to 16");
    }
    return action.code()
        | Bits.bit(ause, 3)
        | (overwritePasses & 0xf) << 4
        | Bits.bit(oipbp, 8)
        | Bits.bit(nodas, 9);
  }

  /**
   * Firmware Commit (Base 5.12), CDW10.
   *
   * @param slot Firmware Slot, 0 for the controller to choose
   * @param bpid Boot Partition ID; counts only for the actions on boot partitions
   */
  public static int firmwareCommitCdw10(int slot, CommitAction action, int bpid) {
    return Bits.put("FS", slot, 0, 3) | action.code() << 3 | Bits.put("BPID", bpid, 0, 1) << 31;
  }

  /** Firmware Commit (Base 5.12), Dword 0: Multiple Update Detected, 2 bits. */
  public static int multipleUpdateDetected(int dword0) {
    return Bits.get(dword0, 0, 2);
  }

  /** Device Self-test (Base 5.9), CDW10. */
  public static int deviceSelfTestCdw10(int stc) {
    return Bits.put("STC", stc, 0, 4);
  }

  /**
   * Security Send and Receive (Base 5.25, 5.26), CDW10.
   *
   * @param secp Security Protocol
   * @param spsp Security Protocol Specific, 16 bits
   * @param nssf NVMe Security Specific Field
   */
  public static int securityCdw10(int secp, int spsp, int nssf) {
    return Bits.put("NSSF", nssf, 0, 8)
        | Bits.put("SPSP", spsp, 8, 16)
        | Bits.put("SECP", secp, 24, 8);
  }

  /**
   * Directive Send and Receive (Base 5.10, 5.11), CDW11.
   *
   * @param doper Directive Operation
   * @param dtype Directive Type: 0 identify, 1 streams
   * @param dspec Directive Specific
   */
  public static int directiveCdw11(int doper, int dtype, int dspec) {
    return Bits.put("DOPER", doper, 0, 8)
        | Bits.put("DTYPE", dtype, 8, 8)
        | Bits.put("DSPEC", dspec, 16, 16);
  }

  /**
   * Directive Send, Identify, Enable Directive (Base 8.7.2.2.1), CDW12.
   *
   * @param dtype the directive to enable or disable
   */
  public static int enableDirectiveCdw12(boolean enable, int dtype) {
    return Bits.bit(enable, 0) | Bits.put("DTYPE", dtype, 8, 8);
  }

  /**
   * Virtualization Management (Base 5.28), CDW10.
   *
   * @param rt Resource Type: 0 queues, 1 interrupts
   * @param cntlid the controller it is about
   */
  public static int virtualizationManagementCdw10(VirtualizationAction action, int rt, int cntlid) {
    return action.code() | Bits.put("RT", rt, 8, 3) | Bits.put("CNTLID", cntlid, 16, 16);
  }

  /** Virtualization Management (Base 5.28), CDW11: Number of Controller Resources. */
  public static int virtualizationManagementCdw11(int nr) {
    return Bits.put("NR", nr, 0, 16);
  }

  /**
   * Lockdown (Base 5.19), CDW10.
   *
   * @param scp Scope: 0 an admin opcode, 2 a Feature Identifier, 3 and 4 of the Management
   *     Interface
   * @param prohibit whether to prohibit, else to allow
   * @param ifc Interface: 0 admin queues, 1 these and out of band, 2 out of band
   * @param ofi Opcode or Feature Identifier
   */
  public static int lockdownCdw10(int scp, boolean prohibit, int ifc, int ofi) {
    return Bits.put("SCP", scp, 0, 4)
        | Bits.bit(prohibit, 4)
        | Bits.put("IFC", ifc, 5, 2)
        | Bits.put("OFI", ofi, 8, 8);
  }

  /**
   * Capacity Management (Base 5.3), CDW10.
   *
   * @param operation 0 select a configuration, 1 create and 2 delete an endurance group, 3 create
   *     and 4 delete an NVM set
   * @param elementId what the operation is about
   */
  public static int capacityManagementCdw10(int operation, int elementId) {
    return Bits.put("OPER", operation, 0, 4) | Bits.put("ELID", elementId, 16, 16);
  }
}
