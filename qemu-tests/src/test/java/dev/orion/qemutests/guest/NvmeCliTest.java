package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.pci.PciAddress;
import dev.orion.qemutests.TestLabDefinition;
import dev.orion.tools.Orion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The JSON of nvme-cli, on the kernel's driver, and then Orion's of the same controller through
 * VFIO, field by field. They may differ in the padding of texts, and in the sign of 32-bit numbers,
 * which nvme-cli 2.3 gets wrong; Orion has some fields more, of later specifications.
 */
@Tag("vfio")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NvmeCliTest {
  private static final Path FILES = Path.of(System.getProperty("orion.nvme-cli", "/nowhere"));

  private static final int ZONED = 3;

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("nvme", "id-ctrl"),
          List.of("nvme", "id-ns", "-n", "1"),
          List.of("nvme", "id-ns", "-n", "2"),
          List.of("nvme", "list-ns"),
          List.of("nvme", "smart-log"),
          List.of("nvme", "error-log", "-e", "4"),
          List.of("zns", "id-ctrl"),
          List.of("zns", "id-ns", "-n", "" + ZONED),
          List.of("zns", "report-zones", "-n", "" + ZONED));

  /** Counters, which the commands themselves move. */
  private static final List<String> COUNTERS =
      List.of("data_units_read", "host_read_commands", "power_on_hours", "controller_busy_time");

  private final Map<List<String>, Map<String, Object>> ofNvmeCli = new HashMap<>();
  private PciAddress address;

  @BeforeAll
  void askTheKernel() throws Exception {
    try (GuestLab lab = GuestLab.open(TestLabDefinition.STANDARD)) {
      address = lab.pciAddress("nvme0");
    }
    GuestDevices.BINDING.restore(address);
    String zoned = GuestDevices.disk(address, ZONED);
    String controller = zoned.replaceFirst("n\\d+$", "");
    for (List<String> command : COMMANDS) {
      boolean isIo = command.contains("report-zones"); // The kernel takes those by the namespace.
      String json = nvmeCli(command, isIo ? zoned : controller);
      ofNvmeCli.put(command, normalised(JSON.std.mapFrom(json)));
    }
    GuestDevices.BINDING.bind(address);
  }

  @AfterAll
  void giveBack() throws IOException {
    GuestDevices.BINDING.restore(address);
  }

  private static String nvmeCli(List<String> command, String device) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(FILES.resolve("usr/sbin/nvme").toString());
    line.addAll(command.getFirst().equals("nvme") ? command.subList(1, command.size()) : command);
    line.addAll(List.of(device, "-o", "json"));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .put("LD_LIBRARY_PATH", FILES.resolve("usr/lib/x86_64-linux-gnu").toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", line, out).isZero();
    return out;
  }

  private Map<String, Object> orion(List<String> command) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("pci:" + address, "-o", "json"));
    int exit =
        Orion.run(
            System.getenv(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            line.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    return normalised(JSON.std.mapFrom(out.toString()));
  }

  private static Map<String, Object> normalised(Map<String, Object> json) {
    Map<String, Object> normalised = new TreeMap<>();
    json.forEach((key, value) -> normalised.put(key, normalised(value)));
    return normalised;
  }

  @SuppressWarnings("unchecked")
  private static Object normalised(Object value) {
    return switch (value) {
      case Map<?, ?> map -> normalised((Map<String, Object>) map);
      case List<?> list -> list.stream().map(NvmeCliTest::normalised).toList();
      case Integer number when number < 0 -> Integer.toUnsignedString(number);
      case Number number -> new BigInteger(number.toString()).toString();
      default -> value.toString().strip();
    };
  }

  /** What a value has of the fields that another has. */
  private static Object ofTheseFields(Object value, Object other) {
    if (value instanceof Map<?, ?> map && other instanceof Map<?, ?> fields) {
      Map<Object, Object> both = new TreeMap<>();
      fields.forEach((key, field) -> both.put(key, ofTheseFields(map.get(key), field)));
      return both;
    }
    if (value instanceof List<?> list
        && other instanceof List<?> others
        && list.size() == others.size()) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> ofTheseFields(list.get(i), others.get(i)))
          .toList();
    }
    return value;
  }

  @Test
  void bothPrintTheSame() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (List<String> command : COMMANDS) {
      Map<String, Object> expected = ofNvmeCli.get(command);
      Map<String, Object> actual = orion(command);
      for (String counter : COUNTERS) {
        if (expected.remove(counter) instanceof String before) {
          assertThat(new BigInteger(String.valueOf(actual.remove(counter))))
              .as(counter)
              .isGreaterThanOrEqualTo(new BigInteger(before));
        }
      }
      all.assertThat(ofTheseFields(actual, expected)).as("%s", command).isEqualTo(expected);
    }
    all.assertAll();
  }
}
