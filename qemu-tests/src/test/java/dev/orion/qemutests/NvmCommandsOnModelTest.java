package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.LbaStatus;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.PlacementHandles;
import dev.orion.nvme.Reservations;
import dev.orion.nvme.spec.AcquireAction;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.LbaStatusDescriptors;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.ReclaimUnitHandleStatus;
import dev.orion.nvme.spec.RegisterAction;
import dev.orion.nvme.spec.ReleaseAction;
import dev.orion.nvme.spec.ReservationStatus;
import dev.orion.nvme.spec.ReservationType;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.pci.DmaBuffer;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelFused;
import dev.orion.simulation.model.ModelMedia;
import dev.orion.simulation.model.ModelPlacement;
import dev.orion.simulation.model.ModelReservations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What QEMU 7.2 does not have, against models of it. */
@Timeout(60)
class NvmCommandsOnModelTest {

  private static final int BLOCK_BYTES = 512;

  private final BlockStore store = BlockStore.Memory.ofBytes(1 << 20);
  private final List<NvmeController> controllers = new ArrayList<>();

  private InProcessModel model() {
    return new InProcessModel(store, BLOCK_BYTES, 8 << 20);
  }

  private NvmeNamespace open(InProcessModel model) throws IOException {
    NvmeController controller = NvmeController.open(model, model);
    controllers.add(controller);
    return controller.namespace(1);
  }

  @AfterEach
  void close() throws IOException {
    for (NvmeController controller : controllers) {
      controller.close();
    }
  }

  private static DmaBuffer block(NvmeNamespace namespace, int value) {
    DmaBuffer buffer = namespace.dma().allocate(BLOCK_BYTES);
    buffer.segment().fill((byte) value);
    return buffer;
  }

  private static void hasStatus(Throwable failure, StatusCode expected) {
    assertThat(failure).isInstanceOf(NvmeException.class);
    assertThat(((NvmeException) failure).status().is(expected)).as("%s", failure).isTrue();
  }

  private int stored(long block) {
    byte[] bytes = new byte[BLOCK_BYTES];
    store.read(block * BLOCK_BYTES, MemorySegment.ofArray(bytes));
    return bytes[0];
  }

  @Test
  void compareAndWriteHappenAsOneOrNotAtAll() throws IOException {
    InProcessModel model = model();
    ModelFused.addTo(model.controller(), store, BLOCK_BYTES, 4);
    NvmeNamespace namespace = open(model);
    NvmCommands commands = new NvmCommands(namespace);
    DmaBuffer zeroes = block(namespace, 0);
    DmaBuffer ones = block(namespace, 1);
    for (int i = 0; i < 10; i++) { // The entries of a pair come to lie around the queue's end.
      commands.compareAndWrite(i, 1, zeroes, ones, IoOptions.NONE);
      assertThat(stored(i)).isEqualTo(1);
      commands.compare(i, 1, ones, null, IoOptions.NONE);
      long block = i;
      assertThatThrownBy(() -> commands.compareAndWrite(block, 1, zeroes, zeroes, IoOptions.NONE))
          .hasMessageContaining("Compare of block " + i + " failed: Compare Failure")
          .satisfies(e -> hasStatus(e, StatusCode.COMPARE_FAILURE));
      assertThat(stored(i)).isEqualTo(1);
    }
    DmaBuffer long5 = namespace.dma().allocate(5 * BLOCK_BYTES);
    assertThatThrownBy(() -> commands.compareAndWrite(0, 5, long5, long5, IoOptions.NONE))
        .hasMessageContaining("Compare and Write of 5 blocks: the limit is 4 (ACWU, NACWU)");
  }

  @Test
  void atomicLimitsOfANamespace() throws IOException {
    InProcessModel model = model();
    model.controller().setIdentify(Cns.CONTROLLER, 526, 2, 7); // AWUN
    model.controller().setIdentify(Cns.CONTROLLER, 528, 2, 1); // AWUPF
    model.controller().setIdentify(Cns.NAMESPACE, 24, 1, 2); // NSFEAT: NSABP
    model.controller().setIdentify(Cns.NAMESPACE, 34, 2, 15); // NAWUN
    model.controller().setIdentify(Cns.NAMESPACE, 40, 2, 15); // NABSN
    model.controller().setIdentify(Cns.NAMESPACE, 42, 2, 4); // NABO
    NvmeNamespace namespace = open(model);
    NvmCommands commands = new NvmCommands(namespace);
    assertThat(commands.atomicLimits().normalBlocks()).isEqualTo(16);
    assertThat(commands.atomicLimits().powerFailBlocks()).isEqualTo(2);
    assertThat(commands.atomicLimits().boundaryBlocks()).isEqualTo(16);
    DmaBuffer two = namespace.dma().allocate(2 * BLOCK_BYTES);
    commands.writeAtomically(4, 2, two, null, IoOptions.NONE);
    commands.writeAtomically(18, 2, two, null, IoOptions.NONE);
    assertThatThrownBy(() -> commands.writeAtomically(19, 2, two, null, IoOptions.NONE))
        .hasMessageContaining("blocks 19 to 20 cannot be atomic: it crosses a boundary");
    assertThatThrownBy(() -> commands.writeAtomically(3, 2, two, null, IoOptions.NONE))
        .hasMessageContaining("a multiple of 16 blocks after block 4 (NABSN, NABO)");
  }

