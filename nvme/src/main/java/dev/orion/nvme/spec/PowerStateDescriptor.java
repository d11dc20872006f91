package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * The Power State Descriptor data structure, 32 bytes, in Identify Controller (Base 5.17.2.1). Its
 * keys are nvme-cli's, not the specification's.
 */
public final class PowerStateDescriptor extends Structure {
  static final int SIZE_BYTES = 32;

  static final Layout LAYOUT =
      new Layout(
          "Power State Descriptor",
          SIZE_BYTES,
          0,
          decimal("max_power", 0, 2),
          decimal("flags", 3, 1),
          decimal("entry_lat", 4, 4),
          decimal("exit_lat", 8, 4),
          decimal("read_tput", 12, 1),
          decimal("read_lat", 13, 1),
          decimal("write_tput", 14, 1),
          decimal("write_lat", 15, 1),
          decimal("idle_power", 16, 2),
          decimal("idle_scale", 18, 1),
          decimal("active_power", 20, 2),
          decimal("active_power_work", 22, 1));

  private static final int FLAG_MXPS = 1;
  private static final int FLAG_NOPS = 1 << 1;

  PowerStateDescriptor(MemorySegment bytes) {
    super(LAYOUT, bytes);
  }

  /** Maximum Power (MP) in units of 100 microwatts. */
  public int maxPower100MicroWatts() {
    return (intOf("flags") & FLAG_MXPS) != 0 ? intOf("max_power") : 100 * intOf("max_power");
  }

  /** Non-Operational State (NOPS): no I/O is processed. */
  public boolean isNonOperational() {
    return (intOf("flags") & FLAG_NOPS) != 0;
  }

  /** Entry Latency (ENLAT). */
  public long entryLatencyMicroseconds() {
    return unsigned("entry_lat");
  }

  /** Exit Latency (EXLAT). */
  public long exitLatencyMicroseconds() {
    return unsigned("exit_lat");
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("idle_scale", unsigned("idle_scale") >> 6);
    map.put("active_power_work", unsigned("active_power_work") & 0x7);
    map.put("active_scale", unsigned("active_power_work") >> 6);
    return map;
  }

  List<String> toText(int index) {
    int maxPower = intOf("max_power");
    boolean fine = (intOf("flags") & FLAG_MXPS) != 0;
    return List.of(
        "ps   %4d : mp:%s %soperational enlat:%d exlat:%d rrt:%d rrl:%d"
            .formatted(
                index,
                fine ? watts(maxPower, 10000) : watts(maxPower, 100),
                isNonOperational() ? "non-" : "",
                entryLatencyMicroseconds(),
                exitLatencyMicroseconds(),
                unsigned("read_tput"),
                unsigned("read_lat")),
        "            rwt:%d rwl:%d idle_power:%s active_power:%s"
            .formatted(
                unsigned("write_tput"),
                unsigned("write_lat"),
                scaledPower(intOf("idle_power"), intOf("idle_scale") >> 6),
                scaledPower(intOf("active_power"), intOf("active_power_work") >> 6)),
        "            active_power_workload:" + workload(intOf("active_power_work") & 0x7));
  }

  private static String watts(int power, int unitsPerWatt) {
    String fraction = unitsPerWatt == 10000 ? "%04d" : "%02d";
    return power / unitsPerWatt + "." + fraction.formatted(power % unitsPerWatt) + "W";
  }

  private static String scaledPower(int power, int scale) {
    return switch (scale) {
      case 0 -> "-";
      case 1 -> watts(power, 10000);
      case 2 -> watts(power, 100);
      default -> "reserved";
    };
  }

  private static String workload(int workload) {
    return switch (workload) {
      case 0 -> "-";
      case 1 -> "1MiB 32 RW, 30s idle";
      case 2 -> "80K 128KiB SW";
      default -> "reserved";
    };
  }
}
