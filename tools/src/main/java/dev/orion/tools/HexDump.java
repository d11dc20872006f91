package dev.orion.tools;

import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes as nvme-cli dumps them: 16 a line, with the characters they stand for. */
final class HexDump {
  private static final int WIDTH = 16;

  private HexDump() {}

  static void print(MemorySegment data, PrintWriter out) {
    StringBuilder header = new StringBuilder("     ");
    for (int i = 0; i < WIDTH; i++) {
      header.append("%3x".formatted(i));
    }
    out.println(header);
    for (long offset = 0; offset < data.byteSize(); offset += WIDTH) {
      StringBuilder line = new StringBuilder("%04x:".formatted(offset));
      StringBuilder text = new StringBuilder();
      for (long i = offset; i < offset + WIDTH; i++) {
        if (i < data.byteSize()) {
          int value = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
          line.append(" %02x".formatted(value));
          text.append(value >= '!' && value <= '~' ? (char) value : '.');
        } else {
          line.append("   ");
        }
      }
      out.println(line.append(" \"").append(text).append('"'));
    }
  }
}
