package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.Abort;
import dev.orion.nvme.AsynchronousEvent;
import dev.orion.nvme.AsynchronousEvent.HealthStatus;
import dev.orion.nvme.AsynchronousEvent.Notice;
import dev.orion.nvme.AsynchronousEvents;
import dev.orion.nvme.Features;
import dev.orion.nvme.NamespaceManagement;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.PendingCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.AsynchronousEventConfiguration;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.NamespaceIdList;
import dev.orion.nvme.spec.SmartLog;
import dev.orion.nvme.spec.TemperatureThreshold;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that QEMU's controller reports, provoked by what its temperature is compared with. */
@Timeout(120)
class AsynchronousEventsTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final int QEMU_KELVIN = 0x143;

  private TestLab lab;
  private NvmeController controller;
  private Features features;
  private AsynchronousEvents events;

  @BeforeEach
  void start() throws IOException {
    lab = TestLab.start(List.of("nvme0:size=64M", "nvme0:size=64M"), List.of("nvme0:aerl=3"));
    controller = lab.nvme("nvme0");
    features = new Features(controller);
    features.setAsynchronousEventConfiguration(
        new AsynchronousEventConfiguration(
            AsynchronousEventConfiguration.TEMPERATURE
                | AsynchronousEventConfiguration.NAMESPACE_ATTRIBUTES));
    events = controller.events();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private void overheat() throws IOException {
    features.setTemperatureThreshold(TemperatureThreshold.overComposite(QEMU_KELVIN - 1));
  }

  @Test
  void anEventComesOnceUntilItsLogPageIsRead() throws IOException {
    List<AsynchronousEvent> heard = new ArrayList<>();
    events.addListener(heard::add);
    assertThat(events.inFlight()).isEqualTo(4);
    assertThat(events.poll()).isEmpty();
    HealthStatus hot = new HealthStatus(1, LogPageIdentifier.SMART_HEALTH_INFORMATION.code());

    overheat();
    assertThat(events.await(PATIENCE)).containsExactly(hot);
    assertThat(heard).containsExactly(hot);
    assertThat(hot.description()).isEqualTo("Temperature Threshold");
    assertThat(events.inFlight()).isEqualTo(4);

    overheat();
    assertThat(new SmartLog(events.peek(hot)).temperatureKelvin()).isEqualTo(QEMU_KELVIN);
    overheat();
    assertThat(events.poll()).as("the first one still masks it").isEmpty();

    assertThat(new SmartLog(events.acknowledge(hot)).criticalWarning() & 1 << 1).isNotZero();
    overheat();
    assertThat(events.await(PATIENCE)).containsExactly(hot);
    assertThat(heard).containsExactly(hot, hot);
  }

  @Test
  void namespacesThatComeAndGo() throws IOException {
    NamespaceManagement namespaces = new NamespaceManagement(controller);
    List<Integer> self = List.of(controller.identity().cntlid());
    namespaces.detach(2, self);
    Notice changed =
        new Notice(
            Notice.NAMESPACE_ATTRIBUTE_CHANGED, LogPageIdentifier.CHANGED_NAMESPACE_LIST.code());
    assertThat(events.await(PATIENCE)).containsExactly(changed);
    assertThat(new NamespaceIdList(events.acknowledge(changed)).nsids()).containsExactly(2);
    namespaces.attach(2, self);
    assertThat(events.await(PATIENCE)).containsExactly(changed);
    assertThat(new NamespaceIdList(events.acknowledge(changed)).nsids()).containsExactly(2);
  }

  @Test
  void otherCommandsGoOnMeanwhile() throws IOException {
    for (int i = 0; i < 1000; i++) {
      if (i % 10 == 0) {
        overheat();
      }
      assertThat(controller.namespaceIds()).containsExactly(1, 2);
    }
    assertThat(events.poll()).hasSize(1);
    assertThat(controller.events()).isSameAs(events);
  }

  /** QEMU 7.2 aborts nothing and says so. */
  @Test
  void anAbortIsARequest() throws IOException {
    PendingCommand request =
        controller.startAdmin(NvmeCommand.of(AdminOpcode.IDENTIFY).withCdw10(0x99));
    assertThat(new Abort(controller).request(request)).isFalse();
    while (!request.poll()) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(request::result).hasMessageContaining("Invalid Field");
  }
}
