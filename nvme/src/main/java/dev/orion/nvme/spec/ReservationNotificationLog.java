package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The Reservation Notification log page, 64 bytes (log page 80h; Base 5.16.1.24). */
public final class ReservationNotificationLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Reservation Notification log",
          64,
          32,
          decimal("count", 0, 8),
          decimal("rn_log_type", 8, 1),
          decimal("num_logs", 9, 1),
          decimal("nsid", 12, 4));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public ReservationNotificationLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Log Page Count, unsigned: a number for each notification; 0 if there was none. */
  public long count() {
    return unsigned("count");
  }

  /**
   * Reservation Notification Log Page Type: 0 empty, 1 registration preempted, 2 reservation
   * released, 3 reservation preempted.
   */
  public int type() {
    return intOf("rn_log_type");
  }

  /** Number of Available Log Pages behind this one; 255 for that many or more. */
  public int available() {
    return intOf("num_logs");
  }

  /** The namespace, unsigned. */
  public int nsid() {
    return intOf("nsid");
  }

  /** nvme-cli 2.3 names types one number too high. */
  @Override
  public List<String> toText() {
    return List.of(
        "Log Page Count                          : %x".formatted(count()),
        "Resv Notif Log Page Type        : %d (%s)".formatted(type(), typeName()),
        "Num of Available Log Pages      : " + available(),
        "Namespace ID:                           : %x".formatted(nsid()));
  }

  private String typeName() {
    return switch (type()) {
      case 0 -> "Empty Log Page";
      case 1 -> "Registration Preempted";
      case 2 -> "Reservation Released";
      case 3 -> "Reservation Preempted";
      default -> "Reserved";
    };
  }
}
