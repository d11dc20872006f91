package dev.orion.nvme;

/**
 * How a namespace is to be formatted (Base 5.14).
 *
 * @param lbaFormat index of the LBA format, 0 to 63
 * @param secureErase what becomes of the data
 * @param protection Protection Information type, 0 (none) to 3
 * @param protectionFirst whether protection information is the first of the metadata, else the last
 * @param extendedMetadata whether metadata is part of an extended LBA
 */
public record FormatOptions(
    int lbaFormat,
    SecureErase secureErase,
    int protection,
    boolean protectionFirst,
    boolean extendedMetadata) {

  /** What becomes of the data: Secure Erase Settings. */
  public enum SecureErase {
    /** They may be found again. */
    NONE(0),

    /** All user data are erased. */
    USER_DATA(1),

    /** The key that the data are encrypted with is deleted. */
    CRYPTOGRAPHIC(2);

    private final int code;

    SecureErase(int code) {
      this.code = code;
    }

    /** The value on the wire. */
    public int code() {
      return code;
    }
  }

  /** A format without protection information or secure erase. */
  public static FormatOptions of(int lbaFormat) {
    return new FormatOptions(lbaFormat, SecureErase.NONE, 0, false, false);
  }

  /** With secure erase. */
  public FormatOptions with(SecureErase newSecureErase) {
    return new FormatOptions(
        lbaFormat, newSecureErase, protection, protectionFirst, extendedMetadata);
  }

  /** With protection information of a type. */
  public FormatOptions withProtection(int type, boolean first) {
    return new FormatOptions(lbaFormat, secureErase, type, first, extendedMetadata);
  }

  /** With metadata as part of an extended LBA. */
  public FormatOptions withExtendedMetadata() {
    return new FormatOptions(lbaFormat, secureErase, protection, protectionFirst, true);
  }
}
