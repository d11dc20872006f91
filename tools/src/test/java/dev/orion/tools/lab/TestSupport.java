package dev.orion.tools.lab;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the tests of labs share: a small lab, the machine's QEMU, and programs in JVMs of their own.
 */
final class TestSupport {
  private TestSupport() {}

  /** The QEMU of this machine; the tests fail where there is none, for they are about it. */
  static QemuBinary qemu() throws LabException {
    return QemuBinary.find(null, System.getenv());
  }

  /** A lab with 16 MiB of RAM and what else the words say. */
  static LabDefinition small(String... namespaces) {
    return LabDefinitionParser.parse(16L << 20, List.of(namespaces), List.of());
  }

  /** Starts the {@code main} of a class in a JVM of its own. */
  static Process startJvm(Class<?> program, String... arguments)
      throws IOException, URISyntaxException {
    String classPath =
        String.join(
            ":",
            root(program),
            root(Lab.class),
            root(dev.orion.pci.PciAddress.class),
            root(com.fasterxml.jackson.jr.ob.JSON.class),
            root(com.fasterxml.jackson.core.JsonFactory.class));
    List<String> command =
        new ArrayList<>(
            List.of(
                // A JVM heeds no signal that it was started to ignore, as with nohup.
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                program.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The directory or jar that a class was loaded from. */
  private static String root(Class<?> loaded) throws URISyntaxException {
    String resource = "/" + loaded.getName().replace('.', '/') + ".class";
    URL url = Objects.requireNonNull(loaded.getResource(resource));
    String text = url.toString();
    if (text.startsWith("jar:")) {
      return Path.of(new java.net.URI(text.substring(4, text.indexOf("!/")))).toString();
    }
    String path = Path.of(url.toURI()).toString();
    return path.substring(0, path.length() - resource.length());
  }

  /** Runs a program and returns what it prints, stripped. */
  static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  static boolean becomesTrue(Waiting.Condition condition) throws IOException {
    return Waiting.until(Duration.ofSeconds(20), condition);
  }

  static boolean isAlive(long pid) {
    return QemuProcess.of(pid).isPresent();
  }

  static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
