package dev.orion.tools.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Just enough of QEMU's qtest protocol to see that a lab's devices and RAM are there. */
final class QtestPeek implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader answers;
  private final Writer commands;

  QtestPeek(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII));
    commands = Channels.newWriter(channel, StandardCharsets.US_ASCII);
  }

  /** Sends a command and returns what follows the {@code OK}. */
  String send(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith("OK")) {
      throw new IOException(command + ": " + answer);
    }
    return answer.substring(2).strip();
  }

  /** Reads four bytes of the configuration space of a function on bus 0. */
  int readConfig(int devfn, int offset) throws IOException {
    send("outl 0xcf8 0x%x".formatted(0x80000000 | devfn << 8 | offset));
    return Integer.parseUnsignedInt(send("inl 0xcfc").substring(2), 16);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
