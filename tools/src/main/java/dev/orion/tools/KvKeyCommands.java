package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.KeyValueNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion kv} that are about keys and the namespace. */
final class KvKeyCommands {
  /** What {@code exist} exits with if there is no such key. */
  private static final int EXIT_MISSING = 1;

  private KvKeyCommands() {}

  @Command(
      name = "id-ns",
      description = "Shows the Key Value Command Set's Identify Namespace data structure.",
      footerHeading = "%nExamples:%n",
      footer = "  orion kv id-ns vfiouser:/run/kv -o json | jq .kvfs")
  static int identifyNamespace(
      @Mixin CommandContext context, @Mixin NamespaceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = context.open(device)) {
      output.print(
          namespace(open, device.nsidOrDefault()).identity(),
          List.of("KV Command Set Identify Namespace:"),
          context.out(),
          context.streams());
    }
    return 0;
  }

  @Command(
      name = "list",
      sortOptions = false,
      description = {
        "Lists keys, in an order that is the controller's own: a key a line, as text, or as",
        "hexadecimal digits with 0x where it is none."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion kv list vfiouser:/run/kv", "  orion kv list vfiouser:/run/kv -k m -c 10"})
  static int list(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-k", "--key"},
              paramLabel = "KEY",
              description = "Begin with this key (the first).")
          @Nullable String from,
      @Option(
              names = {"-x", "--hex"},
              description = "Keys are hexadecimal digits, on the command line and in the list.")
          boolean isHex,
      @Option(
              names = {"-c", "--count"},
              paramLabel = "N",
              description = "List this many at the most (all).")
          @Nullable Long count,
      @Mixin TextOrJson format)
      throws IOException {
    byte[] start = from == null ? new byte[0] : KvKey.bytes(from, isHex);
    long[] left = {count == null ? Long.MAX_VALUE : count};
    List<Map<String, Object>> listed = new ArrayList<>();
    try (OpenController open = context.open(device)) {
      namespace(open, device.nsidOrDefault())
          .list(
              start,
              key -> {
                if (left[0] < 1) {
                  return false;
                }
                if (format.isJson()) {
                  listed.add(toJson(key));
                } else {
                  context.out().println(text(key, isHex));
                }
                return --left[0] > 0;
              });
    }
    if (format.isJson()) {
      TextOrJson.printJson(Map.of("keys", listed), context.out());
    }
    return 0;
  }

  @Command(
      name = "exist",
      description = "Says whether a key has a value; exits with 1 if it has none.",
      footerHeading = "%nExamples:%n",
      footer = "  orion kv exist vfiouser:/run/kv -k greeting")
  static int exist(@Mixin CommandContext context, @Mixin NamespaceOperand device, @Mixin KvKey key)
      throws IOException {
    byte[] bytes = key.bytes();
    try (OpenController open = context.open(device)) {
      boolean exists = key.namespace(open, device.nsidOrDefault()).exists(bytes);
      context.out().println(exists ? "the key exists" : "the key does not exist");
      return exists ? 0 : EXIT_MISSING;
    }
  }

  @Command(
      name = "delete",
      description = {
        "Deletes a key and its value. It asks before, where there is a terminal to ask on;",
        "elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion kv delete vfiouser:/run/kv -k greeting --yes")
  static int delete(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin KvKey key,
      @Option(
              names = {"-y", "--yes"},
              description = "Delete without asking.")
          boolean yes)
      throws IOException {
    byte[] bytes = key.bytes();
    try (OpenController open = context.open(device)) {
      KeyValueNamespace namespace = key.namespace(open, device.nsidOrDefault());
      Consent consent = new Consent(yes, false, context.streams(), context.err());
      if (!consent.isGivenTo(
          "deletes the key %s of %s, and its value"
              .formatted(text(bytes, false), namespace.name()))) {
        return Consent.EXIT_REFUSED;
      }
      namespace.delete(bytes);
    }
    return 0;
  }

  private static KeyValueNamespace namespace(OpenController open, int nsid) throws IOException {
    open.requireNamespace(nsid);
    return KeyValueNamespace.open(CommandSupport.stated(open.controller()), nsid);
  }

  private static String text(byte[] key, boolean isHex) {
    String text = new String(key, StandardCharsets.ISO_8859_1);
    if (isHex) {
      return HexFormat.of().formatHex(key);
    }
    return text.matches("[!-~]+") ? text : "0x" + HexFormat.of().formatHex(key);
  }

  private static Map<String, Object> toJson(byte[] key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", text(key, false));
    json.put("hex", HexFormat.of().formatHex(key));
    json.put("length", key.length);
    return json;
  }
}
