package dev.orion.nvme.spec;

/**
 * A value of the feature Asynchronous Event Configuration (Base 5.27.1.11): which events the
 * controller reports.
 *
 * @param bits a bit set of the constants here
 */
public record AsynchronousEventConfiguration(int bits) {
  /** SMART / Health: the spare capacity is below its threshold. */
  public static final int SPARE_BELOW_THRESHOLD = 1;

  /** SMART / Health: a temperature is beyond a threshold. */
  public static final int TEMPERATURE = 1 << 1;

  /** SMART / Health: the subsystem's reliability is degraded. */
  public static final int RELIABILITY_DEGRADED = 1 << 2;

  /** SMART / Health: the media are read-only. */
  public static final int READ_ONLY = 1 << 3;

  /** SMART / Health: the backup of the volatile memory failed. */
  public static final int VOLATILE_MEMORY_BACKUP_FAILED = 1 << 4;

  /** SMART / Health: the Persistent Memory Region is read-only or unreliable. */
  public static final int PERSISTENT_MEMORY_REGION = 1 << 5;

  /** Notice: a namespace changed, came or went. */
  public static final int NAMESPACE_ATTRIBUTES = 1 << 8;

  /** Notice: firmware activation starts. */
  public static final int FIRMWARE_ACTIVATION = 1 << 9;

  /** Notice: the controller has telemetry. */
  public static final int TELEMETRY_LOG = 1 << 10;

  /** Notice: the access through this controller changed. */
  public static final int ASYMMETRIC_NAMESPACE_ACCESS = 1 << 11;

  /** Notice: the Predictable Latency Event Aggregate log page changed. */
  public static final int PREDICTABLE_LATENCY = 1 << 12;

  /** Notice: there is LBA status information. */
  public static final int LBA_STATUS_INFORMATION = 1 << 13;

  /** Notice: the Endurance Group Event Aggregate log page changed. */
  public static final int ENDURANCE_GROUP = 1 << 14;

  /** Notice: the subsystem is being shut down. */
  public static final int NORMAL_SUBSYSTEM_SHUTDOWN = 1 << 15;

  /** Notice: the descriptor of a zone changed. */
  public static final int ZONE_DESCRIPTOR = 1 << 27;

  /** Notice: the Discovery log page changed. */
  public static final int DISCOVERY_LOG = 1 << 31;

  /** Whether all of some events are reported. */
  public boolean reports(int events) {
    return (bits & events) == events;
  }

  /** With some more events. */
  public AsynchronousEventConfiguration with(int events) {
    return new AsynchronousEventConfiguration(bits | events);
  }
}
