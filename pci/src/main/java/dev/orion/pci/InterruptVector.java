package dev.orion.pci;

/**
 * One interrupt vector of a function. Used by one thread. Take the interrupt first and look at the
 * device afterwards; then none is missed.
 */
public interface InterruptVector {

  /** Whether the vector fired since it was last taken. Does not wait. */
  boolean take();

  /**
   * Waits until the vector fires, and takes it.
   *
   * @param clock tells the time and passes it
   * @param timeoutNanos how long to wait at the most
   * @return whether it fired
   */
  boolean await(NanoClock clock, long timeoutNanos);

  /**
   * Keeps the device from sending the interrupt, or lets it again, for the price of a register
   * write. One that comes due meanwhile is sent when it may be. Does nothing where the transport
   * cannot: the interrupt is then to be expected at any time.
   */
  default void setMasked(boolean masked) {}
}
