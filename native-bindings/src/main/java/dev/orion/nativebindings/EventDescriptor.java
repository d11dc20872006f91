package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An eventfd(2): a counter that a device's interrupt or another thread raises and one thread
 * consumes.
 *
 * <p>Any thread may signal; consuming and waiting belong to one thread at a time. Neither
 * allocates.
 */
public final class EventDescriptor implements AutoCloseable {
  private static final MemorySegment ONE = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1L);

  private final Descriptor descriptor;
  private final PollSet self;
  private final MemorySegment count = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  private EventDescriptor(Descriptor descriptor) {
    this.descriptor = descriptor;
    self = PollSet.readable(descriptor);
  }

  /** Creates a counter of zero. */
  public static EventDescriptor create() throws ErrnoException {
    long result = FileCalls.eventfd(0, Libc.EFD_CLOEXEC() | Libc.EFD_NONBLOCK());
    if (result < 0) {
      throw Descriptor.failure("eventfd()", result);
    }
    return new EventDescriptor(Descriptor.adopt((int) result, "eventfd"));
  }

  /** Takes over a descriptor of a counter that another process made. */
  public static EventDescriptor adopt(Descriptor descriptor) {
    return new EventDescriptor(descriptor);
  }

  /** Adds one to the counter. */
  public void signal() throws ErrnoException {
    descriptor.write(ONE, 0, Long.BYTES);
  }

  /**
   * Takes the counter back to zero, without waiting.
   *
   * @return what it was; 0 if there was no signal
   */
  public long consume() throws ErrnoException {
    long result = FileCalls.read(descriptor.number(), count, 0, Long.BYTES);
    if (result == -Errno.EAGAIN) {
      return 0;
    }
    if (result < 0) {
      throw Descriptor.failure("read(" + descriptor + ")", result);
    }
    return count.get(ValueLayout.JAVA_LONG, 0);
  }

  /**
   * Waits for a signal and leaves it for {@link #consume}. To wait for several, use a {@link
   * PollSet}.
   *
   * @param timeoutNanos as for {@link PollSet#await}
   * @return false if the time ran out
   */
  public boolean await(long timeoutNanos) throws ErrnoException {
    return self.await(timeoutNanos) > 0;
  }

  /** The descriptor, to hand to a device or to another process; it stays this object's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() throws ErrnoException {
    descriptor.close();
  }
}
