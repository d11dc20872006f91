package dev.orion.pci.sysfs;

/**
 * Whether the user who asks can drive a PCI function with Orion.
 *
 * @param obstacle what is in the way; of several, the one to deal with first
 * @param summary the obstacle in few words; empty if there is none
 * @param advice what to do next, a sentence; empty if nothing needs to be done
 */
public record Usability(Obstacle obstacle, String summary, String advice) {

  /** What can be in the way. */
  public enum Obstacle {
    /** Nothing is. */
    NONE,
    /** It is a bridge, which the kernel keeps. */
    BRIDGE,
    /** No IOMMU covers it. */
    NO_IOMMU,
    /** It has what the system is using: a mounted file system, say. */
    IN_USE,
    /** A driver of the kernel has it, or none. */
    NOT_BOUND,
    /** The kernel uses another device of its IOMMU group. */
    GROUP_NOT_VIABLE,
    /** The user may not open the files of VFIO. */
    NO_PERMISSION,
    /** The user may lock too little memory for DMA. */
    MEMLOCK_TOO_LOW
  }

  static final Usability READY = new Usability(Obstacle.NONE, "", "");

  /** Whether nothing is in the way. */
  public boolean isUsable() {
    return obstacle == Obstacle.NONE;
  }
}
