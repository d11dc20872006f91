package dev.orion.tools;

import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labs that a command uses devices of: a lab has one client, for all its devices. */
final class LabClients implements AutoCloseable {
  private final String command;
  private final Map<String, LabClient> clients = new LinkedHashMap<>();

  /** None yet; {@code command} is what others are told who want a lab meanwhile. */
  LabClients(String command) {
    this.command = command;
  }

  /** The client of a lab, taken at the first call. */
  LabClient of(Lab lab) throws IOException {
    LabClient client = clients.get(lab.name());
    if (client == null) {
      client = LabClient.open(lab, command);
      clients.put(lab.name(), client);
    }
    return client;
  }

  /** Closes them, and what they opened; also if closing one of them fails. */
  @Override
  public void close() throws IOException {
    List<Closeable> all = new ArrayList<>();
    clients.values().forEach(client -> all.add(client::close));
    Closing.closeAll(all);
  }
}
