package dev.orion.tools.bench.html;

import java.util.List;

/**
 * Everything that a report shows. Texts may hold any characters.
 *
 * @param title what was measured, in a line
 * @param subtitle when, and by what
 * @param commandLine the command that measures it again
 * @param warnings what a reader must know before trusting the figures
 * @param runs in the order in which they ran; more than one are a sweep over I/O depths
 * @param facts what was asked for, of which device, on which machine
 */
public record ReportPage(
    String title,
    String subtitle,
    String commandLine,
    List<String> warnings,
    List<Run> runs,
    List<FactList> facts) {

  /** Copies the lists. */
  public ReportPage {
    warnings = List.copyOf(warnings);
    runs = List.copyOf(runs);
    facts = List.copyOf(facts);
  }

  /** Whether the runs are a sweep over I/O depths. */
  boolean isSweep() {
    return runs.size() > 1;
  }
}
