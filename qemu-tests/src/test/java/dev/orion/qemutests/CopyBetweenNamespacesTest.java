package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.CopyBlocks;
import dev.orion.nvme.Features;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.HostBehavior;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies from one namespace to another: descriptors of the formats 2 and, with longer tags, 3. */
@Tag("newer-qemu")
@Timeout(60)
class CopyBetweenNamespacesTest {
  private static final int BLOCK_BYTES = 512;
  private static final int PROTECTION =
      NvmCommand.PRACT | NvmCommand.PRCHK_GUARD | NvmCommand.PRCHK_REFERENCE_TAG;

  private static void copies(String format, IoOptions options, List<String> deviceOptions)
      throws IOException {
    try (QtestLab lab =
            NewerQemu.start(
                List.of("nvme0:size=1M,lba=512" + format, "nvme0:size=1M,lba=512" + format),
                deviceOptions);
        NvmeController controller = lab.nvme("nvme0");
        DmaBuffer data = controller.dma().allocate(2 * BLOCK_BYTES)) {
      Features features = new Features(controller);
      features.setHostBehavior(new HostBehavior(false, false, true, 0b1100));
      NvmCommands from = new NvmCommands(controller.namespace(1));
      NvmCommands to = new NvmCommands(controller.namespace(2));
      data.segment().fill((byte) 7);
      from.write(8, 2, data, null, options.withTags(ProtectionTags.ofReference(8)));

      CopyBlocks copy = new CopyBlocks(controller.namespace(2), CommandSupport.stated(controller));
      copy.copy(
          64,
          List.of(new CopyBlocks.Source(1, 8, 2, ProtectionTags.ofReference(8))),
          options.flags(),
          options.withTags(ProtectionTags.ofReference(64)));

      data.segment().fill((byte) 0);
      to.read(64, 2, data, null, options.withTags(ProtectionTags.ofReference(64)));
      assertThat(data.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
    }
  }

  @Test
  void withoutProtection() throws IOException {
    copies("", IoOptions.NONE, List.of());
  }

  @Test
  void withA64BitGuard() throws IOException {
    copies(
        ",metadata=16",
        IoOptions.NONE.withFlags(PROTECTION),
        List.of("nvme0n1:pi=1", "nvme0n1:pif=2", "nvme0n2:pi=1", "nvme0n2:pif=2"));
  }

  @Test
  void isRefusedWhereTheHostDoesNotSayThatItKnowsTheFormat() throws IOException {
    try (QtestLab lab =
            NewerQemu.start(List.of("nvme0:size=1M,lba=512", "nvme0:size=1M,lba=512"), List.of());
        NvmeController controller = lab.nvme("nvme0")) {
      CopyBlocks copy = new CopyBlocks(controller.namespace(2), CommandSupport.stated(controller));
      assertThatThrownBy(
              () ->
                  copy.copy(
                      0,
                      List.of(new CopyBlocks.Source(1, 0, 1, ProtectionTags.NONE)),
                      0,
                      IoOptions.NONE))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("Invalid Field in Command");
    }
  }
}
