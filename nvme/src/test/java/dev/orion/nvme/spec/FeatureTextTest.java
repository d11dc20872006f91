package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as nvme-cli 2.3's source prints them. */
class FeatureTextTest {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x01 | 0x0f070307 | High Priority Weight   (HPW): 16",
        "0x01 | 0x00000007 | Arbitration Burst       (AB): No limit",
        "0x01 | 0x00000003 | Arbitration Burst       (AB): 8",
        "0x02 | 0x00000043 | Workload Hint (WH): 2 - Heavy Sequential Writes",
        "0x04 | 0x00120157 | Threshold Type Select         (THSEL): 1 - Under Temperature"
            + " Threshold",
        "0x04 | 0x00120157 | Threshold Temperature Select (TMPSEL): 2 - Temperature Sensor 2",
        "0x05 | 0x0001000a | Time Limited Error Recovery                          (TLER): 1000 ms",
        "0x06 | 0x00000001 | Volatile Write Cache Enable (WCE): Enabled",
        "0x07 | 0x003f001f | Number of IO Completion Queues Allocated (NCQA): 64",
        "0x08 | 0x00000205 | Aggregation Time     (TIME): 200 usec",
        "0x09 | 0x00010003 | Coalescing Disable (CD): True",
        "0x0a | 0x00000001 | Disable Normal (DN): True",
        "0x0f | 0xffffffff | Keep Alive Timeout (KATO) in milliseconds: 4294967295",
        "0x10 | 0x01500160 | Thermal Management Temperature 1 (TMT1) : 336 Kelvin (63°C)",
        "0x11 | 0x00000001 | Non-Operational Power State Permissive Mode Enable (NOPPME): True",
        "0x12 | 0x00000014 | Read Recovery Level (RRL): 4",
        "0x14 | 0x00000002 | Window Select: Non-deterministic Window (NDWIN)",
        "0x15 | 0x00030004 | LBA Status Information Report Interval (LSIRI): 4",
        "0x17 | 0x00000001 | No-Deallocate Response Mode (NODRM) : 1",
        "0x18 | 0x00050002 | Endurance Group Critical Warnings  : 5",
        "0x1a | 0x00000001 | Spinup control feature Enabled: True",
        "0x1d | 0x00000301 | Flexible Direct Placement Configuration Index : 3",
        "0x80 | 0x00000009 | Pre-boot Software Load Count (PBSLC): 9",
        "0x82 | 0x00000004 | Mask Reservation Released Notification   (RESREL): True",
        "0x83 | 0x00000001 | Persist Through Power Loss (PTPL): True",
        "0x84 | 0x00000003 | Namespace Write Protect: Permanent Write Protect",
      })
  void values(String fid, String value, String line) {
    assertThat(
            FeatureText.lines(
                Integer.decode(fid), Integer.parseUnsignedInt(value.substring(2), 16), NOTHING))
        .contains("\t" + line);
  }

  private static MemorySegment data(String hex, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    byte[] given = HexFormat.of().parseHex(hex.replace(" ", ""));
    System.arraycopy(given, 0, bytes, 0, given.length);
    return MemorySegment.ofArray(bytes);
  }

  @Test
  void valuesWithData() {
    assertThat(FeatureText.lines(0x81, 0, data("0807060504030201", 8)))
        .containsExactly("\tHost Identifier (HOSTID):  0x0102030405060708");
    assertThat(FeatureText.lines(0x0c, 1, data("18e80300 00000000", 256)))
        .hasSize(2 + 32 * 5)
        .contains(
            "\tIdle Time Prior to Transition (ITPT): 1000 ms",
            "\tIdle Transition Power State   (ITPS): 3");
    assertThat(
            FeatureText.lines(0x03, 0, data("0103" + "00".repeat(14) + "10" + "00".repeat(7), 64)))
        .contains(
            "\tNumber of LBA Ranges (NUM): 1",
            "\ttype       : 0x1 - Filesystem",
            "\tslba       : 0x10");
    String name = HexFormat.of().formatHex("host\u0007".getBytes(StandardCharsets.US_ASCII));
    assertThat(FeatureText.lines(0x7f, 0, data("0200 0101 0500" + name + "3f00 ffff", 32)))
        .containsExactly(
            "\tNum Metadata Element Descriptors: 2",
            "\tElement[0  ]:",
            "\t\tType\t    : 0x01 (Operating System Namespace Name)",
            "\t\tRevision : 1",
            "\t\tLength   : 5",
            "\t\tValue    : host.");
    assertThat(FeatureText.lines(0x0e, 0, data("00 68 e5 cf 8b 01 02 00", 8)))
        .first()
        .isEqualTo("\tThe timestamp is : 1700000000000 (2023-11-14T22:13:20Z)");
  }

  @Test
  void nameIsNvmeClis() {
    assertThat(FeatureText.name(0x0b)).isEqualTo("Async Event Configuration");
    assertThat(FeatureText.name(0x16)).isEqualTo("Host Behavior");
    assertThat(FeatureText.name(0xc5)).isEqualTo("Unknown");
    assertThat(FeatureText.lines(0xc5, 1, NOTHING)).isEmpty();
  }

  @Test
  void anyDataOfAnyLengthAreSurvived() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(600) + 1)];
      random.nextBytes(bytes);
      List<String> lines =
          FeatureText.lines(random.nextInt(256), random.nextInt(), MemorySegment.ofArray(bytes));
      assertThat(lines).as("seed %d", seed).allMatch(line -> line.startsWith("\t"));
    }
  }
}
