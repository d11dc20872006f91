package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.CapacityManagement;
import dev.orion.nvme.Features;
import dev.orion.nvme.KeepAlive;
import dev.orion.nvme.Lockdown;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Commands that QEMU does not have and whose effects no model has: what arrives at a controller
 * that says it supports them, dword by dword as the specification numbers the bits.
 */
@Timeout(60)
class SentCommandsTest {
  private static final int OACS = 256;
  private static final int CTRATT = 96;
  private static final int KAS = 320;

  private final InProcessModel model =
      new InProcessModel(BlockStore.Memory.ofBytes(1 << 20), 4096, 16 << 20);
  private final List<String> sent = new ArrayList<>();

  private NvmeController open() throws IOException {
    return NvmeController.open(model, model);
  }

  private void say(int offset, int lengthBytes, long value) {
    model.controller().setIdentify(Cns.CONTROLLER, offset, lengthBytes, value);
  }

  private void record(AdminOpcode opcode, int... dwords) {
    model
        .controller()
        .onAdmin(
            opcode,
            request -> {
              List<String> values = new ArrayList<>();
              for (int dword : dwords) {
                values.add("%d=%08x".formatted(dword, request.cdw(dword)));
              }
              sent.add(String.join(" ", values));
              return ModelRequest.SUCCESS;
            });
  }

  @Test
  void lockdown() throws IOException {
    say(OACS, 2, 1 << 10);
    record(AdminOpcode.LOCKDOWN, 10, 14);
    try (NvmeController controller = open()) {
      new Lockdown(controller).set(true, 2, 1, 0x81, 3);
      new Lockdown(controller).set(false, 0, 0, 0x80, 0);
    }
    assertThat(sent).containsExactly("10=00008132 14=00000003", "10=00008000 14=00000000");
  }

  @Test
  void capacityManagement() throws IOException {
    say(CTRATT, 4, 1 << 12);
    model
        .controller()
        .onAdmin(
            AdminOpcode.CAPACITY_MANAGEMENT,
            request -> {
              sent.add("%x %x".formatted(request.cdw(10), request.cdwPair(11)));
              request.setResult(0xabcd_0007L);
              return ModelRequest.SUCCESS;
            });
    try (NvmeController controller = open()) {
      int created =
          new CapacityManagement(controller)
              .manage(CapacityManagement.CREATE_NVM_SET, 5, 0x12_3456_7890L);
      assertThat(created).as("CELID, the low 16 bits").isEqualTo(7);
    }
    assertThat(sent).containsExactly("50003 1234567890");
  }

  @Test
  void keepAlive() throws IOException {
    say(KAS, 2, 10);
    record(AdminOpcode.KEEP_ALIVE, 1, 10);
    record(AdminOpcode.SET_FEATURES, 10, 11);
    try (NvmeController controller = open()) {
      sent.clear();
      new Features(controller).setKeepAliveTimeoutMillis(15_000);
      new KeepAlive(controller).send();
    }
    assertThat(sent).containsExactly("10=0000000f 11=00003a98", "1=00000000 10=00000000");
  }

  @Test
  void hostIdentifiers() throws IOException {
    say(CTRATT, 4, 1);
    try (NvmeController controller = open()) {
      model
          .controller()
          .onAdmin(
              AdminOpcode.SET_FEATURES,
              request -> {
                MemorySegment data =
                    Objects.requireNonNull(request.receive(request.cdw(11) == 1 ? 16 : 8));
                byte[] bytes = data.toArray(ValueLayout.JAVA_BYTE);
                sent.add("%x %s".formatted(request.cdw(10), HexFormat.of().formatHex(bytes)));
                return ModelRequest.SUCCESS;
              });
      for (String identifier : List.of("0102030405060708", "000102030405060708090a0b0c0d0e0f")) {
        byte[] bytes = HexFormat.of().parseHex(identifier);
        new Features(controller).setHostIdentifier(MemorySegment.ofArray(bytes));
      }
    }
    assertThat(sent).containsExactly("81 0102030405060708", "81 000102030405060708090a0b0c0d0e0f");
  }
}
