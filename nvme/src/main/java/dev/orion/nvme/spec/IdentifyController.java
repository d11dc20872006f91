package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.ascii;
import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;
import static dev.orion.nvme.spec.Field.hex;
import static dev.orion.nvme.spec.Field.utf8;
import static dev.orion.nvme.spec.Field.uuid;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Identify Controller data structure, 4096 bytes (CNS 01h; Base 5.17.2.1).
 *
 * <p>Not in nvme-cli 2.3's output, but here: {@code dctype}.
 */
public final class IdentifyController extends Structure {
  /** Bit of {@link #oacs}: Security Send and Receive. */
  public static final int OACS_SECURITY = 1;

  /** Bit of {@link #oacs}: Format NVM. */
  public static final int OACS_FORMAT_NVM = 1 << 1;

  /** Bit of {@link #oacs}: Firmware Commit and Firmware Image Download. */
  public static final int OACS_FIRMWARE = 1 << 2;

  /** Bit of {@link #oacs}: Namespace Management and Attachment. */
  public static final int OACS_NAMESPACE_MANAGEMENT = 1 << 3;

  /** Bit of {@link #oacs}: Device Self-test. */
  public static final int OACS_DEVICE_SELF_TEST = 1 << 4;

  /** Bit of {@link #oacs}: Directives. */
  public static final int OACS_DIRECTIVES = 1 << 5;

  /** Bit of {@link #oacs}: NVMe-MI Send and Receive. */
  public static final int OACS_NVME_MI = 1 << 6;

  /** Bit of {@link #oacs}: Virtualization Management. */
  public static final int OACS_VIRTUALIZATION_MANAGEMENT = 1 << 7;

  /** Bit of {@link #oacs}: Doorbell Buffer Config. */
  public static final int OACS_DOORBELL_BUFFER_CONFIG = 1 << 8;

  /** Bit of {@link #oacs}: Get LBA Status. */
  public static final int OACS_GET_LBA_STATUS = 1 << 9;

  /** Bit of {@link #oacs}: Command and Feature Lockdown. */
  public static final int OACS_LOCKDOWN = 1 << 10;

  /** Bit of {@link #cmic}: Asymmetric Namespace Access reporting. */
  public static final int CMIC_ANA = 1 << 3;

  /** Bit of {@link #ctratt}: NVM Sets. */
  public static final int CTRATT_NVM_SETS = 1 << 2;

  /** Bit of {@link #ctratt}: Endurance Groups. */
  public static final int CTRATT_ENDURANCE_GROUPS = 1 << 4;

  /** Bit of {@link #ctratt}: Predictable Latency Mode. */
  public static final int CTRATT_PREDICTABLE_LATENCY = 1 << 5;

  /** Bit of {@link #ctratt}: Namespace Granularity. */
  public static final int CTRATT_NAMESPACE_GRANULARITY = 1 << 7;

  /** Bit of {@link #ctratt}: UUID List. */
  public static final int CTRATT_UUID_LIST = 1 << 9;

  /** Bit of {@link #ctratt}: Multi-Domain Subsystem. */
  public static final int CTRATT_MULTI_DOMAIN = 1 << 10;

  /** Bits of {@link #ctratt}: Fixed and Variable Capacity Management. */
  public static final int CTRATT_CAPACITY_MANAGEMENT = 1 << 11 | 1 << 12;

  /** Bit of {@link #ctratt}: Flexible Data Placement. */
  public static final int CTRATT_FLEXIBLE_DATA_PLACEMENT = 1 << 19;

  /** Bit of {@link #lpa}: SMART / Health Information log page of a namespace. */
  public static final int LPA_SMART_OF_NAMESPACE = 1;

  /** Bit of {@link #lpa}: Commands Supported and Effects log page. */
  public static final int LPA_COMMAND_EFFECTS = 1 << 1;

  /** Bit of {@link #lpa}: Extended Data, which is offsets and lengths of more than 12 bits. */
  public static final int LPA_EXTENDED_DATA = 1 << 2;

  /** Bit of {@link #lpa}: Telemetry log pages. */
  public static final int LPA_TELEMETRY = 1 << 3;

  /** Bit of {@link #lpa}: Persistent Event Log page. */
  public static final int LPA_PERSISTENT_EVENTS = 1 << 4;

  /** Bit of {@link #lpa}: Supported Log Pages and effects log pages with scopes. */
  public static final int LPA_SUPPORTED_LOG_PAGES = 1 << 5;

