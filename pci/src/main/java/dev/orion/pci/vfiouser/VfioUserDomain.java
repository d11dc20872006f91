package dev.orion.pci.vfiouser;

import dev.orion.pci.DmaMemory;
import dev.orion.pci.PciFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * PCI functions of vfio-user servers that share their DMA memory: a buffer reaches each of them
 * uncopied. It takes no privileges: the servers map files that this process hands them.
 *
 * <p>Thread-safe. Closing it closes the functions, then takes the memory back.
 */
public final class VfioUserDomain implements AutoCloseable {

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final VfioUserDmaMemory dma = new VfioUserDmaMemory();
  private final List<VfioUserFunction> functions = new CopyOnWriteArrayList<>();
  private final long timeoutNanos;
  private boolean closed;

  private VfioUserDomain(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Opens an empty domain. */
  public static VfioUserDomain open() {
    return open(TIMEOUT_NANOS);
  }

  /**
   * Opens an empty domain.
   *
   * @param timeoutNanos how long a server may take to answer before it counts as gone
   */
  public static VfioUserDomain open(long timeoutNanos) {
    return new VfioUserDomain(timeoutNanos);
  }

  /**
   * Connects to a server and takes its function over: it is reset, does no DMA and sends no
   * interrupts.
   *
   * @param name how the user addresses it, for messages
   * @throws IOException if there is no server, it speaks another version, or is no PCI function;
   *     with what to do
   */
  public synchronized PciFunction openFunction(String name, Path socket) throws IOException {
    if (closed) {
      throw new IllegalStateException("the vfio-user domain is closed");
    }
    Connection connection = Connection.open(socket, dma, timeoutNanos);
    try {
      Negotiation.run(connection);
      dma.attach(connection);
      VfioUserFunction function = new VfioUserFunction(name, this, connection);
      functions.add(function);
      return function;
    } catch (IOException | RuntimeException e) {
      dma.detach(connection);
      connection.close();
      throw e;
    }
  }

  /** The memory that all functions of the domain reach. */
  public DmaMemory dma() {
    return dma;
  }

  /** Called by functions that close, which hold their own lock: it must not wait for this one's. */
  void closed(VfioUserFunction function, Connection connection) {
    functions.remove(function);
    dma.detach(connection);
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (dma) {
      for (VfioUserFunction function : functions) {
        function.close();
      }
    }
  }
}
