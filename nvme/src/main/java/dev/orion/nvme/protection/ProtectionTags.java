package dev.orion.nvme.protection;

/**
 * The tags that a command gives: what a write's tuples get and a read's are compared with.
 *
 * @param applicationTag 16 bits
 * @param applicationTagMask the bits of it that a check looks at
 * @param storageTag as many bits as the format has
 * @param referenceTag of the first block, as many bits as the format has
 */
public record ProtectionTags(
    int applicationTag, int applicationTagMask, long storageTag, long referenceTag) {

  /** All zero. */
  public static final ProtectionTags NONE = new ProtectionTags(0, 0, 0, 0);

  private static final int MAX_APPLICATION_TAG = 0xffff;

  /**
   * Checks the application tags.
   *
   * @throws IllegalArgumentException if one does not fit 16 bits
   */
  public ProtectionTags {
    if ((applicationTag | applicationTagMask) >>> 16 != 0) {
      throw new IllegalArgumentException(
          "application tag %Xh with mask %Xh: both have 16 bits"
              .formatted(applicationTag, applicationTagMask));
    }
  }

  /** A reference tag, and the application tag not looked at. */
  public static ProtectionTags ofReference(long referenceTag) {
    return new ProtectionTags(0, 0, 0, referenceTag);
  }

  /** With an application tag of which a check looks at every bit. */
  public ProtectionTags withApplicationTag(int tag) {
    return new ProtectionTags(tag, MAX_APPLICATION_TAG, storageTag, referenceTag);
  }

  /** With a storage tag. */
  public ProtectionTags withStorageTag(long tag) {
    return new ProtectionTags(applicationTag, applicationTagMask, tag, referenceTag);
  }

  /**
   * Checks that the tags fit a format.
   *
   * @throws IllegalArgumentException that says which does not
   */
  public void check(ProtectionFormat format) {
    check("storage tag", storageTag, format.storageTagBits());
    check("reference tag", referenceTag, format.referenceTagBits());
  }

  private static void check(String name, long value, int bits) {
    if ((value & ~ProtectionFormat.ones(bits)) != 0) {
      throw new IllegalArgumentException(
          "%s %Xh has more than the %d bits of the namespace's format"
              .formatted(name, value, bits));
    }
  }
}
