package dev.orion.tools.bench;

/** Decides where on the device an I/O goes. */
interface Placement {

  /** What became of a slot. */
  enum Outcome {
    /** It has the I/O. */
    PLACED,
    /** It has an I/O that must be done before. */
    OTHER_FIRST,
    /** It has none: others must end before. */
    WAIT,
    /** It has none, and there will be none. */
    NOWHERE
  }

  /** To where the sequence says. */
  Placement AS_PLANNED =
      (slot, io) -> {
        slot.prepare(io.direction(), io.block(), io.blockCount());
        return Outcome.PLACED;
      };

  /** Prepares the slot for the sequence's present I/O. */
  Outcome place(IoSlot slot, IoSequence io);

  /** An I/O has ended well. */
  default void completed(IoSlot slot) {}
}
