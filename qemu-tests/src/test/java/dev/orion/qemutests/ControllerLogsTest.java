package dev.orion.qemutests;

import static dev.orion.simulation.model.ModelPages.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.BootPartitionLog;
import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.ControllerLogs;
import dev.orion.nvme.Identification;
import dev.orion.nvme.LogPageRequest;
import dev.orion.nvme.LogPages;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.PersistentEvents;
import dev.orion.nvme.TelemetryLog;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.PersistentEventType;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelPages;
import dev.orion.simulation.model.ModelPages.LogRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Log pages and Identify data structures that QEMU's controller does not have, from a model whose
 * pages are made here, by the specification's offsets.
 */
class ControllerLogsTest {
  private static final int EXTENDED_DATA = 1 << 2;
  private static final int TELEMETRY = 1 << 3;
  private static final int PERSISTENT_EVENTS = 1 << 4;

  private InProcessModel model;
  private ModelPages pages;
  private NvmeController controller;

  @BeforeEach
  void makeModel() {
    model = new InProcessModel(BlockStore.Memory.ofBytes(1 << 20), 4096, 8 << 20);
    pages = ModelPages.of(model.controller());
    put(pages.identity(), 261, EXTENDED_DATA | TELEMETRY | PERSISTENT_EVENTS);
  }

  private NvmeController open() throws IOException {
    controller = NvmeController.open(model, model);
    return controller;
  }

  @AfterEach
  void close() throws IOException {
    if (controller != null) {
      controller.close();
    }
  }