  /** Bit of {@link #lpa}: Telemetry Data Area 4. */
  public static final int LPA_TELEMETRY_DATA_AREA_4 = 1 << 6;

  /** Bits of {@link #sanicap}: Crypto Erase, Block Erase and Overwrite. */
  public static final int SANICAP_OPERATIONS = 0x7;

  /** Bit of {@link #oncs}: Compare. */
  public static final int ONCS_COMPARE = 1;

  /** Bit of {@link #oncs}: Write Uncorrectable. */
  public static final int ONCS_WRITE_UNCORRECTABLE = 1 << 1;

  /** Bit of {@link #oncs}: Dataset Management. */
  public static final int ONCS_DATASET_MANAGEMENT = 1 << 2;

  /** Bit of {@link #oncs}: Write Zeroes. */
  public static final int ONCS_WRITE_ZEROES = 1 << 3;

  /** Bit of {@link #oncs}: Save and Select in Set and Get Features. */
  public static final int ONCS_SAVE_AND_SELECT = 1 << 4;

  /** Bit of {@link #oncs}: Reservations. */
  public static final int ONCS_RESERVATIONS = 1 << 5;

  /** Bit of {@link #oncs}: Timestamp feature. */
  public static final int ONCS_TIMESTAMP = 1 << 6;

  /** Bit of {@link #oncs}: Verify. */
  public static final int ONCS_VERIFY = 1 << 7;

  /** Bit of {@link #oncs}: Copy. */
  public static final int ONCS_COPY = 1 << 8;

  static final Layout LAYOUT =
      new Layout(
          "Identify Controller",
          4096,
          10,
          hex("vid", 0, 2),
          hex("ssvid", 2, 2),
          ascii("sn", 4, 20),
          ascii("mn", 24, 40),
          ascii("fr", 64, 8),
          decimal("rab", 72, 1),
          hex("ieee", 73, 3).shownAs(Field.Format.HEX_DIGITS),
          hex("cmic", 76, 1),
          decimal("mdts", 77, 1),
          hex("cntlid", 78, 2),
          hex("ver", 80, 4),
          hex("rtd3r", 84, 4),
          hex("rtd3e", 88, 4),
          hex("oaes", 92, 4),
          hex("ctratt", 96, 4),
          hex("rrls", 100, 2),
          decimal("cntrltype", 111, 1),
          uuid("fguid", 112),
          decimal("crdt1", 128, 2),
          decimal("crdt2", 130, 2),
          decimal("crdt3", 132, 2),
          decimal("nvmsr", 253, 1),
          decimal("vwci", 254, 1),
          decimal("mec", 255, 1),
          hex("oacs", 256, 2),
          decimal("acl", 258, 1),
          decimal("aerl", 259, 1),
          hex("frmw", 260, 1),
          hex("lpa", 261, 1),
          decimal("elpe", 262, 1),
          decimal("npss", 263, 1),
          hex("avscc", 264, 1),
          hex("apsta", 265, 1),
          decimal("wctemp", 266, 2),
          decimal("cctemp", 268, 2),
          decimal("mtfa", 270, 2),
          decimal("hmpre", 272, 4),
          decimal("hmmin", 276, 4),
          decimal128("tnvmcap", 280),
          decimal128("unvmcap", 296),
          hex("rpmbs", 312, 4),
          decimal("edstt", 316, 2),
          decimal("dsto", 318, 1),
          decimal("fwug", 319, 1),
          decimal("kas", 320, 2),
          hex("hctma", 322, 2),
          decimal("mntmt", 324, 2),
          decimal("mxtmt", 326, 2),
          hex("sanicap", 328, 4),
          decimal("hmminds", 332, 4),
          decimal("hmmaxd", 336, 2),
          decimal("nsetidmax", 338, 2),
          decimal("endgidmax", 340, 2),
          decimal("anatt", 342, 1),
          decimal("anacap", 343, 1),
          decimal("anagrpmax", 344, 4),
          decimal("nanagrpid", 348, 4),
          decimal("pels", 352, 4),
          decimal("domainid", 356, 2),
          decimal128("megcap", 368),
          hex("sqes", 512, 1),
          hex("cqes", 513, 1),
          decimal("maxcmd", 514, 2),
          decimal("nn", 516, 4),
          hex("oncs", 520, 2),
          hex("fuses", 522, 2),
          hex("fna", 524, 1),
          hex("vwc", 525, 1),
          decimal("awun", 526, 2),
          decimal("awupf", 528, 2),
          decimal("icsvscc", 530, 1),
          decimal("nwpc", 531, 1),
          decimal("acwu", 532, 2),
          hex("ocfs", 534, 2),
          hex("sgls", 536, 4),
          decimal("mnan", 540, 4),
          decimal128("maxdna", 544),
          decimal("maxcna", 560, 4),
          utf8("subnqn", 768, 256),
          decimal("ioccsz", 1792, 4),
          decimal("iorcsz", 1796, 4),
          decimal("icdoff", 1800, 2),
          hex("fcatt", 1802, 1),
          decimal("msdbd", 1803, 1),
          decimal("ofcs", 1804, 2),
          decimal("dctype", 1806, 1));

