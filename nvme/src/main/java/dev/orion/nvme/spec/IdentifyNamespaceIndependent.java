package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * The I/O Command Set Independent Identify Namespace data structure, 4096 bytes (CNS 08h; Base
 * 5.17.2.8): what is true of a namespace whatever its command set.
 */
public final class IdentifyNamespaceIndependent extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "I/O Command Set Independent Identify Namespace",
          4096,
          8,
          hex("nsfeat", 0, 1),
          hex("nmic", 1, 1),
          hex("rescap", 2, 1),
          hex("fpi", 3, 1),
          decimal("anagrpid", 4, 4),
          decimal("nsattr", 8, 1),
          decimal("nvmsetid", 10, 2),
          decimal("endgid", 12, 2),
          hex("nstat", 14, 1));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyNamespaceIndependent(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Whether the data is on rotational media (NSFEAT.RMEDIA). */
  public boolean isRotational() {
    return (unsigned("nsfeat") & 1 << 4) != 0;
  }

  /** Whether more than one controller may access it (NMIC). */
  public boolean isShared() {
    return (unsigned("nmic") & 1) != 0;
  }

  /** Reservation Capabilities, a bit set. */
  public int rescap() {
    return intOf("rescap");
  }

  /** Format Progress Indicator: bit 7 supported, bits 6:0 percent that remain to be formatted. */
  public int fpi() {
    return intOf("fpi");
  }

  /** ANA Group Identifier, unsigned; 0 if there are no groups. */
  public int anagrpid() {
    return intOf("anagrpid");
  }

  /** Whether it is write protected (NSATTR). */
  public boolean isWriteProtected() {
    return (unsigned("nsattr") & 1) != 0;
  }

  /** NVM Set Identifier; 0 if not reported. */
  public int nvmsetid() {
    return intOf("nvmsetid");
  }

  /** Endurance Group Identifier; 0 if not reported. */
  public int endgid() {
    return intOf("endgid");
  }

  /** Whether it is ready (NSTAT.NRDY). */
  public boolean isReady() {
    return (unsigned("nstat") & 1) != 0;
  }

  @Override
  Map<String, List<BitField>> bitFields() {
    return IdentifyNamespaceBits.INDEPENDENT;
  }
}
