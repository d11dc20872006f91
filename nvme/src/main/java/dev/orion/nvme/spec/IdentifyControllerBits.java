package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.BitField.choice;
import static dev.orion.nvme.spec.BitField.flag;
import static dev.orion.nvme.spec.BitField.number;
import static dev.orion.nvme.spec.BitField.reserved;
import static dev.orion.nvme.spec.BitField.supported;

import java.util.List;
import java.util.Map;

/** What the bits of Identify Controller's fields say (Base 5.17.2.1), in nvme-cli's words. */
final class IdentifyControllerBits {
  static final Map<String, List<BitField>> FIELDS =
      Map.ofEntries(
          Map.entry(
              "cmic",
              List.of(
                  reserved(7, 4),
                  flag(3, "ANA supported", "ANA not supported"),
                  flag(2, "SR-IOV", "PCI"),
                  flag(1, "Multi Controller", "Single Controller"),
                  flag(0, "Multi Port", "Single Port"))),
          Map.entry(
              "oaes",
              List.of(
                  supported(31, "Discovery Log Change Notice"),
                  reserved(30, 28),
                  supported(27, "Zone Descriptor Changed Notices"),
                  reserved(26, 16),
                  supported(15, "Normal NSS Shutdown Event"),
                  supported(14, "Endurance Group Event Aggregate Log Page Change Notice"),
                  supported(13, "LBA Status Information Notices"),
                  supported(12, "Predictable Latency Event Aggregate Log Change Notices"),
                  supported(11, "Asymmetric Namespace Access Change Notices"),
                  reserved(10, 10),
                  supported(9, "Firmware Activation Notices"),
                  supported(8, "Namespace Attribute Changed Event"),
                  reserved(7, 0))),
          Map.entry(
              "ctratt",
              List.of(
                  reserved(31, 20),
                  supported(19, "Flexible Data Placement"),
                  reserved(18, 16),
                  supported(15, "Extended LBA Formats"),
                  supported(14, "Delete NVM Set"),
                  supported(13, "Delete Endurance Group"),
                  supported(12, "Variable Capacity Management"),
                  supported(11, "Fixed Capacity Management"),
                  supported(10, "Multi Domain Subsystem"),
                  supported(9, "UUID List"),
                  supported(8, "SQ Associations"),
                  supported(7, "Namespace Granularity"),
                  supported(6, "Traffic Based Keep Alive"),
                  supported(5, "Predictable Latency Mode"),
                  supported(4, "Endurance Groups"),
                  supported(3, "Read Recovery Levels"),
                  supported(2, "NVM Sets"),
                  supported(1, "Non-Operational Power State Permissive"),
                  supported(0, "128-bit Host Identifier"))),
          Map.entry(
              "cntrltype",
              List.of(
                  reserved(7, 2),
                  choice(
                      1,
                      0,
                      "Controller type not reported",
                      "I/O Controller",
                      "Discovery Controller",
                      "Administrative Controller"))),
          Map.entry(
              "nvmsr",
              List.of(
                  reserved(7, 2),
                  flag(
                      1,
                      "NVM subsystem part of an Enclosure",
                      "NVM subsystem Not part of an Enclosure"),
                  flag(
                      0,
                      "NVM subsystem part of an Storage Device",
                      "NVM subsystem Not part of an Storage Device"))),
          Map.entry(
              "vwci",
              List.of(
                  flag(
                      7,
                      "VPD Write Cycles Remaining field is valid.",
                      "VPD Write Cycles Remaining field is Not valid."),
                  number(6, 0, "VPD Write Cycles Remaining"))),
          Map.entry(
              "mec",
              List.of(
                  reserved(7, 2),
                  flag(
                      1,
                      "NVM subsystem contains a Management Endpoint on a PCIe port",
                      "NVM subsystem Not contains a Management Endpoint on a PCIe port"),
                  flag(
                      0,
                      "NVM subsystem contains a Management Endpoint on an SMBus/I2C port",
                      "NVM subsystem Not contains a Management Endpoint on an SMBus/I2C port"))),
          Map.entry(
              "oacs",
              List.of(
                  reserved(15, 11),
                  supported(10, "Lockdown Command and Feature"),
                  supported(9, "Get LBA Status Capability"),
                  supported(8, "Doorbell Buffer Config"),
                  supported(7, "Virtualization Management"),
                  supported(6, "NVMe-MI Send and Receive"),
                  supported(5, "Directives"),
                  supported(4, "Device Self-test"),
                  supported(3, "NS Management and Attachment"),
                  supported(2, "FW Commit and Download"),
                  supported(1, "Format NVM"),
                  supported(0, "Security Send and Receive"))),
          Map.entry(
              "frmw",
              List.of(
                  reserved(7, 6),
                  supported(5, "Multiple FW or Boot Update Detection"),
                  supported(4, "Firmware Activate Without Reset"),
                  number(3, 1, "Number of Firmware Slots"),
                  flag(0, "Firmware Slot 1 Read-Only", "Firmware Slot 1 Read/Write"))),
          Map.entry(
              "lpa",
              List.of(
                  reserved(7, 7),
                  supported(6, "Telemetry Log Data Area 4"),
                  supported(5, "LID 0x0, Scope of each command in LID 0x5, 0x12, 0x13"),
                  supported(4, "Persistent Event log"),
                  supported(3, "Telemetry host/controller initiated log page"),
                  supported(2, "Extended data for Get Log Page"),
                  supported(1, "Command Effects Log Page"),
                  supported(0, "SMART/Health Log Page per NS"))),
          Map.entry(
              "avscc",
              List.of(
                  reserved(7, 1),
                  flag(
                      0,
                      "Admin Vendor Specific Commands uses NVMe Format",
                      "Admin Vendor Specific Commands uses Vendor Specific Format"))),
          Map.entry(
              "apsta", List.of(reserved(7, 1), supported(0, "Autonomous Power State Transitions"))),
          Map.entry(
              "rpmbs",
              List.of(
                  number(31, 24, "Access Size"),
                  number(23, 16, "Total Size"),
                  reserved(15, 6),
                  number(5, 3, "Authentication Method"),
                  number(2, 0, "Number of RPMB Units"))),
          Map.entry(
              "hctma",
              List.of(reserved(15, 1), supported(0, "Host Controlled Thermal Management"))),
          Map.entry(
              "sanicap",
              List.of(
                  choice(
                      31,
                      30,
                      "Additional media modification after sanitize operation completes"
                          + " successfully is not defined",
                      "Media is not additionally modified after sanitize operation completes"
                          + " successfully",
                      "Media is additionally modified after sanitize operation completes"
                          + " successfully",
                      "Reserved"),
                  flag(
                      29,
                      "No-Deallocate After Sanitize bit in Sanitize command Not Supported",
                      "No-Deallocate After Sanitize bit in Sanitize command Supported"),
                  reserved(28, 3),
                  supported(2, "Overwrite Sanitize Operation"),
                  supported(1, "Block Erase Sanitize Operation"),
                  supported(0, "Crypto Erase Sanitize Operation"))),
          Map.entry(
              "anacap",
              List.of(
                  supported(7, "Non-zero group ID"),
                  flag(6, "Group ID does not change", "Group ID does change"),
                  reserved(5, 5),
                  supported(4, "ANA Change state"),
                  supported(3, "ANA Persistent Loss state"),
                  supported(2, "ANA Inaccessible state"),
                  supported(1, "ANA Non-optimized state"),
                  supported(0, "ANA Optimized state"))),
          Map.entry(
              "sqes",
              List.of(entrySize(7, 4, "Max SQ Entry Size"), entrySize(3, 0, "Min SQ Entry Size"))),
          Map.entry(
              "cqes",
              List.of(entrySize(7, 4, "Max CQ Entry Size"), entrySize(3, 0, "Min CQ Entry Size"))),
          Map.entry(
              "oncs",
              List.of(
                  reserved(15, 9),
                  supported(8, "Copy"),
                  supported(7, "Verify"),
                  supported(6, "Timestamp"),
                  supported(5, "Reservations"),
                  supported(4, "Save and Select"),
                  supported(3, "Write Zeroes"),
                  supported(2, "Data Set Management"),
                  supported(1, "Write Uncorrectable"),
                  supported(0, "Compare"))),
          Map.entry("fuses", List.of(reserved(15, 1), supported(0, "Fused Compare and Write"))),
          Map.entry(
              "fna",
              List.of(
                  reserved(7, 4),
                  flag(
                      3,
                      "Format NVM Broadcast NSID (FFFFFFFFh) Not Supported",
                      "Format NVM Broadcast NSID (FFFFFFFFh) Supported"),
                  flag(
                      2,
                      "Crypto Erase Supported as part of Secure Erase",
                      "Crypto Erase Not Supported as part of Secure Erase"),
                  flag(
                      1,
                      "Crypto Erase Applies to All Namespace(s)",
                      "Crypto Erase Applies to Single Namespace(s)"),
                  flag(
                      0,
                      "Format Applies to All Namespace(s)",
                      "Format Applies to Single Namespace(s)"))),
          Map.entry(
              "vwc",
              List.of(
                  reserved(7, 3),
                  choice(
                      2,
                      1,
                      "Support for the NSID field set to FFFFFFFFh is not indicated",
                      "Reserved",
                      "The Flush command does not support NSID set to FFFFFFFFh",
                      "The Flush command supports NSID set to FFFFFFFFh"),
                  flag(0, "Volatile Write Cache Present", "Volatile Write Cache Not Present"))),
          Map.entry(
              "icsvscc",
              List.of(
                  reserved(7, 1),
                  flag(
                      0,
                      "NVM Vendor Specific Commands uses NVMe Format",
                      "NVM Vendor Specific Commands uses Vendor Specific Format"))),
          Map.entry(
              "nwpc",
              List.of(
                  reserved(7, 3),
                  supported(2, "Permanent Write Protect"),
                  supported(1, "Write Protect Until Power Supply"),
                  supported(0, "No Write Protect and Write Protect Namespace"))),
          Map.entry(
              "ocfs",
              List.of(
                  reserved(15, 2),
                  supported(1, "Controller Copy Format 1h"),
                  supported(0, "Controller Copy Format 0h"))),
          Map.entry(
              "sgls",
              List.of(
                  reserved(31, 22),
                  supported(21, "Transport SGL Data Block Descriptor"),
                  supported(20, "Address Offsets"),
                  flag(
                      19,
                      "Metadata Pointer Containing SGL Descriptor is Supported",
                      "Metadata Pointer Containing SGL Descriptor is Not Supported"),
                  supported(18, "SGL Length Larger than Buffer"),
                  supported(17, "Byte-Aligned Contig. MD Buffer"),
                  supported(16, "SGL Bit-Bucket"),
                  number(15, 8, "SGL Descriptor Threshold"),
                  reserved(7, 3),
                  supported(2, "Keyed SGL Data Block descriptor"),
                  choice(
                      1,
                      0,
                      "Scatter-Gather Lists Not Supported",
                      "Scatter-Gather Lists Supported. No Dword alignment required.",
                      "Scatter-Gather Lists Supported. Dword alignment required.",
                      "Reserved"))),
          Map.entry(
              "fcatt",
              List.of(
                  reserved(7, 1), flag(0, "Static Controller Model", "Dynamic Controller Model"))),
          Map.entry(
              "ofcs",
              List.of(
                  reserved(15, 1),
                  flag(0, "Disconnect command Supported", "Disconnect command Not Supported"))));

  private IdentifyControllerBits() {}

  private static BitField entrySize(int high, int low, String what) {
    return new BitField(high, low, power -> "%s (%d)".formatted(what, 1L << power), false);
  }
}
