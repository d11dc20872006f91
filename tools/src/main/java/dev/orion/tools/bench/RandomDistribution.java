package dev.orion.tools.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which places of a region a random order prefers; fio's {@code random_distribution}. In all but
 * {@link Zoned} the preferred places are scattered over the region, as in fio.
 */
public sealed interface RandomDistribution {

  /** No place. */
  RandomDistribution UNIFORM = new Uniform();

  /** How to write them. */
  String FORMS = "random, zipf:1.2, pareto:0.2, normal:20 or zoned:60/10:40/90";

  /** An endless order of the places 0 to {@code ioCount} - 1 with this distribution. */
  IoOrder order(long ioCount, long seed);

  /** As fio writes it. */
  @Override
  String toString();

  /** Every place alike. */
  record Uniform() implements RandomDistribution {
    @Override
    public IoOrder order(long ioCount, long seed) {
      return IoOrder.uniform(ioCount, seed);
    }

    @Override
    public String toString() {
      return "random";
    }
  }

  /**
   * The n-th most popular place in proportion to 1 / n^theta, by the approximation of Gray et al.:
   * Quickly Generating Billion-Record Synthetic Databases, 1994.
   *
   * @param theta above 0, and not 1
   */
  record Zipf(double theta) implements RandomDistribution {
    /** Terms of the zeta function that are added up; fio stops there, too. */
    private static final long MAX_TERMS = 10_000_000;

    @Override
    public IoOrder order(long ioCount, long seed) {
      double zeta = 0;
      for (long n = 1; n <= Math.min(ioCount, MAX_TERMS); n++) {
        zeta += Math.pow((double) n, -theta);
      }
      double sum = zeta;
      double second = 1 + Math.pow(0.5, theta);
      double alpha = 1 / (1 - theta);
      double eta = (1 - Math.pow(2.0 / ioCount, 1 - theta)) / (1 - second / zeta);
      return new RankedOrder(ioCount, seed) {
        @Override
        double rank(double uniform) {
          double z = uniform * sum;
          if (z < second) {
            return z < 1 ? 0 : 1;
          }
          return ioCount * Math.pow(eta * uniform - eta + 1, alpha);
        }
      };
    }

    @Override
    public String toString() {
      return "zipf:" + theta;
    }
  }

  /**
   * A share {@code h} of the places gets a share {@code 1 - h} of the I/Os, and of these again.
   *
   * @param h above 0 and below 1
   */
  record Pareto(double h) implements RandomDistribution {
    @Override
    public IoOrder order(long ioCount, long seed) {
      double power = Math.log(h) / Math.log(1 - h);
      return new RankedOrder(ioCount, seed) {
        @Override
        double rank(double uniform) {
          return (ioCount - 1) * Math.pow(uniform, power);
        }
      };
    }

    @Override
    public String toString() {
      return "pareto:" + h;
    }
  }

  /**
   * Bell-shaped: the mean of twelve uniform draws, moved by up to half of the deviation.
   *
   * @param deviationPercent of the region, 0 to 100
   */
  record Normal(double deviationPercent) implements RandomDistribution {
    private static final int DRAWS = 12;

    @Override
    public IoOrder order(long ioCount, long seed) {
      SplitMix64 random = new SplitMix64(SplitMix64.derive(seed, 1));
      double spread = Math.min(deviationPercent / 100, 0.5);
      return new RankedOrder(ioCount, seed) {
        @Override
        double rank(double uniform) {
          double sum = uniform;
          for (int draw = 1; draw < DRAWS; draw++) {
            sum += random.nextDouble();
          }
          double moved = sum / DRAWS + (random.nextDouble() - 0.5) * spread;
          return ioCount * Math.clamp(moved, 0, 1);
        }
      };
    }

    @Override
    public String toString() {
      return "normal:" + deviationPercent;
    }
  }

  /**
   * Stretches of the region, one after the other.
   *
   * @param zones at least one; both their shares add up to 100
   */
  record Zoned(List<Zone> zones) implements RandomDistribution {
    /** A stretch: its share of the I/Os and of the region. */
    public record Zone(int ioPercent, int sizePercent) {}

    @Override
    public IoOrder order(long ioCount, long seed) {
      long[] first = new long[100];
      long[] count = new long[100];
      int percent = 0;
      int sizeBefore = 0;
      for (Zone zone : zones) {
        long start = ioCount * sizeBefore / 100;
        long end = ioCount * (sizeBefore + zone.sizePercent()) / 100;
        Arrays.fill(first, percent, percent + zone.ioPercent(), start);
        Arrays.fill(count, percent, percent + zone.ioPercent(), Math.max(1, end - start));
        percent += zone.ioPercent();
        sizeBefore += zone.sizePercent();
      }
      SplitMix64 random = new SplitMix64(seed);
      return () -> {
        int zone = (int) random.nextBelow(100);
        return first[zone] + random.nextBelow(count[zone]);
      };
    }

    @Override
    public String toString() {
      return "zoned:"
          + String.join(
              ":",
              zones.stream().map(zone -> zone.ioPercent() + "/" + zone.sizePercent()).toList());
    }
  }

  /**
   * Parses fio's name of one, such as {@code zipf:1.2}.
   *
   * @throws IllegalArgumentException if it is none; the message lists them
   */
  static RandomDistribution parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    return switch (name) {
      case "random" -> UNIFORM;
      case "zipf" -> {
        double theta = number(value, text, 0.01, 100);
        if (theta == 1) {
          throw new IllegalArgumentException(
              "zipf is not defined for 1; write a number next to it, such as zipf:1.01");
        }
        yield new Zipf(theta);
      }
      case "pareto" -> new Pareto(number(value, text, 0.001, 0.999));
      case "normal" -> new Normal(number(value, text, 0, 100));
      case "zoned" -> zoned(value);
      default -> throw unknown(text);
    };
  }

  private static Zoned zoned(String value) {
    String example = "zoned:60/10:40/90";
    PercentList sizes = PercentList.parse(value.replaceAll("(^|:)[^/:]*/", "$1x/"), example);
    PercentList ios = PercentList.parse(value.replaceAll("([^/:]*)/[^:]*", "x/$1"), example);
    List<Zoned.Zone> zones =
        IntStream.range(0, sizes.items().size())
            .mapToObj(
                index ->
                    new Zoned.Zone(
                        ios.items().get(index).percent(), sizes.items().get(index).percent()))
            .toList();
    for (Zoned.Zone zone : zones) {
      if (zone.ioPercent() > 0 && zone.sizePercent() == 0) {
        throw new IllegalArgumentException(
            "'zoned:%s' has I/Os in a zone of no size; write it like %s".formatted(value, example));
      }
    }
    return new Zoned(zones);
  }

  private static double number(String value, String text, double min, double max) {
    try {
      double number = Double.parseDouble(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
    throw new IllegalArgumentException(
        "the number in '%s' is not between %s and %s".formatted(text, min, max));
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "unknown distribution '%s'; write %s".formatted(text, FORMS));
  }
}
