package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.bench.BenchJob;
import java.util.List;

/**
 * A job before its devices are open.
 *
 * @param job what to do
 * @param devices on which
 * @param interruptVectors that it needs of each NVMe controller
 */
record BenchPlan(BenchJob job, List<DeviceChoice> devices, int interruptVectors) {

  /** The devices whose content would be lost, and is worth asking about. */
  List<DeviceAddress> dangerous() {
    return job.pattern().isDestructive()
        ? devices.stream()
            .map(DeviceChoice::address)
            .filter(address -> !(address instanceof MemoryDevice))
            .toList()
        : List.of();
  }

  /** Whether there are such devices. */
  boolean isDangerous() {
    return !dangerous().isEmpty();
  }

  /** What all jobs together need of a device. */
  static Access access(List<BenchPlan> plans, DeviceChoice device) {
    return plans.stream()
            .filter(plan -> plan.devices.contains(device))
            .anyMatch(plan -> plan.job.pattern().isDestructive())
        ? Access.READ_WRITE
        : Access.READ_ONLY;
  }

  /** Interrupt vectors that all jobs together need of a device's controller: one is its own. */
  static int vectors(List<BenchPlan> plans, DeviceChoice device) {
    int vectors = 0;
    for (BenchPlan plan : plans) {
      for (DeviceChoice each : plan.devices) {
        vectors += each.address().equals(device.address()) ? plan.interruptVectors : 0;
      }
    }
    return vectors == 0 ? 0 : vectors + 1;
  }
}
