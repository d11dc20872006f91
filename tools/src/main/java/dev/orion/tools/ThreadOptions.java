package dev.orion.tools;

import dev.orion.block.CompletionMode;
import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.CpuChoice;
import picocli.CommandLine.Option;

/** The options that say where a job's threads run and how they wait. */
final class ThreadOptions {
  @Option(
      names = "--completion",
      paramLabel = "MODE",
      converter = CompletionModeConverter.class,
      description = {
        "How a thread waits for its I/Os: polled (the default) looks without pause, interrupt"
            + " sleeps",
        "until the device interrupts, adaptive looks for some 50 us and then sleeps."
      })
  private CompletionMode completionMode = CompletionMode.POLLED;

  @Option(
      names = {"--cpus_allowed", "--cpus-allowed"},
      paramLabel = "CPUS",
      converter = CpusConverter.class,
      description = "Run the job's threads on these CPUs: 0-3,5 (any).")
  private CpuChoice cpus = CpuChoice.ANY;

  @Option(
      names = {"--cpus_allowed_policy", "--cpus-allowed-policy"},
      paramLabel = "HOW",
      converter = CpuPolicyConverter.class,
      description = "shared, or split: each thread on one of them (shared).")
  private CpuPolicy cpuPolicy = CpuPolicy.SHARED;

  /** How threads wait. */
  CompletionMode completionMode() {
    return completionMode;
  }

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.completionMode(completionMode)
        .cpus(new CpuChoice(cpus.cpus(), cpuPolicy == CpuPolicy.SPLIT));
  }

  /** Reads lists of CPUs. */
  static final class CpusConverter extends TextConverter<CpuChoice> {
    CpusConverter() {
      super(CpuChoice::parse);
    }
  }

  /** How a job's threads share its CPUs. */
  enum CpuPolicy {
    SHARED,
    SPLIT
  }

  /** Reads how a job's threads share its CPUs. */
  static final class CpuPolicyConverter extends TextConverter<CpuPolicy> {
    CpuPolicyConverter() {
      super(CpuPolicyConverter::parse);
    }

    private static CpuPolicy parse(String text) {
      return switch (text) {
        case "shared" -> CpuPolicy.SHARED;
        case "split" -> CpuPolicy.SPLIT;
        default -> throw new IllegalArgumentException("'" + text + "' is neither shared nor split");
      };
    }
  }
}
