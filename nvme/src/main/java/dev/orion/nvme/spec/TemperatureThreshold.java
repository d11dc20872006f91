package dev.orion.nvme.spec;

/**
 * A value of the feature Temperature Threshold (Base 5.27.1.3): the controller reports an event
 * when a temperature is at it or beyond.
 *
 * @param kelvin the threshold, 0 to 65535
 * @param sensor 0 for the Composite Temperature, 1 to 8 for a sensor, or {@link #ALL_SENSORS}
 * @param under whether it is the one under which a temperature must not fall, else the one over
 *     which it must not rise
 */
public record TemperatureThreshold(int kelvin, int sensor, boolean under) {
  /** {@code sensor} of a threshold to be set: all sensors that are there. */
  public static final int ALL_SENSORS = 0xf;

  /** Throws {@link IllegalArgumentException} if a value does not fit its field. */
  public TemperatureThreshold {
    Bits.put("TMPTH", kelvin, 0, 16);
    if (sensor != ALL_SENSORS && (sensor < 0 || sensor > SmartLog.TEMPERATURE_SENSORS)) {
      throw new IllegalArgumentException("TMPSEL is " + sensor + ", must be 0 to 8, or 15");
    }
  }

  /** The threshold over which the Composite Temperature must not rise. */
  public static TemperatureThreshold overComposite(int kelvin) {
    return new TemperatureThreshold(kelvin, 0, false);
  }

  /** Command Dword 11; of a Get Features command, the threshold in it counts for nothing. */
  public int cdw11() {
    return kelvin | sensor << 16 | Bits.bit(under, 20);
  }

  /** The same threshold at another temperature. */
  public TemperatureThreshold at(int newKelvin) {
    return new TemperatureThreshold(newKelvin, sensor, under);
  }
}
