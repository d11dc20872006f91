package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Values of features in words: names and lines of nvme-cli 2.3's {@code get-feature -H}, without
 * line ends.
 *
 * <p>Differences: the timestamp is in UTC, a Host Identifier is shown in hexadecimal, and the
 * elements of metadata that do not fit their data are left out.
 */
public final class FeatureText {
  private static final ValueLayout.OfLong QWORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int APST_ENTRIES = 32;
  private static final int LBA_RANGE_BYTES = 64;

  private final int value;
  private final MemorySegment data;
  private final List<String> lines = new ArrayList<>();

  private FeatureText(int value, MemorySegment data) {
    this.value = value;
    this.data = data;
  }

  /** What nvme-cli calls a feature; {@code Unknown} if no specification does. */
  public static String name(int fid) {
    Optional<FeatureIdentifier> feature = FeatureIdentifier.of(fid);
    if (feature.isEmpty()) {
      return "Unknown";
    }
    return switch (feature.get()) {
      case ASYNCHRONOUS_EVENT_CONFIGURATION -> "Async Event Configuration";
      case READ_RECOVERY_LEVEL_CONFIG -> "Read Recovery Level";
      case LBA_STATUS_INFORMATION_ATTRIBUTES -> "LBA Status Interval";
      case HOST_BEHAVIOR_SUPPORT -> "Host Behavior";
      case SANITIZE_CONFIG -> "Sanitize";
      case ENDURANCE_GROUP_EVENT_CONFIGURATION -> "Endurance Event Group Configuration";
      case FLEXIBLE_DATA_PLACEMENT -> "Flexible Direct Placement";
      case FLEXIBLE_DATA_PLACEMENT_EVENTS -> "Flexible Direct Placement Events";
      case SOFTWARE_PROGRESS_MARKER -> "Software Progress";
      case NAMESPACE_WRITE_PROTECTION_CONFIG -> "Namespace Write Protect";
      default -> feature.get().specName();
    };
  }

  /**
   * A value in words.
   *
   * @param dword0 Dword 0 of the completion
   * @param data the value's data; where they are shorter than they should be, what is missing is
   *     not shown
   * @return empty for a feature that is not known
   */
  public static List<String> lines(int fid, int dword0, MemorySegment data) {
    FeatureText text = new FeatureText(dword0, data);
    FeatureIdentifier.of(fid).ifPresent(text::add);
    return text.lines;
  }

