package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Device Self-test log page, up to 564 bytes (log page 06h; Base 5.16.1.7). */
public final class DeviceSelfTestLog extends ListStructure<DeviceSelfTestLog.Result> {
  /** Bytes before the first result. */
  public static final int HEADER_BYTES = 4;

  /** Bytes of a result. */
  public static final int RESULT_BYTES = 28;

  /** Results that the log page has. */
  public static final int MAX_RESULTS = 20;

  static final Layout LAYOUT =
      new Layout(
          "Device Self-test log",
          HEADER_BYTES,
          19,
          hex("Current Device Self-Test Operation", 0, 1).labelled("Current operation"),
          decimal("Current Device Self-Test Completion", 1, 1)
              .labelled("Current Completion")
              .shownAs(Field.Format.PERCENT));

  /**
   * Copies the page, which may have less than all results; throws {@link IllegalArgumentException}
   * if it has no header.
   */
  public DeviceSelfTestLog(MemorySegment page) {
    LAYOUT.requireSize(page, HEADER_BYTES);
    long count = Math.min(MAX_RESULTS, room(page, HEADER_BYTES, RESULT_BYTES));
    super(
        LAYOUT,
        page,
        "List of Valid Reports",
        ofOneSize(page, HEADER_BYTES, RESULT_BYTES, count, Result::new));
  }

  /** Current Device Self-Test Operation: 0 none, 1 short, 2 extended, 14 vendor specific. */
  public int currentOperation() {
    return intOf("Current Device Self-Test Operation") & 0xf;
  }

  /** Current Device Self-Test Completion; means nothing if no operation is in progress. */
  public int completionPercent() {
    return intOf("Current Device Self-Test Completion") & 0x7f;
  }

  @Override
  List<String> entryText(int index, Result entry) {
    return under("Self Test Result[%d]:".formatted(index), entry.toText());
  }

  /** A Self-test Result Data Structure, newest first. */
  public static final class Result extends Structure {
    /** {@link #result} of an entry that is not used. */
    public static final int NOT_USED = 0xf;

    static final Layout LAYOUT =
        new Layout(
            "Self-test Result",
            RESULT_BYTES,
            31,
            hex("Self test result", 0, 1).labelled("  Operation Result"),
            hex("Self test code", 0, 1).labelled("  Self Test Code"),
            hex("Segment number", 1, 1).labelled("  Segment Number"),
            hex("Valid Diagnostic Information", 2, 1).labelled("  Valid Diagnostic Information"),
            hex("Power on hours", 4, 8).labelled("  Power on hours (POH)"),
            hex("Namespace Identifier", 12, 4).labelled("  Namespace Identifier"),
            hex("Failing LBA", 16, 8).labelled("  Failing LBA"),
            hex("Status Code Type", 24, 1).labelled("  Status Code Type"),
            hex("Status Code", 25, 1).labelled("  Status Code"),
            hex("Vendor Specific", 26, 2).labelled("  Vendor Specific"));

    private static final int KNOWN_SEGMENT_FAILED = 7;

    Result(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /**
     * Result of the operation: 0 without error, 1 to 9 as the specification has them, 15 unused.
     */
    public int result() {
      return intOf("Self test result") & 0xf;
    }

    /** Self-test code: 1 short, 2 extended, 14 vendor specific. */
    public int code() {
      return intOf("Self test code") >>> 4;
    }

    /** Segment Number that failed, if {@link #result} is 7. */
    public int segment() {
      return intOf("Segment number");
    }

    /** Power On Hours when it ended, unsigned. */
    public long powerOnHours() {
      return unsigned("Power on hours");
    }

    @Override
    boolean isReported(Field field) {
      if (result() == NOT_USED) {
        return field.name().equals("Self test result");
      }
      long valid = unsigned("Valid Diagnostic Information");
      return switch (field.name()) {
        case "Namespace Identifier" -> Bits.isSet(valid, 0);
        case "Failing LBA" -> Bits.isSet(valid, 1);
        case "Status Code Type" -> Bits.isSet(valid, 2);
        case "Status Code" -> Bits.isSet(valid, 3);
        default -> true;
      };
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = super.toMap();
      map.put("Self test result", (long) result());
      map.computeIfPresent("Self test code", (_, _) -> (long) code());
      return map;
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      for (Field field : fields()) {
        if (isReported(field)) {
          String text =
              switch (field.name()) {
                case "Self test result" -> FieldText.hex(result());
                case "Self test code" -> Integer.toHexString(code());
                case "Vendor Specific" ->
                    FieldText.hex(littleEndian(26, 1)) + " " + FieldText.hex(littleEndian(27, 1));
                default -> FieldText.of(field, value(field.name()));
              };
          if (!field.name().equals("Segment number") || result() == KNOWN_SEGMENT_FAILED) {
            lines.add(line(field.label(), text));
          }
        }
      }
      return lines;
    }
  }
}
