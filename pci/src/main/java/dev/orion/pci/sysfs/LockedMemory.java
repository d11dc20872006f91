package dev.orion.pci.sysfs;

import dev.orion.pci.sysfs.Usability.Obstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory this process may lock (RLIMIT_MEMLOCK, see getrlimit(2)): the kernel counts what
 * VFIO maps for DMA against it.
 *
 * @param limitBytes the soft limit
 */
record LockedMemory(long limitBytes) {
  private static final Pattern LIMIT =
      Pattern.compile("^Max locked memory +(\\d+|unlimited) ", Pattern.MULTILINE);
  private static final Pattern CAPABILITIES =
      Pattern.compile("^CapEff:\\s+(\\p{XDigit}+)", Pattern.MULTILINE);

  /** The capability that frees of the limit; see capabilities(7). */
  private static final long CAP_IPC_LOCK = 1 << 14;

  /** Queues and buffers of a few devices. */
  private static final int ENOUGH_MIB = 64;

  static LockedMemory read(SystemFiles files) throws IOException {
    Matcher capabilities = CAPABILITIES.matcher(Files.readString(files.path("/proc/self/status")));
    boolean isFree =
        capabilities.find()
            && (Long.parseUnsignedLong(capabilities.group(1), 16) & CAP_IPC_LOCK) != 0;
    Matcher limit = LIMIT.matcher(Files.readString(files.path("/proc/self/limits")));
    return new LockedMemory(
        isFree || !limit.find() || limit.group(1).equals("unlimited")
            ? Long.MAX_VALUE
            : Long.parseLong(limit.group(1)));
  }

  boolean isEnough() {
    return limitBytes >= (long) ENOUGH_MIB << 20;
  }

  Usability tooLow(String user) {
    return new Usability(
        Obstacle.MEMLOCK_TOO_LOW,
        "memlock %d KiB".formatted(limitBytes >> 10),
        ("%1$s may lock %2$d KiB of memory, DMA needs %3$d MiB: echo '%1$s - memlock %4$d' |"
                + " sudo tee /etc/security/limits.d/orion.conf, and log in again")
            .formatted(user, limitBytes >> 10, ENOUGH_MIB, ENOUGH_MIB << 10));
  }
}