  @Test
  void twoHostsAndAReservation() throws IOException {
    ModelReservations shared = new ModelReservations(store, BLOCK_BYTES);
    InProcessModel model = model();
    shared.addTo(model.controller(), 1);
    InProcessModel otherModel = model();
    shared.addTo(otherModel.controller(), 2);
    NvmeNamespace namespace = open(model);
    NvmeNamespace other = open(otherModel);
    Reservations mine = new Reservations(namespace, CommandSupport.stated(namespace.controller()));
    Reservations theirs = new Reservations(other, CommandSupport.stated(other.controller()));
    DmaBuffer block = block(other, 7);

    assertThat(mine.report(false).registrantCount()).isZero();
    mine.register(RegisterAction.REGISTER, 0, 0xabcd, false, 3);
    theirs.register(RegisterAction.REGISTER, 0, 0x1111, false, Reservations.KEEP_PERSISTENCE);
    mine.acquire(AcquireAction.ACQUIRE, ReservationType.WRITE_EXCLUSIVE, 0xabcd, 0, false);
    assertThatThrownBy(
            () ->
                theirs.acquire(
                    AcquireAction.ACQUIRE, ReservationType.WRITE_EXCLUSIVE, 0x1111, 0, false))
        .satisfies(e -> hasStatus(e, StatusCode.RESERVATION_CONFLICT));
    assertThatThrownBy(() -> new NvmCommands(other).write(0, 1, block, null, IoOptions.NONE))
        .satisfies(e -> hasStatus(e, StatusCode.RESERVATION_CONFLICT));
    assertThatThrownBy(
            () ->
                mine.acquire(
                    AcquireAction.ACQUIRE,
                    ReservationType.EXCLUSIVE_ACCESS_ALL_REGISTRANTS,
                    0xabcd,
                    0,
                    false))
        .hasMessageContaining("RESCAP bit 6 is 0 in Identify Namespace");

    for (boolean extended : new boolean[] {false, true}) {
      ReservationStatus status = theirs.report(extended);
      assertThat(status.type()).contains(ReservationType.WRITE_EXCLUSIVE);
      assertThat(status.entries())
          .extracting(ReservationStatus.Registrant::key)
          .containsExactly(0xabcdL, 0x1111L);
      assertThat(status.entries())
          .extracting(ReservationStatus.Registrant::isHolder)
          .containsExactly(true, false);
    }

    theirs.acquire(AcquireAction.PREEMPT, ReservationType.WRITE_EXCLUSIVE, 0x1111, 0xabcd, false);
    new NvmCommands(other).write(0, 1, block, null, IoOptions.NONE);
    assertThat(theirs.report(false).registrantCount()).isEqualTo(1);
    theirs.register(RegisterAction.REPLACE, 0x1111, 0x2222, false, 0);
    theirs.release(ReleaseAction.RELEASE, ReservationType.WRITE_EXCLUSIVE, 0x2222, false);
    assertThat(theirs.report(false).type()).isEmpty();
    theirs.release(ReleaseAction.CLEAR, null, 0, true);
    assertThat(theirs.report(true).entries()).isEmpty();
  }

  @Test
  void moreRegistrantsThanOnePageHolds() throws IOException {
    ModelReservations shared = new ModelReservations(store, BLOCK_BYTES);
    Reservations reservations = null;
    for (int host = 1; host <= 70; host++) {
      InProcessModel model = model();
      shared.addTo(model.controller(), host);
      NvmeNamespace namespace = open(model);
      reservations = new Reservations(namespace, CommandSupport.stated(namespace.controller()));
      reservations.register(RegisterAction.REGISTER, 0, host, false, 0);
    }
    assertThat(reservations.report(true).entries()).hasSize(70);
    assertThat(reservations.report(true, 128).entries()).hasSize(1);
    assertThat(reservations.report(true, 128).registrantCount()).isEqualTo(70);
  }

