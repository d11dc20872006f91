package dev.orion.nvme;

import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespaceKeyValue;
import dev.orion.nvme.spec.KeyValueCommand;
import dev.orion.nvme.spec.KeyValueOpcode;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of keys and values (NVM Express Key Value Command Set). A value moves in one command.
 * Methods may be called by any thread, and wait.
 */
public final class KeyValueNamespace {

  private static final int LIST_BYTES = 64 << 10;

  private static final int FIRST_RETRIEVE_BYTES = 4096;

  private final CommandSupport support;
  private final NvmeController controller;
  private final int nsid;
  private final String name;
  private final IdentifyNamespaceKeyValue identity;

  private KeyValueNamespace(
      CommandSupport support, int nsid, String name, IdentifyNamespaceKeyValue identity) {
    this.support = support;
    this.controller = support.controller();
    this.nsid = nsid;
    this.name = name;
    this.identity = identity;
  }

  /** What becomes of a value besides being stored. */
  public enum StoreOption {
    /** Replace a value; fail if there is none. */
    MUST_EXIST(KeyValueCommand.SO_MUST_EXIST),
    /** Add a value; fail if there is one. */
    MUST_NOT_EXIST(KeyValueCommand.SO_MUST_NOT_EXIST),
    /** Keep the controller from compressing it. */
    NO_COMPRESSION(KeyValueCommand.SO_NO_COMPRESSION);

    private final int bit;

    StoreOption(int bit) {
      this.bit = bit;
    }
  }

  /** Takes the keys of a list one after the other. */
  @FunctionalInterface
  public interface KeyVisitor {
    /**
     * Takes a key.
     *
     * @return whether to go on
     * @throws IOException ends the list
     */
    boolean visit(byte[] key) throws IOException;
  }

  /**
   * Identifies an active namespace.
   *
   * @param support whether keys and values longer than the namespace says are refused or sent
   * @throws NvmeException if it does not speak the Key Value Command Set
   */
  public static KeyValueNamespace open(CommandSupport support, int nsid) throws NvmeException {
    NvmeController controller = support.controller();
    String name = "%s namespace %s".formatted(controller.name(), Integer.toUnsignedString(nsid));
    Csi csi = NamespaceGeometry.commandSet(controller, nsid);
    if (csi != Csi.KEY_VALUE) {
      throw new NvmeException(
          "%s holds no keys and values: it speaks the %s".formatted(name, csi.specName()));
    }
    return new KeyValueNamespace(
        support,
        nsid,
        name,
        new IdentifyNamespaceKeyValue(
            controller.identify(Cns.NAMESPACE_BY_CSI, Csi.KEY_VALUE, nsid)));
  }

  /** How the user addresses it. */
  public String name() {
    return name;
  }

  /** The Key Value Command Set specific Identify Namespace data structure. */
  public IdentifyNamespaceKeyValue identity() {
    return identity;
  }

  /** Bytes of a value at the most: the namespace's limit, and what one command moves. */
  public long maxValueBytes() {
    return Math.min(limit(identity::maxValueBytes), controller.maxTransferBytes());
  }

  /**
   * Stores a value.
   *
   * @param key 1 to 16 bytes, less if the namespace says so
   * @throws UnsupportedCommandException if the key or the value is longer than the namespace says
   * @throws IOException if the controller refuses: {@link StatusCode#KEY_EXISTS}, say
   * @throws IllegalArgumentException if a command cannot hold the key or the value
   */
  public void store(byte[] key, MemorySegment value, StoreOption... options) throws IOException {
    long lengthBytes = value.byteSize();
    checkKey(key);
    long max = limit(identity::maxValueBytes);
    support.require(
        lengthBytes <= max,
        "a value of %d bytes".formatted(lengthBytes),
        "VML is %d in the Identify Namespace of namespace %d".formatted(max, nsid));
    if (lengthBytes > controller.maxTransferBytes()) {
      throw new IllegalArgumentException(
          "%s: a value of %d bytes; a command moves %d (MDTS)"
              .formatted(name, lengthBytes, controller.maxTransferBytes()));
    }
    int bits = Arrays.stream(options).mapToInt(option -> option.bit).reduce(0, (a, b) -> a | b);
    NvmeCommand command = command(KeyValueOpcode.STORE, key, bits).withCdw10((int) lengthBytes);
    if (lengthBytes == 0) {
      controller.io(command);
      return;
    }
    try (DmaBuffer buffer = controller.dma().allocate(lengthBytes)) {
      buffer.segment().copyFrom(value);
      controller.io(command.withData(buffer));
    }
  }

  /**
   * Retrieves a value, or as much of it as fits.
   *
   * @return the value's length in bytes, which may be more than {@code into} holds
   * @throws IOException if the controller refuses: {@link StatusCode#KV_KEY_DOES_NOT_EXIST}, say
   */
  public long retrieve(byte[] key, MemorySegment into) throws IOException {
    checkKey(key);
    long roomBytes = Math.min(into.byteSize(), controller.maxTransferBytes());
    NvmeCommand command = command(KeyValueOpcode.RETRIEVE, key, 0).withCdw10((int) roomBytes);
    if (roomBytes == 0) {
      return lengthOf(controller.io(command));
    }
    try (DmaBuffer buffer = controller.dma().allocate(roomBytes)) {
      long lengthBytes = lengthOf(controller.io(command.withData(buffer)));
      MemorySegment.copy(buffer.segment(), 0, into, 0, Math.min(lengthBytes, roomBytes));
      return lengthBytes;
    }
  }

