package dev.orion.tools.bench.html;

import java.util.List;

/**
 * One run: all that there is to report, or a step of a sweep over I/O depths.
 *
 * @param ioDepth I/Os that each thread keeps in flight, if it is a step of a sweep
 * @param groups what heads the page and ends its table: jobs that are reported together
 * @param jobs what the table shows besides: each thread alone; empty if that is the same
 * @param drawn what has lines in plots: the groups, or the threads if they have different jobs
 * @param deviceIops I/Os a second over time of each device
 */
public record Run(
    int ioDepth,
    List<Measurement> groups,
    List<Measurement> jobs,
    List<Measurement> drawn,
    List<NamedPoints> deviceIops) {

  /** Copies the lists. */
  public Run {
    groups = List.copyOf(groups);
    jobs = List.copyOf(jobs);
    drawn = List.copyOf(drawn);
    deviceIops = List.copyOf(deviceIops);
  }
}
