package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Predictable Latency Per NVM Set log page, 512 bytes (log page 0Ah; Base 5.16.1.11). DTWIN is
 * the deterministic window, NDWIN the non-deterministic one.
 */
public final class PredictableLatencyLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Predictable Latency Per NVM Set log",
          512,
          0,
          decimal("status", 0, 1).labelled("Status"),
          decimal("event_type", 2, 2).labelled("Event Type"),
          decimal("dtwin_reads_typical", 32, 8).labelled("DTWIN Reads Typical"),
          decimal("dtwin_writes_typical", 40, 8).labelled("DTWIN Writes Typical"),
          decimal("dtwin_time_maximum", 48, 8).labelled("DTWIN Time Maximum"),
          decimal("ndwin_time_minimum_high", 56, 8).labelled("NDWIN Time Minimum High"),
          decimal("ndwin_time_minimum_low", 64, 8).labelled("NDWIN Time Minimum Low"),
          decimal("dtwin_reads_estimate", 128, 8).labelled("DTWIN Reads Estimate"),
          decimal("dtwin_writes_estimate", 136, 8).labelled("DTWIN Writes Estimate"),
          decimal("dtwin_time_estimate", 144, 8).labelled("DTWIN Time Estimate"));

  private final int nvmsetid;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter.
   *
   * @param nvmsetid the NVM Set that it was asked for
   */
  public PredictableLatencyLog(MemorySegment page, int nvmsetid) {
    super(LAYOUT, page);
    this.nvmsetid = nvmsetid;
  }

  /** The NVM Set that it was asked for. */
  public int nvmsetid() {
    return nvmsetid;
  }

  /** Status, bits 2:0: 0 not used, 1 deterministic window, 2 non-deterministic window. */
  public int status() {
    return intOf("status") & 0x7;
  }

  /** Event Type, a bit set. */
  public int eventType() {
    return intOf("event_type");
  }

  /** DTWIN Reads Estimate in units of 4 KiB, unsigned. */
  public long readsEstimate4KiB() {
    return unsigned("dtwin_reads_estimate");
  }

  /** DTWIN Writes Estimate in units of the Optimal Write Size, unsigned. */
  public long writesEstimate() {
    return unsigned("dtwin_writes_estimate");
  }

  /** DTWIN Time Estimate in milliseconds, unsigned. */
  public long timeEstimateMilliseconds() {
    return unsigned("dtwin_time_estimate");
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("nvmset_id", (long) nvmsetid);
    map.putAll(super.toMap());
    return map;
  }
}
