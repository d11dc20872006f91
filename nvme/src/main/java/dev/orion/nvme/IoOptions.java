package dev.orion.nvme;

import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;

/**
 * What a command of the NVM Command Set says beyond its range of blocks.
 *
 * @param flags of Command Dword 12: {@link NvmCommand#LR}, {@link NvmCommand#FUA}, {@link
 *     NvmCommand#PRACT} and the others
 * @param tags what protection information has or is compared with; count only with a format that
 *     has protection
 * @param datasetManagement hints how the blocks will be used, 8 bits
 * @param directiveType of a write: 0 none, 1 streams, 2 data placement
 * @param directiveSpecific of a write: the stream, or the placement identifier
 */
public record IoOptions(
    int flags,
    ProtectionTags tags,
    int datasetManagement,
    int directiveType,
    int directiveSpecific) {

  /** Nothing special. */
  public static final IoOptions NONE = new IoOptions(0, ProtectionTags.NONE, 0, 0, 0);

  /** With flags instead of those it has. */
  public IoOptions withFlags(int flags) {
    return new IoOptions(flags, tags, datasetManagement, directiveType, directiveSpecific);
  }

  /** With tags. */
  public IoOptions withTags(ProtectionTags tags) {
    return new IoOptions(flags, tags, datasetManagement, directiveType, directiveSpecific);
  }

  /** With hints how the blocks will be used. */
  public IoOptions withDatasetManagement(int datasetManagement) {
    return new IoOptions(flags, tags, datasetManagement, directiveType, directiveSpecific);
  }

  /** With a directive. */
  public IoOptions withDirective(int directiveType, int directiveSpecific) {
    return new IoOptions(flags, tags, datasetManagement, directiveType, directiveSpecific);
  }

  /** Whether the controller inserts or strips protection information. */
  boolean setsPract() {
    return (flags & NvmCommand.PRACT) != 0;
  }
}
