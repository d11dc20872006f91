package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.patterned;
import static dev.orion.nvme.spec.Pages.put;
import static dev.orion.nvme.spec.Pages.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What holds for every structure, whatever a controller puts in the page. */
class StructureTest {
  private static final IdentifyNamespace ALL_ONES_NAMESPACE =
      new IdentifyNamespace(segment(allOnes(4096)));

  private record Shape(int sizeBytes, Function<MemorySegment, Structure> constructor) {}

  private static final Map<String, Shape> SHAPES = new TreeMap<>();

  static {
    SHAPES.put("Identify Controller", new Shape(4096, IdentifyController::new));
    SHAPES.put("Identify Namespace", new Shape(4096, IdentifyNamespace::new));
    SHAPES.put("Key Value Identify Namespace", new Shape(4096, IdentifyNamespaceKeyValue::new));
    SHAPES.put("NVM Identify Controller", new Shape(4096, IdentifyControllerNvm::new));
    SHAPES.put("Zoned Identify Controller", new Shape(4096, IdentifyControllerZoned::new));
    SHAPES.put(
        "NVM Identify Namespace",
        new Shape(4096, page -> new IdentifyNamespaceNvm(page, ALL_ONES_NAMESPACE)));
    SHAPES.put(
        "Zoned Identify Namespace",
        new Shape(4096, page -> new IdentifyNamespaceZoned(page, ALL_ONES_NAMESPACE)));
    SHAPES.put("Namespace List", new Shape(4096, NamespaceIdList::new));
    SHAPES.put(
        "Namespace Identification Descriptor list",
        new Shape(4096, NamespaceIdentificationDescriptors::new));
    SHAPES.put("I/O Command Set", new Shape(4096, IoCommandSets::new));
    SHAPES.put("SMART / Health Information log", new Shape(512, SmartLog::new));
    SHAPES.put("Firmware Slot Information log", new Shape(512, FirmwareSlotLog::new));
    SHAPES.put("Error Information log", new Shape(64, ErrorLog::new));
    SHAPES.put(
        "Commands Supported and Effects log",
        new Shape(4096, page -> new CommandsSupportedAndEffectsLog(page, Csi.NVM)));
    SHAPES.put("Zone Report", new Shape(64, page -> new ZoneReport(page, 64)));
  }

  @Test
  void truncatedPagesAreRefusedByName() {
    SHAPES.forEach(
        (name, shape) -> {
          for (int length : new int[] {0, 1, shape.sizeBytes() - 1}) {
            assertThatIllegalArgumentException()
                .as(name)
                .isThrownBy(() -> shape.constructor().apply(segment(new byte[length])))
                .withMessage(
                    "%s needs at least %d bytes, the page has %d"
                        .formatted(name, shape.sizeBytes(), length));
          }
        });
  }

