package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.BitField.choice;
import static dev.orion.nvme.spec.BitField.flag;
import static dev.orion.nvme.spec.BitField.number;
import static dev.orion.nvme.spec.BitField.reserved;
import static dev.orion.nvme.spec.BitField.supported;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the bits of the Identify Namespace structures' fields say, in nvme-cli's words. */
final class IdentifyNamespaceBits {
  private static final Map<String, List<BitField>> SHARED =
      Map.of(
          "nmic",
          List.of(
              reserved(7, 1),
              flag(0, "Namespace Multipath Capable", "Namespace Multipath Not Capable")),
          "rescap",
          List.of(
              flag(
                  7,
                  "Ignore Existing Key - Used as defined in revision 1.3 or later",
                  "Ignore Existing Key - Used as defined in revision 1.2.1 or earlier"),
              supported(6, "Exclusive Access - All Registrants"),
              supported(5, "Write Exclusive - All Registrants"),
              supported(4, "Exclusive Access - Registrants Only"),
              supported(3, "Write Exclusive - Registrants Only"),
              supported(2, "Exclusive Access"),
              supported(1, "Write Exclusive"),
              supported(0, "Persist Through Power Loss")),
          "fpi",
          List.of(
              supported(7, "Format Progress Indicator"),
              new BitField(
                  6,
                  0,
                  percent -> "Format Progress Indicator (Remaining %d%%)".formatted(percent),
                  true)),
          "nsattr",
          List.of(
              reserved(7, 1),
              flag(0, "Namespace Write Protected", "Namespace Not Write Protected")));

  /** Of the I/O Command Set Independent structure (Base 5.17.2.8). */
  static final Map<String, List<BitField>> INDEPENDENT =
      with(
          Map.of(
              "nsfeat",
              List.of(
                  reserved(7, 5),
                  flag(
                      4,
                      "Namespace store data on rotational media",
                      "Namespace does not store data on rotational media"),
                  flag(
                      3,
                      "NGUID and EUI64 fields if non-zero, Never Reused",
                      "NGUID and EUI64 fields if non-zero, Reused"),
                  reserved(2, 0)),
              "nstat",
              List.of(reserved(7, 1), flag(0, "Name space is ready", "Name space is not ready"))));

  /** Of the NVM Command Set's structure (NVM 4.1.5.1). */
  static final Map<String, List<BitField>> NVM =
      with(
          Map.of(
              "nsfeat",
              List.of(
                  reserved(7, 5),
                  flag(
                      4,
                      "NPWG, NPWA, NPDG, NPDA, and NOWS are Supported",
                      "NPWG, NPWA, NPDG, NPDA, and NOWS are Not Supported"),
                  flag(
                      3,
                      "NGUID and EUI64 fields if non-zero, Never Reused",
                      "NGUID and EUI64 fields if non-zero, Reused"),
                  supported(2, "Deallocated or Unwritten Logical Block error"),
                  flag(
                      1,
                      "Namespace uses NAWUN, NAWUPF, and NACWU",
                      "Namespace uses AWUN, AWUPF, and ACWU"),
                  supported(0, "Thin Provisioning")),
              "flbas",
              List.of(
                  reserved(7, 7),
                  number(6, 5, "Most significant 2 bits of Current LBA Format Selected"),
                  flag(
                      4,
                      "Metadata Transferred at End of Data LBA",
                      "Metadata Transferred in Separate Contiguous Buffer"),
                  number(3, 0, "Least significant 4 bits of Current LBA Format Selected")),
              "mc",
              List.of(
                  reserved(7, 2),
                  supported(1, "Metadata Pointer"),
                  supported(0, "Metadata as Part of Extended Data LBA")),
              "dpc",
              List.of(
                  reserved(7, 5),
                  supported(4, "Protection Information Transferred as Last 8 Bytes of Metadata"),
                  supported(3, "Protection Information Transferred as First 8 Bytes of Metadata"),
                  supported(2, "Protection Information Type 3"),
                  supported(1, "Protection Information Type 2"),
                  supported(0, "Protection Information Type 1")),
              "dps",
              List.of(
                  reserved(7, 4),
                  flag(
                      3,
                      "Protection Information is Transferred as First 8 Bytes of Metadata",
                      "Protection Information is Transferred as Last 8 Bytes of Metadata"),
                  choice(
                      2,
                      0,
                      "Protection Information Disabled",
                      "Protection Information Type 1 Enabled",
                      "Protection Information Type 2 Enabled",
                      "Protection Information Type 3 Enabled",
                      "Protection Information Reserved Enabled")),
              "dlfeat",
              List.of(
                  reserved(7, 5),
                  flag(
                      4,
                      "Guard Field of Deallocated Logical Blocks is set to CRC of The Value Read",
                      "Guard Field of Deallocated Logical Blocks is set to 0xFFFF"),
                  flag(
                      3,
                      "Deallocate Bit in the Write Zeroes Command is Supported",
                      "Deallocate Bit in the Write Zeroes Command is Not Supported"),
                  choice(
                      2,
                      0,
                      "Bytes Read From a Deallocated Logical Block and its Metadata are Not"
                          + " Reported",
                      "Bytes Read From a Deallocated Logical Block and its Metadata are 0x00",
                      "Bytes Read From a Deallocated Logical Block and its Metadata are 0xFF",
                      "Bytes Read From a Deallocated Logical Block and its Metadata are Reserved"
                          + " Value"))));

  private IdentifyNamespaceBits() {}

  private static Map<String, List<BitField>> with(Map<String, List<BitField>> own) {
    Map<String, List<BitField>> all = new HashMap<>(SHARED);
    all.putAll(own);
    return Map.copyOf(all);
  }
}