  private static void assertLie(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NvmeException.class).hasMessage("model: " + message);
  }

  @Test
  void aLongPageIsReadInPiecesAndItsEventKeptUntilTheLast() throws IOException {
    byte[] log = new byte[300_001];
    new Random(1).nextBytes(log);
    pages.log(0xca, log);
    LogPages reader = new LogPages(open());
    byte[] read =
        reader
            .read(LogPageRequest.ofVendor(0xca).withLsp(3).withLsi(7).withNsid(9), 0, log.length)
            .toArray(ValueLayout.JAVA_BYTE);
    assertThat(read).isEqualTo(log);
    assertThat(pages.requests())
        .containsExactly(
            new LogRequest(0xca, 9, 3, 7, true, 0, 128 << 10),
            new LogRequest(0xca, 9, 3, 7, true, 128 << 10, 128 << 10),
            new LogRequest(0xca, 9, 3, 7, false, 256 << 10, 300_004 - (256 << 10)));
  }

  @Test
  void withoutExtendedDataAPageIsAsLongAsACommandCanSay() throws IOException {
    put(pages.identity(), 261, 0);
    pages.log(0xca, new byte[20_000]);
    LogPages reader = new LogPages(open());
    LogPageRequest request = LogPageRequest.ofVendor(0xca);
    assertThat(reader.read(request, 0, 16384).byteSize()).isEqualTo(16384);
    assertThatThrownBy(() -> reader.read(request, 0, 16388))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessage(
            "model does not support a log page cah longer than 16384 bytes: LPA bit 2 (extended"
                + " data) is 0 in Identify Controller");
    assertThatThrownBy(() -> reader.read(request, 4, 4))
        .isInstanceOf(UnsupportedCommandException.class);
    LogPages assumed = new LogPages(CommandSupport.assumed(controller));
    assertThat(assumed.read(request, 0, 20_000).byteSize()).isEqualTo(20_000);
  }

  @Test
  void whatTheControllerSaysItLacksIsNotAskedFor() throws IOException {
    ControllerLogs logs = open().logs();
    Identification identify = new Identification(controller);
    assertLacks(() -> logs.enduranceGroup(1), "CTRATT bit 4");
    assertLacks(() -> logs.predictableLatency(1), "CTRATT bit 5");
    assertLacks(() -> logs.ana(false), "CMIC bit 3");
    assertLacks(() -> logs.selfTests(20), "OACS bit 4");
    assertLacks(() -> logs.mediaUnits(0), "CTRATT bits 12:11");
    assertLacks(logs::supportedLogPages, "LPA bit 5");
    assertLacks(logs::reservationNotification, "ONCS bit 5");
    assertLacks(() -> logs.sanitizeStatus(false), "SANICAP bits 2:0");
    assertLacks(() -> logs.fdpStatistics(1), "CTRATT bit 19");
    assertLacks(() -> BootPartitionLog.open(CommandSupport.stated(controller), 0), "CAP.BPS");
    assertLacks(() -> identify.nvmSets(0), "CTRATT bit 2");
    assertLacks(() -> identify.uuids(), "CTRATT bit 9");
    assertLacks(() -> identify.secondaryControllers(0), "OACS bit 7");
    assertLacks(() -> identify.controllers(0), "OACS bit 3");
    assertLacks(() -> identify.ioCommandSets(0), "CAP.CSS bit 6");
    assertThat(pages.requests()).isEmpty();
    assertThatThrownBy(
            () -> new ControllerLogs(CommandSupport.assumed(controller)).enduranceGroup(1))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Invalid Log Page");
  }

  private static void assertLacks(ThrowingCallable call, String bit) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageStartingWith("model does not support ")
        .hasMessageContaining(bit);
  }

  @Test
  void logPagesOfOneIdentifierAreAskedForByIt() throws IOException {
    put(pages.identity(), 96, 0x30, 0, 8); // CTRATT: Endurance Groups, predictable latency, FDP
    pages.log(0x09, put(new byte[512], 3, 90, 10, 7));
    pages.log(0x0a, put(new byte[512], 144, 5));
    pages.log(0x22, put(new byte[64], 16, 0, 1));
    pages.log(0x23, new byte[4096]);
    ControllerLogs logs = open().logs();
    assertThat(logs.enduranceGroup(3).availableSparePercent()).isEqualTo(90);
    assertThat(logs.enduranceGroup(3).percentageUsed()).isEqualTo(7);
    assertThat(logs.predictableLatency(4).timeEstimateMilliseconds()).isEqualTo(5);
    assertThat(logs.fdpStatistics(5).mediaBytesWritten()).isEqualTo(256);
    assertThat(logs.fdpEvents(6, true).entries()).isEmpty();
    assertThat(pages.requests()).extracting(LogRequest::lsi).containsExactly(3, 3, 4, 5, 6);
    assertThat(pages.requests().getLast().lsp()).isEqualTo(1);
  }

  @Test
  void pagesThatSayHowLongTheyAreAreReadWhole() throws IOException {
    put(pages.identity(), 96, 0x20, 0, 8);
    byte[] status = new byte[16 + 16 + 2 * 16];
    put(status, 0, status.length, 0, 0, 0, 1, 0, 0, 0);
    put(status, 16, 5, 0, 0, 0, 2, 0, 0, 0, 0x10);
    put(status, 32, 0, 1);
    put(status, 48, 0, 2);
    pages.log(0x0e, status);
    pages.log(0x0b, put(new byte[12], 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4, 0));
    pages.log(0x20, put(put(new byte[80], 4, 80), 16, 64, 0, 0x80));
    pages.log(0x21, put(new byte[24], 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2));
    ControllerLogs logs = open().logs();
    var element = logs.lbaStatus(true).entries().getFirst();
    assertThat(element.nsid()).isEqualTo(5);
    assertThat(element.entries()).extracting(range -> range.start()).containsExactly(256L, 512L);
    assertThat(logs.predictableLatencyEvents(100, false).identifiers()).containsExactly(3, 4);
    assertThat(logs.predictableLatencyEvents(1, false).identifiers()).containsExactly(3);
    assertThat(logs.fdpConfigurations(1).entries().getFirst().isValid()).isTrue();
    assertThat(logs.reclaimUnitHandleUsage(1).entries())
        .extracting(usage -> usage.attributes())
        .containsExactly(1, 2);
    assertThat(pages.requests().getFirst().retainsEvent()).isTrue();
    assertThat(pages.requests().get(1).lengthBytes()).isEqualTo(status.length);
  }

  @Test
  void pagesThatLieAreNamed() throws IOException {
    put(pages.identity(), 96, 0x30, 8, 8);
    put(pages.identity(), 76, 8); // CMIC: ANA
    put(pages.identity(), 348, 1); // NANAGRPID
    pages.log(0x0c, put(new byte[64], 8, 2));
    pages.log(0x0e, put(new byte[16], 0, 0xff, 0xff, 0xff, 0xff));
    pages.log(0x0b, put(new byte[8], 7, 0x10));
    pages.log(0x10, put(new byte[16], 0, 0xff, 0xff));
    pages.log(0x20, put(put(new byte[96], 0, 1), 4, 80));
    pages.identify(0x19, put(new byte[4096], 0, 0, 8));
    pages.identify(0x02, put(new byte[4096], 0, 2, 0, 0, 0, 1));
    ControllerLogs logs = open().logs();
    assertLie(
        () -> logs.ana(true),
        "Asymmetric Namespace Access log: ANA Group Descriptor 1 at byte 48 has 8 bytes, and the"
            + " page ends after 0");
    assertLie(
        () -> logs.lbaStatus(false),
        "the LBA Status Information log page claims 4294967295 bytes, more than the 64 MiB that are"
            + " read into memory");
    assertLie(
        () -> logs.predictableLatencyEvents(9, false),
        "Event Aggregate log: num_entries_avail is 1152921504606846976, and there is room for"
            + " 65535");
    assertLie(
        () -> logs.fdpConfigurations(1),
        "FDP Configurations log: size of configuration 0 is 0, less than its 64");
    assertThat(logs.mediaUnits(0).entries()).as("all of 14 zeroes").hasSize(65535);
    assertLie(
        () -> new Identification(controller).enduranceGroups(0),
        "Endurance Group List: num_endgrp_id is 2048, and there is room for 2047");
    assertLie(
        () -> new Identification(controller).activeNamespaces(0),
        "Active Namespace ID list is not ascending: 1 follows 2");
  }

  @Test
  void telemetryIsStreamedUpToADataArea() throws IOException {
    byte[] log = new byte[512 * 1001];
    new Random(2).nextBytes(log);
    put(log, 8, 10, 0, 20, 0, 0xe8, 3, 0, 0, 0, 0, 0, 0);
    pages.log(0x07, log);
    open();
    TelemetryLog telemetry = TelemetryLog.hostInitiated(CommandSupport.stated(controller), true);
    assertThat(telemetry.lengthBytes(1)).isEqualTo(512 * 11);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    telemetry.copy(3, piece -> copy.write(piece.toArray(ValueLayout.JAVA_BYTE)));
    assertThat(copy.toByteArray()).isEqualTo(log);
    assertThat(pages.requests()).extracting(LogRequest::lsp).startsWith(1, 0).containsOnlyOnce(1);
    assertThat(pages.requests()).allMatch(LogRequest::retainsEvent);
    assertThatThrownBy(() -> telemetry.copy(4, _ -> {}))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("telemetry data area 4: LPA bit 6");
    assertLie(
        () -> telemetry.copy(1, _ -> put(log, 381, log[381] + 1)),
        "the Telemetry Host-Initiated log page changed while it was read; read it again");
  }

  @Test
  void persistentEventsAreReadOneByOneWithinAContext() throws IOException {
    int events = 5000;
    byte[] log = new byte[512 + events * 40];
    put(log, 4, events & 0xff, events >> 8);
    put(log, 8, log.length & 0xff, (log.length >> 8) & 0xff, log.length >> 16);
    put(log, 480, 1 << 3);
    for (int i = 0; i < events; i++) {
      put(log, 512 + 40 * i, 3, 1, 21);
      put(log, 512 + 40 * i + 22, 16, 0, i & 0xff, i >> 8);
    }
    pages.log(0x0d, log);
    open();
    try (PersistentEvents open = PersistentEvents.open(CommandSupport.stated(controller))) {
      assertThat(open.header().supports(PersistentEventType.TIMESTAMP_CHANGE)).isTrue();
      for (int i = 0; i < events; i++) {
        var event = open.next().orElseThrow();
        assertThat(event.type()).contains(PersistentEventType.TIMESTAMP_CHANGE);
        assertThat(event.data().orElseThrow().unsigned("prev_ts")).isEqualTo(i);
      }
      assertThat(open.next()).isEmpty();
    }
    assertThat(pages.requests()).extracting(LogRequest::lsp).startsWith(1, 0).endsWith(0, 2);
    assertThat(pages.requests()).hasSize(4);

    put(log, 4, (events + 1) & 0xff);
    try (PersistentEvents open = PersistentEvents.open(CommandSupport.stated(controller))) {
      assertLie(
          () -> {
            while (open.next().isPresent()) {}
          },
          "Persistent Event Log: an event at byte %d has 24 bytes, and total_log_len is %d; 1 of the events it counts are missing"
              .formatted(log.length, log.length));
    }
    put(pages.identity(), 352, 1);
    put(log, 15, 0x80);
    assertLie(
        () -> PersistentEvents.open(CommandSupport.stated(controller)),
        "Persistent Event Log: total_log_len is %s, and PELS in Identify Controller allows %d"
            .formatted(Long.toUnsignedString(Long.MIN_VALUE + log.length), Long.MAX_VALUE));
    assertThat(pages.requests().getLast().lsp()).as("the context is released").isEqualTo(2);
  }

  @Test
  void aBootPartitionIsStreamed() throws IOException {
    byte[] log = new byte[16 + (256 << 10)];
    new Random(3).nextBytes(log);
    put(log, 4, 2, 0, 0, 0x80);
    pages.log(0x15, log);
    open();
    BootPartitionLog boot = BootPartitionLog.open(CommandSupport.assumed(controller), 1);
    assertThat(boot.header().activePartition()).isEqualTo(1);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    boot.copyData(piece -> copy.write(piece.toArray(ValueLayout.JAVA_BYTE)));
    assertThat(copy.toByteArray()).isEqualTo(Arrays.copyOfRange(log, 16, log.length));
    assertThat(pages.requests()).allMatch(request -> request.lsp() == 1);
  }

  @Test
  void identifyTakesItsIdentifiers() throws IOException {
    put(pages.identity(), 96, 0x94, 6); // CTRATT: NVM Sets, groups, granularity, UUIDs, domains
    put(pages.identity(), 256, 0x88); // OACS: namespace management, virtualization
    pages.identify(0x04, put(put(new byte[4096], 0, 1), 128, 3, 0, 1, 0));
    pages.identify(0x12, put(new byte[4096], 0, 2, 0, 1, 0, 9, 0));
    pages.identify(0x13, put(new byte[4096], 0, 1, 0, 4, 0));
    pages.identify(0x14, put(new byte[4096], 4, 3));
    pages.identify(0x15, put(put(new byte[4096], 0, 1), 32, 2, 0, 1, 0, 1));
    pages.identify(0x16, put(new byte[4096], 32, 0, 0x10));
    pages.identify(0x17, put(put(new byte[4096], 32, 1), 48, 0xab));
    pages.identify(0x18, put(put(new byte[4096], 0, 1), 128, 8));
    pages.identify(0x08, put(new byte[4096], 0, 0x10));
    Identification identify = new Identification(open());
    assertThat(identify.nvmSets(0).entries().getFirst().nvmsetid()).isEqualTo(3);
    assertThat(identify.controllersOf(1, 0).cntlids()).containsExactly(1, 9);
    assertThat(identify.controllers(0).cntlids()).containsExactly(4);
    assertThat(identify.primaryCapabilities(0).hasFlexibleInterrupts()).isTrue();
    assertThat(identify.secondaryControllers(0).entries().getFirst().isOnline()).isTrue();
    assertThat(identify.granularities().entries().getFirst().sizeBytes()).isEqualTo(4096);
    assertThat(identify.uuids().entries().getFirst().uuid()).startsWith("ab000000-");
    assertThat(identify.domains(0).entries().getFirst().id()).isEqualTo(8);
    assertThat(identify.independentNamespace(1).isRotational()).isTrue();
    assertThatThrownBy(() -> identify.nvmController())
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining(
            "Identify of the I/O Command Set specific Identify Controller failed");
  }

  @Test
  void everyLogPageOfTheSpecificationHasABitOrNone() throws IOException {
    open();
    for (LogPageIdentifier log : List.of(LogPageIdentifier.values())) {
      LogPageRequest request = LogPageRequest.of(log);
      assertThatThrownBy(() -> new LogPages(controller).read(request, 0, 4))
          .hasMessageContaining("Get Log Page of the " + log.specName());
    }
  }
}
