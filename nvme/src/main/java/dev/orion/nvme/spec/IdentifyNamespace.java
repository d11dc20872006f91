package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.bytes;
import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Identify Namespace data structure of the NVM Command Set, 4096 bytes (CNS 00h, and 11h; NVM
 * 4.1.5.1). A namespace that is not active is all zeroes.
 *
 * <p>{@code npwg}, {@code npwa}, {@code npdg}, {@code npda} and {@code nows} are listed only if
 * {@link #NSFEAT_OPTPERF} says that they are valid, as nvme-cli does. {@code lbafs} has the unique
 * capability formats too, which nvme-cli 2.3 lists in plain text but not in JSON.
 */
public final class IdentifyNamespace extends Structure {
  /** Bit of {@link #nsfeat}: thin provisioning. */
  public static final int NSFEAT_THINP = 1;

  /** Bit of {@link #nsfeat}: the atomic write units of this namespace are valid. */
  public static final int NSFEAT_NSABP = 1 << 1;

  /** Bit of {@link #nsfeat}: Deallocated or Unwritten Logical Block error supported. */
  public static final int NSFEAT_DAE = 1 << 2;

  /** Bit of {@link #nsfeat}: NGUID and EUI64 are never reused. */
  public static final int NSFEAT_UIDREUSE = 1 << 3;

  /** Bit of {@link #nsfeat}: the preferred write and deallocate sizes are valid. */
  public static final int NSFEAT_OPTPERF = 1 << 4;

  static final Layout LAYOUT =
      new Layout(
          "Identify Namespace",
          4096,
          8,
          hex("nsze", 0, 8),
          hex("ncap", 8, 8),
          hex("nuse", 16, 8),
          hex("nsfeat", 24, 1),
          decimal("nlbaf", 25, 1),
          hex("flbas", 26, 1),
          hex("mc", 27, 1),
          hex("dpc", 28, 1),
          hex("dps", 29, 1),
          hex("nmic", 30, 1),
          hex("rescap", 31, 1),
          hex("fpi", 32, 1),
          decimal("dlfeat", 33, 1),
          decimal("nawun", 34, 2),
          decimal("nawupf", 36, 2),
          decimal("nacwu", 38, 2),
          decimal("nabsn", 40, 2),
          decimal("nabo", 42, 2),
          decimal("nabspf", 44, 2),
          decimal("noiob", 46, 2),
          decimal128("nvmcap", 48),
          decimal("npwg", 64, 2),
          decimal("npwa", 66, 2),
          decimal("npdg", 68, 2),
          decimal("npda", 70, 2),
          decimal("nows", 72, 2),
          decimal("mssrl", 74, 2),
          decimal("mcl", 76, 4),
          decimal("msrc", 80, 1),
          decimal("nulbaf", 82, 1),
          decimal("anagrpid", 92, 4),
          decimal("nsattr", 99, 1),
          decimal("nvmsetid", 100, 2),
          decimal("endgid", 102, 2),
          bytes("nguid", 104, 16),
          bytes("eui64", 120, 8));

  private static final Set<String> VALID_WITH_OPTPERF =
      Set.of("npwg", "npwa", "npdg", "npda", "nows");
  private static final int LBAF_OFFSET = 128;
  private static final int MAX_LBA_FORMATS = 64;
  private static final int LBA_FORMATS_BEFORE_2_0 = 16;

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyNamespace(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Namespace Size in logical blocks, unsigned. */
  public long nsze() {
    return unsigned("nsze");
  }

  /** Namespace Capacity in logical blocks, unsigned. */
  public long ncap() {
    return unsigned("ncap");
  }

  /** Namespace Utilization in logical blocks, unsigned. */
  public long nuse() {
    return unsigned("nuse");
  }

  /** Namespace Features, a bit set of {@code NSFEAT_}. */
  public int nsfeat() {
    return intOf("nsfeat");
  }

  /** Number of LBA Formats that are not unique to a host. */
  public int nlbafZeroBased() {
    return intOf("nlbaf");
  }

  /** Formatted LBA Size; {@link #formatIndex} and {@link #isExtendedLba} take it apart. */
  public int flbas() {
    return intOf("flbas");
  }

  /** Metadata Capabilities: bit 0 in an extended LBA, bit 1 in a separate buffer. */
  public int mc() {
    return intOf("mc");
  }

  /** End-to-end Data Protection Capabilities, a bit set. */
  public int dpc() {
    return intOf("dpc");
  }

  /** End-to-end Data Protection Type Settings. */
  public int dps() {
    return intOf("dps");
  }

  /** Namespace Multi-path I/O and Namespace Sharing Capabilities: bit 0, shared. */
  public int nmic() {
    return intOf("nmic");
  }

  /**
   * Deallocate Logical Block Features: bits 2:0 what a read returns, bit 3 Write Zeroes
   * deallocates.
   */
  public int dlfeat() {
    return intOf("dlfeat");
  }

  /** Namespace Atomic Write Unit Normal in logical blocks; valid with {@link #NSFEAT_NSABP}. */
  public int nawunZeroBased() {
    return intOf("nawun");
  }

  /** Namespace Atomic Write Unit Power Fail in logical blocks; valid with {@link #NSFEAT_NSABP}. */
  public int nawupfZeroBased() {
    return intOf("nawupf");
  }

  /**
   * Namespace Atomic Compare and Write Unit in logical blocks; valid with {@link #NSFEAT_NSABP}.
   */
  public int nacwuZeroBased() {
    return intOf("nacwu");
  }

  /** Namespace Atomic Boundary Size Normal in logical blocks; 0 for no boundaries. */
  public int nabsnZeroBased() {
    return intOf("nabsn");
  }

  /** Namespace Atomic Boundary Offset: the LBA of the first atomic boundary. */
  public int nabo() {
    return intOf("nabo");
  }

  /** Namespace Atomic Boundary Size Power Fail in logical blocks; 0 for no boundaries. */
  public int nabspfZeroBased() {
    return intOf("nabspf");
  }

  /** Namespace Optimal I/O Boundary in logical blocks; 0 if not reported. */
  public int noiob() {
    return intOf("noiob");
  }

  /** NVM Capacity in bytes; 0 if not reported. */
  public BigInteger nvmcapBytes() {
    return unsigned128("nvmcap");
  }

  /**
   * Namespace Preferred Write Granularity in logical blocks; valid with {@link #NSFEAT_OPTPERF}.
   */
  public int npwgZeroBased() {
    return intOf("npwg");
  }

  /** Namespace Preferred Write Alignment in logical blocks; valid with {@link #NSFEAT_OPTPERF}. */
  public int npwaZeroBased() {
    return intOf("npwa");
  }

  /**
   * Namespace Preferred Deallocate Granularity in logical blocks; valid with {@link
   * #NSFEAT_OPTPERF}.
   */
  public int npdgZeroBased() {
    return intOf("npdg");
  }

  /**
   * Namespace Preferred Deallocate Alignment in logical blocks; valid with {@link #NSFEAT_OPTPERF}.
   */
  public int npdaZeroBased() {
    return intOf("npda");
  }

  /** Namespace Optimal Write Size in logical blocks; valid with {@link #NSFEAT_OPTPERF}. */
  public int nowsZeroBased() {
    return intOf("nows");
  }

  /** Maximum Single Source Range Length of Copy in logical blocks. */
  public int mssrl() {
    return intOf("mssrl");
  }

  /** Maximum Copy Length in logical blocks. */
  public long mcl() {
    return unsigned("mcl");
  }

  /** Maximum Source Range Count of Copy. */
  public int msrcZeroBased() {
    return intOf("msrc");
  }

  /** Number of Unique Capability LBA Formats, after the {@code nlbaf + 1} others. */
  public int nulbaf() {
    return intOf("nulbaf");
  }

  /** Namespace Attributes: bit 0, write protected. */
  public int nsattr() {
    return intOf("nsattr");
  }

  /** Namespace Globally Unique Identifier, 32 hexadecimal digits; all 0 if none. */
  public String nguid() {
    return text("nguid");
  }

  /** IEEE Extended Unique Identifier, 16 hexadecimal digits; all 0 if none. */
  public String eui64() {
    return text("eui64");
  }

  /** How many LBA formats there are: {@code nlbaf + 1 + nulbaf}, at most 64. */
  public int lbaFormatCount() {
    return Math.min(nlbafZeroBased() + 1 + nulbaf(), MAX_LBA_FORMATS);
  }

  /** The LBA formats, {@link #lbaFormatCount} of them. */
  public List<LbaFormat> lbaFormats() {
    List<LbaFormat> formats = new ArrayList<>();
    for (int i = 0; i < lbaFormatCount(); i++) {
      formats.add(lbaFormat(i));
    }
    return formats;
  }

  /**
   * Index of the LBA format that the namespace has; 0 to 63, and not always below {@link
   * #lbaFormatCount}.
   */
  public int formatIndex() {
    int low = flbas() & 0xf;
    return lbaFormatCount() <= LBA_FORMATS_BEFORE_2_0 ? low : low | (flbas() & 0x60) >>> 1;
  }

  /** The LBA format that the namespace has. */
  public LbaFormat currentFormat() {
    return lbaFormat(formatIndex());
  }

  /**
   * Bytes of data in a logical block of the current format; 0 if the controller reports no usable
   * size.
   */
  public int lbaSizeBytes() {
    return currentFormat().lbaSizeBytes();
  }

  /** Bytes of metadata with each logical block of the current format. */
  public int metadataBytes() {
    return currentFormat().metadataBytes();
  }

  /**
   * Whether metadata follows the data of each logical block in one buffer, rather than being in a
   * buffer of its own.
   */
  public boolean isExtendedLba() {
    return (flbas() & 0x10) != 0;
  }

  /** Protection Information type, 1 to 3, or 0 for none. */
  public int protectionInformationType() {
    return dps() & 0x7;
  }

  /** Whether protection information is the first bytes of the metadata, rather than the last. */
  public boolean isProtectionInformationFirst() {
    return (dps() & 0x8) != 0;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("lbafs", lbaFormats().stream().map(Structure::toMap).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    for (int i = 0; i < lbaFormatCount(); i++) {
      lines.add(lbaFormat(i).toText(i, i == formatIndex()));
    }
    return lines;
  }

  @Override
  boolean isReported(Field field) {
    return !VALID_WITH_OPTPERF.contains(field.name()) || (nsfeat() & NSFEAT_OPTPERF) != 0;
  }

  private LbaFormat lbaFormat(int index) {
    return new LbaFormat(slice(LBAF_OFFSET + index * LbaFormat.SIZE_BYTES, LbaFormat.SIZE_BYTES));
  }

  @Override
  Map<String, List<BitField>> bitFields() {
    return IdentifyNamespaceBits.NVM;
  }
}
