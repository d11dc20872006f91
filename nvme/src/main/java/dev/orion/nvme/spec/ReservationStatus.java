package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.bytes;
import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Reservation Status data structure, or the extended one with host identifiers of 128 bits
 * (Base 7.6). {@link #entries} has the registrants that the page has room for, of {@link
 * #registrantCount}.
 */
public final class ReservationStatus extends ListStructure<ReservationStatus.Registrant> {

  static final Layout LAYOUT = layout("Reservation Status", 24);
  static final Layout EXTENDED_LAYOUT = layout("Extended Reservation Status", 64);

  private final boolean isExtended;

  /** Copies the page; throws {@link IllegalArgumentException} if it has no header. */
  public ReservationStatus(MemorySegment page, boolean extended) {
    Layout layout = extended ? EXTENDED_LAYOUT : LAYOUT;
    Layout entry = extended ? Registrant.EXTENDED_LAYOUT : Registrant.LAYOUT;
    long count =
        Math.min(
            layout.unsigned(page, "regctl"), room(page, layout.sizeBytes(), entry.sizeBytes()));
    super(
        layout,
        page,
        extended ? "regctlext" : "regctls",
        ofOneSize(
            page,
            layout.sizeBytes(),
            entry.sizeBytes(),
            count,
            bytes -> new Registrant(entry, bytes)));
    this.isExtended = extended;
  }

  private static Layout layout(String name, int headerBytes) {
    return new Layout(
        name,
        headerBytes,
        10,
        decimal("gen", 0, 4),
        decimal("rtype", 4, 1),
        decimal("regctl", 5, 2),
        decimal("ptpls", 9, 1));
  }

  /** Bytes of a page that has room for some registrants. */
  public static int lengthBytes(int registrants, boolean extended) {
    return extended
        ? EXTENDED_LAYOUT.sizeBytes() + registrants * Registrant.EXTENDED_LAYOUT.sizeBytes()
        : LAYOUT.sizeBytes() + registrants * Registrant.LAYOUT.sizeBytes();
  }

  /** Generation: counts the changes of registrations and the reservation. */
  public long generation() {
    return unsigned("gen");
  }

  /** The type of the reservation; empty if there is none. */
  public Optional<ReservationType> type() {
    return ReservationType.of(intOf("rtype"));
  }

  /** How many registrants there are, also those that the page has no room for. */
  public int registrantCount() {
    return intOf("regctl");
  }

  /** Persist Through Power Loss State. */
  public boolean persistsThroughPowerLoss() {
    return unsigned("ptpls") != 0;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(List.of("", "NVME Reservation status:", ""));
    lines.addAll(super.toText());
    lines.add("");
    return lines;
  }

  @Override
  List<String> entryText(int index, Registrant registrant) {
    return under(
        "%s[%d] :".formatted(isExtended ? "regctlext" : "regctl", index), registrant.toText());
  }

  /** A controller whose host is registered. */
  public static final class Registrant extends Structure {
    static final Layout LAYOUT =
        new Layout(
            "Registered Controller",
            24,
            10,
            hex("cntlid", 0, 2).labelled("  cntlid"),
            hex("rcsts", 2, 1).labelled("  rcsts"),
            hex("hostid", 8, 8).labelled("  hostid"),
            hex("rkey", 16, 8).labelled("  rkey"));

    static final Layout EXTENDED_LAYOUT =
        new Layout(
            "Registered Controller Extended",
            64,
            13,
            hex("cntlid", 0, 2).labelled("  cntlid"),
            hex("rcsts", 2, 1).labelled("  rcsts"),
            hex("rkey", 8, 8).labelled("  rkey"),
            bytes("hostid", 16, 16).labelled("  hostid"));

    Registrant(Layout layout, MemorySegment bytes) {
      super(layout, bytes);
    }

    /** Controller ID; FFFFh for none in particular. */
    public int controllerId() {
      return intOf("cntlid");
    }

    /** Whether the host holds the reservation. */
    public boolean isHolder() {
      return (unsigned("rcsts") & 1) != 0;
    }

    /** Reservation Key. */
    public long key() {
      return unsigned("rkey");
    }

    /** As C's {@code %x}: without the prefix that hexadecimal fields have elsewhere. */
    @Override
    public List<String> toText() {
      return super.toText().stream().map(line -> line.replace(": 0x", ": ")).toList();
    }
  }
}
