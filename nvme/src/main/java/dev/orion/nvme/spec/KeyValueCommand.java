package dev.orion.nvme.spec;

/**
 * Command Dwords of the Key Value Command Set (KV 3.2). A key of up to 16 bytes is in Dwords 2, 3,
 * 14 and 15, its first byte the lowest of Dword 2; CDW10 is the size of the value or of the host's
 * buffer.
 */
public final class KeyValueCommand {
  /** Most bytes of a key. */
  public static final int MAX_KEY_BYTES = 16;

  /** Store Option: store only if the key exists. */
  public static final int SO_MUST_EXIST = 1;

  /** Store Option: store only if the key does not exist. */
  public static final int SO_MUST_NOT_EXIST = 1 << 1;

  /** Store Option: do not compress the value. */
  public static final int SO_NO_COMPRESSION = 1 << 2;

  /** Retrieve Option: return the value as it is stored, compressed if it was. */
  public static final int RO_RAW = 1;

  private KeyValueCommand() {}

  /**
   * CDW11: Key Length, and the options of Store and Retrieve.
   *
   * @param options any of the {@code SO_} or {@code RO_} of the command, combined with {@code |}
   */
  public static int cdw11(int keyBytes, int options) {
    return Bits.put("Key Length", keyBytes, 0, 8) | Bits.put("Option", options, 8, 8);
  }

  /** Key Length in CDW11. */
  public static int keyBytes(int cdw11) {
    return Bits.get(cdw11, 0, 8);
  }

  /** The options in CDW11. */
  public static int options(int cdw11) {
    return Bits.get(cdw11, 8, 8);
  }

  /**
   * Four bytes of a key.
   *
   * @param index 0 to 3: for Command Dwords 2, 3, 14 and 15
   */
  public static int keyDword(byte[] key, int index) {
    int dword = 0;
    for (int i = 0; i < 4 && index * 4 + i < key.length; i++) {
      dword |= (key[index * 4 + i] & 0xff) << (8 * i);
    }
    return dword;
  }
}
