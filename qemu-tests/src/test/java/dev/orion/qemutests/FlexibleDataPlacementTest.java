package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.ControllerLogs;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.PlacementHandles;
import dev.orion.nvme.spec.FdpConfigurationsLog.Configuration;
import dev.orion.nvme.spec.ReclaimUnitHandleStatus;
import dev.orion.nvme.spec.ReclaimUnitHandleUsageLog;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flexible Data Placement as QEMU has it: one Endurance Group, two groups of four handles. */
@Tag("newer-qemu")
@Timeout(60)
class FlexibleDataPlacementTest {
  private static final int ENDURANCE_GROUP = 1;
  private static final int DATA_PLACEMENT = 2;
  private static final int BLOCK_BYTES = 4096;
  private static final long RECLAIM_UNIT_BYTES = 64 << 10;

  @TempDir Path directory;
  private QtestLab lab;
  private NvmeController controller;
  private NvmeNamespace namespace;
  private PlacementHandles handles;

  @BeforeEach
  void start() throws IOException {
    lab =
        NewerQemu.startInSubsystem(
            directory,
            Map.of(
                "fdp", "on", "fdp.nruh", "4", "fdp.nrg", "2", "fdp.runs", "" + RECLAIM_UNIT_BYTES),
            List.of("nvme0:size=16M"),
            List.of("nvme0n1:fdp.ruhs=1-3"));
    controller = lab.nvme("nvme0");
    namespace = controller.namespace(1);
    handles = new PlacementHandles(namespace, CommandSupport.stated(controller));
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private ControllerLogs logs() {
    return new ControllerLogs(CommandSupport.stated(controller));
  }

  private void write(long block, int placementId) throws IOException {
    try (DmaBuffer data = controller.dma().allocate(BLOCK_BYTES)) {
      new NvmCommands(namespace)
          .write(block, 1, data, null, IoOptions.NONE.withDirective(DATA_PLACEMENT, placementId));
    }
  }

  @Test
  void configurationAndUseOfHandles() throws IOException {
    Configuration configuration = logs().fdpConfigurations(ENDURANCE_GROUP).entries().getFirst();
    assertThat(configuration.isValid()).isTrue();
    assertThat(configuration.reclaimGroups()).isEqualTo(2);
    assertThat(handles.status().entries().get(3).placementId())
        .as("the second handle in the second group")
        .isEqualTo(1 << (16 - configuration.reclaimGroupBits()) | 1);
    assertThat(configuration.reclaimUnitBytes()).isEqualTo(RECLAIM_UNIT_BYTES);
    assertThat(configuration.entries()).hasSize(4);
    assertThat(logs().reclaimUnitHandleUsage(ENDURANCE_GROUP).entries())
        .extracting(ReclaimUnitHandleUsageLog.Usage::attributes)
        .hasSize(4)
        .endsWith(1, 1, 1);
  }

  @Test
  void writesFillTheUnitOfTheirHandle() throws IOException {
    long blocks = RECLAIM_UNIT_BYTES / BLOCK_BYTES;
    ReclaimUnitHandleStatus before = handles.status();
    assertThat(before.entries()).hasSize(6).allMatch(handle -> handle.availableBlocks() == blocks);
    int placementId = before.entries().get(2).placementId();
    write(0, placementId);
    write(1, placementId);
    assertThat(handles.status().entries())
        .filteredOn(handle -> handle.placementId() == placementId)
        .allMatch(handle -> handle.availableBlocks() == blocks - 2);
    handles.update(placementId);
    assertThat(handles.status().entries()).allMatch(handle -> handle.availableBlocks() == blocks);
  }

  @Test
  void statisticsCountWhatIsWritten() throws IOException {
    BigInteger before = logs().fdpStatistics(ENDURANCE_GROUP).hostBytesWritten();
    write(0, 0);
    assertThat(logs().fdpStatistics(ENDURANCE_GROUP).hostBytesWritten())
        .isEqualTo(before.add(BigInteger.valueOf(BLOCK_BYTES)));
  }
}
