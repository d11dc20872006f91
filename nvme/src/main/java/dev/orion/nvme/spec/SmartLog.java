package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/**
 * The SMART / Health Information log page, 512 bytes (log page 02h; Base 5.16.1.3).
 *
 * <p>Temperatures are in kelvins. A temperature sensor that reads 0 is not there and not listed.
 */
public final class SmartLog extends Structure {
  /** Temperature sensors that the log page has room for. */
  public static final int TEMPERATURE_SENSORS = 8;

  static final Layout LAYOUT =
      new Layout(
          "SMART / Health Information log",
          512,
          40,
          hex("critical_warning", 0, 1),
          decimal("temperature", 1, 2).shownAs(Field.Format.KELVIN),
          percent("avail_spare", 3).labelled("available_spare"),
          percent("spare_thresh", 4).labelled("available_spare_threshold"),
          percent("percent_used", 5).labelled("percentage_used"),
          hex("endurance_grp_critical_warning_summary", 6, 1)
              .labelled("endurance group critical warning summary"),
          dataUnits("data_units_read", 32).labelled("Data Units Read"),
          dataUnits("data_units_written", 48).labelled("Data Units Written"),
          decimal128("host_read_commands", 64),
          decimal128("host_write_commands", 80),
          decimal128("controller_busy_time", 96),
          decimal128("power_cycles", 112),
          decimal128("power_on_hours", 128),
          decimal128("unsafe_shutdowns", 144),
          decimal128("media_errors", 160),
          decimal128("num_err_log_entries", 176),
          decimal("warning_temp_time", 192, 4).labelled("Warning Temperature Time"),
          decimal("critical_comp_time", 196, 4).labelled("Critical Composite Temperature Time"),
          sensor(1),
          sensor(2),
          sensor(3),
          sensor(4),
          sensor(5),
          sensor(6),
          sensor(7),
          sensor(8),
          decimal("thm_temp1_trans_count", 216, 4).labelled("Thermal Management T1 Trans Count"),
          decimal("thm_temp2_trans_count", 220, 4).labelled("Thermal Management T2 Trans Count"),
          decimal("thm_temp1_total_time", 224, 4).labelled("Thermal Management T1 Total Time"),
          decimal("thm_temp2_total_time", 228, 4).labelled("Thermal Management T2 Total Time"));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public SmartLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /**
   * Critical Warning, a bit set: 0 spare low, 1 temperature, 2 reliability degraded, 3 read only, 4
   * volatile memory backup failed, 5 persistent memory region unreliable.
   */
  public int criticalWarning() {
    return intOf("critical_warning");
  }

  /** Composite Temperature. */
  public int temperatureKelvin() {
    return intOf("temperature");
  }

  /** Available Spare, 0 to 100. */
  public int availableSparePercent() {
    return intOf("avail_spare");
  }

  /** Available Spare Threshold, 0 to 100. */
  public int availableSpareThresholdPercent() {
    return intOf("spare_thresh");
  }

  /** Percentage Used of the device's life; may exceed 100, and stops at 255. */
  public int percentageUsed() {
    return intOf("percent_used");
  }

  /** Data Units Read, in units of 512,000 bytes. */
  public BigInteger dataUnitsRead() {
    return unsigned128("data_units_read");
  }

  /** Data Units Written, in units of 512,000 bytes. */
  public BigInteger dataUnitsWritten() {
    return unsigned128("data_units_written");
  }

  /** Host Read Commands. */
  public BigInteger hostReadCommands() {
    return unsigned128("host_read_commands");
  }

  /** Host Write Commands. */
  public BigInteger hostWriteCommands() {
    return unsigned128("host_write_commands");
  }

  /** Controller Busy Time. */
  public BigInteger controllerBusyTimeMinutes() {
    return unsigned128("controller_busy_time");
  }

  /** Power Cycles. */
  public BigInteger powerCycles() {
    return unsigned128("power_cycles");
  }

  /** Power On Hours. */
  public BigInteger powerOnHours() {
    return unsigned128("power_on_hours");
  }

  /** Unsafe Shutdowns. */
  public BigInteger unsafeShutdowns() {
    return unsigned128("unsafe_shutdowns");
  }

  /** Media and Data Integrity Errors. */
  public BigInteger mediaErrors() {
    return unsigned128("media_errors");
  }

  /** Number of Error Information Log Entries over the life of the controller. */
  public BigInteger errorLogEntries() {
    return unsigned128("num_err_log_entries");
  }

  /** Temperature Sensor {@code number}, 1 to 8; 0 if it is not there. */
  public int temperatureSensorKelvin(int number) {
    return intOf(sensorName(number));
  }

  @Override
  boolean isReported(Field field) {
    return !field.name().startsWith("temperature_sensor_") || unsigned(field.name()) != 0;
  }

  private static String sensorName(int number) {
    return "temperature_sensor_" + number;
  }

  private static Field sensor(int number) {
    return decimal(sensorName(number), 198 + 2 * number, 2)
        .labelled("Temperature Sensor " + number)
        .shownAs(Field.Format.KELVIN);
  }

  private static Field percent(String name, int offset) {
    return decimal(name, offset, 1).shownAs(Field.Format.PERCENT);
  }

  private static Field dataUnits(String name, int offset) {
    return decimal128(name, offset).shownAs(Field.Format.DATA_UNITS);
  }
}
