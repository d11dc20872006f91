package dev.orion.tools.bench.html;

import java.util.List;

/**
 * How the I/Os of one kind went.
 *
 * @param name whose they are, such as {@code job 0}; empty if there is nobody else
 * @param operation what they did: {@code read}, {@code write}, {@code trim} or {@code sync}
 * @param count how many completed
 * @param iops I/Os a second
 * @param bytesPerSecond bytes a second; 0 if they moved none
 * @param latencies how long they took from submission on
 * @param response how long they took from when they were to start; of nothing where no rate was set
 * @param iopsOverTime seconds since the start of the run, and I/Os a second then
 * @param bytesPerSecondOverTime seconds since the start of the run, and bytes a second then
 */
public record Measurement(
    String name,
    String operation,
    long count,
    double iops,
    double bytesPerSecond,
    Latencies latencies,
    Latencies response,
    List<Point> iopsOverTime,
    List<Point> bytesPerSecondOverTime) {

  /** Copies the lists. */
  public Measurement {
    iopsOverTime = List.copyOf(iopsOverTime);
    bytesPerSecondOverTime = List.copyOf(bytesPerSecondOverTime);
  }

  /** What legends call it. */
  String label() {
    return name.isEmpty() ? operation : name + " " + operation;
  }
}
