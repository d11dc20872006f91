package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Command and Feature Lockdown log page, 512 bytes (log page 14h; Base 5.16.1.20): which
 * commands and features may be prohibited, or are. Keys are those of later versions of nvme-cli;
 * 2.3 does not have it.
 */
public final class LockdownLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Command and Feature Lockdown log", 512, 6, hex("cfila", 0, 1), decimal("lngth", 3, 1));

  private static final int IDENTIFIERS_OFFSET = 4;

  /** What a page lists: bits 5:4 of the Log Specific Field that asks for it. */
  public enum Contents {
    /** What may be prohibited. */
    SUPPORTED(0),
    /** What is prohibited on admin queues. */
    PROHIBITED_ON_ADMIN_QUEUES(1),
    /** What is prohibited out of band. */
    PROHIBITED_OUT_OF_BAND(2);

    private final int code;

    Contents(int code) {
      this.code = code;
    }

    /** By its number in the Log Specific Field. */
    public static Optional<Contents> of(int code) {
      return Stream.of(values()).filter(contents -> contents.code == code).findFirst();
    }

    /**
     * The Log Specific Field that asks for it.
     *
     * @param scope of what: 0 admin opcodes, 2 Feature Identifiers, 3 and 4 the Management
     *     Interface's, as in the Lockdown command
     */
    public int logSpecificField(int scope) {
      return code << 4 | scope;
    }
  }

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public LockdownLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Opcodes or Feature Identifiers, in the controller's order. */
  public List<Integer> identifiers() {
    return IntStream.range(0, intOf("lngth"))
        .mapToObj(i -> (int) littleEndian(IDENTIFIERS_OFFSET + i, 1))
        .toList();
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("cfil", identifiers());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(super.toText());
    identifiers().forEach(identifier -> lines.add(line("cfil", FieldText.hex(identifier))));
    return lines;
  }
}
