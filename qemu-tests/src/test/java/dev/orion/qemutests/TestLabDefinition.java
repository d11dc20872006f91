package dev.orion.qemutests;

import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDefinitionParser;
import java.util.List;

/**
 * The devices that a test wants.
 *
 * @param namespaces as {@code orion lab start --namespace} takes them; none for the standard lab
 * @param deviceOptions as {@code orion lab start --device-option} takes them
 */
public record TestLabDefinition(List<String> namespaces, List<String> deviceOptions) {

  /** What {@code orion lab start} starts. */
  public static final TestLabDefinition STANDARD = new TestLabDefinition(List.of(), List.of());

  /** The lab's definition. */
  public LabDefinition parse() {
    return namespaces.isEmpty()
        ? LabDefinition.standard()
        : LabDefinitionParser.parse(null, namespaces, deviceOptions);
  }
}