  @Test
  void blocksThatCannotBeRead() throws IOException {
    InProcessModel model = model();
    ModelMedia.addTo(model.controller(), store, BLOCK_BYTES);
    NvmeNamespace namespace = open(model);
    NvmCommands commands = new NvmCommands(namespace);
    LbaStatus lbaStatus = new LbaStatus(namespace, CommandSupport.stated(namespace.controller()));
    commands.verify(0, 100, IoOptions.NONE);
    commands.writeUncorrectable(20, 3);
    assertThatThrownBy(() -> commands.verify(0, 100, IoOptions.NONE))
        .hasMessageContaining("Verify of blocks 0 to 99 failed: Unrecovered Read Error");
    DmaBuffer block = block(namespace, 3);
    assertThatThrownBy(() -> commands.read(21, 1, block, null, IoOptions.NONE))
        .satisfies(e -> hasStatus(e, StatusCode.UNRECOVERED_READ_ERROR));
    commands.write(21, 1, block, null, IoOptions.NONE);
    LbaStatusDescriptors found = lbaStatus.get(LbaStatus.TRACKED, 0, 0, 4096);
    assertThat(found.entries())
        .extracting(LbaStatusDescriptors.Descriptor::start)
        .containsExactly(20L, 22L);
    assertThat(found.completionCondition()).isEqualTo(2);
    assertThat(lbaStatus.get(LbaStatus.TRACKED, 21, 9, 24).entries()).hasSize(1);
    assertThat(lbaStatus.get(LbaStatus.TRACKED, 0, 0, 24).completionCondition()).isEqualTo(1);
  }

  @Test
  void aControllerThatClaimsMoreThanItSends() throws IOException {
    InProcessModel model = model();
    ModelMedia.addTo(model.controller(), store, BLOCK_BYTES);
    ModelPlacement.addTo(model.controller(), store, BLOCK_BYTES, 3, 100);
    MemorySegment lies = MemorySegment.ofArray(new byte[64]);
    lies.set(ValueLayout.JAVA_INT_UNALIGNED, 0, -1);
    lies.set(ValueLayout.JAVA_SHORT_UNALIGNED, 14, (short) -1);
    model.controller().onAdmin(AdminOpcode.GET_LBA_STATUS, request -> request.send(lies));
    model.controller().onIo(NvmOpcode.IO_MANAGEMENT_RECEIVE.code(), request -> request.send(lies));
    NvmeNamespace namespace = open(model);
    CommandSupport support = CommandSupport.stated(namespace.controller());
    assertThatThrownBy(() -> new LbaStatus(namespace, support).get(LbaStatus.SCAN, 0, 0, 64))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model: LBA Status Descriptor List: nlsd is 4294967295");
    assertThatThrownBy(() -> new PlacementHandles(namespace, support).status())
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model: Reclaim Unit Handle Status: nruhsd is 65535");
  }

  @Test
  void writesFillWhatTheirPlacementHandleRefersTo() throws IOException {
    InProcessModel model = model();
    ModelPlacement.addTo(model.controller(), store, BLOCK_BYTES, 200, 100);
    NvmeNamespace namespace = open(model);
    NvmCommands commands = new NvmCommands(namespace);
    PlacementHandles handles =
        new PlacementHandles(namespace, CommandSupport.stated(namespace.controller()));
    DmaBuffer block = block(namespace, 1);
    commands.write(0, 1, block, null, IoOptions.NONE.withDirective(2, 150));
    commands.write(1, 1, block, null, IoOptions.NONE.withDirective(2, 150));
    commands.write(2, 1, block, null, IoOptions.NONE.withDirective(2, 7));
    ReclaimUnitHandleStatus status = handles.status();
    assertThat(status.entries()).hasSize(200);
    assertThat(status.entries().get(150).availableBlocks()).isEqualTo(98);
    assertThat(status.entries().get(7).availableBlocks()).isEqualTo(99);
    assertThat(status.entries().get(7).handleId()).isEqualTo(107);
    handles.update(150, 7);
    assertThat(handles.status().entries().get(150).availableBlocks()).isEqualTo(100);
    assertThatThrownBy(() -> handles.update(200))
        .satisfies(e -> hasStatus(e, StatusCode.INVALID_FIELD_IN_COMMAND));
  }
}
