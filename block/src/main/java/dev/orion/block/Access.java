package dev.orion.block;

/** What somebody means to do with a device. */
public enum Access {
  /** Read only: whatever would change the device is refused. */
  READ_ONLY,
  /** Read and write. */
  READ_WRITE
}
