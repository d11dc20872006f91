package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.KeyValueNamespace;
import dev.orion.nvme.spec.KeyValueCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/** Which key a command of {@code orion kv} is for, and whether the namespace's limits count. */
final class KvKey {
  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      required = true,
      description = "The key, 1 to 16 bytes of text.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String text;

  @Option(
      names = {"-x", "--hex"},
      description = "The key is written as hexadecimal digits.")
  private boolean isHex;

  @Option(
      names = "--force",
      description =
          "Send the command even if the namespace says that it allows no such key or value.")
  private boolean force;

  byte[] bytes() throws IOException {
    return bytes(text, isHex);
  }

  /**
   * The bytes of a key.
   *
   * @throws IOException if no command can hold it
   */
  static byte[] bytes(String text, boolean isHex) throws IOException {
    byte[] key;
    try {
      key = isHex ? HexFormat.of().parseHex(text) : text.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "--key: '%s' is not hexadecimal digits, two for each byte".formatted(text), e);
    }
    if (key.length < 1 || key.length > KeyValueCommand.MAX_KEY_BYTES) {
      throw new IOException(
          "--key: a key has 1 to %d bytes, and '%s' has %d"
              .formatted(KeyValueCommand.MAX_KEY_BYTES, text, key.length));
    }
    return key;
  }

  /** The namespace, whose limits count unless forced. */
  KeyValueNamespace namespace(OpenController open, int nsid) throws IOException {
    open.requireNamespace(nsid);
    return KeyValueNamespace.open(
        force
            ? CommandSupport.assumed(open.controller())
            : CommandSupport.stated(open.controller()),
        nsid);
  }
}
