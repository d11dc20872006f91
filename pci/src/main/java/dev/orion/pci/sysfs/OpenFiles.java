package dev.orion.pci.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which processes have files open; of other users' processes only root can tell. */
final class OpenFiles {
  private OpenFiles() {}

  /** A process that has one of the files open. */
  record Holder(String pid, String command, String file) {}

  /**
   * The processes but this one that have at least one of some files open.
   *
   * @param paths absolute paths without symbolic links
   */
  static List<Holder> holders(SystemFiles files, Collection<String> paths) {
    Set<String> wanted = Set.copyOf(paths);
    String self = Long.toString(ProcessHandle.current().pid());
    List<Holder> found = new ArrayList<>();
    for (Path process : SystemFiles.entries(files.path("/proc"))) {
      String pid = process.getFileName().toString();
      if (Character.isDigit(pid.charAt(0)) && !pid.equals(self)) {
        openFile(process, wanted)
            .map(
                file ->
                    new Holder(
                        pid, SystemFiles.text(process.resolve("comm")).orElse("unknown"), file))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<String> openFile(Path process, Set<String> wanted) {
    for (Path descriptor : SystemFiles.entries(process.resolve("fd"))) {
      try {
        String file = Files.readSymbolicLink(descriptor).toString();
        if (wanted.contains(file)) {
          return Optional.of(file);
        }
      } catch (IOException e) {
        // closed meanwhile
      }
    }
    return Optional.empty();
  }
}
