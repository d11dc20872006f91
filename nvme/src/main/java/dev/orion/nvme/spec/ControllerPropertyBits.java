package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.BitField.choice;
import static dev.orion.nvme.spec.BitField.flag;
import static dev.orion.nvme.spec.BitField.number;
import static dev.orion.nvme.spec.BitField.reserved;
import static dev.orion.nvme.spec.BitField.supported;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What the bits of controller properties say (Base 3.1.3). */
final class ControllerPropertyBits {
  private static final int MIN_PAGE_SHIFT = 12;
  private static final int MIN_STRIDE_SHIFT = 2;
  private static final int TIMEOUT_UNIT_MS = 500;

  static final Map<ControllerProperty, List<BitField>> FIELDS =
      Map.ofEntries(
          Map.entry(
              ControllerProperty.CAP,
              List.of(
                  reserved(63, 61),
                  supported(60, "Controller Ready Independent of Media (CRIMS)"),
                  supported(59, "Controller Ready With Media (CRWMS)"),
                  supported(58, "NVM Subsystem Shutdown (NSSS)"),
                  supported(57, "Controller Memory Buffer (CMBS)"),
                  supported(56, "Persistent Memory Region (PMRS)"),
                  computed(
                      55,
                      52,
                      n -> powerOfTwo("Maximum Memory Page Size (MPSMAX)", n + MIN_PAGE_SHIFT)),
                  computed(
                      51,
                      48,
                      n -> powerOfTwo("Minimum Memory Page Size (MPSMIN)", n + MIN_PAGE_SHIFT)),
                  choice(
                      47,
                      46,
                      "Controller Power Scope Not Reported (CPS)",
                      "Controller Power Scope: Controller (CPS)",
                      "Controller Power Scope: Domain (CPS)",
                      "Controller Power Scope: NVM Subsystem (CPS)"),
                  supported(45, "Boot Partitions (BPS)"),
                  flag(44, "No I/O Command Set Supported (CSS)", "I/O Command Set Supported (CSS)"),
                  supported(43, "One or More I/O Command Sets (CSS)"),
                  reserved(42, 38),
                  supported(37, "NVM Command Set (CSS)"),
                  supported(36, "NVM Subsystem Reset (NSSRS)"),
                  computed(
                      35, 32, n -> powerOfTwo("Doorbell Stride (DSTRD)", n + MIN_STRIDE_SHIFT)),
                  computed(31, 24, n -> "Timeout (TO): %d ms".formatted(n * TIMEOUT_UNIT_MS)),
                  reserved(23, 19),
                  supported(18, "Vendor Specific Arbitration (AMS)"),
                  supported(17, "Weighted Round Robin with Urgent Priority Class (AMS)"),
                  flag(
                      16,
                      "Contiguous Queues Required (CQR)",
                      "Contiguous Queues Not Required (CQR)"),
                  computed(15, 0, n -> "Maximum Queue Entries Supported (MQES): " + (n + 1)))),
          Map.entry(
              ControllerProperty.VS,
              List.of(
                  number(31, 16, "Major Version Number (MJR)"),
                  number(15, 8, "Minor Version Number (MNR)"),
                  number(7, 0, "Tertiary Version Number (TER)"))),
          Map.entry(
              ControllerProperty.CC,
              List.of(
                  reserved(31, 25),
                  flag(24, "Ready Independent of Media (CRIME)", "Ready With Media (CRIME)"),
                  computed(23, 20, n -> powerOfTwo("I/O Completion Queue Entry Size (IOCQES)", n)),
                  computed(19, 16, n -> powerOfTwo("I/O Submission Queue Entry Size (IOSQES)", n)),
                  choice(
                      15,
                      14,
                      "No Shutdown Notification (SHN)",
                      "Normal Shutdown Notification (SHN)",
                      "Abrupt Shutdown Notification (SHN)",
                      "Reserved (SHN)"),
                  choice(
                      13,
                      11,
                      "Arbitration: Round Robin (AMS)",
                      "Arbitration: Weighted Round Robin with Urgent Priority Class (AMS)",
                      "Arbitration: Reserved or Vendor Specific (AMS)"),
                  computed(10, 7, n -> powerOfTwo("Memory Page Size (MPS)", n + MIN_PAGE_SHIFT)),
                  computed(6, 4, ControllerPropertyBits::commandSet),
                  reserved(3, 1),
                  flag(0, "Enabled (EN)", "Disabled (EN)"))),
          Map.entry(
              ControllerProperty.CSTS,
              List.of(
                  reserved(31, 7),
                  flag(6, "Shutdown of the NVM Subsystem (ST)", "Shutdown of the Controller (ST)"),
                  flag(5, "Processing Paused (PP)", "Processing Not Paused (PP)"),
                  flag(
                      4,
                      "NVM Subsystem Reset Occurred (NSSRO)",
                      "NVM Subsystem Reset Not Occurred (NSSRO)"),
                  choice(
                      3,
                      2,
                      "Normal Operation (SHST)",
                      "Shutdown Processing Occurring (SHST)",
                      "Shutdown Processing Complete (SHST)",
                      "Reserved (SHST)"),
                  flag(1, "Fatal Error Occurred (CFS)", "No Fatal Error (CFS)"),
                  flag(0, "Ready (RDY)", "Not Ready (RDY)"))),
          Map.entry(
              ControllerProperty.AQA,
              List.of(
                  reserved(31, 28),
                  computed(27, 16, n -> "Admin Completion Queue Size (ACQS): " + (n + 1)),
                  reserved(15, 12),
                  computed(11, 0, n -> "Admin Submission Queue Size (ASQS): " + (n + 1)))),
          Map.entry(
              ControllerProperty.CRTO,
              List.of(
                  computed(
                      31,
                      16,
                      n ->
                          "Ready Independent of Media Timeout (CRIMT): %d ms"
                              .formatted(n * TIMEOUT_UNIT_MS)),
                  computed(
                      15,
                      0,
                      n ->
                          "Ready With Media Timeout (CRWMT): %d ms"
                              .formatted(n * TIMEOUT_UNIT_MS)))),
          Map.entry(
              ControllerProperty.CMBLOC,
              List.of(
                  number(31, 12, "Offset, in units of CMBSZ.SZU (OFST)"),
                  reserved(11, 9),
                  number(8, 8, "Queue Dword Alignment (CQDA)"),
                  supported(7, "Data Metadata Mixed Memory (CDMMMS)"),
                  supported(6, "Data Pointer and Command Independent Locations (CDPCILS)"),
                  supported(5, "Data Pointer Mixed Locations (CDPMLS)"),
                  supported(4, "Queue Physically Discontiguous (CQPDS)"),
                  supported(3, "Queue Mixed Memory (CQMMS)"),
                  number(2, 0, "Base Indicator Register (BIR)"))),
          Map.entry(
              ControllerProperty.CMBSZ,
              List.of(
                  number(31, 12, "Size, in units of SZU (SZ)"),
                  computed(11, 8, n -> powerOfTwo("Size Units (SZU)", 4 * n + MIN_PAGE_SHIFT)),
                  reserved(7, 5),
                  supported(4, "Write Data (WDS)"),
                  supported(3, "Read Data (RDS)"),
                  supported(2, "PRP SGL Lists (LISTS)"),
                  supported(1, "Completion Queues (CQS)"),
                  supported(0, "Submission Queues (SQS)"))),
          Map.entry(
              ControllerProperty.PMRCAP,
              List.of(
                  reserved(31, 25),
                  supported(24, "Controller Memory Space (CMSS)"),
                  number(23, 16, "Timeout, in units of PMRTU (PMRTO)"),
                  reserved(15, 14),
                  number(13, 10, "Write Barrier Mechanisms (PMRWBM)"),
                  choice(
                      9,
                      8,
                      "Time Units: 500 ms (PMRTU)",
                      "Time Units: Minutes (PMRTU)",
                      "Reserved"),
                  number(7, 5, "Base Indicator Register (BIR)"),
                  supported(4, "Write Data (WDS)"),
                  supported(3, "Read Data (RDS)"),
                  reserved(2, 0))));

  private ControllerPropertyBits() {}

  private static BitField computed(int high, int low, LongFunction<String> meaning) {
    return new BitField(high, low, meaning, false);
  }

  private static String powerOfTwo(String what, long shift) {
    return "%s: %d bytes".formatted(what, 1L << shift);
  }

  private static String commandSet(long css) {
    return switch ((int) css) {
      case 0 -> "NVM Command Set Selected (CSS)";
      case 6 -> "All Supported I/O Command Sets Selected (CSS)";
      case 7 -> "Admin Command Set Only (CSS)";
      default -> "Reserved (CSS)";
    };
  }
}
