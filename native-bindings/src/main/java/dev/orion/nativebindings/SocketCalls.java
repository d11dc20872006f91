package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls on sockets, and {@code ppoll}. Each returns its result or the negated errno. Sockets are
 * non-blocking, so only {@code sendmsg} and {@code recvmsg} can meet a signal; {@code ppoll}'s
 * caller restarts it with the time that is left.
 */
final class SocketCalls {
  private static final long INTERRUPTED = -Libc.EINTR();

  private SocketCalls() {}

  private static final class Socket {
    static final MethodHandle HANDLE = Downcall.of(Libc.socket$address(), Libc.socket$descriptor());
  }

  static long socket(int domain, int type, int protocol) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Socket.HANDLE.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Bind {
    static final MethodHandle HANDLE = Downcall.of(Libc.bind$address(), Libc.bind$descriptor());
  }

  static long bind(int fd, MemorySegment address) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Bind.HANDLE.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Listen {
    static final MethodHandle HANDLE = Downcall.of(Libc.listen$address(), Libc.listen$descriptor());
  }

  static long listen(int fd, int backlog) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Listen.HANDLE.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Accept4 {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.accept4$address(), Libc.accept4$descriptor());
  }

  static long accept4(int fd, int flags) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (int)
                    Accept4.HANDLE.invokeExact(
                        state, fd, MemorySegment.NULL, MemorySegment.NULL, flags),
                state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Connect {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.connect$address(), Libc.connect$descriptor());
  }

  static long connect(int fd, MemorySegment address) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Connect.HANDLE.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Sendmsg {
    static final MethodHandle HANDLE =
        Downcall.keepingAlive(Libc.sendmsg$address(), Libc.sendmsg$descriptor());
  }

  static long sendmsg(int fd, MemorySegment msghdr, int flags, MemorySegment buffer) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Sendmsg.HANDLE.invokeExact(state, fd, msghdr, flags, buffer), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Recvmsg {
    static final MethodHandle HANDLE =
        Downcall.keepingAlive(Libc.recvmsg$address(), Libc.recvmsg$descriptor());
  }

  static long recvmsg(int fd, MemorySegment msghdr, int flags, MemorySegment buffer) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Recvmsg.HANDLE.invokeExact(state, fd, msghdr, flags, buffer), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Ppoll {
    static final MethodHandle HANDLE = Downcall.of(Libc.ppoll$address(), Libc.ppoll$descriptor());
  }

  static long ppoll(MemorySegment pollfds, long count, MemorySegment timeout) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Ppoll.HANDLE.invokeExact(state, pollfds, count, timeout, MemorySegment.NULL),
          state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }
}
