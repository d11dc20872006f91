package dev.orion.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs of the driver against a model that does wrong. */
@Timeout(120)
class SimulationTest {

  private static final int SEEDS = 300;

  @Test
  void nothingIsLostInAnyRun() throws SimulationFailure {
    SimulationTotals totals = new SimulationTotals();
    for (long seed = 1; seed <= SEEDS; seed++) {
      totals.add(Simulation.run(SimulationPlan.of(seed, 600), _ -> {}));
    }
    assertThat(totals.runs()).isEqualTo(SEEDS);
    assertThat(totals.faults().keySet()).containsExactlyInAnyOrder(FaultKind.values());
    assertThat(totals.requests()).isGreaterThan(20L * SEEDS);
    assertThat(totals.failures()).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameRun() throws SimulationFailure {
    for (long seed = 1; seed <= 10; seed++) {
      List<String> first = new ArrayList<>();
      List<String> second = new ArrayList<>();
      SimulationResult one = Simulation.run(SimulationPlan.of(seed, 1000), first::add);
      SimulationResult other = Simulation.run(SimulationPlan.of(seed, 1000), second::add);
      assertThat(second).isEqualTo(first).isNotEmpty();
      assertThat(other).isEqualTo(one);
    }
  }

  @Test
  void anotherSeedGivesAnotherRun() throws SimulationFailure {
    assertThat(Simulation.run(SimulationPlan.of(1, 100), _ -> {}).traceHash())
        .isNotEqualTo(Simulation.run(SimulationPlan.of(2, 100), _ -> {}).traceHash());
  }

  @Test
  void aFaultThatIsLeftOutDoesNotHappen() throws SimulationFailure {
    SimulationPlan plan = SimulationPlan.of(1, 1000);
    for (FaultKind kind : FaultKind.values()) {
      plan = plan.without(kind);
    }
    SimulationResult result = Simulation.run(plan, _ -> {});
    assertThat(result.faults()).isEmpty();
    assertThat(result.failures()).isZero();
    assertThat(new SimulationPlan(7, 20, Set.of(FaultKind.REMOVED, FaultKind.HELD)).commandLine())
        .isEqualTo("orion sim --seed=7 --steps=20 --without=held,removed");
  }

  @Test
  void aRunHasSteps() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulationPlan.of(1, 0))
        .withMessageContaining("at least 1 step");
  }
}
