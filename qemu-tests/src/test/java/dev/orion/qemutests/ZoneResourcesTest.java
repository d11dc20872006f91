package dev.orion.qemutests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import dev.orion.nvme.zoned.ZoneResources;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What QEMU's zones can besides being written: descriptor extensions, Zone Random Write Areas, and
 * limits, which are known before the device refuses.
 */
@Timeout(120)
class ZoneResourcesTest {

  private static final long ZONE_BLOCKS = 1024;
  private static final int ZONES = 8;
  private static final ZoneSendAction[] ACTIONS = {
    ZoneSendAction.OPEN_ZONE,
    ZoneSendAction.CLOSE_ZONE,
    ZoneSendAction.FINISH_ZONE,
    ZoneSendAction.RESET_ZONE,
    ZoneSendAction.OFFLINE_ZONE
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private TestLab lab;
  private NvmeNamespace namespace;
  private Zones zones;
  private BlockQueue queue;
  private DmaBuffer buffer;

  @BeforeEach
  void start() throws IOException {
    System.out.println("ZoneResourcesTest: seed " + seed);
    lab =
        TestLab.start(
            List.of("nvme0:size=32M,zoned,zone-size=4M,zone-capacity=3M,max-open=3,max-active=5"),
            List.of(
                "nvme0n1:zoned.descr_ext_size=128",
                "nvme0n1:zoned.zrwas=64K",
                "nvme0n1:zoned.zrwafg=16K",
                "nvme0n1:zoned.numzrwa=2"));
    namespace = lab.nvme("nvme0").namespace(1);
    zones = namespace.zones().orElseThrow();
    zones.manageAll(ZoneSendAction.RESET_ZONE);
    queue = namespace.openQueue(4);
    buffer = namespace.dma().allocate(64 << 10);
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

  private BlockRequest write(long block, int blocks) {
    return run(new BlockRequest().write(block, blocks).add(buffer, 0, blocks * 4096L));
  }

  private List<ZoneState> states() throws IOException {
    List<ZoneState> states = new ArrayList<>();
    zones.visit(
        ZoneReceiveAction.REPORT_ZONES,
        0,
        ZoneReportingOption.ALL,
        Zones.ALL,
        zone -> states.add(zone.state()));
    return states;
  }

  /** Random actions, each foretold: what is refused, and what becomes of the zones. */
  @Test
  void refusalsAreForetold() throws IOException {
    ZoneResources resources = ZoneResources.of(namespace);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      int zone = random.nextInt(ZONES);
      long start = zone * ZONE_BLOCKS;
      ZoneSendAction action = ACTIONS[random.nextInt(ACTIONS.length)];
      if (random.nextInt(4) == 0) {
        // Where it must not be written, QEMU may close an implicitly opened zone for it.
        if (resources.canWrite(start)) {
          BlockRequest append =
              run(
                  new BlockRequest()
                      .prepare(BlockOperation.ZONE_APPEND, start, 1)
                      .add(buffer, 0, 4096));
          assertThat(append.failure()).isNull();
          resources.written(start);
        }
      } else if (random.nextInt(40) == 0 && action != ZoneSendAction.OPEN_ZONE) {
        zones.manageAll(action);
        resources.applyToAll(action);
      } else if (mayCloseAnother(resources, action)) {
        continue; // QEMU does so even if it refuses then.
      } else if (resources.refusal(action, start).isPresent()) {
        refused++;
        assertThatThrownBy(() -> zones.manage(start, action))
            .as("%s of zone %d: %s", action, zone, resources.refusal(action, start).get())
            .hasMessageMatching(
                ".*(Invalid Zone State Transition|Zone Is|Too Many (Open|Active) Zones).*");
      } else if (action != ZoneSendAction.OPEN_ZONE || resources.canWrite(start)) {
        zones.manage(start, action);
        resources.apply(action, start);
      }
      List<ZoneState> states = states();
      for (int z = 0; z < ZONES; z++) {
        assertThat(resources.state(z * ZONE_BLOCKS)).as("zone %d", z).isEqualTo(states.get(z));
      }
      assertThat(resources.open()).isLessThanOrEqualTo(3);
      assertThat(resources.active()).isLessThanOrEqualTo(5);
    }
    assertThat(refused).isGreaterThan(10);
  }

  private static boolean mayCloseAnother(ZoneResources resources, ZoneSendAction action) {
    return action == ZoneSendAction.OPEN_ZONE
        && resources.open() == 3
        && resources.count(ZoneState.IMPLICITLY_OPENED) > 0;
  }

  @Test
  void descriptorExtensions() throws IOException {
    assertThat(zones.identity().zoneDescriptorExtensionBytes()).isEqualTo(128);
    zones.setDescriptorExtension(3 * ZONE_BLOCKS, "belongs to a log".getBytes(US_ASCII));
    List<ZoneDescriptor> extended = new ArrayList<>();
    zones.visit(
        ZoneReceiveAction.EXTENDED_REPORT_ZONES,
        0,
        ZoneReportingOption.ALL,
        Zones.ALL,
        zone -> extended.add(zone.descriptor()));
    assertThat(extended).hasSize(ZONES);
    assertThat(extended.get(3).state()).contains(ZoneState.CLOSED);
    assertThat(extended.get(3).extension())
        .hasSize(128)
        .startsWith("belongs to a log\0".getBytes(US_ASCII));
    assertThat(extended.get(2).extension()).isEmpty();
    assertThatThrownBy(() -> zones.setDescriptorExtension(0, new byte[129]))
        .hasMessageContaining("129 bytes do not fit its Zone Descriptor Extensions of 128");
    assertThatThrownBy(() -> zones.setDescriptorExtension(3 * ZONE_BLOCKS, new byte[1]))
        .hasMessageContaining("Invalid Zone State Transition");
  }

  @Test
  void zoneRandomWriteArea() throws IOException {
    long zone = 2 * ZONE_BLOCKS;
    zones.openWithZrwa(zone);
    assertThat(zones.zone(zone).za() & ZoneDescriptor.ZA_ZRWAV).isNotZero();
    assertThat(write(zone + 3, 2).failure()).isNull();
    assertThat(write(zone, 4).failure()).isNull();
    assertThat(write(zone + 3, 1).failure()).isNull();
    assertThat(zones.zone(zone).wp()).isEqualTo(zone);
    zones.commitZrwa(zone + 3);
    assertThat(zones.zone(zone).wp()).isEqualTo(zone + 4);
    assertThatThrownBy(() -> zones.commitZrwa(zone + 4)).hasMessageContaining("Invalid Field");
    // One block behind the area of 16 commits what has to be, a granule.
    assertThat(write(zone + 20, 1).failure()).isNull();
    assertThat(zones.zone(zone).wp()).isEqualTo(zone + 8);
    assertThat(write(zone + 7, 1).failure()).hasMessageContaining("Zone Invalid Write");
    assertThat(
            run(new BlockRequest()
                    .prepare(BlockOperation.ZONE_APPEND, zone, 1)
                    .add(buffer, 0, 4096))
                .failure())
        .hasMessageContaining("Invalid Zone Operation Request");
    zones.openWithZrwa(0);
    assertThatThrownBy(() -> zones.openWithZrwa(ZONE_BLOCKS))
        .hasMessageContaining("ZRWA Resources Unavailable");
  }
}
