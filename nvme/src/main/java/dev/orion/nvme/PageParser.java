package dev.orion.nvme;

import dev.orion.nvme.spec.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/** Makes structures of pages, and names the device whose page makes no sense. */
final class PageParser {

  private PageParser() {}

  static <T> T parse(
      NvmeController controller, MemorySegment page, Function<MemorySegment, T> structure)
      throws NvmeException {
    try {
      return structure.apply(page);
    } catch (MalformedStructureException e) {
      throw new NvmeException(controller.name() + ": " + e.getMessage());
    }
  }
}
