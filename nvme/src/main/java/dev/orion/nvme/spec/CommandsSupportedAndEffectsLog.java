package dev.orion.nvme.spec;

import dev.orion.nvme.spec.EffectsTable.Flag;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The Commands Supported and Effects log page, 4096 bytes (log page 05h; Base 5.16.1.6): a dword
 * for each opcode.
 *
 * <p>{@link #toMap} is one element of the list that nvme-cli prints, for one command set.
 */
public final class CommandsSupportedAndEffectsLog extends Structure {
  /** Bit of an entry: Command Supported; if it is not set the other bits mean nothing. */
  public static final int CSUPP = 1;

  /** Bit of an entry: Logical Block Content Change. */
  public static final int LBCC = 1 << 1;

  /** Bit of an entry: Namespace Capability Change. */
  public static final int NCC = 1 << 2;

  /** Bit of an entry: Namespace Inventory Change. */
  public static final int NIC = 1 << 3;

  /** Bit of an entry: Controller Capability Change. */
  public static final int CCC = 1 << 4;

  static final Layout LAYOUT = new Layout("Commands Supported and Effects log", 4096, 0);

  private static final int OPCODES = 256;
  private static final int IOCS_OFFSET = 1024;

  private static final List<Flag> FLAGS =
      List.of(
          new Flag("CSUPP", 0),
          new Flag("LBCC", 1),
          new Flag("NCC", 2),
          new Flag("NIC", 3),
          new Flag("CCC", 4),
          new Flag("USS", 19));

  private final Csi csi;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter.
   *
   * @param csi the command set that the log page was asked for
   */
  public CommandsSupportedAndEffectsLog(MemorySegment page, Csi csi) {
    super(LAYOUT, page);
    this.csi = csi;
  }

  /** The command set that the log page was asked for. */
  public Csi csi() {
    return csi;
  }

  /** The entry of an Admin opcode, 0 to 255; bits are {@link #CSUPP} and those after it. */
  public int admin(int opcode) {
    return entry(0, opcode);
  }

  /**
   * The entry of an I/O opcode of the command set, 0 to 255; bits are {@link #CSUPP} and those
   * after it.
   */
  public int io(int opcode) {
    return entry(IOCS_OFFSET, opcode);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> admin = new LinkedHashMap<>();
    Map<String, Object> io = new LinkedHashMap<>();
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      if ((admin(opcode) & CSUPP) != 0) {
        admin.put(
            "ACS_%d (%s)".formatted(opcode, adminName(opcode)),
            Integer.toUnsignedLong(admin(opcode)));
      }
      if ((io(opcode) & CSUPP) != 0) {
        io.put(
            "IOCS_%d (%s)".formatted(opcode, ioName(opcode)), Integer.toUnsignedLong(io(opcode)));
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("command_set_identifier", (long) csi.code());
    map.put("admin_cmd_set", admin);
    map.put("io_cmd_set", io);
    return map;
  }

  /** A line for each supported command. */
  @Override
  public List<String> toText() {
    return lines(_ -> "");
  }

  @Override
  public List<String> toHumanText() {
    return lines(entry -> EffectsTable.text(FLAGS, entry) + "  " + restriction(entry));
  }

  private List<String> lines(IntFunction<String> detail) {
    List<String> lines = new ArrayList<>();
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      if ((admin(opcode) & CSUPP) != 0) {
        lines.add(
            "ACS%-6d[%-32s] %08x%s"
                .formatted(opcode, adminName(opcode), admin(opcode), detail.apply(admin(opcode))));
      }
    }
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      if ((io(opcode) & CSUPP) != 0) {
        lines.add(
            "IOCS%-5d[%-32s] %08x%s"
                .formatted(opcode, ioName(opcode), io(opcode), detail.apply(io(opcode))));
      }
    }
    return lines;
  }

  private static String restriction(int entry) {
    return switch (Bits.get(entry, 16, 3)) {
      case 0 -> "No command restriction";
      case 1 -> "No other command for same namespace";
      case 2 -> "No other command for any namespace";
      default -> "Reserved CSE";
    };
  }

  private int entry(int offset, int opcode) {
    if (opcode < 0 || opcode >= OPCODES) {
      throw new IndexOutOfBoundsException("opcode " + opcode + ", must be 0 to 255");
    }
    return (int) littleEndian(offset + 4 * opcode, 4);
  }

  private static String adminName(int opcode) {
    return AdminOpcode.of(opcode).map(AdminOpcode::specName).orElse("Unknown");
  }

  private String ioName(int opcode) {
    return switch (csi) {
      case NVM -> NvmOpcode.of(opcode).map(NvmOpcode::specName).orElse("Unknown");
      case ZONED ->
          ZonedOpcode.of(opcode)
              .map(ZonedOpcode::specName)
              .or(() -> NvmOpcode.of(opcode).map(NvmOpcode::specName))
              .orElse("Unknown");
      case KEY_VALUE -> "Unknown";
    };
  }
}
