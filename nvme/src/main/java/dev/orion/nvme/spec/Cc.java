package dev.orion.nvme.spec;

/**
 * The Controller Configuration register (CC, Base 3.1.3.5). Immutable: each {@code with} gives the
 * register with one field changed, and throws {@link IllegalArgumentException} if the value does
 * not fit its field.
 *
 * @param value the register's 32 bits
 */
public record Cc(int value) {
  /** {@link #css}: the NVM Command Set. */
  public static final int CSS_NVM = 0b000;

  /**
   * {@link #css}: all supported I/O Command Sets; to be used if {@link Cap#CSS_IO_COMMAND_SETS} is
   * set.
   */
  public static final int CSS_ALL = 0b110;

  /** {@link #css}: the Admin Command Set only. */
  public static final int CSS_ADMIN_ONLY = 0b111;

  /** {@link #ams}: round robin. */
  public static final int AMS_ROUND_ROBIN = 0b000;

  /** {@link #ams}: weighted round robin with urgent priority class. */
  public static final int AMS_WEIGHTED_ROUND_ROBIN = 0b001;

  /** {@link #shn}: no notification. */
  public static final int SHN_NONE = 0b00;

  /** {@link #shn}: normal shutdown. */
  public static final int SHN_NORMAL = 0b01;

  /** {@link #shn}: abrupt shutdown. */
  public static final int SHN_ABRUPT = 0b10;

  /** {@link #iosqes} of every I/O Command Set so far: 64-byte entries. */
  public static final int IOSQES_64_BYTES = 6;

  /** {@link #iocqes} of every I/O Command Set so far: 16-byte entries. */
  public static final int IOCQES_16_BYTES = 4;

  /** All fields zero: disabled. */
  public static final Cc ZERO = new Cc(0);

  /** Enable. */
  public boolean en() {
    return Bits.isSet(value, 0);
  }

  /** I/O Command Set Selected. */
  public int css() {
    return Bits.get(value, 4, 3);
  }

  /** Memory Page Size as a power of two above 4 KiB. */
  public int mps() {
    return Bits.get(value, 7, 4);
  }

  /** The memory page size as a power of two: {@code 12 + mps}. */
  public int memoryPageShift() {
    return 12 + mps();
  }

  /** Arbitration Mechanism Selected. */
  public int ams() {
    return Bits.get(value, 11, 3);
  }

  /** Shutdown Notification. */
  public int shn() {
    return Bits.get(value, 14, 2);
  }

  /** I/O Submission Queue Entry Size as a power of two. */
  public int iosqes() {
    return Bits.get(value, 16, 4);
  }

  /** I/O Completion Queue Entry Size as a power of two. */
  public int iocqes() {
    return Bits.get(value, 20, 4);
  }

  /** Controller Ready Independent of Media Enable. */
  public boolean crime() {
    return Bits.isSet(value, 24);
  }

  /** With {@link #en} set so. */
  public Cc withEn(boolean en) {
    return new Cc(Bits.replace("CC.EN", value, en ? 1 : 0, 0, 1));
  }

  /** With {@link #css} set so. */
  public Cc withCss(int css) {
    return new Cc(Bits.replace("CC.CSS", value, css, 4, 3));
  }

  /** With {@link #mps} set so. */
  public Cc withMps(int mps) {
    return new Cc(Bits.replace("CC.MPS", value, mps, 7, 4));
  }

  /** With {@link #mps} for pages of {@code 1 << memoryPageShift} bytes, 12 to 27. */
  public Cc withMemoryPageShift(int memoryPageShift) {
    return withMps(memoryPageShift - 12);
  }

  /** With {@link #ams} set so. */
  public Cc withAms(int ams) {
    return new Cc(Bits.replace("CC.AMS", value, ams, 11, 3));
  }

  /** With {@link #shn} set so. */
  public Cc withShn(int shn) {
    return new Cc(Bits.replace("CC.SHN", value, shn, 14, 2));
  }

  /** With {@link #iosqes} set so. */
  public Cc withIosqes(int iosqes) {
    return new Cc(Bits.replace("CC.IOSQES", value, iosqes, 16, 4));
  }

  /** With {@link #iocqes} set so. */
  public Cc withIocqes(int iocqes) {
    return new Cc(Bits.replace("CC.IOCQES", value, iocqes, 20, 4));
  }

  /** With {@link #crime} set so. */
  public Cc withCrime(boolean crime) {
    return new Cc(Bits.replace("CC.CRIME", value, crime ? 1 : 0, 24, 1));
  }
}
