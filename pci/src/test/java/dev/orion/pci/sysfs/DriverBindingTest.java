package dev.orion.pci.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.DriverBinding.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverBindingTest {
  private static final PciAddress DRIVE = PciAddress.parse(MadeUpSystem.DRIVE);

  @TempDir private Path root;

  private MadeUpSystem system;
  private DriverBinding binding;

  /** What was written, in this order. */
  private final List<String> writes = new ArrayList<>();

  /** The driver that refuses devices. */
  private String refusing = "";

  @BeforeEach
  void makeUp() throws IOException {
    system = new MadeUpSystem(root);
    binding = new DriverBinding(system.files, this::kernel);
  }

  /** Does with a write what the kernel does. */
  private void kernel(Path file, String text) throws IOException {
    String name = file.getFileName().toString();
    String driver = file.getParent().getFileName().toString();
    writes.add(name + " " + text.strip());
    switch (name) {
      case "driver_override" -> Files.writeString(file, text.isBlank() ? "(null)\n" : text);
      case "unbind" -> system.bound(text, "");
      case "drivers_probe" -> system.bound(text, "nvme");
      case "bind" -> {
        if (driver.equals(refusing)) {
          throw new IOException("Invalid argument");
        }
        system.bound(text, driver);
      }
      default -> throw new AssertionError("the kernel has no " + file);
    }
  }

  private String override() throws IOException {
    return Files.readString(
            system.device(MadeUpSystem.DRIVE).directory().resolve("driver_override"))
        .strip();
  }

  @Test
  void bindsByOverrideAndRestores() throws IOException {
    Change bound = binding.bind(DRIVE);
    assertThat(bound.before().driver()).contains("nvme");
    assertThat(bound.after().driver()).contains("vfio-pci");
    assertThat(writes)
        .containsExactly("driver_override vfio-pci", "unbind 0000:01:00.0", "bind 0000:01:00.0");
    assertThat(binding.remembered()).containsExactly(DRIVE);

    assertThat(binding.restore(DRIVE).after().driver()).contains("nvme");
    assertThat(override()).isEqualTo("(null)");
    assertThat(binding.remembered()).isEmpty();
  }

  @Test
  void bindingTwiceKeepsTheRememberedDriver() throws IOException {
    binding.bind(DRIVE);
    writes.clear();
    Change again = new DriverBinding(system.files, this::kernel).bind(DRIVE);
    assertThat(again.before()).isEqualTo(again.after());
    assertThat(writes).isEmpty();
    assertThat(binding.restore(DRIVE).after().driver()).contains("nvme");
  }

  @Test
  void aRefusalLeavesEverythingAsItWas() throws IOException {
    refusing = "vfio-pci";
    assertThatThrownBy(() -> binding.bind(DRIVE))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the kernel refused to give 0000:01:00.0 to vfio-pci: Invalid argument; see dmesg");
    assertThat(system.device(MadeUpSystem.DRIVE).driver()).contains("nvme");
    assertThat(override()).isEqualTo("(null)");
    assertThat(binding.remembered()).isEmpty();
  }

  @Test
  void nothingIsTouchedWithoutVfio() throws IOException {
    Files.move(system.files.pciDriver("vfio-pci"), root.resolve("unloaded"));
    assertThatThrownBy(() -> binding.bind(DRIVE)).hasMessageContaining("sudo modprobe vfio-pci");
    assertThat(writes).isEmpty();
  }

  @Test
  void unbindingOnTheWayKeepsTheRememberedDriver() throws IOException {
    assertThat(binding.unbind(DRIVE).after().driver()).isEmpty();
    binding.bind(DRIVE);
    binding.unbind(DRIVE);
    assertThat(binding.restore(DRIVE).after().driver()).contains("nvme");
  }

  @Test
  void whatHadNoDriverIsLeftWithoutOne() throws IOException {
    system.bound(MadeUpSystem.DRIVE, "");
    binding.bind(DRIVE);
    assertThat(binding.restore(DRIVE).after().driver()).isEmpty();
  }

  @Test
  void whatOthersBoundGoesWhereTheKernelWantsIt() throws IOException {
    system.bound(MadeUpSystem.DRIVE, "vfio-pci");
    assertThat(binding.restore(DRIVE).after().driver()).contains("nvme");
    assertThat(writes).contains("drivers_probe 0000:01:00.0");
  }

  @Test
  void aNewCardInTheSlotReplacesWhatIsRemembered() throws IOException {
    binding.bind(DRIVE);
    system.bound(MadeUpSystem.DRIVE, "ahci");
    binding.bind(DRIVE);
    assertThat(binding.restore(DRIVE).after().driver()).contains("ahci");
  }

  @Test
  void restoringNeedsTheFormerDriverLoaded() throws IOException {
    binding.bind(DRIVE);
    Files.move(system.files.pciDriver("nvme"), root.resolve("unloaded"));
    assertThatThrownBy(() -> binding.restore(DRIVE)).hasMessageContaining("sudo modprobe nvme");
    assertThat(system.device(MadeUpSystem.DRIVE).driver()).contains("vfio-pci");
    assertThat(binding.remembered()).containsExactly(DRIVE);
  }
}
