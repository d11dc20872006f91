package dev.orion.nvme;

import dev.orion.nvme.spec.FeatureIdentifier;
import java.lang.foreign.MemorySegment;

/**
 * A value to set (Base 5.27).
 *
 * @param fid Feature Identifier, 0 to 255
 * @param nsid namespace, 0 for none, FFFFFFFFh for all
 * @param cdw11 Command Dword 11
 * @param cdw12 Command Dword 12
 * @param cdw13 Command Dword 13
 * @param cdw14 Command Dword 14, with the UUID Index for vendor specific features in bits 6:0
 * @param cdw15 Command Dword 15
 * @param data the value's data, empty if it is in the command
 * @param save whether the value outlives resets and power cycles
 */
public record FeatureChange(
    int fid,
    int nsid,
    int cdw11,
    int cdw12,
    int cdw13,
    int cdw14,
    int cdw15,
    MemorySegment data,
    boolean save) {

  /** A feature of the controller whose value is in Command Dword 11. */
  public static FeatureChange of(FeatureIdentifier feature, int cdw11) {
    return new FeatureChange(
        feature.code(), 0, cdw11, 0, 0, 0, 0, MemorySegment.ofArray(new byte[0]), false);
  }

  /** For a namespace. */
  public FeatureChange withNsid(int newNsid) {
    return new FeatureChange(fid, newNsid, cdw11, cdw12, cdw13, cdw14, cdw15, data, save);
  }

  /** With Command Dword 12. */
  public FeatureChange withCdw12(int newCdw12) {
    return new FeatureChange(fid, nsid, cdw11, newCdw12, cdw13, cdw14, cdw15, data, save);
  }

  /** With Command Dwords 13 (the low half) and 14. */
  public FeatureChange withCdw13And14(long value) {
    return new FeatureChange(
        fid, nsid, cdw11, cdw12, (int) value, (int) (value >>> 32), cdw15, data, save);
  }

  /** With Command Dword 15. */
  public FeatureChange withCdw15(int newCdw15) {
    return new FeatureChange(fid, nsid, cdw11, cdw12, cdw13, cdw14, newCdw15, data, save);
  }

  /** With data. */
  public FeatureChange withData(MemorySegment newData) {
    return new FeatureChange(fid, nsid, cdw11, cdw12, cdw13, cdw14, cdw15, newData, save);
  }

  /** So that it outlives resets and power cycles. */
  public FeatureChange saved() {
    return new FeatureChange(fid, nsid, cdw11, cdw12, cdw13, cdw14, cdw15, data, true);
  }
}
