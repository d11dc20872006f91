package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.FeatureChange;
import dev.orion.nvme.FeatureQuery;
import dev.orion.nvme.Features;
import dev.orion.nvme.KeepAlive;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AsynchronousEventConfiguration;
import dev.orion.nvme.spec.ErrorRecovery;
import dev.orion.nvme.spec.FeatureCapabilities;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.FeatureSelect;
import dev.orion.nvme.spec.HostBehavior;
import dev.orion.nvme.spec.PowerManagement;
import dev.orion.nvme.spec.TemperatureThreshold;
import dev.orion.nvme.spec.Timestamp;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Features of QEMU's controller, which saves none. */
@Tag("any-transport")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class FeaturesTest {

  /** QEMU's composite temperature thresholds, in kelvins. */
  private static final int WARNING = 0x157;

  private TestLab lab;
  private NvmeController controller;
  private Features features;

  @BeforeAll
  void start() throws IOException {
    lab = TestLab.standard();
    controller = lab.nvme("nvme0");
    features = new Features(controller);
  }

  @AfterAll
  void stop() throws IOException {
    lab.close();
  }

  @Test
  void temperatureThresholds() throws IOException {
    TemperatureThreshold over = TemperatureThreshold.overComposite(0);
    assertThat(features.temperatureThreshold(over)).isEqualTo(over.at(WARNING));
    features.setTemperatureThreshold(over.at(350));
    assertThat(features.temperatureThreshold(over).kelvin()).isEqualTo(350);
    assertThat(features.temperatureThreshold(new TemperatureThreshold(0, 0, true)).kelvin())
        .isZero();
    int byDefault =
        features
            .get(
                FeatureQuery.of(FeatureIdentifier.TEMPERATURE_THRESHOLD)
                    .with(FeatureSelect.DEFAULT))
            .dword0();
    assertThat(byDefault).isEqualTo(WARNING);
    features.setTemperatureThreshold(over.at(WARNING));
  }

  @Test
  void volatileWriteCache() throws IOException {
    boolean before = features.volatileWriteCache();
    features.setVolatileWriteCache(!before);
    assertThat(features.volatileWriteCache()).isEqualTo(!before);
    features.setVolatileWriteCache(before);
    assertThat(features.volatileWriteCache()).isEqualTo(before);
  }

  @Test
  void timestampRunsOnFromWhatWasSet() throws IOException {
    long now = System.currentTimeMillis();
    features.setTimestamp(Timestamp.ofMillis(now));
    Timestamp first = features.timestamp();
    assertThat(first.wasSet()).isTrue();
    assertThat(first.mayHaveStopped()).isFalse();
    assertThat(first.millis()).isGreaterThanOrEqualTo(now);
    assertThat(features.timestamp().millis()).isGreaterThanOrEqualTo(first.millis());
    assertThatThrownBy(() -> Timestamp.ofMillis(-1)).hasMessageContaining("Timestamp is -1");
  }

  @Test
  void eventConfiguration() throws IOException {
    AsynchronousEventConfiguration before = features.asynchronousEventConfiguration();
    AsynchronousEventConfiguration wanted =
        before.with(
            AsynchronousEventConfiguration.TEMPERATURE
                | AsynchronousEventConfiguration.NAMESPACE_ATTRIBUTES);
    features.setAsynchronousEventConfiguration(wanted);
    assertThat(features.asynchronousEventConfiguration()).isEqualTo(wanted);
    assertThat(wanted.reports(AsynchronousEventConfiguration.TEMPERATURE)).isTrue();
    features.setAsynchronousEventConfiguration(before);
  }

  @Test
  void hostBehavior() throws IOException {
    HostBehavior extended = new HostBehavior(false, false, true, 0);
    features.setHostBehavior(extended);
    assertThat(features.hostBehavior()).isEqualTo(extended);
    features.setHostBehavior(new HostBehavior(false, false, false, 0));
  }

  @Test
  void featuresOfANamespace() throws IOException {
    ErrorRecovery errors = new ErrorRecovery(0, true);
    assertThat(controller.namespace(1).identity().nsfeat() & 1 << 2).isNotZero();
    features.setErrorRecovery(1, errors);
    assertThat(features.errorRecovery(1)).isEqualTo(errors);
    assertThat(features.errorRecovery(2).unwrittenBlockErrors()).isFalse();
    features.setErrorRecovery(1, new ErrorRecovery(0, false));
  }

  @Test
  void capabilities() throws IOException {
    assertThat(features.capabilities(FeatureIdentifier.ERROR_RECOVERY, 1))
        .isEqualTo(new FeatureCapabilities(false, true, true));
    assertThat(features.capabilities(FeatureIdentifier.ARBITRATION, 0).changeable()).isFalse();
  }

  @Test
  void whatCannotBeIsNotSent() throws IOException {
    FeatureChange cache = FeatureChange.of(FeatureIdentifier.VOLATILE_WRITE_CACHE, 1);
    assertThatThrownBy(() -> features.set(cache.saved()))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll(
            lab.address("nvme0"), "saving Volatile Write Cache", "supported capabilities");
    assertThatThrownBy(() -> new Features(CommandSupport.assumed(controller)).set(cache.saved()))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Feature Identifier Not Saveable");
    assertThatThrownBy(
            () -> features.set(FeatureChange.of(FeatureIdentifier.ARBITRATION, 0x7070707)))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("a change of Arbitration");
    assertThatThrownBy(() -> features.setKeepAliveTimeoutMillis(1000))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("KAS is 0 in Identify Controller");
    assertThatThrownBy(() -> new KeepAlive(controller).send())
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("KAS is 0");
    assertThatThrownBy(() -> features.setPowerManagement(new PowerManagement(9, 0)))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll("power state 9", "NPSS is 0");
    assertThatThrownBy(() -> features.setHostIdentifier(MemorySegment.ofArray(new byte[9])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 or 16 bytes, not 9");
    assertThatThrownBy(() -> features.get(FeatureQuery.of(FeatureIdentifier.HOST_MEMORY_BUFFER)))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Get Features of Host Memory Buffer failed: Invalid Field");
    assertThatThrownBy(
            () ->
                features.get(
                    FeatureQuery.of(FeatureIdentifier.ERROR_RECOVERY)
                        .withNsid(AdminCommand.NSID_NONE)))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Invalid Namespace or Format");
  }
}
