package dev.orion.block;

/** What a queue's owner does while it has requests in flight and nothing completes. */
public enum CompletionMode {
  /** Looks again and again: the least latency, for a whole CPU. */
  POLLED,
  /** Sleeps until the device interrupts: the least CPU time, for a wake-up an I/O. */
  INTERRUPT,
  /** Looks for as long as a fast device takes, then sleeps. */
  ADAPTIVE
}
