package dev.orion.tools.bench;

/**
 * How a job stands to the jobs before it.
 *
 * @param stonewall whether it begins when all before it have ended; it then begins a new group, too
 * @param newGroup whether it begins a new group of jobs that are added up
 * @param reportGroup whether reports show its group only, and not its threads
 */
public record Grouping(boolean stonewall, boolean newGroup, boolean reportGroup) {

  /** Runs with the others, in their group, and shows each thread. */
  public static final Grouping WITH_OTHERS = new Grouping(false, false, false);
}
