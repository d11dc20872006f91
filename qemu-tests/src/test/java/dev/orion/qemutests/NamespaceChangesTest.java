package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockingIo;
import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.FormatNvm;
import dev.orion.nvme.FormatOptions;
import dev.orion.nvme.FormatOptions.SecureErase;
import dev.orion.nvme.Identification;
import dev.orion.nvme.NamespaceManagement;
import dev.orion.nvme.NewNamespace;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Formatting, attaching and detaching QEMU's namespaces; the last of which starts detached. */
@Timeout(120)
class NamespaceChangesTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  /** QEMU's formats: 512 bytes in 0 to 3, 4096 in 4 to 7; metadata of 0, 8, 16, 64 bytes. */
  private static final int FORMAT_512 = 0;

  private static final int FORMAT_4096 = 4;
  private static final int FORMAT_512_AND_8 = 1;

  private TestLab lab;
  private NvmeController controller;
  private FormatNvm format;
  private NamespaceManagement namespaces;

  @BeforeEach
  void start() throws IOException {
    lab =
        TestLab.start(
            List.of("nvme0:size=64M", "nvme0:size=64M,lba=512", "nvme0:size=32M"),
            List.of("nvme0n3:detached=on"));
    controller = lab.nvme("nvme0");
    format = new FormatNvm(controller);
    namespaces = new NamespaceManagement(controller);
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private void run(int nsid, FormatOptions options) throws IOException {
    format.run(nsid, options, PATIENCE, percent -> assertThat(percent).isBetween(0, 100));
  }

  private static byte[] firstBlock(NvmeNamespace namespace) throws IOException {
    MemorySegment block = MemorySegment.ofArray(new byte[namespace.geometry().blockSizeBytes()]);
    try (BlockingIo io = BlockingIo.open(namespace, NanoClock.system())) {
      io.read(0, block);
    }
    return block.toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void formattingGivesOtherBlocksAndNoData() throws IOException {
    NvmeNamespace before = controller.namespace(1);
    assertThat(before.geometry().blockSizeBytes()).isEqualTo(4096);
    byte[] data = new byte[4096];
    Arrays.fill(data, (byte) 0x5a);
    try (BlockingIo io = BlockingIo.open(before, NanoClock.system())) {
      io.write(0, MemorySegment.ofArray(data));
    }
    assertThat(firstBlock(before)).isEqualTo(data);

    run(1, FormatOptions.of(FORMAT_512).with(SecureErase.USER_DATA));
    NvmeNamespace after = controller.namespace(1);
    assertThat(after.geometry().blockSizeBytes()).isEqualTo(512);
    assertThat(after.geometry().blockCount()).isEqualTo((64 << 20) / 512);
    assertThat(firstBlock(after)).containsOnly(0);
    assertThat(controller.namespace(2).geometry().blockSizeBytes()).isEqualTo(512);

    run(1, FormatOptions.of(FORMAT_4096));
    assertThat(controller.namespace(1).geometry().blockSizeBytes()).isEqualTo(4096);
  }

  @Test
  void protectionInformation() throws IOException {
    run(1, FormatOptions.of(FORMAT_512_AND_8).withProtection(1, true).withExtendedMetadata());
    IdentifyNamespace formatted =
        new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, 1));
    assertThat(formatted.protectionInformationType()).isEqualTo(1);
    assertThat(formatted.isExtendedLba()).isTrue();
    assertThat(formatted.isProtectionInformationFirst()).isTrue();
  }

  @Test
  void formatsThatCannotBe() {
    assertUnsupported(
        1, FormatOptions.of(9), "LBA format 9", "there are 8 in Identify Namespace 1");
    assertUnsupported(
        1,
        FormatOptions.of(FORMAT_4096).withProtection(1, false),
        "protection information in LBA format 4",
        "0 bytes of metadata");
    assertUnsupported(
        1,
        FormatOptions.of(FORMAT_4096).with(SecureErase.CRYPTOGRAPHIC),
        "cryptographic erase",
        "FNA bit 2 is 0");
    assertThatThrownBy(
            () ->
                new FormatNvm(CommandSupport.assumed(controller))
                    .run(1, FormatOptions.of(9), PATIENCE, _ -> {}))
        .isInstanceOf(NvmeException.class)
        .hasMessageContainingAll(
            lab.address("nvme0"), "Format NVM of namespace 1", "Invalid Format");
    assertThatThrownBy(() -> run(77, FormatOptions.of(0))).isInstanceOf(NvmeException.class);
  }

  private void assertUnsupported(int nsid, FormatOptions options, String... parts) {
    assertThatThrownBy(() -> run(nsid, options))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void attachingAndDetaching() throws IOException {
    int self = controller.identity().cntlid();
    Identification identification = new Identification(controller);
    assertThat(controller.namespaceIds()).containsExactly(1, 2);
    assertThat(identification.allocatedNamespaces(0).nsids()).containsExactly(1, 2, 3);
    assertThat(identification.controllers(0).cntlids()).containsExactly(self);
    assertThat(identification.controllersOf(3, 0).cntlids()).isEmpty();

    namespaces.attach(3, List.of(self));
    assertThat(controller.namespaceIds()).containsExactly(1, 2, 3);
    assertThat(identification.controllersOf(3, 0).cntlids()).containsExactly(self);
    assertThat(firstBlock(controller.namespace(3))).containsOnly(0);
    assertThatThrownBy(() -> namespaces.attach(3, List.of(self)))
        .hasMessageContaining("Namespace Already Attached");

    namespaces.detach(3, List.of(self));
    assertThat(controller.namespaceIds()).containsExactly(1, 2);
    assertThatThrownBy(() -> namespaces.detach(3, List.of(self)))
        .hasMessageContaining("Namespace Attachment (detach 3) failed: Namespace Not Attached");
    assertThatThrownBy(() -> namespaces.attach(3, List.of(4711)))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Controller List Invalid");
    assertThatThrownBy(() -> namespaces.attach(3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> namespaces.attach(3, List.of(1 << 16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("controller 65536");
  }

  /** QEMU attaches namespaces, and so says that it manages them; but its effects log tells. */
  @Test
  void whatTheEffectsLogDeniesIsNotSent() {
    assertThatThrownBy(() -> namespaces.create(NewNamespace.of(100, 0)))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll("Namespace Management", "ACS13.CSUPP is 0");
    assertThatThrownBy(
            () ->
                new NamespaceManagement(CommandSupport.assumed(controller))
                    .create(NewNamespace.of(100, 0)))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Invalid Command Opcode");
    assertThatThrownBy(() -> NewNamespace.of(100, 64)).isInstanceOf(IllegalArgumentException.class);
  }
}
