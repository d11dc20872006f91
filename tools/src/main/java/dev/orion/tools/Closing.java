package dev.orion.tools;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Closes several things. */
final class Closing {
  private Closing() {}

  /**
   * Closes all, also if closing one fails.
   *
   * @throws IOException the first failure; those after it are suppressed exceptions of it
   */
  static void closeAll(List<Closeable> all) throws IOException {
    if (!all.isEmpty()) {
      try (Closeable _ = () -> closeAll(all.subList(1, all.size()))) {
        all.getFirst().close();
      }
    }
  }
}
