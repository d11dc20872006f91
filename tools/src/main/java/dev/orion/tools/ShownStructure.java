package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.spec.Structure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;

/** What commands take that ask a controller for one data structure and show it. */
final class ShownStructure {
  /** Asks for the structure. */
  @FunctionalInterface
  interface Query {
    Structure ask(CommandSupport support) throws IOException;
  }

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private StructureOutput output;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ForceOption force;

  /**
   * Shows a structure.
   *
   * @param heading the lines that the normal format has before the structure's own
   */
  int show(CommandContext context, DeviceOperand device, Query query, String... heading)
      throws IOException {
    return show(context, device, query, UnaryOperator.identity(), heading);
  }

  /**
   * Shows a structure.
   *
   * @param json what nvme-cli's JSON has around the structure's own
   * @param heading the lines that the normal format has before the structure's own
   */
  int show(
      CommandContext context,
      DeviceOperand device,
      Query query,
      UnaryOperator<Map<String, Object>> json,
      String... heading)
      throws IOException {
    try (OpenController open = context.open(device)) {
      Structure structure = query.ask(force.of(open.controller()));
      output.print(structure, json, List.of(heading), context.out(), context.streams());
    }
    return 0;
  }
}
