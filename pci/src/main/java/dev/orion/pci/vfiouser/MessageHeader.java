package dev.orion.pci.vfiouser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The 16 bytes that every message starts with, in the byte order of the machine. */
final class MessageHeader {

  static final int SIZE_BYTES = 16;

  static final int FLAG_REPLY = 0x1;
  static final int FLAG_NO_REPLY = 0x10;
  static final int FLAG_ERROR = 0x20;

  /** The bits of the flags that tell a command from a reply. */
  private static final int TYPE_MASK = 0xf;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private MessageHeader() {}

  static void write(
      MemorySegment message, int id, int command, long sizeBytes, int flags, int errno) {
    message.set(SHORT, 0, (short) id);
    message.set(SHORT, 2, (short) command);
    message.set(INT, 4, (int) sizeBytes);
    message.set(INT, 8, flags);
    message.set(INT, 12, errno);
  }

  /** Chosen by the sender of a command and repeated by its reply. */
  static int id(MemorySegment message) {
    return Short.toUnsignedInt(message.get(SHORT, 0));
  }

  static int command(MemorySegment message) {
    return Short.toUnsignedInt(message.get(SHORT, 2));
  }

  /** Length of the message, with this header. */
  static long sizeBytes(MemorySegment message) {
    return Integer.toUnsignedLong(message.get(INT, 4));
  }

  static boolean isCommand(MemorySegment message) {
    return (message.get(INT, 8) & TYPE_MASK) == 0;
  }

  static boolean isReply(MemorySegment message) {
    return (message.get(INT, 8) & TYPE_MASK) == FLAG_REPLY;
  }

  static boolean wantsReply(MemorySegment message) {
    return (message.get(INT, 8) & FLAG_NO_REPLY) == 0;
  }

  static boolean isError(MemorySegment message) {
    return (message.get(INT, 8) & FLAG_ERROR) != 0;
  }

  /** Why a command failed, if {@link #isError}. */
  static int errno(MemorySegment message) {
    return message.get(INT, 12);
  }
}
