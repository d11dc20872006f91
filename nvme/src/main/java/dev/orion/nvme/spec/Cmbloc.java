package dev.orion.nvme.spec;

/** Fields of the Controller Memory Buffer Location register (CMBLOC, Base 3.1.3.11). */
public final class Cmbloc {
  private Cmbloc() {}

  /** Base Indicator Register: the BAR that holds the buffer (0, or 2 to 5). */
  public static int bir(int cmbloc) {
    return Bits.get(cmbloc, 0, 3);
  }

  /** CMB Queue Mixed Memory Support. */
  public static boolean cqmms(int cmbloc) {
    return Bits.isSet(cmbloc, 3);
  }

  /** CMB Queue Physically Discontiguous Support. */
  public static boolean cqpds(int cmbloc) {
    return Bits.isSet(cmbloc, 4);
  }

  /** CMB Data Pointer Mixed Locations Support. */
  public static boolean cdplms(int cmbloc) {
    return Bits.isSet(cmbloc, 5);
  }

  /** CMB Data Pointer and Command Independent Locations Support. */
  public static boolean cdpcils(int cmbloc) {
    return Bits.isSet(cmbloc, 6);
  }

  /** CMB Data Metadata Mixed Memory Support. */
  public static boolean cdmmms(int cmbloc) {
    return Bits.isSet(cmbloc, 7);
  }

  /** CMB Queue Dword Alignment. */
  public static boolean cqda(int cmbloc) {
    return Bits.isSet(cmbloc, 8);
  }

  /** Offset in the BAR, in units of {@link Cmbsz#unitBytes}. */
  public static int ofst(int cmbloc) {
    return Bits.get(cmbloc, 12, 20);
  }
}
