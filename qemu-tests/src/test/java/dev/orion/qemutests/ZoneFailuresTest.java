package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.nvme.zoned.ZoneResources;
import dev.orion.nvme.zoned.ZonedWriter;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.Fault;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelZones;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What QEMU's zones never do: become read-only or offline, be many, report what cannot be. */
@Timeout(120)
class ZoneFailuresTest {

  private static final int BLOCK_BYTES = 4096;
  private static final int ZONE_BLOCKS = 64;
  private static final int CAPACITY = 48;
  private static final int ZONES = 128;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private InProcessModel model;
  private ModelZones modelZones;
  private NvmeController controller;
  private NvmeNamespace namespace;
  private Zones zones;

  private void start(BlockStore store) throws IOException {
    System.out.println("ZoneFailuresTest: seed " + seed);
    model = new InProcessModel(store, BLOCK_BYTES, 64 << 20);
    modelZones =
        new ModelZones(model.controller(), store, BLOCK_BYTES, ZONE_BLOCKS, CAPACITY, 3, 4, 3);
    controller = NvmeController.open(model, model);
    namespace = controller.namespace(1);
    zones = namespace.zones().orElseThrow();
  }

  private void start() throws IOException {
    start(BlockStore.Memory.ofBytes((long) ZONES * ZONE_BLOCKS * BLOCK_BYTES));
  }

  @AfterEach
  void stop() throws IOException {
    controller.close();
  }

  private void poll(ZonedWriter writer) {
    model.step();
    writer.poll();
  }

  private WrittenRecords records(ZonedWriter writer) {
    return new WrittenRecords(namespace, writer, CAPACITY, random, model::step);
  }

  private ZonedWriter writer() throws IOException {
    return ZonedWriter.open(namespace, 24, 4, 0, namespace.geometry().blockCount(), model);
  }