  private void add(FeatureIdentifier feature) {
    switch (feature) {
      case ARBITRATION -> arbitration();
      case POWER_MANAGEMENT -> powerManagement();
      case LBA_RANGE_TYPE -> lbaRanges();
      case TEMPERATURE_THRESHOLD -> temperatureThreshold();
      case ERROR_RECOVERY -> {
        line(
            "Deallocated or Unwritten Logical Block Error Enable (DULBE): %s"
                .formatted(enabled(bit(16))));
        line(
            "Time Limited Error Recovery                          (TLER): %d ms"
                .formatted(bits(0, 16) * 100));
      }
      case VOLATILE_WRITE_CACHE ->
          line("Volatile Write Cache Enable (WCE): %s".formatted(enabled(bit(0))));
      case NUMBER_OF_QUEUES -> {
        line("Number of IO Completion Queues Allocated (NCQA): %d".formatted((value >>> 16) + 1));
        line("Number of IO Submission Queues Allocated (NSQA): %d".formatted(bits(0, 16) + 1));
      }
      case INTERRUPT_COALESCING -> {
        line("Aggregation Time     (TIME): %d usec".formatted(bits(8, 8) * 100));
        line("Aggregation Threshold (THR): %d".formatted(bits(0, 8) + 1));
      }
      case INTERRUPT_VECTOR_CONFIGURATION -> {
        line("Coalescing Disable (CD): %s".formatted(trueOrFalse(bit(16))));
        line("Interrupt Vector   (IV): %d".formatted(bits(0, 16)));
      }
      case WRITE_ATOMICITY_NORMAL -> line("Disable Normal (DN): %s".formatted(trueOrFalse(bit(0))));
      case ASYNCHRONOUS_EVENT_CONFIGURATION -> events();
      case AUTONOMOUS_POWER_STATE_TRANSITION -> powerStateTransitions();
      case HOST_MEMORY_BUFFER -> hostMemoryBuffer();
      case TIMESTAMP -> timestamp();
      case KEEP_ALIVE_TIMER ->
          line(
              "Keep Alive Timeout (KATO) in milliseconds: %s"
                  .formatted(Integer.toUnsignedString(value)));
      case HOST_CONTROLLED_THERMAL_MANAGEMENT -> {
        thermal(1, value >>> 16);
        thermal(2, bits(0, 16));
      }
      case NON_OPERATIONAL_POWER_STATE_CONFIG ->
          line(
              "Non-Operational Power State Permissive Mode Enable (NOPPME): %s"
                  .formatted(trueOrFalse(bit(0))));
      case READ_RECOVERY_LEVEL_CONFIG ->
          line("Read Recovery Level (RRL): %d".formatted(bits(0, 4)));
      case PREDICTABLE_LATENCY_MODE_CONFIG -> predictableLatency();
      case PREDICTABLE_LATENCY_MODE_WINDOW ->
          line(
              "Window Select: %s"
                  .formatted(
                      switch (bits(0, 3)) {
                        case 1 -> "Deterministic Window (DTWIN)";
                        case 2 -> "Non-deterministic Window (NDWIN)";
                        default -> "Reserved";
                      }));
      case LBA_STATUS_INFORMATION_ATTRIBUTES -> {
        line("LBA Status Information Poll Interval (LSIPI)  : %d".formatted(value >>> 16));
        line("LBA Status Information Report Interval (LSIRI): %d".formatted(bits(0, 16)));
      }
      case HOST_BEHAVIOR_SUPPORT -> {
        if (has(1)) {
          line("Host Behavior Support: %s".formatted(trueOrFalse((byteAt(0) & 1) != 0)));
        }
      }
      case SANITIZE_CONFIG ->
          line("No-Deallocate Response Mode (NODRM) : %d".formatted(bits(0, 1)));
      case ENDURANCE_GROUP_EVENT_CONFIGURATION -> {
        line("Endurance Group Identifier (ENDGID): %d".formatted(bits(0, 16)));
        line("Endurance Group Critical Warnings  : %d".formatted(bits(16, 8)));
      }
      case IO_COMMAND_SET_PROFILE ->
          line("I/O Command Set Profile: %s".formatted(trueOrFalse(bit(0))));
      case SPINUP_CONTROL ->
          line("Spinup control feature Enabled: %s".formatted(trueOrFalse(bit(0))));
      case FLEXIBLE_DATA_PLACEMENT -> {
        line("Flexible Direct Placement Enable (FDPE)       : %s".formatted(bit(0) ? "Yes" : "No"));
        line("Flexible Direct Placement Configuration Index : %d".formatted(bits(8, 4)));
      }
      case FLEXIBLE_DATA_PLACEMENT_EVENTS -> placementEvents();
      case NAMESPACE_ADMIN_LABEL ->
          line(
              "Namespace Admin Label: %s"
                  .formatted(printable(0, (int) Math.min(data.byteSize(), 256))));
      case ENHANCED_CONTROLLER_METADATA, CONTROLLER_METADATA -> metadata(false);
      case NAMESPACE_METADATA -> metadata(true);
      case SOFTWARE_PROGRESS_MARKER ->
          line("Pre-boot Software Load Count (PBSLC): %d".formatted(bits(0, 8)));
      case HOST_IDENTIFIER -> hostIdentifier();
      case RESERVATION_NOTIFICATION_MASK -> {
        line(
            "Mask Reservation Preempted Notification  (RESPRE): %s".formatted(trueOrFalse(bit(3))));
        line(
            "Mask Reservation Released Notification   (RESREL): %s".formatted(trueOrFalse(bit(2))));
        line(
            "Mask Registration Preempted Notification (REGPRE): %s".formatted(trueOrFalse(bit(1))));
      }
      case RESERVATION_PERSISTENCE ->
          line("Persist Through Power Loss (PTPL): %s".formatted(trueOrFalse(bit(0))));
      case NAMESPACE_WRITE_PROTECTION_CONFIG ->
          line(
              "Namespace Write Protect: %s"
                  .formatted(
                      switch (bits(0, 3)) {
                        case 0 -> "No Write Protect";
                        case 1 -> "Write Protect";
                        case 2 -> "Write Protect Until Power Cycle";
                        case 3 -> "Permanent Write Protect";
                        default -> "Reserved";
                      }));
    }
  }

  private void arbitration() {
    line("High Priority Weight   (HPW): %d".formatted(bits(24, 8) + 1));
    line("Medium Priority Weight (MPW): %d".formatted(bits(16, 8) + 1));
    line("Low Priority Weight    (LPW): %d".formatted(bits(8, 8) + 1));
    int burst = bits(0, 3);
    line("Arbitration Burst       (AB): %s".formatted(burst == 7 ? "No limit" : 1 << burst));
  }

  private void powerManagement() {
    int hint = bits(5, 3);
    String hintText =
        switch (hint) {
          case 0 -> "No Workload";
          case 1 -> "Extended Idle Period with a Burst of Random Writes";
          case 2 -> "Heavy Sequential Writes";
          default -> "Reserved";
        };
    line("Workload Hint (WH): %d - %s".formatted(hint, hintText));
    line("Power State   (PS): %d".formatted(bits(0, 5)));
  }

