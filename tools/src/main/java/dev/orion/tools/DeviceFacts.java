package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.tools.bench.html.Fact;
import dev.orion.tools.bench.html.FactList;
import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a report says of a device. */
final class DeviceFacts {
  private DeviceFacts() {}

  static FactList of(BlockDevice device) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("name", device.name()));
    if (device instanceof NvmeNamespace namespace) {
      IdentifyController identity = namespace.controller().identity();
      facts.add(new Fact("model", identity.mn()));
      facts.add(new Fact("firmware", identity.fr()));
    }
    Geometry geometry = device.geometry();
    facts.add(
        new Fact(
            "capacity",
            "%s (%d bytes)"
                .formatted(Amounts.bytes(geometry.capacityBytes()), geometry.capacityBytes())));
    facts.add(new Fact("logical block", ByteSize.format(geometry.blockSizeBytes())));
    facts.add(
        new Fact(
            "largest transfer",
            Amounts.bytes((long) geometry.maxTransferBlocks() * geometry.blockSizeBytes())));
    facts.add(
        new Fact(
            "abilities",
            geometry.capabilities().stream()
                .sorted()
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "))));
    return new FactList("Device", facts);
  }
}