  /** Whatever becomes of zones that are written: all records end up somewhere, once. */
  @Test
  void zonesThatTheDeviceTakesAwayAreLeft() throws IOException {
    start();
    try (ZonedWriter writer = writer();
        WrittenRecords records = records(writer)) {
      int taken = 0;
      for (int round = 0; round < 300; round++) {
        for (int i = random.nextInt(12); i > 0 && records.append(); i--) {}
        poll(writer);
        long zone = random.nextInt(ZONES);
        ZoneState state = modelZones.state(zone);
        boolean isOpen = state == ZoneState.IMPLICITLY_OPENED;
        if ((isOpen || random.nextInt(40) == 0) && taken < ZONES / 2) {
          taken++;
          modelZones.setState(
              zone,
              switch (random.nextInt(3)) {
                case 0 -> ZoneState.READ_ONLY;
                case 1 -> ZoneState.OFFLINE;
                default -> ZoneState.FULL;
              });
        }
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(taken).isGreaterThan(5);
      assertThat(records.failures()).isEmpty();
      try (BlockQueue queue = namespace.openQueue(4)) {
        records.checkContent(queue, _ -> true);
      }
    }
    assertThat(modelZones.open()).isZero();
  }

  @Test
  void aDeviceThatRefusesEverythingIsToldOf() throws IOException {
    start();
    try (ZonedWriter writer = writer();
        WrittenRecords records = records(writer)) {
      model
          .controller()
          .setFaults(
              (opcode, _) ->
                  opcode == ZonedOpcode.ZONE_APPEND.code()
                      ? Fault.Refuse.with(StatusCode.TOO_MANY_ACTIVE_ZONES)
                      : null);
      for (int i = 0; i < 24; i++) {
        assertThat(records.append(3)).isTrue();
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(records.failures())
          .hasSize(24)
          .allSatisfy(f -> assertThat(f).hasMessageContaining("Too Many Active Zones"));
      model.controller().setFaults(null);
      assertThat(records.append(3)).isTrue();
      writer.flush();
      assertThat(records.failures()).hasSize(24);
    }
  }

  @Test
  void aLostDeviceEndsEveryRecord() throws IOException {
    start();
    try (WrittenRecords records = records(writer())) {
      ZonedWriter writer = records.writer();
      for (int i = 0; i < 10; i++) {
        assertThat(records.append()).isTrue();
      }
      model.controller().vanish();
      writer.close();
      records.checkAllEnded();
      assertThat(records.failures())
          .hasSize(10)
          .allSatisfy(f -> assertThat(f.kind()).isNotEqualTo(BlockException.Kind.NO_SPACE));
    }
  }

  @Test
  void aReportOfEveryState() throws IOException {
    start();
    modelZones.setState(3, ZoneState.READ_ONLY);
    modelZones.setState(9, ZoneState.OFFLINE);
    modelZones.setState(120, ZoneState.READ_ONLY);
    zones.manage(5 * ZONE_BLOCKS, ZoneSendAction.OPEN_ZONE);
    zones.manage(7 * ZONE_BLOCKS, ZoneSendAction.FINISH_ZONE);
    assertThat(zones.report(0, ZoneReportingOption.READ_ONLY, Zones.ALL))
        .extracting(ZoneDescriptor::zslba)
        .containsExactly(3L * ZONE_BLOCKS, 120L * ZONE_BLOCKS);
    assertThat(zones.report(4 * ZONE_BLOCKS, ZoneReportingOption.READ_ONLY, 5)).hasSize(1);
    assertThat(zones.count(0, ZoneReportingOption.OFFLINE)).isEqualTo(1);
    assertThat(zones.count(0, ZoneReportingOption.EXPLICITLY_OPENED)).isEqualTo(1);
    assertThat(zones.count(0, ZoneReportingOption.EMPTY)).isEqualTo(ZONES - 5);
    ZoneResources resources = ZoneResources.of(zones);
    assertThat(resources.refusal(ZoneSendAction.RESET_ZONE, 3 * ZONE_BLOCKS))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .isEqualTo("Reset Zone does not apply to a zone in the state Read Only"));
    assertThat(resources.refusal(ZoneSendAction.OFFLINE_ZONE, 3 * ZONE_BLOCKS)).isEmpty();
    assertThat(resources.refusal(ZoneSendAction.OFFLINE_ZONE, 0)).isPresent();
  }

  /** Bounded memory: one command's data. How long it takes is benchmarks/zone-report's to say. */
  @Test
  void aMillionZonesAreVisitedOneByOne() throws IOException {
    long count = 1 << 20;
    start(new BlockStore.Null(count * ZONE_BLOCKS * BLOCK_BYTES));
    long[] seen = {0};
    zones.visit(
        ZoneReceiveAction.REPORT_ZONES,
        0,
        ZoneReportingOption.ALL,
        Zones.ALL,
        zone -> {
          if (zone.startBlock() != seen[0]++ * ZONE_BLOCKS || zone.state() != ZoneState.EMPTY) {
            throw new IOException("zone " + seen[0]);
          }
        });
    assertThat(seen[0]).isEqualTo(count);
    assertThat(ZoneResources.of(zones).count(ZoneState.EMPTY)).isEqualTo((int) count);
  }

  @Test
  void impossibleReportsAreErrors() throws IOException {
    start();
    lie(8, ZONE_BLOCKS + 1, "capacity (ZCAP) 65");
    lie(16, 2, "a zone at block 2, where none can be");
    lie(16, 64L * ZONES, "where none can be");
    lie(24, 1000, "write pointer (WP) 1000");
    lie(24, -1, "write pointer (WP) 18446744073709551615");
    long at = 5L * ZoneDescriptor.SIZE_BYTES + 1;
    modelZones.descriptors().set(ValueLayout.JAVA_BYTE, at, (byte) 0x70);
    assertThatThrownBy(() -> zones.report(0, ZoneReportingOption.ALL, Zones.ALL))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model namespace 1")
        .hasMessageContaining("state (ZS) 7");
  }

  private void lie(int field, long value, String message) {
    long at = 5L * ZoneDescriptor.SIZE_BYTES + field;
    long truth = modelZones.descriptors().get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    modelZones.descriptors().set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
    assertThatThrownBy(() -> zones.report(0, ZoneReportingOption.ALL, Zones.ALL))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model namespace 1")
        .hasMessageContaining(message);
    modelZones.descriptors().set(ValueLayout.JAVA_LONG_UNALIGNED, at, truth);
  }
}
