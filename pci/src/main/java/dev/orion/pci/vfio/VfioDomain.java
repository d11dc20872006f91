package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.PciIds;
import dev.orion.pci.sysfs.SystemFiles;
import dev.orion.pci.sysfs.Usability;
import dev.orion.pci.sysfs.Usability.Obstacle;
import dev.orion.pci.sysfs.UsabilityCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PCI functions of this machine that share their DMA memory: a buffer reaches each of them
 * uncopied, and nothing else of the machine can be reached, for the IOMMU sees to that. The
 * functions must be bound to {@code vfio-pci}.
 *
 * <p>Thread-safe. Closing it closes the functions, then takes the memory back.
 */
public final class VfioDomain implements AutoCloseable {

  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");

  /** An entry of a list such as {@code 0-7,16}. */
  private static final Pattern CPU_RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

  private final VfioBackend backend;
  private final VfToken vfToken = new VfToken(UUID.randomUUID());
  private final IoAddressSpace space;
  private final VfioDmaMemory dma;
  private final List<VfioFunction> functions = new CopyOnWriteArrayList<>();
  private boolean closed;

  private VfioDomain(VfioBackend backend) throws IOException {
    this.backend = backend;
    this.space =
        switch (backend) {
          case IOMMUFD -> new IommufdAddressSpace();
          case TYPE1 -> new Type1AddressSpace(vfToken);
          case NO_IOMMU_UNSAFE -> new NoIommuAddressSpace(vfToken);
        };
    this.dma = new VfioDmaMemory(space);
  }

  /**
   * Opens an empty domain, by iommufd where the kernel has it and this user may use it.
   *
   * @throws IOException if VFIO is not there or not permitted, with what to do
   */
  public static VfioDomain open() throws IOException {
    return open(IommufdAddressSpace.isPermitted() ? VfioBackend.IOMMUFD : VfioBackend.TYPE1);
  }

  /**
   * Opens an empty domain in a certain way.
   *
   * @throws IOException if the kernel does not offer it or it is not permitted, with what to do
   */
  public static VfioDomain open(VfioBackend backend) throws IOException {
    return new VfioDomain(backend);
  }

  /** How the kernel is asked. */
  public VfioBackend backend() {
    return backend;
  }

  /**
   * Opens a function: it is reset, does no DMA and sends no interrupts.
   *
   * @param name how the user addresses it, for messages
   * @throws IOException if there is no such function, or it cannot be had, with what to do
   */
  public synchronized PciFunction openFunction(String name, PciAddress address) throws IOException {
    if (closed) {
      throw new IllegalStateException("the VFIO domain is closed");
    }
    PciDevice device = PciDevice.read(DEVICES, address);
    Descriptor descriptor;
    try {
      descriptor = space.openDevice(device);
    } catch (IOException e) {
      throw explained(device, e);
    }
    VfioFunction function = new VfioFunction(name, device, this, descriptor);
    functions.add(function);
    vfToken.guard(descriptor, function.config());
    if (device.numaNode().isPresent()) {
      dma.placeNear(localCpus(device));
    }
    return function;
  }

  /** A failure to open a device, by what is found to be in the way of it. */
  private IOException explained(PciDevice device, IOException failure) throws IOException {
    SystemFiles files = SystemFiles.ofThisMachine();
    Usability usability =
        new UsabilityCheck(files, PciIds.read(files), System.getProperty("user.name", "you"))
            .of(device);
    boolean isKnown =
        !usability.isUsable()
            && !(usability.obstacle() == Obstacle.NO_IOMMU
                && backend == VfioBackend.NO_IOMMU_UNSAFE);
    return isKnown
        ? new IOException(
            "%s cannot be used (%s): %s"
                .formatted(device.address(), usability.summary(), usability.advice()),
            failure)
        : failure;
  }

  private static BitSet localCpus(PciDevice device) throws IOException {
    BitSet cpus = new BitSet();
    String list = Files.readString(device.directory().resolve("local_cpulist"));
    Matcher ranges = CPU_RANGE.matcher(list);
    while (ranges.find()) {
      int first = Integer.parseInt(ranges.group(1));
      int last = ranges.group(2) == null ? first : Integer.parseInt(ranges.group(2));
      cpus.set(first, last + 1);
    }
    return cpus;
  }

  /** The memory that all functions of the domain reach. Open a function before allocating. */
  public DmaMemory dma() {
    return dma;
  }

  /**
   * How many more mappings the kernel allows this domain ({@code dma_avail}), if it says. A mapping
   * is 2 MiB of buffers or more.
   */
  public OptionalLong mappingsAvailable() throws IOException {
    return space.mappingsAvailable();
  }

  /**
   * Resets all functions of a slot or bus at once, as power-cycling would: for a function that does
   * not heed {@link PciFunction#reset}.
   *
   * @throws IOException if a function that it would take along is not this domain's
   */
  public synchronized void hotReset(PciFunction function) throws IOException {
    if (!(function instanceof VfioFunction ours) || !functions.contains(ours)) {
      throw new IllegalArgumentException(function.name() + " is not of this domain");
    }
    HotReset.run(ours, space.ownershipProofs());
  }

  /**
   * Called by functions that close, which hold their own lock: it must not wait for the domain's.
   */
  void closed(VfioFunction function) {
    functions.remove(function);
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (dma;
        space) {
      for (VfioFunction function : functions) {
        function.close();
      }
    }
  }
}
