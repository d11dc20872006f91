package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.put;
import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of controllers that lie: each is refused by name, or shown, and never anything else. */
class MalformedPagesTest {
  static Map<String, Function<MemorySegment, Structure>> structures() {
    return ListedPagesTest.STRUCTURES;
  }

  static Iterable<String> names() {
    return ListedPagesTest.commands();
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyPageIsShownOrRefused(String name) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] page = ListedPages.PAGES.get(name).get();
      switch (round % 4) {
        case 0 -> Arrays.fill(page, (byte) (round == 0 ? 0xff : 0));
        case 1 -> random.nextBytes(page);
        case 2 -> page[random.nextInt(Math.min(64, page.length))] = (byte) random.nextInt();
        default -> page = Arrays.copyOf(page, random.nextInt(page.length));
      }
      try {
        Structure structure = structures().get(name).apply(segment(page));
        assertThat(structure.toMap()).as("seed %d", seed).isNotNull();
        assertThat(structure.toText()).as("seed %d", seed).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d", seed).message().containsAnyOf(" needs at least ", ": ");
        assertThat(e.getStackTrace()[0].getClassName()).startsWith("dev.orion.nvme.spec.Layout");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPageCutAnywhereIsNotReadBeyondItsEnd(String name) {
    byte[] page = ListedPages.PAGES.get(name).get();
    for (int length = 0; length < Math.min(page.length, 700); length++) {
      MemorySegment cut = segment(Arrays.copyOf(page, length));
      try {
        assertThat(structures().get(name).apply(cut).toText()).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e.getStackTrace()[0].getClassName()).startsWith("dev.orion.nvme.spec.Layout");
      }
    }
  }

  @Test
  void countsForWhichThereIsNoRoomAreNamed() {
    assertRefused(
        NvmSetList::new,
        put(new byte[4096], 0, 32),
        "NVM Set List: nid is 32, and there is room for 31");
    assertRefused(
        ControllerList::new,
        put(new byte[4096], 0, 0, 8),
        "Controller List: num_ctrl is 2048, and there is room for 2047");
    assertRefused(
        SecondaryControllerList::new,
        put(new byte[4096], 0, 128),
        "Secondary Controller List: num is 128, and there is room for 127");
    assertRefused(
        NamespaceGranularityList::new,
        put(new byte[4096], 4, 16),
        "Namespace Granularity List: num-descriptors is 16, and there is room for 15");
    assertRefused(
        FdpEventsLog::new,
        put(new byte[4096], 0, 64),
        "FDP Events log: n is 64, and there is room for 63");
    assertRefused(
        EventAggregateLog::new,
        put(new byte[8], 7, 0x10),
        "Event Aggregate log: num_entries_avail is 1152921504606846976, and there is room for"
            + " 65535");
    assertRefused(
        AnaLog::new,
        put(new byte[64], 8, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
        "Asymmetric Namespace Access log: ANA Group Descriptor 0 at byte 16 has 17179869212 bytes,"
            + " and the page ends after 48");
  }

  @Test
  void lengthsThatCannotBeAreNamed() {
    assertThatThrownBy(() -> LbaStatusLog.lengthBytes(segment(new byte[16])))
        .isInstanceOf(MalformedStructureException.class)
        .hasMessage("LBA Status Information log: lslplen is 0, less than its header of 16");
    assertThatThrownBy(() -> FdpConfigurationsLog.lengthBytes(segment(new byte[16])))
        .hasMessage("FDP Configurations log: size is 0, less than its header of 16");
    assertRefused(
        FdpConfigurationsLog::new,
        new byte[128],
        "FDP Configurations log: size of configuration 0 is 0, less than its 64");
    assertRefused(
        PersistentEventLogHeader::new,
        put(new byte[512], 8, 255, 1),
        "Persistent Event Log: total_log_len is 511, less than its header of 512");
    assertRefused(
        PersistentEvent::new,
        new byte[64],
        "Persistent Event: event_header_len is 0, less than 21");
    assertRefused(
        PersistentEvent::new,
        put(put(new byte[64], 0, 3, 1, 21), 20, 0, 0, 15, 0),
        "Persistent Event: event_len leaves 15 bytes of data, and Time Stamp Change Event has 16");
    assertRefused(
        TelemetryLogHeader::new,
        put(new byte[512], 8, 9, 0, 8, 0),
        "Telemetry log: dalb2 is 8, before dalb1, 9");
    assertRefused(
        MediaUnitStatusLog::new,
        put(put(new byte[64], 0, 1), 16 + 12, 1, 3),
        "Media Unit Status log: cio of media unit 0 is 3, within its descriptor");
  }

  @Test
  void listsThatAreNotAscendingAreNamed() {
    assertRefused(
        ControllerList::new,
        put(new byte[4096], 0, 2, 0, 5, 0, 5, 0),
        "Controller List: list of controllers is not ascending: 5 follows 5");
    assertRefused(
        EnduranceGroupList::new,
        put(new byte[4096], 0, 2, 0, 5, 0, 4, 0),
        "Endurance Group List: list of Endurance Groups is not ascending: 4 follows 5");
    assertRefused(
        ChangedZoneList::new,
        put(new byte[4096], 0, 2, 0, 0, 0, 0, 0, 0, 0, 5),
        "Changed Zone List: list of zones is not ascending: 0 follows 5");
  }

  @Test
  void mediaUnitsWithTheirChannels() {
    byte[] page = put(new byte[16 + 20 + 14], 0, 2);
    put(page, 16, 7, 0, 1, 0, 2, 0, 3, 0, 100, 0, 99, 5, 2, 16, 0, 0, 4, 0, 5, 1);
    put(page, 36, 8);
    MediaUnitStatusLog log = new MediaUnitStatusLog(segment(page));
    assertThat(log.entries()).extracting(MediaUnitStatusLog.MediaUnit::id).containsExactly(7, 8);
    assertThat(log.entries().getFirst().channels()).containsExactly(4, 0x105);
    assertThat(log.entries().getFirst().availableSparePercent()).isEqualTo(99);
    assertThat(log.entries().getLast().channels()).isEmpty();
  }

  @Test
  void capacityConfigurationsWithWhatIsInThem() {
    byte[] page = new byte[16 + 32 + 80 + 2 + 4 + 2 + 4 + 8];
    put(page, 0, 1);
    put(page, 16, 3, 0, 1, 0, 1, 0);
    put(page, 48, 9, 0, 100, 0);
    put(page, 48 + 16, 0, 0, 1);
    put(page, 128, 2, 0, 1, 0, 2, 0);
    put(page, 134, 1, 0, 6, 0, 1, 0, 0x11, 0, 0, 0, 0, 0, 8);
    var list = new SupportedCapacityConfigurationList(segment(page));
    var group = list.entries().getFirst().entries().getFirst();
    assertThat(group.endgid()).isEqualTo(9);
    assertThat(group.capacityBytes()).isEqualTo(0x10000);
    assertThat(group.nvmsetids()).containsExactly(1, 2);
    assertThat(group.entries().getFirst().id()).isEqualTo(6);
    assertThat(group.entries().getFirst().entries().getFirst().id()).isEqualTo(0x11);
    assertThat(list.toText())
        .contains("NVM Set 1 Identifier: 2", "Media Unit Descriptor Length: 8");
  }

  private static void assertRefused(
      Function<MemorySegment, Structure> structure, byte[] page, String message) {
    assertThatThrownBy(() -> structure.apply(segment(page)))
        .isInstanceOf(MalformedStructureException.class)
        .hasMessage(message);
  }
}
