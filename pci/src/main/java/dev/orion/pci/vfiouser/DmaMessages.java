package dev.orion.pci.vfiouser;

import java.lang.foreign.MemorySegment;

/** Answers servers that reach memory by messages instead of mapping it. */
@FunctionalInterface
interface DmaMessages {

  /**
   * Answers a command of the server's.
   *
   * @param payload of the command
   * @param reply where the payload of the reply goes
   * @return its length, or the negated errno for which it is refused
   */
  long answer(int command, MemorySegment payload, MemorySegment reply);
}
