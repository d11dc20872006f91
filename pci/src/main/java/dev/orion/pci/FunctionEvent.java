package dev.orion.pci;

/** What the owner of a function should hear of at once. */
public enum FunctionEvent {
  /** The administrator wants the function back, or it is about to be unplugged: close it soon. */
  REMOVAL_REQUESTED,
  /** The function, or its link, reported an uncorrectable error; it may have to be reset. */
  ERROR
}
