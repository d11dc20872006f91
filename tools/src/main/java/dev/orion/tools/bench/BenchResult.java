package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How a run went.
 *
 * @param jobs each thread's result, in the order of the jobs
 * @param groups each group's threads together
 * @param total all threads together; its rates mean something if they ran together
 * @param devices rates of each device over time, by its name
 * @param elapsed from start to end, ramp time and verification included
 * @param stopped whether it was stopped before its end
 */
public record BenchResult(
    List<JobResult> jobs,
    List<JobResult> groups,
    JobResult total,
    Map<String, RateSeries> devices,
    Duration elapsed,
    boolean stopped) {

  /** Where on a device the I/Os of a job go, in bytes. */
  public record Region(long offsetBytes, long lengthBytes) {}

  /** Copies the lists. */
  public BenchResult {
    jobs = List.copyOf(jobs);
    groups = List.copyOf(groups);
  }

  /** The threads of a group. */
  public List<JobResult> threads(int groupId) {
    return jobs.stream().filter(job -> job.groupId() == groupId).toList();
  }

  /** What to call a thread: by its job's name, and its number if that has several. */
  public String label(int index) {
    BenchJob job = jobs.get(index).job();
    int first = 0;
    while (!jobs.get(first).job().equals(job)) {
      first++;
    }
    boolean sole = distinctJobs().size() == 1;
    String name = sole ? "job" : job.name();
    return job.numJobs() == 1 && !sole ? name : name + " " + (index - first);
  }

  /** The first thread of each job. */
  public List<JobResult> distinctJobs() {
    List<JobResult> first = new ArrayList<>();
    for (JobResult thread : jobs) {
      if (first.stream().noneMatch(each -> each.job().equals(thread.job()))) {
        first.add(thread);
      }
    }
    return first;
  }

  /** The threads that reports show besides their groups, by their labels' numbers. */
  public List<Integer> shownThreads() {
    return jobs.size() == 1
        ? List.of()
        : IntStream.range(0, jobs.size())
            .filter(index -> !jobs.get(index).job().grouping().reportGroup())
            .boxed()
            .toList();
  }

  /** What ended threads early: the device's messages, or what verification found. */
  public List<IOException> failures() {
    return jobs.stream().map(JobResult::failure).filter(Objects::nonNull).toList();
  }
}
