package dev.orion.nvme.spec;

import dev.orion.nvme.spec.EffectsTable.Flag;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The NVMe-MI Commands Supported and Effects log page, 4096 bytes (log page 13h; Base 5.16.1.20): a
 * dword for each NVMe-MI opcode.
 */
public final class MiCommandEffectsLog extends Structure {
  /** Bit of an entry: Command Supported; if it is not set the other bits mean nothing. */
  public static final int CSUPP = 1;

  static final Layout LAYOUT = new Layout("NVMe-MI Commands Supported and Effects log", 4096, 0);

  private static final List<Flag> FLAGS =
      EffectsTable.withScopes(
          new Flag("CSUPP", 0),
          new Flag("UDCC", 1),
          new Flag("NCC", 2),
          new Flag("NIC", 3),
          new Flag("CCC", 4));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public MiCommandEffectsLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** The entry of an NVMe-MI opcode, 0 to 255; bits are {@link #CSUPP} and those after it. */
  public int entry(int opcode) {
    return (int) littleEndian(4 * (opcode & 0xff), 4);
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of("mi_command_support", EffectsTable.supported(this, "mi_cmd_%d"));
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(List.of("Admin Command Set"));
    lines.addAll(EffectsTable.lines(this, "MI CMD %02x -> Support Effects Log: %08x"));
    return lines;
  }

  @Override
  public List<String> toHumanText() {
    List<String> lines = new ArrayList<>(List.of("Admin Command Set"));
    lines.addAll(EffectsTable.lines(this, "MI CMD %02x -> Support Effects Log: %08x", FLAGS));
    return lines;
  }
}