  private void lbaRanges() {
    int count = bits(0, 6) + 1;
    line("Number of LBA Ranges (NUM): %d".formatted(count));
    for (int i = 0; i < count && has((i + 1) * LBA_RANGE_BYTES); i++) {
      int at = i * LBA_RANGE_BYTES;
      int type = byteAt(at);
      int attributes = byteAt(at + 1);
      String typeText =
          switch (type) {
            case 1 -> "Filesystem";
            case 2 -> "RAID";
            case 3 -> "Cache";
            case 4 -> "Page / Swap file";
            default -> type < 0x80 ? "Reserved" : "Vendor Specific";
          };
      line("type       : %s - %s".formatted(FieldText.hex(type), typeText));
      line(
          "attributes : %s - %s, %s"
              .formatted(
                  FieldText.hex(attributes),
                  (attributes & 1) != 0
                      ? "LBA range may be overwritten"
                      : "LBA range should not be overwritten",
                  (attributes & 2) != 0
                      ? "LBA range should be hidden from the OS/EFI/BIOS"
                      : "LBA range should be visible from the OS/EFI/BIOS"));
      line("slba       : %s".formatted(FieldText.hex(data.get(QWORD, at + 16))));
      line("nlb        : %s".formatted(FieldText.hex(data.get(QWORD, at + 24))));
      line("guid       : %s".formatted(hex(at + 32, 16)));
    }
  }

  private void temperatureThreshold() {
    int type = bits(20, 2);
    int sensor = bits(16, 4);
    String typeText =
        switch (type) {
          case 0 -> "Over Temperature Threshold";
          case 1 -> "Under Temperature Threshold";
          default -> "Reserved";
        };
    String sensorText =
        sensor == 0
            ? "Composite Temperature"
            : sensor <= SmartLog.TEMPERATURE_SENSORS ? "Temperature Sensor " + sensor : "Reserved";
    line("Threshold Type Select         (THSEL): %d - %s".formatted(type, typeText));
    line("Threshold Temperature Select (TMPSEL): %d - %s".formatted(sensor, sensorText));
    line("Temperature Threshold         (TMPTH): %s".formatted(FieldText.temperature(bits(0, 16))));
  }

  private void events() {
    event("Discovery Log Page Change Notices", AsynchronousEventConfiguration.DISCOVERY_LOG);
    event(
        "Endurance Group Event Aggregate Log Change Notices",
        AsynchronousEventConfiguration.ENDURANCE_GROUP);
    event("LBA Status Information Notices", AsynchronousEventConfiguration.LBA_STATUS_INFORMATION);
    event(
        "Predictable Latency Event Aggregate Log Change Notices",
        AsynchronousEventConfiguration.PREDICTABLE_LATENCY);
    event(
        "Asymmetric Namespace Access Change Notices",
        AsynchronousEventConfiguration.ASYMMETRIC_NAMESPACE_ACCESS);
    event("Telemetry Log Notices", AsynchronousEventConfiguration.TELEMETRY_LOG);
    event("Firmware Activation Notices", AsynchronousEventConfiguration.FIRMWARE_ACTIVATION);
    event("Namespace Attribute Notices", AsynchronousEventConfiguration.NAMESPACE_ATTRIBUTES);
    event("SMART / Health Critical Warnings", 0xff);
  }

  private void event(String name, int mask) {
    line(
        "%-58s: %s"
            .formatted(name, (value & mask) != 0 ? "Send async event" : "Do not send async event"));
  }

  private void powerStateTransitions() {
    line("Autonomous Power State Transition Enable (APSTE): %s".formatted(enabled(bit(0))));
    if (!has(APST_ENTRIES * Long.BYTES)) {
      return;
    }
    line("Auto PST Entries\t.................");
    for (int i = 0; i < APST_ENTRIES; i++) {
      long entry = data.get(QWORD, (long) i * Long.BYTES);
      line("Entry[%2d]   ".formatted(i));
      line(".................");
      line("Idle Time Prior to Transition (ITPT): %d ms".formatted(entry >>> 8 & 0xffffff));
      line("Idle Transition Power State   (ITPS): %d".formatted(entry >>> 3 & 0x1f));
      line(".................");
    }
  }

  private void hostMemoryBuffer() {
    line("Enable Host Memory (EHM): %s".formatted(enabled(bit(0))));
    if (has(16)) {
      line("Host Memory Descriptor List Entry Count (HMDLEC): %s".formatted(unsigned(12)));
      line("Host Memory Descriptor List Address     (HMDLAU): 0x%x".formatted(data.get(DWORD, 8)));
      line("Host Memory Descriptor List Address     (HMDLAL): 0x%x".formatted(data.get(DWORD, 4)));
      line("Host Memory Buffer Size                  (HSIZE): %s".formatted(unsigned(0)));
    }
  }

