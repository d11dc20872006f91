package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A zoned namespace of QEMU: 300 zones of 4 MiB with 3 MiB usable, 4 open, 6 active. */
@Tag("any-transport")
@Timeout(120)
class ZonesTest {

  private static final int ZONE_COUNT = 300;
  private static final int ZONE_BLOCKS = 1024;
  private static final int ZONE_CAPACITY_BLOCKS = 768;

  private TestLab lab;
  private NvmeNamespace namespace;
  private Zones zones;
  private BlockQueue queue;
  private DmaBuffer buffer;

  @BeforeEach
  void start() throws IOException {
    lab =
        TestLab.start(
            List.of("nvme0:size=1200M,zoned,zone-size=4M,zone-capacity=3M,max-open=4,max-active=6"),
            List.of("nvme0:zoned.zasl=5"));
    namespace = lab.nvme("nvme0").namespace(1);
    zones = namespace.zones().orElseThrow();
    queue = namespace.openQueue(32);
    buffer = namespace.dma().allocate(1 << 20);
    for (int zone = 0; zone < ZONE_COUNT; zone++) {
      assertThat(zone(BlockOperation.ZONE_RESET, zone).failure()).isNull();
    }
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private BlockRequest run(BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    return request;
  }

  private BlockRequest zone(BlockOperation operation, int zone) {
    return run(new BlockRequest().prepare(operation, (long) zone * ZONE_BLOCKS, 0));
  }

  private BlockRequest append(int zone, int blocks) {
    return run(
        new BlockRequest()
            .prepare(BlockOperation.ZONE_APPEND, (long) zone * ZONE_BLOCKS, blocks)
            .add(buffer, 0, blocks * 4096L));
  }

  private ZoneDescriptor report(int zone) throws IOException {
    return zones.report((long) zone * ZONE_BLOCKS, ZoneReportingOption.ALL, 1).getFirst();
  }

  @Test
  void geometryIsWhatQemuWasToldTo() {
    assertThat(namespace.geometry().zones())
        .isEqualTo(new ZoneGeometry(ZONE_BLOCKS, 300, 4, 6, (128 << 10) / 4096));
  }

  @Test
  void aReportOfManyPagesListsEveryZoneOnce() throws IOException {
    List<ZoneDescriptor> all = zones.report(0, ZoneReportingOption.ALL, Zones.ALL);
    assertThat(all).hasSize(300);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).zslba()).isEqualTo((long) i * ZONE_BLOCKS);
      assertThat(all.get(i).zcap()).isEqualTo(ZONE_CAPACITY_BLOCKS);
      assertThat(all.get(i).state()).contains(ZoneState.EMPTY);
    }
    assertThat(zones.report(5 * ZONE_BLOCKS + 3, ZoneReportingOption.ALL, 2))
        .extracting(ZoneDescriptor::zslba)
        .containsExactly(5L * ZONE_BLOCKS, 6L * ZONE_BLOCKS);
    assertThat(zones.count(0, ZoneReportingOption.ALL)).isEqualTo(300);
    assertThat(zones.count(290L * ZONE_BLOCKS, ZoneReportingOption.EMPTY)).isEqualTo(10);
    assertThat(zones.report(0, ZoneReportingOption.FULL, Zones.ALL)).isEmpty();
  }

  @Test
  void stateMachine() throws IOException {
    assertThat(zone(BlockOperation.ZONE_OPEN, 2).failure()).isNull();
    assertThat(report(2).state()).contains(ZoneState.EXPLICITLY_OPENED);
    assertThat(append(2, 1).failure()).isNull();
    assertThat(zone(BlockOperation.ZONE_CLOSE, 2).failure()).isNull();
    assertThat(report(2).state()).contains(ZoneState.CLOSED);
    assertThat(zone(BlockOperation.ZONE_FINISH, 2).failure()).isNull();
    assertThat(report(2).state()).contains(ZoneState.FULL);
    BlockRequest tooLate = append(2, 1);
    assertThat(tooLate.failure()).hasMessageContaining("Zone Is Full");
    assertThat(tooLate.failure().kind()).isEqualTo(BlockException.Kind.ZONE_VIOLATION);
    assertThat(zone(BlockOperation.ZONE_RESET, 2).failure()).isNull();
    assertThat(report(2).state()).contains(ZoneState.EMPTY);

    zones.manage(7L * ZONE_BLOCKS, ZoneSendAction.OPEN_ZONE);
    assertThat(zones.report(0, ZoneReportingOption.EXPLICITLY_OPENED, Zones.ALL)).hasSize(1);
    append(8, 3);
    zones.manageAll(ZoneSendAction.FINISH_ZONE);
    assertThat(zones.count(0, ZoneReportingOption.FULL)).isEqualTo(2);
    zones.manageAll(ZoneSendAction.RESET_ZONE);
    assertThat(zones.count(0, ZoneReportingOption.EMPTY)).isEqualTo(300);
  }

  @Test
  void moreOpenZonesThanTheLimitAreRefused() throws IOException {
    for (int zone = 0; zone < 4; zone++) {
      assertThat(zone(BlockOperation.ZONE_OPEN, zone).failure()).isNull();
    }
    assertThat(zone(BlockOperation.ZONE_OPEN, 4).failure())
        .hasMessageContaining("Too Many Open Zones");
    assertThatThrownBy(() -> zones.manage(4L * ZONE_BLOCKS, ZoneSendAction.OPEN_ZONE))
        .hasMessageContaining("Open Zone of zone 4096 failed: Too Many Open Zones");
  }

  @Test
  void aZoneIsWrittenFromItsStart() {
    assertThat(run(new BlockRequest().write(ZONE_BLOCKS, 2).add(buffer, 0, 8192)).failure())
        .isNull();
    BlockRequest notAtThePointer = run(new BlockRequest().write(0, 256).add(buffer));
    assertThat(notAtThePointer.failure()).isNull();
    BlockRequest again = run(new BlockRequest().write(0, 256).add(buffer));
    assertThat(again.failure()).hasMessageContaining("Zone Invalid Write");
  }

  /** A write longer than a command goes to the zone in order, piece after piece. */
  @Test
  void aLongWriteStaysInOrder() throws IOException {
    try (DmaBuffer big = namespace.dma().allocate(ZONE_CAPACITY_BLOCKS * 4096L)) {
      fill(big.segment());
      assertThat(run(new BlockRequest().write(0, ZONE_CAPACITY_BLOCKS).add(big)).failure())
          .isNull();
      assertThat(report(0).state()).contains(ZoneState.FULL);
      byte[] expected = big.segment().toArray(ValueLayout.JAVA_BYTE);
      big.segment().fill((byte) 0);
      assertThat(run(new BlockRequest().read(0, ZONE_CAPACITY_BLOCKS).add(big)).failure()).isNull();
      assertThat(big.segment().mismatch(MemorySegment.ofArray(expected))).isEqualTo(-1);
    }
  }

  /** Appends in flight together land in different places, and the device says where. */
  @Test
  void appendsReturnWhereTheyWrote() throws IOException {
    int appends = 256;
    List<Long> places = new ArrayList<>();
    int[] next = {0};
    for (int i = 0; i < 32; i++) {
      DmaBuffer block = buffer.slice(i * 8192L, 8192);
      BlockRequest request = new BlockRequest();
      request.onComplete(
          done -> {
            assertThat(done.failure()).isNull();
            long tag = block.segment().get(ValueLayout.JAVA_LONG, 0);
            places.add(tag << 32 | done.resultBlock());
            if (next[0] < appends) {
              submitAppend(done, block, next[0]++);
            }
          });
      submitAppend(request, block, next[0]++);
    }
    while (queue.inFlight() > 0) {
      queue.poll();
    }
    assertThat(places).hasSize(appends);
    Set<Long> blocks = new HashSet<>();
    for (long place : places) {
      long at = place & 0xffff_ffffL;
      assertThat(blocks.add(at)).as("block %d is assigned once", at).isTrue();
      assertThat(run(new BlockRequest().read(at, 2).add(buffer, 0, 8192)).failure()).isNull();
      assertThat(buffer.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(place >>> 32);
      assertThat(buffer.segment().get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(place >>> 32);
    }
    assertThat(report(3).wp()).isEqualTo(3L * ZONE_BLOCKS + 2L * appends);
  }

  private void submitAppend(BlockRequest request, DmaBuffer block, long tag) {
    block.segment().set(ValueLayout.JAVA_LONG, 0, tag);
    block.segment().set(ValueLayout.JAVA_LONG, 4096, tag);
    request.prepare(BlockOperation.ZONE_APPEND, 3L * ZONE_BLOCKS, 2).add(block);
    assertThat(queue.submit(request)).isTrue();
  }

  /** An append is never split, so buffers that PRPs cannot describe are copied as a whole. */
  @Test
  void anAppendOfOddPiecesIsOneCommand() throws IOException {
    fill(buffer.segment());
    BlockRequest append = new BlockRequest().prepare(BlockOperation.ZONE_APPEND, 0, 32);
    append.add(buffer, 1, 4095).add(buffer, 9001, 100_000).add(buffer, 200_003, 26_977);
    assertThat(run(append).failure()).isNull();
    assertThat(append.resultBlock()).isZero();
    byte[] expected = new byte[32 * 4096];
    MemorySegment.copy(buffer.segment(), ValueLayout.JAVA_BYTE, 1, expected, 0, 4095);
    MemorySegment.copy(buffer.segment(), ValueLayout.JAVA_BYTE, 9001, expected, 4095, 100_000);
    MemorySegment.copy(buffer.segment(), ValueLayout.JAVA_BYTE, 200_003, expected, 104_095, 26_977);
    assertThat(run(new BlockRequest().read(0, 32).add(buffer, 0, 32 * 4096)).failure()).isNull();
    assertThat(buffer.segment().asSlice(0, 32 * 4096).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(expected);
  }

  @Test
  void whatCannotBeAnAppendIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> append(0, 33)).hasMessageContaining("an append takes up to 32 blocks");
    BlockRequest inside = new BlockRequest().prepare(BlockOperation.ZONE_APPEND, 5, 1);
    assertThatThrownBy(() -> queue.submit(inside.add(buffer, 0, 4096)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no zone begins there");
  }

  private static void fill(MemorySegment segment) {
    for (long i = 0; i < segment.byteSize(); i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + (i >>> 12)));
    }
  }
}
