package dev.orion.tools.bench.html;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of the machine and the JVM figures depend on. */
final class Environment {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path GOVERNOR =
      Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

  private Environment() {}

  /** That of this process. What cannot be found out is left out. */
  static FactList facts(String orionVersion) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Orion", orionVersion));
    facts.add(
        new Fact("JVM", System.getProperty("java.vm.name") + " " + Runtime.version().toString()));
    facts.add(new Fact("JVM options", String.join(" ", jvmOptions())));
    List<String> cpuInfo = lines(CPU_INFO);
    value(cpuInfo, "model name").ifPresent(model -> facts.add(new Fact("CPU", model)));
    facts.add(
        new Fact(
            "CPUs",
            "%d for this process%s"
                .formatted(
                    Runtime.getRuntime().availableProcessors(),
                    isVirtual(cpuInfo) ? ", in a virtual machine" : "")));
    lines(GOVERNOR).stream()
        .findFirst()
        .ifPresent(governor -> facts.add(new Fact("CPU governor", governor)));
    facts.add(
        new Fact("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    return new FactList("Machine", facts);
  }

  /** Those that are about how the JVM runs, not about where its modules are. */
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .toList();
  }

  /** The hypervisor bit, leaf 1 of CPUID, as Linux names it. */
  private static boolean isVirtual(List<String> cpuInfo) {
    return value(cpuInfo, "flags").orElse("").contains(" hypervisor");
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
