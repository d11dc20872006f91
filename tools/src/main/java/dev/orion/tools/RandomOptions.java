package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.RandomDistribution;
import picocli.CommandLine.Option;

/** The options that say where the I/Os of a random pattern go. */
final class RandomOptions {
  @Option(
      names = {"--percentage_random", "--percentage-random"},
      paramLabel = "PERCENT",
      description = "How many I/Os of a random pattern do not follow the one before (100).")
  private int percentageRandom = 100;

  @Option(
      names = {"--random_distribution", "--random-distribution"},
      paramLabel = "HOW",
      converter = DistributionConverter.class,
      description = "Which blocks come more often: " + RandomDistribution.FORMS + " (random).")
  private RandomDistribution distribution = RandomDistribution.UNIFORM;

  @Option(
      names = "--norandommap",
      converter = SwitchConverter.class,
      description = "Draw each random block anew; some then come twice before others come once.")
  private boolean noRandomMap;

  @Option(names = "--randseed", paramLabel = "N", description = "Seed of random order and mix (0).")
  private long randSeed;

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.randomMap(!noRandomMap)
        .distribution(distribution)
        .randomPercent(percentageRandom)
        .randSeed(randSeed);
  }

  /** Reads a random distribution. */
  static final class DistributionConverter extends TextConverter<RandomDistribution> {
    DistributionConverter() {
      super(RandomDistribution::parse);
    }
  }
}
