package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import java.util.Map;

/**
 * Something that a controller reported by itself: the completion of an Asynchronous Event Request
 * (Base 5.2.1).
 */
public sealed interface AsynchronousEvent {

  /** Asynchronous Event Information: what has happened, among the events of this type. */
  int information();

  /** The log page that tells more, and clears the event when it is read. */
  int logPageId();

  /** What has happened, in words. */
  String description();

  /** A doorbell was written wrongly, or the controller has trouble of its own. */
  record ErrorStatus(int information, int logPageId) implements AsynchronousEvent {
    private static final Map<Integer, String> NAMES =
        Map.of(
            0x00, "Write to Invalid Doorbell Register",
            0x01, "Invalid Doorbell Write Value",
            0x02, "Diagnostic Failure",
            0x03, "Persistent Internal Error",
            0x04, "Transient Internal Error",
            0x05, "Firmware Image Load Error");

    @Override
    public String description() {
      return name(NAMES, information);
    }
  }

  /** SMART / Health: something is beyond what is good for it. */
  record HealthStatus(int information, int logPageId) implements AsynchronousEvent {
    private static final Map<Integer, String> NAMES =
        Map.of(
            0x00, "NVM Subsystem Reliability",
            0x01, "Temperature Threshold",
            0x02, "Spare Below Threshold");

    @Override
    public String description() {
      return name(NAMES, information);
    }
  }

  /** Something has changed. */
  record Notice(int information, int logPageId) implements AsynchronousEvent {
    /** {@link #information}: namespaces came, went or changed. */
    public static final int NAMESPACE_ATTRIBUTE_CHANGED = 0x00;

    /** {@link #information}: firmware activation starts. */
    public static final int FIRMWARE_ACTIVATION_STARTING = 0x01;

    /** {@link #information}: the descriptor of a zone changed. */
    public static final int ZONE_DESCRIPTOR_CHANGED = 0xef;

    private static final Map<Integer, String> NAMES =
        Map.of(
            NAMESPACE_ATTRIBUTE_CHANGED,
            "Namespace Attribute Changed",
            FIRMWARE_ACTIVATION_STARTING,
            "Firmware Activation Starting",
            0x02,
            "Telemetry Log Changed",
            0x03,
            "Asymmetric Namespace Access Change",
            0x04,
            "Predictable Latency Event Aggregate Log Change",
            0x05,
            "LBA Status Information Alert",
            0x06,
            "Endurance Group Event Aggregate Log Page Change",
            0x07,
            "Reachability Group Change",
            ZONE_DESCRIPTOR_CHANGED,
            "Zone Descriptor Changed",
            0xf0,
            "Discovery Log Page Change");

    @Override
    public String description() {
      return name(NAMES, information);
    }
  }

  /** The subsystem is shutting down, and the controller with it. */
  record Immediate(int information, int logPageId) implements AsynchronousEvent {
    private static final Map<Integer, String> NAMES = Map.of(0x00, "Normal NVM Subsystem Shutdown");

    @Override
    public String description() {
      return name(NAMES, information);
    }
  }

  /** What an I/O command set or a reservation has to say, and sanitize operations. */
  record IoCommandSpecific(int information, int logPageId) implements AsynchronousEvent {
    private static final Map<Integer, String> NAMES =
        Map.of(
            0x00, "Reservation Log Page Available",
            0x01, "Sanitize Operation Completed",
            0x02, "Sanitize Operation Completed With Unexpected Deallocation");

    @Override
    public String description() {
      return name(NAMES, information);
    }
  }

  /** What only the vendor knows. */
  record VendorSpecific(int information, int logPageId) implements AsynchronousEvent {
    @Override
    public String description() {
      return "Vendor Specific %02Xh".formatted(information);
    }
  }

  /** Of a type that no specification knows yet. */
  record Reserved(int type, int information, int logPageId) implements AsynchronousEvent {
    @Override
    public String description() {
      return "Reserved type %d, information %02Xh".formatted(type, information);
    }
  }

  /** Reads it of Dword 0 of the completion. */
  static AsynchronousEvent of(int dword0) {
    int information = AdminCommand.asynchronousEventInformation(dword0);
    int logPageId = AdminCommand.asynchronousEventLogPage(dword0);
    int type = AdminCommand.asynchronousEventType(dword0);
    return switch (type) {
      case 0 -> new ErrorStatus(information, logPageId);
      case 1 -> new HealthStatus(information, logPageId);
      case 2 -> new Notice(information, logPageId);
      case 3 -> new Immediate(information, logPageId);
      case 6 -> new IoCommandSpecific(information, logPageId);
      case 7 -> new VendorSpecific(information, logPageId);
      default -> new Reserved(type, information, logPageId);
    };
  }

  private static String name(Map<Integer, String> names, int information) {
    return names.getOrDefault(information, "Reserved %02Xh".formatted(information));
  }
}
