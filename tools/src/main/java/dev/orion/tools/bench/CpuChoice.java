package dev.orion.tools.bench;

import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which CPUs a job's threads run; fio's {@code cpus_allowed} and {@code cpus_allowed_policy}.
 *
 * @param cpus numbered from zero, ascending; none is any
 * @param split whether each thread gets one of them for itself, in turn, and not all share all
 */
public record CpuChoice(List<Integer> cpus, boolean split) {

  /** Wherever the kernel puts them. */
  public static final CpuChoice ANY = new CpuChoice(List.of(), false);

  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

  /** Copies the list. */
  public CpuChoice {
    cpus = List.copyOf(cpus);
  }

  /**
   * Parses a list such as {@code 0-3,5}, to be shared.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static CpuChoice parse(String text) {
    TreeSet<Integer> cpus = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      int last = -1;
      if (range.matches()) {
        int first = Integer.parseInt(range.group(1));
        last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        for (int cpu = first; cpu <= last; cpu++) {
          cpus.add(cpu);
        }
      }
      if (last < 0 || cpus.isEmpty()) {
        throw new IllegalArgumentException(
            "'%s' is not a list of CPUs; write it like 0-3,5".formatted(text));
      }
    }
    return new CpuChoice(List.copyOf(cpus), false);
  }

  /** Whether threads run anywhere. */
  boolean isAny() {
    return cpus.isEmpty();
  }

  /** The CPUs of a job's {@code index}-th thread, from zero. */
  BitSet ofThread(int index) {
    BitSet set = new BitSet();
    if (split) {
      set.set(cpus.get(index % cpus.size()));
    } else {
      cpus.forEach(set::set);
    }
    return set;
  }

  /**
   * Checks that all of them may be used.
   *
   * @throws IllegalArgumentException if not, naming those that may
   */
  void check(BitSet allowed) {
    for (int cpu : cpus) {
      if (!allowed.get(cpu)) {
        throw new IllegalArgumentException(
            "--cpus_allowed names CPU %d, and this process may run on CPUs %s only"
                .formatted(cpu, allowed.toString().replaceAll("[{}]", "")));
      }
    }
  }
}
