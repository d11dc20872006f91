package dev.orion.nvme.spec;

import java.util.Optional;

/**
 * The Status Field of a completion (Base 3.3.3.2.1), without the Phase Tag.
 *
 * @param field the 15 bits: SC in 7:0, SCT in 10:8, CRD in 12:11, M in 13, DNR in 14
 */
public record Status(int field) {
  /** {@link #sct}: Generic Command Status. */
  public static final int SCT_GENERIC = 0x0;

  /** {@link #sct}: Command Specific Status. */
  public static final int SCT_COMMAND_SPECIFIC = 0x1;

  /** {@link #sct}: Media and Data Integrity Errors. */
  public static final int SCT_MEDIA_AND_DATA_INTEGRITY = 0x2;

  /** {@link #sct}: Path Related Status. */
  public static final int SCT_PATH_RELATED = 0x3;

  /** {@link #sct}: Vendor Specific. */
  public static final int SCT_VENDOR_SPECIFIC = 0x7;

  private static final int FIRST_VENDOR_SPECIFIC_SC = 0xc0;

  /** Successful Completion. */
  public static final Status SUCCESS = new Status(0);

  /** Throws {@link IllegalArgumentException} if {@code field} has more than 15 bits. */
  public Status {
    Bits.put("Status Field", field, 0, 15);
  }

  /** The status with this code, and neither CRD, M nor DNR. */
  public static Status of(StatusCode code) {
    return new Status(code.sct() << 8 | code.sc());
  }

  /** The status in a completion queue entry's dword 3. */
  public static Status ofDword3(int dword3) {
    return new Status(CompletionQueueEntry.statusField(dword3));
  }

  /**
   * The status in 16 bits with the Phase Tag in bit 0, as the Error Information log page has it.
   */
  public static Status ofWord(int statusAndPhase) {
    return new Status((statusAndPhase & 0xffff) >>> 1);
  }

  /** This status with Do Not Retry set. */
  public Status withDnr() {
    return new Status(field | 1 << 14);
  }

  /** Status Code. */
  public int sc() {
    return Bits.get(field, 0, 8);
  }

  /** Status Code Type. */
  public int sct() {
    return Bits.get(field, 8, 3);
  }

  /**
   * Command Retry Delay: 0 for none, else which of CRDT1 to CRDT3 in Identify Controller applies.
   */
  public int crd() {
    return Bits.get(field, 11, 2);
  }

  /** More: the Error Information log page has more on this command. */
  public boolean more() {
    return Bits.isSet(field, 13);
  }

  /** Do Not Retry: the same command would fail again. */
  public boolean dnr() {
    return Bits.isSet(field, 14);
  }

  /** Whether the command succeeded: SCT and SC are 0. */
  public boolean isSuccess() {
    return (field & 0x7ff) == 0;
  }

  /** The code, or empty if it is vendor specific or reserved. */
  public Optional<StatusCode> code() {
    return StatusCode.of(sct(), sc());
  }

  /** Whether this is that code, whatever CRD, M and DNR are. */
  public boolean is(StatusCode code) {
    return sct() == code.sct() && sc() == code.sc();
  }

  /**
   * The specification's name; {@code Vendor Specific (0xC1)} and {@code Reserved (0x99)} where it
   * gives none.
   */
  public String name() {
    return code()
        .map(StatusCode::specName)
        .orElseGet(
            () -> {
              boolean vendorSpecific =
                  sct() == SCT_VENDOR_SPECIFIC
                      || (sct() <= SCT_PATH_RELATED && sc() >= FIRST_VENDOR_SPECIFIC_SC);
              return "%s (0x%02X)".formatted(vendorSpecific ? "Vendor Specific" : "Reserved", sc());
            });
  }

  /** Name and numbers, such as {@code LBA Out of Range (SCT 0h, SC 80h, DNR)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name());
    text.append(" (SCT %Xh, SC %02Xh".formatted(sct(), sc()));
    if (crd() != 0) {
      text.append(", CRD ").append(crd());
    }
    if (more()) {
      text.append(", More");
    }
    if (dnr()) {
      text.append(", DNR");
    }
    return text.append(')').toString();
  }
}
