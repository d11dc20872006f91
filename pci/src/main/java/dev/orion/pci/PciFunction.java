package dev.orion.pci;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One function of a PCI device, owned by this process. This is all that a driver sees; the
 * transports behind it are interchangeable.
 *
 * <p>A function that went away behaves as the bus does: reads return all ones, writes vanish.
 * {@link #goneReason} then tells a person why.
 *
 * <p>Configuration space and interrupt setup may be used by one thread at a time; registers and DMA
 * memory by any thread.
 */
public interface PciFunction extends AutoCloseable {

  /** How its user addresses the function, for messages: {@code qemu:lab/nvme0}. */
  String name();

  /** The function's configuration space. */
  ConfigSpace config();

  /** The implemented base address registers, in order of their index. */
  List<Bar> bars();

  /**
   * Access to a window of a memory BAR. The result is a plain mapping where the transport allows
   * one and a messenger otherwise.
   *
   * @param bar index of the BAR, 0 to 5
   * @param offsetBytes start of the window, a multiple of 8
   * @param lengthBytes length of the window, a multiple of 8
   * @throws IOException if the function has no such BAR, or the window leaves it
   */
  Registers map(int bar, long offsetBytes, long lengthBytes) throws IOException;

  /** The memory that this function, and every other of its domain, can reach. */
  DmaMemory dma();

  /**
   * Lets the function start DMA and send message-signalled interrupts, or stops it (Command
   * register bit 2). It is off until a driver turns it on, so that a function left running by
   * somebody else cannot write into memory that has a new use.
   */
  void setBusMaster(boolean enabled);

  /**
   * Interrupts of a kind that can be had: what the function implements, 0 where the transport does
   * not deliver that kind.
   */
  int interruptCount(InterruptKind kind);

  /**
   * Turns interrupts on, the first {@code count} vectors of one kind, unmasked. Once in the life of
   * a function.
   *
   * @return the vectors, index by index; they end with the function
   * @throws IOException if there are not as many
   */
  List<InterruptVector> enableInterrupts(InterruptKind kind, int count) throws IOException;

  /**
   * Resets the function alone (Function Level Reset, or what else resets no other function). Its
   * registers are as after power-on, bus mastering and interrupts are off, its memory space stays
   * decoded. May take up to a second.
   *
   * @throws IOException if it cannot be reset by itself
   */
  void reset() throws IOException;

  /** What the owner should hear of the function; empty where the transport reports nothing. */
  default Optional<FunctionEvents> events() {
    return Optional.empty();
  }

  /** Why the function can no longer be reached, or empty while it can as far as is known. */
  Optional<String> goneReason();

  /**
   * Stops DMA, releases the function and everything mapped through it. Closing twice is harmless.
   */
  @Override
  void close() throws IOException;
}
