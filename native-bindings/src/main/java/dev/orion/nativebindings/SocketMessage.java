package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.cmsghdr;
import dev.orion.nativebindings.generated.iovec;
import dev.orion.nativebindings.generated.msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The {@code msghdr} of one socket: one buffer, and descriptors as control data. See cmsg(3),
 * unix(7).
 */
final class SocketMessage {
  private static final long HEADER_BYTES = cmsghdr.sizeof();

  private final int maxDescriptors;
  private final MemorySegment header;
  private final MemorySegment vector;
  private final MemorySegment control;

  SocketMessage(int maxDescriptors) {
    this.maxDescriptors = maxDescriptors;
    Arena arena = Arena.ofAuto();
    header = msghdr.allocate(arena);
    vector = iovec.allocate(arena);
    control = arena.allocate(controlBytes(maxDescriptors), cmsghdr.layout().byteAlignment());
    msghdr.msg_iov(header, vector);
    msghdr.msg_iovlen(header, 1);
  }

  /** Calls sendmsg once: returns the bytes sent or the negated errno. */
  long send(
      int fd, MemorySegment buffer, long offset, long lengthBytes, List<Descriptor> descriptors) {
    setBuffer(buffer, offset, lengthBytes);
    if (!descriptors.isEmpty()) {
      attach(descriptors);
    }
    return SocketCalls.sendmsg(fd, header, Libc.MSG_NOSIGNAL(), buffer);
  }

  /**
   * Calls recvmsg once, with or without room for descriptors: returns the bytes received or the
   * negated errno.
   */
  long receive(
      int fd, MemorySegment buffer, long offset, long lengthBytes, boolean takesDescriptors) {
    setBuffer(buffer, offset, lengthBytes);
    if (takesDescriptors) {
      msghdr.msg_control(header, control);
      msghdr.msg_controllen(header, control.byteSize());
    }
    return SocketCalls.recvmsg(fd, header, Libc.MSG_CMSG_CLOEXEC(), buffer);
  }

  private void setBuffer(MemorySegment buffer, long offset, long lengthBytes) {
    long address = Downcall.address(buffer, offset, lengthBytes);
    vector.set(ValueLayout.JAVA_LONG, iovec.iov_base$offset(), address);
    iovec.iov_len(vector, lengthBytes);
    msghdr.msg_control(header, MemorySegment.NULL);
    msghdr.msg_controllen(header, 0);
    msghdr.msg_flags(header, 0);
  }

  private void attach(List<Descriptor> descriptors) {
    if (descriptors.size() > maxDescriptors) {
      throw new IllegalArgumentException(
          descriptors.size() + " descriptors in a message that holds " + maxDescriptors);
    }
    long lengthBytes = controlBytes(descriptors.size());
    cmsghdr.cmsg_len(control, lengthBytes);
    cmsghdr.cmsg_level(control, Libc.SOL_SOCKET());
    cmsghdr.cmsg_type(control, Libc.SCM_RIGHTS());
    for (int i = 0; i < descriptors.size(); i++) {
      control.set(
          ValueLayout.JAVA_INT,
          HEADER_BYTES + (long) i * Integer.BYTES,
          descriptors.get(i).number());
    }
    msghdr.msg_control(header, control);
    msghdr.msg_controllen(header, lengthBytes);
  }

  /** Whether the kernel dropped descriptors for want of room, here or in the process's table. */
  boolean isControlTruncated() {
    return (msghdr.msg_flags(header) & Libc.MSG_CTRUNC()) != 0;
  }

  /** Appends the received descriptors, which are now the caller's. */
  void takeDescriptors(List<Descriptor> received, String name) {
    long end = msghdr.msg_controllen(header);
    for (long start = 0; start + HEADER_BYTES <= end; ) {
      MemorySegment entry = control.asSlice(start, HEADER_BYTES);
      long lengthBytes = cmsghdr.cmsg_len(entry);
      if (cmsghdr.cmsg_level(entry) == Libc.SOL_SOCKET()
          && cmsghdr.cmsg_type(entry) == Libc.SCM_RIGHTS()) {
        for (long at = start + HEADER_BYTES; at < start + lengthBytes; at += Integer.BYTES) {
          received.add(Descriptor.adopt(control.get(ValueLayout.JAVA_INT, at), name));
        }
      }
      start += Math.ceilDiv(lengthBytes, Long.BYTES) * Long.BYTES;
    }
  }

  // CMSG_LEN, not CMSG_SPACE: in the padding the kernel would return one descriptor too many.
  private static long controlBytes(int descriptorCount) {
    return HEADER_BYTES + (long) descriptorCount * Integer.BYTES;
  }
}
