package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/**
 * The Endurance Group Information log page, 512 bytes (log page 09h; Base 5.16.1.10).
 *
 * <p>Not in nvme-cli 2.3's output, but here: {@code domainid}, {@code total_end_grp_cap}, {@code
 * unalloc_end_grp_cap}, which have later versions' names.
 */
public final class EnduranceGroupLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Endurance Group Information log",
          512,
          24,
          decimal("critical_warning", 0, 1).labelled("critical warning"),
          decimal("avl_spare", 3, 1),
          decimal("avl_spare_threshold", 4, 1),
          decimal("percent_used", 5, 1).shownAs(Field.Format.PERCENT),
          decimal("domainid", 6, 2),
          decimal128("endurance_estimate", 32),
          decimal128("data_units_read", 48),
          decimal128("data_units_written", 64),
          decimal128("media_units_written", 80),
          decimal128("host_read_cmds", 96),
          decimal128("host_write_cmds", 112),
          decimal128("media_data_integrity_err", 128),
          decimal128("num_err_info_log_entries", 144),
          decimal128("total_end_grp_cap", 160),
          decimal128("unalloc_end_grp_cap", 176));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public EnduranceGroupLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Critical Warning, a bit set: 0 spare low, 2 reliability degraded, 3 read only. */
  public int criticalWarning() {
    return intOf("critical_warning");
  }

  /** Available Spare, 0 to 100. */
  public int availableSparePercent() {
    return intOf("avl_spare");
  }

  /** Available Spare Threshold, 0 to 100. */
  public int availableSpareThresholdPercent() {
    return intOf("avl_spare_threshold");
  }

  /** Percentage Used of its life; may exceed 100, and stops at 255. */
  public int percentageUsed() {
    return intOf("percent_used");
  }

  /** Domain Identifier; 0 if there is one domain. */
  public int domainId() {
    return intOf("domainid");
  }

  /** Endurance Estimate in units of 10^9 bytes that may be written over its life. */
  public BigInteger enduranceEstimateGigabytes() {
    return unsigned128("endurance_estimate");
  }

  /** Data Units Read in units of 10^9 bytes. */
  public BigInteger dataReadGigabytes() {
    return unsigned128("data_units_read");
  }

  /** Data Units Written by hosts in units of 10^9 bytes. */
  public BigInteger dataWrittenGigabytes() {
    return unsigned128("data_units_written");
  }

  /** Media Units Written by hosts and the controller in units of 10^9 bytes. */
  public BigInteger mediaWrittenGigabytes() {
    return unsigned128("media_units_written");
  }

  /** Media and Data Integrity Errors. */
  public BigInteger mediaErrors() {
    return unsigned128("media_data_integrity_err");
  }

  /** Total Endurance Group Capacity in bytes. */
  public BigInteger capacityBytes() {
    return unsigned128("total_end_grp_cap");
  }

  /** Unallocated Endurance Group Capacity in bytes. */
  public BigInteger unallocatedBytes() {
    return unsigned128("unalloc_end_grp_cap");
  }
}