  @Test
  void noPageMakesAnAccessorFail() throws ReflectiveOperationException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Map.Entry<String, Shape> entry : SHAPES.entrySet()) {
      int sizeBytes = entry.getValue().sizeBytes();
      for (int round = 0; round < 12; round++) {
        byte[] page = new byte[round % 2 == 0 ? sizeBytes : 2 * sizeBytes];
        if (round == 1) {
          page = allOnes(page.length);
        } else if (round > 1) {
          random.nextBytes(page);
        }
        Structure structure = entry.getValue().constructor().apply(segment(page));
        assertThat(structure.toMap()).as("%s, seed %d", entry.getKey(), seed).isNotNull();
        assertThat(structure.toText()).as("%s, seed %d", entry.getKey(), seed).isNotNull();
        for (var method : structure.getClass().getDeclaredMethods()) {
          if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
            assertThat(method.invoke(structure))
                .as("%s.%s, seed %d", entry.getKey(), method.getName(), seed)
                .isNotNull();
          }
        }
      }
    }
  }

  @Test
  void pageIsCopied() {
    byte[] page = Pages.identifyController();
    IdentifyController controller = new IdentifyController(segment(page));
    Arrays.fill(page, (byte) 0);
    controller.toBytes()[24] = 'X';
    assertThat(controller.mn()).isEqualTo("Orion Test Model");
    assertThat(controller.toBytes()).isEqualTo(Pages.identifyController());
  }

  @Test
  void bytesBehindTheStructureAreIgnored() {
    byte[] longer = Arrays.copyOf(Pages.smartLog(), 4096);
    assertThat(new SmartLog(segment(longer)).toBytes()).isEqualTo(Pages.smartLog());
  }

  @Test
  void unknownFieldIsRefusedWithTheOnesThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdentifyControllerZoned(segment(new byte[4096])).unsigned("zals"))
        .withMessage("Zoned Identify Controller has no field 'zals'; it has [zasl]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdentifyController(segment(new byte[4096])).unsigned("sn"))
        .withMessage("Identify Controller: field 'sn' is not a number of up to 8 bytes");
  }

  @Test
  void countersOf128BitsAtTheirMaximum() {
    SmartLog log = new SmartLog(segment(allOnes(512)));
    BigInteger max = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    assertThat(log.dataUnitsRead()).isEqualTo(max);
    assertThat(log.errorLogEntries()).isEqualTo(max);
    assertThat(log.toMap())
        .containsEntry("data_units_written", "340282366920938463463374607431768211455")
        .containsEntry("warning_temp_time", 4294967295L)
        .containsEntry("percent_used", 255L);
    assertThat(log.temperatureKelvin()).isEqualTo(65535);
  }

  @Test
  void numbersAreLittleEndianAndUnsigned() {
    byte[] page = put(new byte[4096], 0, 1, 2, 3, 4, 5, 6, 7, 0x88);
    put(page, 48, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    IdentifyNamespace namespace = new IdentifyNamespace(segment(page));
    assertThat(namespace.nsze()).isEqualTo(0x8807060504030201L);
    assertThat(namespace.value("nsze")).isEqualTo(new BigInteger("8807060504030201", 16));
    assertThat(namespace.toText()).contains("nsze    : 0x8807060504030201");
    assertThat(namespace.nvmcapBytes()).isEqualTo(BigInteger.ONE.shiftLeft(64));
  }

  @Test
  void stringsAreTrimmedAndMadePrintable() {
    byte[] page = new byte[4096];
    put(page, 4, ' ', 'a', 0xe9, '\n', 'b', ' ', ' ', 0, 'x', 'y');
    put(page, 24, 0xff, 0x80, 0x7f, 0x1b, 'm');
    Arrays.fill(page, 64, 72, (byte) ' ');
    byte[] nqn = "nqn.2024-01.example:größe\tß".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(nqn, 0, page, 768, nqn.length);
    IdentifyController controller = new IdentifyController(segment(page));
    assertThat(controller.sn()).isEqualTo("a..b");
    assertThat(controller.mn()).isEqualTo("....m");
    assertThat(controller.fr()).isEmpty();
    assertThat(controller.subnqn()).isEqualTo("nqn.2024-01.example:größe.ß");

    Arrays.fill(page, 768, 1024, (byte) 0xff);
    assertThat(new IdentifyController(segment(page)).subnqn()).hasSize(256).doesNotContain("ÿ");
  }

  @Test
  void emptySubnqnIsNotListedAsNvmeCliDoesNot() {
    IdentifyController controller = new IdentifyController(segment(new byte[4096]));
    assertThat(controller.toMap()).doesNotContainKey("subnqn").containsEntry("sn", "");
    assertThat(controller.toText()).anyMatch(line -> line.startsWith("subnqn"));
  }

  @Test
  void hexOfZeroIsAsInC() {
    assertThat(new IdentifyController(segment(new byte[4096])).toText())
        .contains("vid       : 0", "ieee      : 000000");
  }

  private static byte[] allOnes(int lengthBytes) {
    byte[] page = patterned(lengthBytes);
    Arrays.fill(page, (byte) 0xff);
    return page;
  }
}
