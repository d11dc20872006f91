package dev.orion.qemutests.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.ModelKeyValue;
import dev.orion.tools.Orion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code orion kv} on a model behind a vfio-user socket. */
@Timeout(120)
class KeyValueCommandsTest {

  @TempDir Path directory;
  private VfioUserServer server;
  private Path socket;

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("kv");
    server = VfioUserServer.start(socket, BlockStore.Memory.ofBytes(1 << 20), 4096, true);
    new ModelKeyValue(server.controller(), 16, 64 << 10);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private record Outcome(int exitCode, String out, String err) {
    Outcome succeeded() {
      assertThat(err).isEmpty();
      assertThat(exitCode).isZero();
      return this;
    }

    void failedWith(int code, String message) {
      assertThat(err).startsWith("orion: ").hasLineCount(1).contains(message);
      assertThat(exitCode).isEqualTo(code);
    }
  }

  private Outcome kv(String command, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "kv";
    arguments[1] = command;
    arguments[2] = "vfiouser:" + socket;
    System.arraycopy(options, 0, arguments, 3, options.length);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Orion.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void aValueFromStoreToDelete() throws IOException {
    String value = file("value", "hello, key");
    Path back = directory.resolve("back");
    kv("store", "-k", "greeting", "-d", value).succeeded();
    kv("retrieve", "-k", "greeting", "-d", back.toString()).succeeded();
    assertThat(back).hasContent("hello, key");
    kv("retrieve", "-x", "-k", "6772656574696e67", "-l", "5", "-d", back.toString()).succeeded();
    assertThat(back).hasContent("hello");
    assertThat(kv("exist", "-k", "greeting").succeeded().out()).isEqualTo("the key exists\n");
    kv("store", "-k", "greeting", "-d", value)
        .failedWith(1, "replaces the value that a key of vfiouser:" + socket);
    kv("store", "-k", "greeting", "-d", value, "--must-not-exist").failedWith(1, "Key Exists");
    kv("store", "-k", "greeting", "-d", file("value", "bye"), "--must-exist").succeeded();
    kv("retrieve", "-k", "greeting", "-d", back.toString()).succeeded();
    assertThat(back).hasContent("bye");
    kv("delete", "-k", "greeting").failedWith(1, "deletes the key greeting of");
    kv("delete", "-k", "greeting", "--yes").succeeded();
    Outcome missing = kv("exist", "-k", "greeting");
    assertThat(missing.out()).isEqualTo("the key does not exist\n");
    assertThat(missing.exitCode()).isEqualTo(1);
    kv("retrieve", "-k", "greeting")
        .failedWith(1, "Retrieve of key 6772656574696e67 failed: KV Key Does Not Exist");
    kv("delete", "-k", "greeting", "--yes").failedWith(1, "KV Key Does Not Exist");
  }

  @Test
  void lists() throws IOException {
    String value = file("value", "v");
    for (String key : List.of("one", "two", "three")) {
      kv("store", "-k", key, "-d", value).succeeded();
    }
    kv("store", "-x", "-k", "00ff", "-d", value).succeeded();
    assertThat(kv("list").succeeded().out()).isEqualTo("0x00ff\none\nthree\ntwo\n");
    assertThat(kv("list", "-k", "three", "-c", "1").succeeded().out()).isEqualTo("three\n");
    assertThat(kv("list", "-x").succeeded().out()).startsWith("00ff\n6f6e65\n");
    Map<String, Object> json = JSON.std.mapFrom(kv("list", "-o", "json").succeeded().out());
    assertThat((List<?>) json.get("keys"))
        .first()
        .isEqualTo(Map.of("key", "0x00ff", "hex", "00ff", "length", 2));
    assertThat(kv("id-ns").succeeded().out())
        .startsWith("KV Command Set Identify Namespace:\nnsze    : 1073741824\n")
        .contains("kvf    0: kml:16 vml:65536 mnk:65536\n");
  }

  @Test
  void badInput() throws IOException {
    kv("exist", "-k", "a key that is too long")
        .failedWith(1, "--key: a key has 1 to 16 bytes, and 'a key that is too long' has 22");
    kv("exist", "-x", "-k", "xyz").failedWith(1, "'xyz' is not hexadecimal digits");
    kv("exist").failedWith(2, "--key");
    String large = file("large", "x".repeat((64 << 10) + 1));
    kv("store", "-k", "k", "-d", large)
        .failedWith(1, "does not support a value of 65537 bytes: VML is 65536");
    kv("store", "-k", "k", "-d", large, "--force").failedWith(1, "Invalid Value Size");
    kv("store", "-k", "k", "-d", file("huge", "x".repeat(200_000)))
        .failedWith(1, "a value has 65536 bytes at the most, and");
    kv("list", "-n", "7").failedWith(1, "has no namespace 7; it has 1");
  }
}
