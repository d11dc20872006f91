package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.pci.sysfs.SystemFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on a made-up machine: an NVMe drive and a graphics card, and no IOMMU. */
class PciCommandTest {
  @TempDir private Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeUp() throws IOException {
    function("0000:01:00.0", "0x1b36", "0x0010", "0x010802");
    function("0000:02:00.0", "0x1234", "0x1111", "0x030000");
    write("proc/self/mountinfo", "");
    write("proc/self/status", "");
    write("proc/self/limits", "");
    write("proc/cpuinfo", "vendor_id\t: AuthenticAMD\n");
  }

  private void function(String address, String vendor, String device, String classCode)
      throws IOException {
    String directory = "sys/bus/pci/devices/" + address;
    write(directory + "/vendor", vendor + "\n");
    write(directory + "/device", device + "\n");
    write(directory + "/class", classCode + "\n");
    write(directory + "/config", "\0".repeat(64));
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private int run(String... arguments) {
    return new CommandLine(new PciCommand(new SystemFiles(root)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              command.getErr().println("orion: " + UserErrors.oneLine(error));
              return 1;
            })
        .execute(arguments);
  }

  @Test
  void listsStorageControllers() {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines())
        .containsSubsequence(
            "ADDRESS       CLASS   NAME       DRIVER  GROUP  NUMA  USABLE",
            "0000:01:00.0  010802  1b36:0010  -       -      -     no: no IOMMU")
        .noneMatch(line -> line.contains("0000:02:00.0"));
    assertThat(out.toString()).containsOnlyOnce("pci.ids on this system");
  }

  @Test
  void namesComeFromPciIds() throws IOException {
    write("usr/share/misc/pci.ids", "1b36  Red Hat, Inc.\nC 01  Mass storage controller\n");
    run("list", "--all");
    assertThat(out.toString())
        .contains("Mass storage controller", "Red Hat, Inc. 0010", "0000:02:00.0")
        .doesNotContain("pci.ids");
  }

  @Test
  void jsonHasStableKeys() throws IOException {
    assertThat(run("list", "-o", "json")).isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .isEqualTo(
            Map.of(
                "devices",
                List.of(
                    Map.of(
                        "address", "0000:01:00.0",
                        "classCode", "010802",
                        "vendorId", "1b36",
                        "deviceId", "0010",
                        "virtualFunctions", 0,
                        "usable", false,
                        "obstacle", "no-iommu",
                        "advice",
                            "the IOMMU is off: turn IOMMU (AMD-Vi) on in the firmware setup"))));
  }

  @Test
  void showTellsWhatToDo() {
    assertThat(run("show", "pci:01:00.0")).isZero();
    assertThat(out.toString()).contains("What to do   the IOMMU is off");
  }

  @Test
  void bindingNeedsAccessToSysfs() {
    assertThat(run("bind", "01:00.0")).isEqualTo(1);
    boolean isRoot = System.getProperty("user.name").equals("root");
    assertThat(err.toString())
        .hasLineCount(1)
        .contains(isRoot ? "/sys is read-only" : "this needs root: sudo pci bind 01:00.0");
  }

  @Test
  void everyFailureIsToldAndTheExitCodeTells() throws IOException {
    write("sys/bus/pci/drivers_probe", "");
    assertThat(run("bind", "0000:01:00.0", "0000:7f:00.0")).isEqualTo(1);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("0000:01:00.0 cannot be bound: the IOMMU is off"),
            line -> assertThat(line).contains("no PCI device at 0000:7f:00.0"));
  }

  @Test
  void restoreWantsAddressesOrAll() {
    assertThat(run("restore")).isEqualTo(2);
    assertThat(run("restore", "--all", "01:00.0")).isEqualTo(2);
  }
}