  /**
   * Retrieves a whole value.
   *
   * @throws IOException also if the value is longer than a command moves, or grows meanwhile
   */
  public byte[] retrieve(byte[] key) throws IOException {
    byte[] value = new byte[FIRST_RETRIEVE_BYTES];
    long lengthBytes = retrieve(key, MemorySegment.ofArray(value));
    if (lengthBytes > value.length) {
      if (lengthBytes > controller.maxTransferBytes()) {
        throw new NvmeException(
            "%s: the value has %d bytes, and a command moves %d (MDTS)"
                .formatted(name, lengthBytes, controller.maxTransferBytes()));
      }
      value = new byte[(int) lengthBytes];
      lengthBytes = retrieve(key, MemorySegment.ofArray(value));
      if (lengthBytes > value.length) {
        throw new NvmeException(
            "%s: the value grew while it was retrieved; try again".formatted(name));
      }
    }
    return Arrays.copyOf(value, (int) lengthBytes);
  }

  /** Whether a key has a value. */
  public boolean exists(byte[] key) throws IOException {
    checkKey(key);
    try {
      controller.io(command(KeyValueOpcode.EXIST, key, 0));
      return true;
    } catch (NvmeException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Deletes a key and its value.
   *
   * @throws IOException if the controller refuses: {@link StatusCode#KV_KEY_DOES_NOT_EXIST}, say
   */
  public void delete(byte[] key) throws IOException {
    checkKey(key);
    controller.io(command(KeyValueOpcode.DELETE, key, 0));
  }

  /**
   * Lists keys, in an order that is the controller's own.
   *
   * @param from begins with this key if it is there, else where the controller would have it; empty
   *     for all
   * @throws IOException if the controller refuses, or lists what cannot be
   */
  public void list(byte[] from, KeyVisitor visitor) throws IOException {
    if (from.length > 0) {
      checkKey(from);
    }
    byte[] start = from;
    byte @Nullable [] last = null;
    long left = limit(identity::maxKeys) == 0 ? identity.nsze() : limit(identity::maxKeys);
    try (DmaBuffer page =
        controller.dma().allocate(Math.min(LIST_BYTES, controller.maxTransferBytes()))) {
      while (true) {
        controller.io(
            command(KeyValueOpcode.LIST, start, 0)
                .withCdw10((int) page.lengthBytes())
                .withData(page));
        KeyList keys = new KeyList(name, page.segment());
        byte @Nullable [] newest = null;
        while (keys.hasNext()) {
          byte[] key = keys.next();
          if (Arrays.equals(key, last)) {
            continue; // It was the last one of the page before.
          }
          if (left-- == 0) {
            throw new NvmeException(name + ": it lists more keys than it can hold (MNK, NSZE)");
          }
          if (!visitor.visit(key)) {
            return;
          }
          newest = key;
        }
        if (newest == null) {
          return;
        }
        last = newest;
        start = newest;
      }
    }
  }

  private NvmeCommand command(KeyValueOpcode opcode, byte[] key, int options) {
    String what =
        key.length == 0
            ? opcode.specName()
            : "%s of key %s".formatted(opcode.specName(), HexFormat.of().formatHex(key));
    return NvmeCommand.of(opcode)
        .named(what)
        .withNsid(nsid)
        .withCdw2(KeyValueCommand.keyDword(key, 0))
        .withCdw3(KeyValueCommand.keyDword(key, 1))
        .withCdw14(KeyValueCommand.keyDword(key, 2))
        .withCdw15(KeyValueCommand.keyDword(key, 3))
        .withCdw11(KeyValueCommand.cdw11(key.length, options));
  }

  private void checkKey(byte[] key) throws IOException {
    if (key.length < 1 || key.length > KeyValueCommand.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "%s: a key of %d bytes; a command holds 1 to %d"
              .formatted(name, key.length, KeyValueCommand.MAX_KEY_BYTES));
    }
    long max = limit(identity::maxKeyBytes);
    support.require(
        key.length <= max,
        "a key of %d bytes".formatted(key.length),
        "KML is %d in the Identify Namespace of namespace %d".formatted(max, nsid));
  }

  /**
   * A limit of the format that allows the most; which one is in use, the structure does not say.
   */
  private long limit(IntToLongFunction ofFormat) {
    return IntStream.range(0, identity.formatCount()).mapToLong(ofFormat).max().orElse(0);
  }

  private static long lengthOf(long result) {
    return result & 0xffff_ffffL;
  }

  private static boolean isMissing(NvmeException e) {
    Status status = e.status();
    return status != null && status.is(StatusCode.KV_KEY_DOES_NOT_EXIST);
  }

  /** The List data structure (KV 3.2.3): a count, and keys with their lengths. */
  private static final class KeyList {
    private static final int HEADER_BYTES = 4;
    private static final int LENGTH_BYTES = 2;

    private final String name;
    private final MemorySegment page;
    private long left;
    private long at = HEADER_BYTES;

    KeyList(String name, MemorySegment page) {
      this.name = name;
      this.page = page;
      this.left = Integer.toUnsignedLong(page.get(LittleEndian.INT, 0));
    }

    boolean hasNext() {
      return left > 0;
    }

    byte[] next() throws NvmeException {
      int length =
          at + LENGTH_BYTES > page.byteSize()
              ? 0
              : Short.toUnsignedInt(page.get(LittleEndian.SHORT, at));
      if (length < 1
          || length > KeyValueCommand.MAX_KEY_BYTES
          || at + LENGTH_BYTES + length > page.byteSize()) {
        throw new NvmeException(
            "%s: the List data structure ends with %d keys missing, or has one of %d bytes (Key Length)"
                .formatted(name, left, length));
      }
      byte[] key = page.asSlice(at + LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
      at += (LENGTH_BYTES + length + 3) & -4;
      left--;
      return key;
    }
  }
}
