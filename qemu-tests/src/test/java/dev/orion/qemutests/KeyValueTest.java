package dev.orion.qemutests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.KeyValueNamespace;
import dev.orion.nvme.KeyValueNamespace.StoreOption;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.KeyValueOpcode;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelKeyValue;
import dev.orion.simulation.model.ModelRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Key Value Command Set against the model: no QEMU has it. */
@Timeout(120)
class KeyValueTest {

  private static final int MAX_KEY_BYTES = 12;
  private static final int MAX_VALUE_BYTES = 100_000;

  private InProcessModel model;
  private NvmeController controller;
  private KeyValueNamespace namespace;

  @BeforeEach
  void start() throws IOException {
    model = new InProcessModel(new BlockStore.Null(1 << 20), 4096, 8 << 20);
    new ModelKeyValue(model.controller(), MAX_KEY_BYTES, MAX_VALUE_BYTES);
    controller = NvmeController.open(model, model);
    namespace = KeyValueNamespace.open(CommandSupport.stated(controller), 1);
  }

  @AfterEach
  void stop() throws IOException {
    controller.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private void store(String key, String value, StoreOption... options) throws IOException {
    namespace.store(bytes(key), MemorySegment.ofArray(bytes(value)), options);
  }

  @Test
  void identity() {
    assertThat(namespace.identity().maxKeyBytes(0)).isEqualTo(MAX_KEY_BYTES);
    assertThat(namespace.identity().maxValueBytes(0)).isEqualTo(MAX_VALUE_BYTES);
    assertThat(namespace.maxValueBytes()).isEqualTo(MAX_VALUE_BYTES);
    assertThat(namespace.identity().toText()).contains("kvf    0: kml:12 vml:100000 mnk:65536");
    assertThatThrownBy(() -> controller.namespace(1))
        .hasMessageContaining("holds keys and values, not blocks");
  }

  /** Keys of every length, values across pages, against a map. */
  @Test
  void randomOperations() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("KeyValueTest: seed " + seed);
    Random random = new Random(seed);
    Map<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] key = new byte[1 + random.nextInt(MAX_KEY_BYTES)];
      random.nextBytes(key);
      keys.add(key);
    }
    for (int i = 0; i < 500; i++) {
      byte[] key = keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] value = new byte[random.nextInt(random.nextBoolean() ? 100 : 20_000)];
          random.nextBytes(value);
          namespace.store(key, MemorySegment.ofArray(value));
          expected.put(key, value);
        }
        case 1 -> {
          if (expected.containsKey(key)) {
            assertThat(namespace.retrieve(key)).isEqualTo(expected.get(key));
          } else {
            assertThatThrownBy(() -> namespace.retrieve(key))
                .hasMessageContaining("KV Key Does Not Exist");
          }
        }
        case 2 -> assertThat(namespace.exists(key)).isEqualTo(expected.containsKey(key));
        default -> {
          if (expected.remove(key) != null) {
            namespace.delete(key);
          } else {
            assertThatThrownBy(() -> namespace.delete(key))
                .hasMessageContaining("KV Key Does Not Exist");
          }
        }
      }
    }
    List<byte[]> listed = new ArrayList<>();
    namespace.list(new byte[0], listed::add);
    assertThat(listed).containsExactlyElementsOf(expected.keySet());
  }

  /**
   * More keys than a command's data hold, each listed once; from a key on; and no more than wanted.
   */
  @Test
  void aLongList() throws IOException {
    for (int i = 0; i < 12_000; i++) {
      store("key%05d".formatted(i), "");
    }
    List<String> listed = new ArrayList<>();
    namespace.list(new byte[0], key -> listed.add(new String(key, US_ASCII)));
    assertThat(listed).hasSize(12_000).doesNotHaveDuplicates().first().isEqualTo("key00000");
    listed.clear();
    namespace.list(
        bytes("key11998"),
        key -> {
          listed.add(new String(key, US_ASCII));
          return listed.size() < 5;
        });
    assertThat(listed).containsExactly("key11998", "key11999");
    listed.clear();
    namespace.list(bytes("key"), key -> !listed.add(new String(key, US_ASCII)));
    assertThat(listed).containsExactly("key00000");
  }

  @Test
  void storeOptions() throws IOException {
    assertThatThrownBy(() -> store("a", "1", StoreOption.MUST_EXIST))
        .hasMessageContaining("Store of key 61 failed: KV Key Does Not Exist");
    store("a", "1", StoreOption.MUST_NOT_EXIST, StoreOption.NO_COMPRESSION);
    assertThatThrownBy(() -> store("a", "2", StoreOption.MUST_NOT_EXIST))
        .hasMessageContaining("Key Exists");
    store("a", "3", StoreOption.MUST_EXIST);
    assertThat(namespace.retrieve(bytes("a"))).asString().isEqualTo("3");
  }

  @Test
  void aSmallerBufferGetsTheTrueLength() throws IOException {
    store("long", "0123456789");
    byte[] into = new byte[4];
    assertThat(namespace.retrieve(bytes("long"), MemorySegment.ofArray(into))).isEqualTo(10);
    assertThat(into).asString().isEqualTo("0123");
    assertThat(namespace.retrieve(bytes("long"), MemorySegment.ofArray(new byte[0]))).isEqualTo(10);
  }

  @Test
  void badKeysAndValues() throws IOException {
    assertThatThrownBy(() -> store("thirteenbytes", "1"))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessage(
            "model does not support a key of 13 bytes: KML is 12 in the Identify Namespace of"
                + " namespace 1");
    assertThatThrownBy(() -> namespace.store(bytes("k"), MemorySegment.ofArray(new byte[100_001])))
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContaining("a value of 100001 bytes: VML is 100000");
    assertThatThrownBy(() -> store("seventeen bytes!!", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a key of 17 bytes; a command holds 1 to 16");
    assertThatThrownBy(() -> namespace.exists(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    KeyValueNamespace forced = KeyValueNamespace.open(CommandSupport.assumed(controller), 1);
    assertThatThrownBy(
            () -> forced.store(bytes("thirteenbytes"), MemorySegment.ofArray(new byte[1])))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("Invalid Key Size");
    assertThatThrownBy(() -> forced.store(bytes("k"), MemorySegment.ofArray(new byte[200_000])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a command moves 131072 (MDTS)");
  }

  @Test
  void listsThatCannotBeAreErrors() {
    answerListsWith(2, 0, 0, 0, 17, 0);
    assertThatThrownBy(() -> namespace.list(new byte[0], _ -> true))
        .isInstanceOf(NvmeException.class)
        .hasMessageContaining("model namespace 1: the List data structure")
        .hasMessageContaining("one of 17 bytes (Key Length)");
    answerListsWith(0xff, 0xff, 0xff, 0xff, 1, 0, 'a', 0);
    assertThatThrownBy(() -> namespace.list(new byte[0], _ -> true))
        .hasMessageContaining("with 4294967294 keys missing");
    byte[] turn = {0};
    model
        .controller()
        .onIo(
            KeyValueOpcode.LIST.code(),
            request -> {
              byte[] page = new byte[request.cdw(10)];
              page[0] = 1;
              page[4] = 1;
              page[6] = ++turn[0];
              return request.send(MemorySegment.ofArray(page));
            });
    assertThatThrownBy(() -> namespace.list(new byte[0], _ -> true))
        .hasMessageContaining("more keys than it can hold");
  }

  private void answerListsWith(int... start) {
    model
        .controller()
        .onIo(
            KeyValueOpcode.LIST.code(),
            request -> {
              byte[] page = new byte[request.cdw(10)];
              for (int i = 0; i < start.length; i++) {
                page[i] = (byte) start[i];
              }
              int status = request.send(MemorySegment.ofArray(page));
              assertThat(status).isEqualTo(ModelRequest.SUCCESS);
              return status;
            });
  }
}
