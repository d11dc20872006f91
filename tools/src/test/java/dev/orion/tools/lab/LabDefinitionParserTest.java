package dev.orion.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import dev.orion.tools.text.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabDefinitionParserTest {
  private static final long MIB = 1L << 20;
  private static final Map<String, String> NONE = Map.of();

  private static LabDefinition parse(String... namespaces) {
    return LabDefinitionParser.parse(null, List.of(namespaces), List.of());
  }

  @Test
  void withoutWordsItIsTheStandardLab() {
    assertThat(parse()).isEqualTo(LabDefinition.standard());
  }

  @Test
  void readsEveryKey() {
    LabDefinition lab =
        LabDefinitionParser.parse(
            512 * MIB,
            List.of(
                "nvme0:size=1G,lba=512,metadata=8",
                "nvme0:size=64M,zoned,zone-size=16M,zone-capacity=12M,max-open=2,max-active=3,nsid=7",
                "nvme1:null,size=1T",
                "nvme0:size=1M"),
            List.of("nvme0:mdts=5", "nvme0n1:pi=1", "nvme0n7:zoned.cross_read=on"));

    assertThat(lab.ramBytes()).isEqualTo(512 * MIB);
    assertThat(lab.devices())
        .containsExactly(
            new LabDevice(
                "nvme0",
                Map.of("mdts", "5"),
                List.of(
                    new LabNamespace(
                        1, new OwnImage(), 1024 * MIB, 512, 8, null, Map.of("pi", "1")),
                    new LabNamespace(
                        7,
                        new OwnImage(),
                        64 * MIB,
                        4096,
                        0,
                        new Zones(16 * MIB, 12 * MIB, 2, 3),
                        Map.of("zoned.cross_read", "on")),
                    new LabNamespace(8, new OwnImage(), MIB, 4096, 0, null, NONE))),
            new LabDevice(
                "nvme1",
                NONE,
                List.of(new LabNamespace(1, new NullDevice(), MIB << 20, 4096, 0, null, NONE))));
    assertThat(lab.pciAddress("nvme1")).hasToString("0000:00:04.0");
    assertThat(lab.pciAddress("nvme1").devfn()).isEqualTo(0x20);
  }

  @Test
  void takesItsSizeFromAnExistingImage(@TempDir Path directory) throws IOException {
    Path image = directory.resolve("a,b.img");
    Files.write(image, new byte[1040 * 10 / 2]);

    LabNamespace namespace =
        parse("nvme0:file=" + image.toString().replace(",", ",,") + ",lba=512,metadata=8")
            .devices()
            .getFirst()
            .namespaces()
            .getFirst();

    assertThat(namespace.backing()).isEqualTo(new ExistingImage(image));
    assertThat(namespace.sizeBytes()).isEqualTo(5120);
    assertThat(namespace.imageBytes()).isEqualTo(5200);
    assertThatThrownBy(() -> parse("nvme0:size=8K,file=" + directory.resolve("a,,b.img")))
        .hasMessageContaining("has 5200 bytes, the namespace needs 8192");
  }

  @Test
  void jsonKeepsEverything() throws IOException {
    LabDefinition definition =
        LabDefinitionParser.parse(
            16 * MIB,
            List.of(
                "nvme0:size=1G,lba=512,metadata=8",
                "nvme0:size=64M,zoned,zone-capacity=12M,max-open=2",
                "nvme3:null,size=1T"),
            List.of("nvme3:mdts=5", "nvme0n2:zoned.cross_read=on"));
    LabRecord record =
        new LabRecord(
            "x",
            Instant.parse("2026-01-02T03:04:05Z"),
            definition,
            new QemuBinary(Path.of("/usr/bin/q"), "7.2.22"),
            new LabPaths(Path.of("/labs/x"), Path.of("/tmp/s"), Path.of("/dev/shm/r")),
            new QemuProcess(12, 34, "boot"));

    String json = JSON.std.asString(LabJson.toMap(record));

    assertThat(LabJson.fromMap(JSON.std.mapFrom(json))).isEqualTo(record);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "size=1G                             | not of the form DEVICE:KEY=VALUE",
        "nvme0:                              | not of the form DEVICE:KEY=VALUE",
        "sda:size=1G                         | 'sda' is not named like nvme0",
        "nvme0:sise=1G                       | unknown key 'sise'; the keys are file, lba,",
        "nvme0:size=1G,size=2G               | 'size' is given twice",
        "nvme0:lba=512                       | 'size' is missing",
        "nvme0:size=1X                       | '1X' is not a size",
        "nvme0:size=1000                     | size 1000 B is not a multiple of the block size"
            + " 4096",
        "nvme0:size=1G,lba=513               | lba=513 is not a power of two",
        "nvme0:size=1G,lba=0                 | lba=0 is not a power of two",
        "nvme0:size=0                        | is not a multiple of the block size",
        "nvme0:size=1G,metadata=x            | 'metadata' is a number, not 'x'",
        "nvme0:size=1G,metadata=65536        | metadata=65536 is not in 0 to 65535",
        "nvme0:size=1G,nsid=0                | nsid 0 is not in 1 to 256",
        "nvme0:size=1G,null=maybe            | 'null' is on or off",
        "nvme0:size=1G,null,file=/etc/passwd | 'null' and 'file' exclude each other",
        "nvme0:file=/no/such/file            | no file /no/such/file; make one with: truncate",
        "nvme0:size=1G,max-open=1            | 'max-open' needs 'zoned'",
        "nvme0:size=1G,zoned,zone-size=5000  | zone-size 5000 B is not a multiple of the block"
            + " size",
        "nvme0:size=20M,zoned                | size 20 MiB is not a multiple of the zone size 16"
            + " MiB",
        "nvme0:size=1G,zoned,zone-capacity=17M | zone-capacity 17 MiB is not",
        "nvme0:size=32M,zoned,max-open=3     | max-open=3 is not in 0 to the 2 zones",
        "nvme0:size=32M,zoned,max-active=3   | max-active=3 is not in 0 to the 2 zones",
        "nvme0:size=32M,zoned,max-open=2,max-active=1 | max-open=2 is more than max-active=1",
      })
  void saysWhatIsWrongWithANamespace(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nvme0      | not of the form DEVICE:KEY=VALUE",
        "nvme0:mdts | not of the form DEVICE:KEY=VALUE",
        "nvme1:mdts=5 | no device or namespace 'nvme1'; the devices are nvme0",
        "nvme0n9:pi=1 | no device or namespace 'nvme0n9'",
        "nvme0:addr=5 | 'addr' is set by the lab",
        "nvme0n1:logical_block_size=512 | 'logical_block_size' is set by the lab; use --namespace",
      })
  void saysWhatIsWrongWithADeviceOption(String text, String message) {
    assertThatThrownBy(() -> LabDefinitionParser.parse(null, List.of(), List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--device-option " + text + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"1M", "15M", "2049M", "3G", "33554433"})
  void boundsTheMemory(String memory) {
    assertThatThrownBy(
            () -> LabDefinitionParser.parse(ByteSize.parse(memory), List.of(), List.of()))
        .hasMessageContaining("is not a multiple of 1 MiB from 16 MiB to 2 GiB");
  }

  @Test
  void refusesTheSameNsidTwice() {
    assertThatThrownBy(() -> parse("nvme0:size=1M,nsid=2", "nvme0:size=1M,nsid=2"))
        .hasMessageContaining("nsid 2 already");
  }
}
