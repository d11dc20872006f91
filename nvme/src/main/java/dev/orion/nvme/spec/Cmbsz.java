package dev.orion.nvme.spec;

/** Fields of the Controller Memory Buffer Size register (CMBSZ, Base 3.1.3.12). */
public final class Cmbsz {
  private Cmbsz() {}

  /** Submission Queue Support. */
  public static boolean sqs(int cmbsz) {
    return Bits.isSet(cmbsz, 0);
  }

  /** Completion Queue Support. */
  public static boolean cqs(int cmbsz) {
    return Bits.isSet(cmbsz, 1);
  }

  /** PRP SGL List Support. */
  public static boolean lists(int cmbsz) {
    return Bits.isSet(cmbsz, 2);
  }

  /** Read Data Support: the controller may write data here for the host to read. */
  public static boolean rds(int cmbsz) {
    return Bits.isSet(cmbsz, 3);
  }

  /** Write Data Support: the controller may read from here the data of a write. */
  public static boolean wds(int cmbsz) {
    return Bits.isSet(cmbsz, 4);
  }

  /** Size Units: 0 (4 KiB) to 6 (64 GiB); higher values are reserved. */
  public static int szu(int cmbsz) {
    return Bits.get(cmbsz, 8, 4);
  }

  /** Size, in units of {@link #unitBytes}; 0 if there is no buffer. */
  public static int sz(int cmbsz) {
    return Bits.get(cmbsz, 12, 20);
  }

  /**
   * The bytes that one unit of {@link #sz} and {@link Cmbloc#ofst} stands for; 0 if SZU is
   * reserved.
   */
  public static long unitBytes(int cmbsz) {
    int szu = szu(cmbsz);
    return szu > 6 ? 0 : 1L << (12 + 4 * szu);
  }

  /** The buffer's size; 0 if there is none or SZU is reserved. At most 2^56. */
  public static long sizeBytes(int cmbsz) {
    return sz(cmbsz) * unitBytes(cmbsz);
  }
}
