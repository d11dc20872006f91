package dev.orion.pci.sysfs;

import java.nio.file.Files;
import java.util.List;

/** How to get an IOMMU into force on this machine. */
final class IommuAdvice {
  private IommuAdvice() {}

  /**
   * What to do. The firmware tells of an IOMMU in an ACPI table: DMAR for Intel's, IVRS for AMD's.
   */
  static String of(SystemFiles files) {
    if (!SystemFiles.entries(files.path("/sys/class/iommu")).isEmpty()) {
      return "the machine's IOMMU does not cover this device: move the card to another slot";
    }
    boolean hasDmar = hasTable(files, "DMAR");
    boolean hasIvrs = hasTable(files, "IVRS");
    String options = SystemFiles.text(files.path("/proc/cmdline")).orElse("");
    List<String> words = List.of(options.split("\\s+"));
    if (words.contains("iommu=off") || (hasIvrs && words.contains("amd_iommu=off"))) {
      return "the kernel command line turns the IOMMU off: remove iommu=off and amd_iommu=off, and"
          + " reboot";
    }
    if (hasDmar) {
      return words.contains("intel_iommu=on")
          ? "the kernel did not get the IOMMU to work: see dmesg | grep -e DMAR -e IOMMU"
          : "the IOMMU is off: add intel_iommu=on to the kernel command line, and reboot";
    }
    if (hasIvrs) {
      return "the kernel did not get the IOMMU to work: see dmesg | grep AMD-Vi";
    }
    String cpu = SystemFiles.text(files.path("/proc/cpuinfo")).orElse("");
    if (cpu.contains(" hypervisor")) {
      return "this virtual machine has no IOMMU: give it a virtual one (QEMU: -device intel-iommu)";
    }
    if (cpu.contains("GenuineIntel")) {
      return words.contains("intel_iommu=on")
          ? "the IOMMU is off: turn VT-d on in the firmware setup"
          : "the IOMMU is off: turn VT-d on in the firmware setup, and add intel_iommu=on to the"
              + " kernel command line";
    }
    return cpu.contains("AuthenticAMD")
        ? "the IOMMU is off: turn IOMMU (AMD-Vi) on in the firmware setup"
        : "the kernel found no IOMMU: turn it on in the firmware setup";
  }

  private static boolean hasTable(SystemFiles files, String name) {
    return Files.exists(files.path("/sys/firmware/acpi/tables").resolve(name));
  }
}
