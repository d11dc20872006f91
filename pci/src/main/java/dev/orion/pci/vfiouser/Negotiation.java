package dev.orion.pci.vfiouser;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The first messages of a connection: which version is spoken, and whether to a PCI function. */
final class Negotiation {

  private static final int MAJOR = 0;
  private static final int MINOR = 1;

  /** What this side can do; what the server can do beyond the least is not used. */
  private static final String CAPABILITIES =
      "{\"capabilities\":{\"max_msg_fds\":%d,\"max_data_xfer_size\":%d}}"
          .formatted(Connection.MAX_DESCRIPTORS, Connection.MAX_DATA_BYTES);

  private static final int DEVICE_INFO_BYTES = 16;
  private static final int DEVICE_FLAG_PCI = 1 << 1;

  private Negotiation() {}

  /**
   * Negotiates.
   *
   * @throws IOException if the server cannot be used, with why
   */
  static void run(Connection connection) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      agreeOnVersion(connection, arena);
      checkIsPci(connection, arena);
    }
  }

  private static void agreeOnVersion(Connection connection, Arena arena) throws IOException {
    MemorySegment capabilities = arena.allocateFrom(CAPABILITIES);
    MemorySegment version = arena.allocate(4 + capabilities.byteSize(), 2);
    version.set(ValueLayout.JAVA_SHORT, 0, (short) MAJOR);
    version.set(ValueLayout.JAVA_SHORT, 2, (short) MINOR);
    MemorySegment.copy(capabilities, 0, version, 4, capabilities.byteSize());
    MemorySegment reply;
    try {
      reply = connection.request(VfioUserCommand.VERSION, version);
    } catch (RefusedException e) {
      throw new IOException(
          "%s; Orion speaks version %d.%d".formatted(e.getMessage(), MAJOR, MINOR), e);
    }
    if (reply.byteSize() < 4) {
      throw connection.ended("sent a version of %d bytes".formatted(reply.byteSize()), null);
    }
    int major = Short.toUnsignedInt(reply.get(ValueLayout.JAVA_SHORT, 0));
    int minor = Short.toUnsignedInt(reply.get(ValueLayout.JAVA_SHORT, 2));
    if (major != MAJOR || minor > MINOR) {
      throw connection.ended(
          "speaks version %d.%d of the protocol, Orion up to %d.%d"
              .formatted(major, minor, MAJOR, MINOR),
          null);
    }
  }

  private static void checkIsPci(Connection connection, Arena arena) throws IOException {
    MemorySegment request = arena.allocate(DEVICE_INFO_BYTES, 4);
    request.set(ValueLayout.JAVA_INT, 0, DEVICE_INFO_BYTES);
    MemorySegment info = connection.request(VfioUserCommand.DEVICE_GET_INFO, request);
    if (info.byteSize() < DEVICE_INFO_BYTES) {
      throw connection.ended(
          "sent device information of %d bytes".formatted(info.byteSize()), null);
    }
    if ((info.get(ValueLayout.JAVA_INT, 4) & DEVICE_FLAG_PCI) == 0) {
      throw connection.ended("serves no PCI function", null);
    }
  }
}
