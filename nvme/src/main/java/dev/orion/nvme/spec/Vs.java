package dev.orion.nvme.spec;

/**
 * Fields of the Version register (VS, Base 3.1.3.2); Identify Controller's VER has the same layout.
 */
public final class Vs {
  /** NVM Express 2.0.0, to compare with: versions order as unsigned numbers. */
  public static final int VERSION_2_0 = 0x0002_0000;

  private Vs() {}

  /** Major Version Number. */
  public static int major(int vs) {
    return vs >>> 16;
  }

  /** Minor Version Number. */
  public static int minor(int vs) {
    return Bits.get(vs, 8, 8);
  }

  /** Tertiary Version Number. */
  public static int tertiary(int vs) {
    return Bits.get(vs, 0, 8);
  }

  /** The version as people write it, such as {@code 1.4.0}. */
  public static String toText(int vs) {
    return major(vs) + "." + minor(vs) + "." + tertiary(vs);
  }
}
