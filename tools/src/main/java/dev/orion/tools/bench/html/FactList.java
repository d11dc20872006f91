package dev.orion.tools.bench.html;

import java.util.List;

/**
 * What is to be known of one thing, such as the device.
 *
 * @param title the thing
 * @param facts in the order in which they are shown
 */
public record FactList(String title, List<Fact> facts) {

  /** Copies the list. */
  public FactList {
    facts = List.copyOf(facts);
  }
}
