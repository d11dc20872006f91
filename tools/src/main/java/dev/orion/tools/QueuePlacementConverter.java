package dev.orion.tools;

import dev.orion.nvme.QueuePlacement;

/** Reads which queues live in the controller memory buffer. */
final class QueuePlacementConverter extends TextConverter<QueuePlacement> {
  QueuePlacementConverter() {
    super(QueuePlacementConverter::parse);
  }

  private static QueuePlacement parse(String text) {
    return switch (text) {
      case "none" -> QueuePlacement.HOST;
      case "sq" -> new QueuePlacement(true, false);
      case "cq" -> new QueuePlacement(false, true);
      case "both" -> new QueuePlacement(true, true);
      default ->
          throw new IllegalArgumentException("'" + text + "' is none of none, sq, cq and both");
    };
  }
}
