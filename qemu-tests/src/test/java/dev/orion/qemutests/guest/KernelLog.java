package dev.orion.qemutests.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** What the guest's kernel logs from now on. Waits for ever: tests have a timeout of their own. */
final class KernelLog implements AutoCloseable {
  private final FileChannel log;
  private final ByteBuffer message = ByteBuffer.allocate(8192);

  private KernelLog(FileChannel log) {
    this.log = log;
  }

  static KernelLog open() throws IOException {
    FileChannel log = FileChannel.open(Path.of("/dev/kmsg"), StandardOpenOption.READ);
    Process marker =
        new ProcessBuilder("sh", "-c", "echo orion-test-begins >/dev/kmsg").inheritIO().start();
    marker.onExit().join();
    KernelLog opened = new KernelLog(log);
    opened.awaitLine("orion-test-begins");
    return opened;
  }

  /** Waits for a message in which the pattern is found. */
  void awaitLine(String pattern) throws IOException {
    Pattern wanted = Pattern.compile(pattern);
    while (true) {
      message.clear();
      log.read(message);
      String text = StandardCharsets.UTF_8.decode(message.flip()).toString();
      if (wanted.matcher(text).find()) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