  private static final int PSD_OFFSET = 2048;
  private static final int MAX_POWER_STATES = 32;

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyController(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** PCI Vendor ID. */
  public int vid() {
    return intOf("vid");
  }

  /** PCI Subsystem Vendor ID. */
  public int ssvid() {
    return intOf("ssvid");
  }

  /** Serial Number. */
  public String sn() {
    return text("sn");
  }

  /** Model Number. */
  public String mn() {
    return text("mn");
  }

  /** Firmware Revision. */
  public String fr() {
    return text("fr");
  }

  /** Controller Multi-Path I/O and Namespace Sharing Capabilities, a bit set. */
  public int cmic() {
    return intOf("cmic");
  }

  /**
   * Maximum Data Transfer Size as a power of two of the minimum memory page size; 0 for no limit.
   */
  public int mdts() {
    return intOf("mdts");
  }

  /**
   * {@link #mdts} in bytes, {@code Long.MAX_VALUE} for no limit.
   *
   * @param mpsmin {@link Cap#mpsmin}
   */
  public long mdtsBytes(int mpsmin) {
    return transferLimitBytes(mdts(), mpsmin);
  }

  /** Controller ID. */
  public int cntlid() {
    return intOf("cntlid");
  }

  /** Version; see {@link Vs}. 0 before NVMe 1.2. */
  public int ver() {
    return intOf("ver");
  }

  /** RTD3 Resume Latency in microseconds; 0 if not reported. */
  public long rtd3rMicroseconds() {
    return unsigned("rtd3r");
  }

  /** RTD3 Entry Latency in microseconds, how long a shutdown may take; 0 if not reported. */
  public long rtd3eMicroseconds() {
    return unsigned("rtd3e");
  }

  /** Optional Asynchronous Events Supported, a bit set. */
  public long oaes() {
    return unsigned("oaes");
  }

  /** Controller Attributes, a bit set. */
  public long ctratt() {
    return unsigned("ctratt");
  }

  /** Controller Type: 0 not reported, 1 I/O, 2 discovery, 3 administrative. */
  public int cntrltype() {
    return intOf("cntrltype");
  }

  /**
   * Command Retry Delay Time, in units of 100 ms.
   *
   * @param crd 1 to 3, {@link Status#crd}; 0 gives 0
   */
  public int crdt100ms(int crd) {
    return switch (crd) {
      case 0 -> 0;
      case 1, 2, 3 -> intOf("crdt" + crd);
      default -> throw new IllegalArgumentException("CRD is " + crd + ", must be 0 to 3");
    };
  }

  /** Optional Admin Command Support, a bit set of {@code OACS_}. */
  public int oacs() {
    return intOf("oacs");
  }

  /** Abort Command Limit: concurrent Abort commands. */
  public int aclZeroBased() {
    return intOf("acl");
  }

  /** Asynchronous Event Request Limit. */
  public int aerlZeroBased() {
    return intOf("aerl");
  }

  /** Firmware Updates. */
  public int frmw() {
    return intOf("frmw");
  }

  /** Log Page Attributes, a bit set. */
  public int lpa() {
    return intOf("lpa");
  }

  /** Error Log Page Entries. */
  public int elpeZeroBased() {
    return intOf("elpe");
  }

  /** Number of Power States Support. */
  public int npssZeroBased() {
    return intOf("npss");
  }

  /** Warning Composite Temperature Threshold in kelvins; 0 if not reported. */
  public int wctempKelvin() {
    return intOf("wctemp");
  }

  /** Critical Composite Temperature Threshold in kelvins; 0 if not reported. */
  public int cctempKelvin() {
    return intOf("cctemp");
  }

  /** Total NVM Capacity in bytes. */
  public BigInteger tnvmcapBytes() {
    return unsigned128("tnvmcap");
  }

  /** Unallocated NVM Capacity in bytes. */
  public BigInteger unvmcapBytes() {
    return unsigned128("unvmcap");
  }

  /** Keep Alive Support: granularity in units of 100 ms; 0 if not supported. */
  public int kas100ms() {
    return intOf("kas");
  }

  /** Sanitize Capabilities, a bit set. */
  public int sanicap() {
    return intOf("sanicap");
  }

  /** Asymmetric Namespace Access Capabilities, a bit set. */
  public int anacap() {
    return intOf("anacap");
  }

  /** Number of ANA Group Identifiers. */
  public long nanagrpid() {
    return unsigned("nanagrpid");
  }

  /** Persistent Event Log Size: the most that the log has, in units of 64 KiB. */
  public long pels64KiB() {
    return unsigned("pels");
  }

  /** Submission Queue Entry Size as powers of two: required in bits 3:0, maximum in bits 7:4. */
  public int sqes() {
    return intOf("sqes");
  }

  /** Completion Queue Entry Size as powers of two: required in bits 3:0, maximum in bits 7:4. */
  public int cqes() {
    return intOf("cqes");
  }

  /** Maximum Outstanding Commands for one I/O queue; 0 if not reported. */
  public int maxcmd() {
    return intOf("maxcmd");
  }

  /** Number of Namespaces: the greatest valid NSID. */
  public long nn() {
    return unsigned("nn");
  }

  /** Optional NVM Command Support, a bit set of {@code ONCS_}. */
  public int oncs() {
    return intOf("oncs");
  }

  /** Fused Operation Support: bit 0, Compare and Write. */
  public int fuses() {
    return intOf("fuses");
  }

  /** Format NVM Attributes, a bit set. */
  public int fna() {
    return intOf("fna");
  }

  /** Volatile Write Cache: bit 0 present, bits 2:1 what Flush to all namespaces does. */
  public int vwc() {
    return intOf("vwc");
  }

  /** Atomic Write Unit Normal in logical blocks. */
  public int awunZeroBased() {
    return intOf("awun");
  }

  /** Atomic Write Unit Power Fail in logical blocks. */
  public int awupfZeroBased() {
    return intOf("awupf");
  }

  /** Atomic Compare and Write Unit in logical blocks. */
  public int acwuZeroBased() {
    return intOf("acwu");
  }

  /** Optional Copy Formats Supported, a bit set. */
  public int ocfs() {
    return intOf("ocfs");
  }

  /** SGL Support; bits 1:0 are 0 if none, 1 with no alignment, 2 with dword alignment. */
  public long sgls() {
    return unsigned("sgls");
  }

  /** Maximum Number of Allowed Namespaces; 0 if {@link #nn} is. */
  public long mnan() {
    return unsigned("mnan");
  }

  /** NVM Subsystem NVMe Qualified Name; empty before NVMe 1.2.1. */
  public String subnqn() {
    return text("subnqn");
  }

  /** Power State Descriptors: {@code npss + 1} of them, at most 32. */
  public List<PowerStateDescriptor> powerStates() {
    int count = Math.min(npssZeroBased() + 1, MAX_POWER_STATES);
    List<PowerStateDescriptor> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      states.add(
          new PowerStateDescriptor(
              slice(
                  PSD_OFFSET + i * PowerStateDescriptor.SIZE_BYTES,
                  PowerStateDescriptor.SIZE_BYTES)));
    }
    return states;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    if (subnqn().isEmpty()) {
      map.remove("subnqn");
    }
    map.put("psds", powerStates().stream().map(Structure::toMap).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    int index = 0;
    for (PowerStateDescriptor state : powerStates()) {
      lines.addAll(state.toText(index++));
    }
    return lines;
  }

  /**
   * {@code 2^power} minimum memory pages in bytes; no limit for power 0 and for what a long cannot
   * hold.
   */
  static long transferLimitBytes(int power, int mpsmin) {
    int shift = power + 12 + mpsmin;
    return power == 0 || shift > 62 ? Long.MAX_VALUE : 1L << shift;
  }

  @Override
  Map<String, List<BitField>> bitFields() {
    return IdentifyControllerBits.FIELDS;
  }
}
