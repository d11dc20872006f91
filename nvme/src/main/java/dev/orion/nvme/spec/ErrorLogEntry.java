package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An entry of the Error Information log page, 64 bytes (log page 01h; Base 5.16.1.2). */
public final class ErrorLogEntry extends Structure {
  static final int SIZE_BYTES = 64;

  static final Layout LAYOUT =
      new Layout(
          "Error Information log entry",
          SIZE_BYTES,
          16,
          decimal("error_count", 0, 8),
          decimal("sqid", 8, 2),
          hex("cmdid", 10, 2),
          hex("status_field", 12, 2),
          hex("parm_error_location", 14, 2).labelled("parm_err_loc"),
          hex("lba", 16, 8),
          hex("nsid", 24, 4),
          decimal("vs", 28, 1),
          decimal("trtype", 29, 1),
          hex("cs", 32, 8),
          hex("trtype_spec_info", 40, 2));

  ErrorLogEntry(MemorySegment bytes) {
    super(LAYOUT, bytes);
  }

  /**
   * Error Count, unsigned: a number for each error over the life of the controller; 0 for an unused
   * entry.
   */
  public long errorCount() {
    return unsigned("error_count");
  }

  /** Submission Queue ID; FFFFh if the error is of no queue. */
  public int sqid() {
    return intOf("sqid");
  }

  /** Command ID; FFFFh if the error is of no command. */
  public int cmdid() {
    return intOf("cmdid");
  }

  /** The status with which the command completed. */
  public Status status() {
    return Status.ofWord(intOf("status_field"));
  }

  /** Parameter Error Location: byte in bits 7:0, bit in bits 10:8; FFFFh if not applicable. */
  public int parameterErrorLocation() {
    return intOf("parm_error_location");
  }

  /** The first LBA that had the error, unsigned. */
  public long lba() {
    return unsigned("lba");
  }

  /** The namespace, unsigned. */
  public int nsid() {
    return intOf("nsid");
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    super.toMap()
        .forEach(
            (name, value) -> {
              if (name.equals("status_field")) {
                map.put(name, (long) status().field());
                map.put("phase_tag", phaseTag());
              } else {
                map.put(name, value);
              }
            });
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    String status = FieldText.hex(status().field()) + "(" + status().name() + ")";
    lines.set(3, line("status_field", status));
    lines.add(4, line("phase_tag", FieldText.hex(phaseTag())));
    lines.replaceAll(text -> text.startsWith("trtype ") ? line("trtype", transportType()) : text);
    return lines;
  }

  private long phaseTag() {
    return unsigned("status_field") & 1;
  }

  private String transportType() {
    return switch (intOf("trtype")) {
      case 0 -> "The transport type is not indicated or the error is not transport related.";
      case 1 -> "RDMA Transport error.";
      case 2 -> "Fibre Channel Transport error.";
      case 3 -> "TCP Transport error.";
      case 254 -> "Intra-host Transport error.";
      default -> "Reserved";
    };
  }
}
