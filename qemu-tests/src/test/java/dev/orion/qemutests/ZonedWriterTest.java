package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.zoned.ZoneRecord;
import dev.orion.nvme.zoned.ZonedWriter;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The writer on QEMU's zones: 24 of 4 MiB with 3 MiB usable, 3 open, 5 active, appends of 64 KiB.
 */
@Timeout(120)
class ZonedWriterTest {

  private static final int ZONES = 24;
  private static final long ZONE_BLOCKS = 1024;
  private static final int CAPACITY = 768;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private TestLab lab;
  private NvmeNamespace namespace;
  private Zones zones;

  @BeforeEach
  void start() throws IOException {
    System.out.println("ZonedWriterTest: seed " + seed);
    lab =
        TestLab.start(
            List.of("nvme0:size=96M,zoned,zone-size=4M,zone-capacity=3M,max-open=3,max-active=5"),
            List.of("nvme0:zoned.zasl=4"));
    namespace = lab.nvme("nvme0").namespace(1);
    zones = namespace.zones().orElseThrow();
    zones.manageAll(ZoneSendAction.RESET_ZONE);
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private long count(ZoneReportingOption option) throws IOException {
    return zones.count(0, option);
  }

  private void checkNothingOpen() throws IOException {
    assertThat(count(ZoneReportingOption.IMPLICITLY_OPENED)).isZero();
    assertThat(count(ZoneReportingOption.EXPLICITLY_OPENED)).isZero();
  }

  private void checkContent(WrittenRecords records) throws IOException {
    try (BlockQueue queue = namespace.openQueue(8)) {
      records.checkContent(queue, block -> true);
    }
  }

  /** Until nothing more fits: what was written is where the writer said. */
  @Test
  void randomRecordsFillTheNamespace() throws IOException {
    try (ZonedWriter writer = ZonedWriter.open(namespace, 32, 4);
        WrittenRecords records = new WrittenRecords(namespace, writer, 200, random, () -> {})) {
      while (records.failures().isEmpty()) {
        for (int i = random.nextInt(40); i > 0 && records.append(); i--) {}
        writer.poll();
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(records.failures())
          .allSatisfy(
              failure -> {
                assertThat(failure.kind()).isEqualTo(BlockException.Kind.NO_SPACE);
                assertThat(failure).hasMessageContaining("no zone has room for the record");
              });
      // Of each zone less than a record's length is lost.
      assertThat(records.blocksWritten()).isGreaterThan(ZONES * (CAPACITY - 200));
      checkContent(records);
    }
    checkNothingOpen();
    assertThat(count(ZoneReportingOption.EMPTY)).isZero();
  }

  @Test
  void zonesThatSomebodyFinishesOrWritesToAreLeftOrGoneOnWith() throws IOException {
    try (ZonedWriter writer = ZonedWriter.open(namespace, 16, 3);
        WrittenRecords records = new WrittenRecords(namespace, writer, 64, random, () -> {})) {
      for (int round = 0; round < 200; round++) {
        for (int i = random.nextInt(20); i > 0 && records.append(); i--) {}
        writer.poll();
        if (round % 20 == 19) {
          List<ZoneDescriptor> open =
              zones.report(0, ZoneReportingOption.IMPLICITLY_OPENED, Zones.ALL);
          if (!open.isEmpty()) {
            zones.manage(open.get(random.nextInt(open.size())).zslba(), ZoneSendAction.FINISH_ZONE);
          }
        }
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(records.failures()).isEmpty();
      checkContent(records);
    }
    checkNothingOpen();
  }

  /** Zones in use are taken first; those of others take resources that the writer must not need. */
  @Test
  void theLimitsAreShared() throws IOException {
    zones.manage(0, ZoneSendAction.OPEN_ZONE);
    zones.manage(5 * ZONE_BLOCKS, ZoneSendAction.OPEN_ZONE);
    try (ZonedWriter writer =
            ZonedWriter.open(
                namespace, 8, 3, 10 * ZONE_BLOCKS, 4 * ZONE_BLOCKS, NanoClock.system());
        WrittenRecords records = new WrittenRecords(namespace, writer, 16, random, () -> {})) {
      for (int i = 0; i < 400; i++) {
        while (!records.append(4)) {
          writer.poll();
        }
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(records.failures()).isEmpty();
      assertThat(zones.zone(0).wp()).isZero();
      checkContent(records);
      // One zone after the other: two of the three that may be open are somebody else's.
      assertThat(count(ZoneReportingOption.FULL)).isEqualTo(2);
    }
    assertThat(count(ZoneReportingOption.EXPLICITLY_OPENED)).isEqualTo(2);
  }

  @Test
  void aRecordThatFitsNoZoneIsRefused() throws IOException {
    try (ZonedWriter writer = ZonedWriter.open(namespace, 4, 2);
        DmaBuffer buffer = namespace.dma().allocate((CAPACITY + 1) * 4096L)) {
      ZoneRecord record = new ZoneRecord();
      assertThatThrownBy(() -> writer.append(record.of(buffer)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the capacity of a zone");
      assertThatThrownBy(() -> writer.append(record.of(buffer, 0, 4095)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(writer.append(record.of(buffer, 4096, CAPACITY * 4096L))).isTrue();
      assertThatThrownBy(() -> record.of(buffer)).isInstanceOf(IllegalStateException.class);
      writer.flush();
      assertThat(record.failure()).isNull();
      assertThat(record.block() % ZONE_BLOCKS).isZero();
      assertThat(zones.zone(record.block()).state().orElseThrow().specName()).isEqualTo("Full");
    }
  }

  /** A record longer than an append is in one piece, though others are written at the same time. */
  @Test
  void longRecordsAreInOnePiece() throws IOException {
    try (ZonedWriter writer = ZonedWriter.open(namespace, 16, 1);
        WrittenRecords records = new WrittenRecords(namespace, writer, 100, random, () -> {})) {
      for (int i = 0; i < 300; i++) {
        while (!records.append(i % 3 == 0 ? 33 + random.nextInt(68) : 1)) {
          writer.poll();
        }
      }
      writer.flush();
      records.checkAllEnded();
      assertThat(records.failures()).isEmpty();
      checkContent(records);
    }
  }

  /** Closing ends what is in flight, and is for good. */
  @Test
  void closing() throws IOException {
    ZonedWriter writer = ZonedWriter.open(namespace, 16, 2);
    try (WrittenRecords records = new WrittenRecords(namespace, writer, 8, random, () -> {})) {
      for (int i = 0; i < 16; i++) {
        assertThat(records.append()).isTrue();
      }
      assertThat(records.append()).as("more than the depth").isFalse();
      writer.close();
      writer.close();
      records.checkAllEnded();
      assertThat(records.failures()).isEmpty();
      assertThatThrownBy(() -> records.append(1)).hasMessageContaining("is closed");
      checkContent(records);
    }
    checkNothingOpen();
  }
}
