package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.pollfd;
import dev.orion.nativebindings.generated.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Descriptors to wait for together: ppoll(2). Waiting allocates nothing.
 *
 * <p>It belongs to one thread at a time. It does not own the descriptors.
 */
public final class PollSet {
  private static final long ENTRY_BYTES = pollfd.sizeof();
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Descriptor[] descriptors;
  private final MemorySegment entries;
  private final MemorySegment timeout;

  private PollSet(short events, Descriptor... descriptors) {
    this.descriptors = descriptors.clone();
    Arena arena = Arena.ofAuto();
    entries = pollfd.allocateArray(descriptors.length, arena);
    timeout = timespec.allocate(arena);
    for (int i = 0; i < descriptors.length; i++) {
      pollfd.fd(pollfd.asSlice(entries, i), descriptors[i].number());
      pollfd.events(pollfd.asSlice(entries, i), events);
    }
  }

  /** Waits until a descriptor can be read. */
  public static PollSet readable(Descriptor... descriptors) {
    return new PollSet((short) Libc.POLLIN(), descriptors);
  }

  /** Waits until a descriptor can be written. */
  public static PollSet writable(Descriptor... descriptors) {
    return new PollSet((short) Libc.POLLOUT(), descriptors);
  }

  /**
   * Waits until at least one descriptor is ready. Interrupting the thread does not end the wait.
   *
   * @param timeoutNanos how long, {@link Long#MAX_VALUE} for as long as it takes, 0 or less for not
   *     at all
   * @return how many are ready; 0 if the time ran out
   */
  public int await(long timeoutNanos) throws ErrnoException {
    for (Descriptor descriptor : descriptors) {
      descriptor.number(); // throws if closed: the kernel would poll whoever got the number since
    }
    long start = timeoutNanos > 0 ? System.nanoTime() : 0;
    long left = Math.max(timeoutNanos, 0);
    while (true) {
      timespec.tv_sec(timeout, left / NANOS_PER_SECOND);
      timespec.tv_nsec(timeout, left % NANOS_PER_SECOND);
      long result = SocketCalls.ppoll(entries, descriptors.length, timeout);
      if (result >= 0) {
        return (int) result;
      }
      if (result != -Errno.EINTR) {
        throw Descriptor.failure("ppoll(" + descriptors.length + " descriptors)", result);
      }
      left = left == 0 ? 0 : Math.max(timeoutNanos - (System.nanoTime() - start), 0);
    }
  }

  /**
   * Whether the last wait found the descriptor of this index ready, in error or hung up: the next
   * operation on it does not block.
   */
  public boolean isReady(int index) {
    return entries.get(pollfd.revents$layout(), index * ENTRY_BYTES + pollfd.revents$offset()) != 0;
  }
}
