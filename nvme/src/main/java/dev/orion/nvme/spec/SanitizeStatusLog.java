package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The Sanitize Status log page, 512 bytes (log page 81h; Base 5.16.1.25). {@link #toMap} is what
 * nvme-cli nests under the device's name.
 */
public final class SanitizeStatusLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Sanitize Status log",
          512,
          47,
          decimal("sprog", 0, 2).labelled("Sanitize Progress                      (SPROG) "),
          hex("sstat", 2, 2).labelled("Sanitize Status                        (SSTAT) "),
          hex("cdw10_info", 4, 4).labelled("Sanitize Command Dword 10 Information (SCDW10) "),
          decimal("time_over_write", 8, 4).labelled("Estimated Time For Overwrite"),
          decimal("time_block_erase", 12, 4).labelled("Estimated Time For Block Erase"),
          decimal("time_crypto_erase", 16, 4).labelled("Estimated Time For Crypto Erase"),
          decimal("time_over_write_no_dealloc", 20, 4)
              .labelled("Estimated Time For Overwrite (No-Deallocate)"),
          decimal("time_block_erase_no_dealloc", 24, 4)
              .labelled("Estimated Time For Block Erase (No-Deallocate)"),
          decimal("time_crypto_erase_no_dealloc", 28, 4)
              .labelled("Estimated Time For Crypto Erase (No-Deallocate)"));

  /** {@link #progress} when nothing is in progress. */
  public static final int NO_PROGRESS = 0xffff;

  private static final long NOT_REPORTED = 0xffff_ffffL;

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public SanitizeStatusLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Sanitize Progress in 65536ths. */
  public int progress() {
    return intOf("sprog");
  }

  /**
   * What became of the most recent sanitize operation (SSTAT bits 2:0): 0 there was none, 1
   * completed, 2 in progress, 3 failed, 4 completed without deallocating.
   */
  public int status() {
    return intOf("sstat") & 0x7;
  }

  /** Completed passes of an overwrite (SSTAT bits 7:3). */
  public int completedPasses() {
    return intOf("sstat") >>> 3 & 0x1f;
  }

  /** Whether nothing was written since the media was erased (SSTAT bit 8). */
  public boolean isGlobalDataErased() {
    return (intOf("sstat") & 1 << 8) != 0;
  }

  /** Command Dword 10 of the most recent Sanitize command. */
  public int scdw10() {
    return intOf("cdw10_info");
  }

  /** Estimated Time For Overwrite, empty if not reported. */
  public OptionalLong overwriteSeconds() {
    return seconds("time_over_write");
  }

  /** Estimated Time For Block Erase, empty if not reported. */
  public OptionalLong blockEraseSeconds() {
    return seconds("time_block_erase");
  }

  /** Estimated Time For Crypto Erase, empty if not reported. */
  public OptionalLong cryptoEraseSeconds() {
    return seconds("time_crypto_erase");
  }

  /** Estimated Time For Overwrite With No-Deallocate, empty if not reported. */
  public OptionalLong overwriteSecondsNoDeallocate() {
    return seconds("time_over_write_no_dealloc");
  }

  /** Estimated Time For Block Erase With No-Deallocate, empty if not reported. */
  public OptionalLong blockEraseSecondsNoDeallocate() {
    return seconds("time_block_erase_no_dealloc");
  }

  /** Estimated Time For Crypto Erase With No-Deallocate, empty if not reported. */
  public OptionalLong cryptoEraseSecondsNoDeallocate() {
    return seconds("time_crypto_erase_no_dealloc");
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("global_erased", isGlobalDataErased() ? 1L : 0L);
    status.put("no_cmplted_passes", (long) completedPasses());
    status.put("status", "(%d) %s".formatted(status(), statusText()));
    Map<String, Object> map = super.toMap();
    map.put("sstat", status);
    return map;
  }

  @Override
  public List<String> toText() {
    return fields().stream()
        .map(
            field ->
                switch (field.name()) {
                  case "sprog", "cdw10_info" ->
                      line(field.label(), " " + FieldText.of(field, value(field.name())));
                  case "sstat" -> line(field.label(), " " + FieldText.hex(status()));
                  default ->
                      line(
                          field.label(),
                          " %d%s"
                              .formatted(
                                  unsigned(field.name()),
                                  unsigned(field.name()) == NOT_REPORTED
                                      ? " (No time period reported)"
                                      : ""));
                })
        .toList();
  }

  private OptionalLong seconds(String field) {
    return unsigned(field) == NOT_REPORTED
        ? OptionalLong.empty()
        : OptionalLong.of(unsigned(field));
  }

  private String statusText() {
    return switch (status()) {
      case 0 -> "NVM Subsystem has never been sanitized.";
      case 1 -> "Most Recent Sanitize Command Completed Successfully.";
      case 2 -> "Sanitize in Progress.";
      case 3 -> "Most Recent Sanitize Command Failed.";
      case 4 ->
          "Most Recent Sanitize Command (No-Deallocate After Sanitize) Completed Successfully.";
      default -> "Unknown";
    };
  }
}
