package dev.orion.qemutests.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.RemoteRegisters;
import dev.orion.pci.vfiouser.VfioUserDomain;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.Fault;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function of another process, and what happens when that process misbehaves. */
@Timeout(120)
class VfioUserFunctionTest {

  @TempDir private Path directory;

  private VfioUserServer server(String name, boolean mapsDoorbells) throws IOException {
    return VfioUserServer.start(
        directory.resolve(name), BlockStore.Memory.ofBytes(1 << 20), 4096, mapsDoorbells);
  }

  @Test
  void looksLikeAnyFunction() throws IOException {
    try (VfioUserServer _ = server("model", true);
        VfioUserDomain domain = VfioUserDomain.open();
        PciFunction function = domain.openFunction("vfiouser:model", directory.resolve("model"))) {
      assertThat(ConfigHeader.read(function.config()).classCode())
          .isEqualTo(ConfigHeader.CLASS_NVME);
      assertThat(function.bars()).hasSize(1);
      assertThat(function.bars().getFirst().lengthBytes()).isEqualTo(0x4000);
      assertThat(function.interruptCount(InterruptKind.MSI_X)).isEqualTo(64);
      assertThat(function.interruptCount(InterruptKind.INTX)).isZero();
      assertThat(function.map(0, 0, 0x1000)).isInstanceOf(RemoteRegisters.class);
      assertThat(function.map(0, 0x1000, 0x1000)).isInstanceOf(MappedRegisters.class);
      assertThat(function.map(0, 0x1000, 0x1008)).isInstanceOf(RemoteRegisters.class);
      assertThatThrownBy(() -> function.map(0, 0x3000, 0x1008))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("leave BAR 0");
      assertThatThrownBy(() -> function.map(1, 0, 8)).hasMessageContaining("no memory BAR 1");
      assertThat(function.goneReason()).isEmpty();
    }
  }

  @Test
  void oneClientAfterTheOther() throws IOException {
    try (VfioUserServer _ = server("model", true)) {
      for (int i = 0; i < 3; i++) {
        try (VfioUserDomain domain = VfioUserDomain.open()) {
          PciFunction function = domain.openFunction("vfiouser:model", directory.resolve("model"));
          try (NvmeController controller = NvmeController.open(function, NanoClock.system())) {
            assertThat(controller.identity().mn()).isEqualTo("Orion model controller");
          }
        }
      }
    }
  }

  @Test
  void oneBufferReachesTwoServers() throws IOException {
    try (VfioUserServer _ = server("a", true);
        VfioUserServer _ = server("b", false);
        VfioUserDomain domain = VfioUserDomain.open();
        NvmeController a = open(domain, "a");
        NvmeController b = open(domain, "b");
        DmaBuffer buffer = domain.dma().allocate(4096)) {
      buffer.segment().fill((byte) 0x5a);
      run(a.namespace(1), new BlockRequest().write(3, 1).add(buffer));
      run(b.namespace(1), new BlockRequest().write(4, 1).add(buffer));
      buffer.segment().fill((byte) 0);
      run(a.namespace(1), new BlockRequest().read(3, 1).add(buffer));
      assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 0x5a);
      buffer.segment().fill((byte) 0);
      run(b.namespace(1), new BlockRequest().read(4, 1).add(buffer));
      assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x5a);
    }
  }

  @Test
  void memoryGrowsWhileConnected() throws IOException {
    try (VfioUserServer _ = server("model", true);
        VfioUserDomain domain = VfioUserDomain.open();
        NvmeController controller = open(domain, "model")) {
      NvmeNamespace namespace = controller.namespace(1);
      List<DmaBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        DmaBuffer buffer = domain.dma().allocate(3 << 20);
        run(namespace, new BlockRequest().write(0, 1).add(buffer, (3 << 20) - 4096, 4096));
        buffers.add(buffer);
      }
      buffers.forEach(DmaBuffer::close);
    }
  }

  @Test
  void waitsForInterrupts() throws IOException {
    try (ServedModel model = ServedModel.start(directory, 4096, true, 2);
        BlockQueue queue = model.namespace().openQueue(4, CompletionMode.INTERRUPT);
        DmaBuffer buffer = model.domain.dma().allocate(4096)) {
      for (int i = 0; i < 1000; i++) {
        BlockRequest request = new BlockRequest().read(i, 1).add(buffer);
        queue.submit(request);
        while (request.isInFlight()) {
          if (queue.poll() == 0) {
            queue.await(Long.MAX_VALUE);
          }
        }
        assertThat(request.failure()).isNull();
      }
    }
  }

  @Test
  void faultsArriveAsTheyAreSet() throws IOException {
    try (ServedModel model = ServedModel.start(directory, 4096, true);
        DmaBuffer buffer = model.domain.dma().allocate(4096)) {
      model
          .server
          .controller()
          .setFaults(
              (_, block) ->
                  block == 7 ? Fault.Refuse.with(StatusCode.UNRECOVERED_READ_ERROR) : null);
      BlockRequest bad = new BlockRequest().read(7, 1).add(buffer);
      try (BlockQueue queue = model.namespace().openQueue(2)) {
        queue.submit(bad);
        while (bad.isInFlight()) {
          queue.poll();
        }
        assertThat(bad.failure()).hasMessageContaining("Unrecovered Read Error");
        run(model.namespace(), new BlockRequest().read(8, 1).add(buffer));
      }
    }
  }

  @Test
  void aServerThatEndsFailsWhatIsInFlight() throws IOException {
    try (ServedModel model = ServedModel.start(directory, 4096, true);
        DmaBuffer buffer = model.domain.dma().allocate(4096)) {
      model.server.controller().setFaults((_, _) -> new Fault.Swallow());
      BlockQueue queue = model.namespace().openQueue(16);
      List<BlockException> failures = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        BlockRequest request = new BlockRequest().onComplete(done -> failures.add(done.failure()));
        assertThat(queue.submit(request.read(i, 1).add(buffer))).isTrue();
      }
      queue.poll();
      model.server.close();
      while (queue.inFlight() > 0) {
        queue.poll();
      }
      assertThat(failures)
          .hasSize(16)
          .allSatisfy(
              failure -> {
                assertThat(failure.kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
                assertThat(failure).hasMessageContaining("closed the connection");
              });
      queue.close();
    }
  }

  @Test
  void whatIsNotThereSaysSo() throws IOException {
    try (VfioUserDomain domain = VfioUserDomain.open()) {
      assertThatThrownBy(() -> domain.openFunction("x", directory.resolve("none")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "there is no socket at %s: is the server running?", directory.resolve("none"));
      Path file = Files.createFile(directory.resolve("file"));
      assertThatThrownBy(() -> domain.openFunction("x", file))
          .isInstanceOf(IOException.class)
          .hasMessage("nobody listens at %s: start the server again", file);
      Path tooLong = directory.resolve("x".repeat(110));
      assertThatThrownBy(() -> domain.openFunction("x", tooLong))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has at most 107 bytes");
    }
  }

  private NvmeController open(VfioUserDomain domain, String name) throws IOException {
    return NvmeController.open(
        domain.openFunction("vfiouser:" + name, directory.resolve(name)), NanoClock.system());
  }

  private static void run(NvmeNamespace namespace, BlockRequest request) throws IOException {
    try (BlockQueue queue = namespace.openQueue(1)) {
      queue.submit(request);
      while (request.isInFlight()) {
        queue.poll();
      }
      assertThat(request.failure()).isNull();
    }
  }
}
