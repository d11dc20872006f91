package dev.orion.nvme;

import java.io.IOException;

/** Takes the zones of a report one after the other. */
@FunctionalInterface
public interface ZoneVisitor {

  /**
   * Takes a zone.
   *
   * @param zone valid only during this call
   * @throws IOException ends the report
   */
  void visit(ZoneView zone) throws IOException;
}