  private void timestamp() {
    if (!has(Timestamp.BYTES)) {
      return;
    }
    Timestamp timestamp = Timestamp.of(data);
    line(
        "The timestamp is : %d (%s)"
            .formatted(timestamp.millis(), Instant.ofEpochSecond(timestamp.millis() / 1000)));
    line(
        timestamp.wasSet()
            ? "The Timestamp field was initialized with a Timestamp value using a Set Features"
                + " command."
            : "The Timestamp field was initialized to ‘0’ by a Controller Level Reset.");
    line(
        timestamp.mayHaveStopped()
            ? "The controller may have stopped counting during vendor specific intervals after the"
                + " Timestamp value was initialized"
            : "The controller counted time in milliseconds continuously since the Timestamp value"
                + " was initialized.");
  }

  private void thermal(int number, int kelvin) {
    line(
        "Thermal Management Temperature %d (TMT%d) : %d Kelvin (%d°C)"
            .formatted(number, number, kelvin, kelvin - 273));
  }

  private void predictableLatency() {
    line("Predictable Latency Window Enabled: %s".formatted(trueOrFalse(bit(0))));
    if (has(56)) {
      line("Enable Event          :%04x".formatted(data.get(WORD, 0)));
      line("DTWIN Reads Threshold :%s".formatted(Long.toUnsignedString(data.get(QWORD, 32))));
      line("DTWIN Writes Threshold:%s".formatted(Long.toUnsignedString(data.get(QWORD, 40))));
      line("DTWIN Time Threshold  :%s".formatted(Long.toUnsignedString(data.get(QWORD, 48))));
    }
  }

  private void placementEvents() {
    for (int i = 0; i < value && has(2 * (i + 1)); i++) {
      String name =
          switch (byteAt(2 * i)) {
            case 0x00 -> "Reclaim Unit Not Fully Written";
            case 0x01 -> "Reclaim Unit Active Time Limit Exceeded";
            case 0x02 -> "Controller Level Reset Modified Reclaim Unit Handles";
            case 0x03 -> "Invalid Placement Identifier";
            case 0x80 -> "Media Reallocated";
            case 0x81 -> "Implicitly Modified Reclaim Unit Handle";
            default -> "Unknown";
          };
      line("%-53s: %sEnabled".formatted(name, (byteAt(2 * i + 1) & 1) != 0 ? "" : "Not "));
    }
  }

  private void metadata(boolean ofNamespace) {
    if (!has(2)) {
      return;
    }
    int count = byteAt(0);
    line("Num Metadata Element Descriptors: %d".formatted(count));
    int at = 2;
    for (int i = 0; i < count && has(at + 4); i++) {
      int length = Short.toUnsignedInt(data.get(WORD, at + 2));
      if (!has(at + 4 + length)) {
        return;
      }
      int type = byteAt(at) & 0x3f;
      line("Element[%-3d]:".formatted(i));
      line("\tType\t    : 0x%02x (%s)".formatted(type, MetadataElements.name(ofNamespace, type)));
      line("\tRevision : %d".formatted(byteAt(at + 1) & 0xf));
      line("\tLength   : %d".formatted(length));
      line("\tValue    : %s".formatted(printable(at + 4, length)));
      at += 4 + length;
    }
  }

  private void hostIdentifier() {
    if (has(8)) {
      StringBuilder digits = new StringBuilder("0x");
      for (int i = (int) data.byteSize() - 1; i >= 0; i--) {
        digits.append(HexFormat.of().toHexDigits((byte) byteAt(i)));
      }
      line("Host Identifier (HOSTID):  %s".formatted(digits));
    }
  }

  private void line(String text) {
    lines.add("\t" + text);
  }

  private boolean has(int lengthBytes) {
    return data.byteSize() >= lengthBytes;
  }

  private int bits(int shift, int width) {
    return Bits.get(value, shift, width);
  }

  private boolean bit(int shift) {
    return Bits.isSet(value, shift);
  }

  private int byteAt(int offset) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, offset));
  }

  private String unsigned(int offset) {
    return Integer.toUnsignedString(data.get(DWORD, offset));
  }

  private String hex(int offset, int lengthBytes) {
    return HexFormat.of()
        .formatHex(data.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE));
  }

  private String printable(int offset, int lengthBytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lengthBytes && byteAt(offset + i) != 0; i++) {
      char c = (char) byteAt(offset + i);
      text.append(c >= ' ' && c <= '~' ? c : '.');
    }
    return text.toString();
  }

  private static String enabled(boolean on) {
    return on ? "Enabled" : "Disabled";
  }

  private static String trueOrFalse(boolean value) {
    return value ? "True" : "False";
  }
}
