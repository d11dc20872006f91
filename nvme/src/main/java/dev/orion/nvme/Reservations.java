package dev.orion.nvme;

import dev.orion.nvme.spec.AcquireAction;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.RegisterAction;
import dev.orion.nvme.spec.ReleaseAction;
import dev.orion.nvme.spec.ReservationCommand;
import dev.orion.nvme.spec.ReservationStatus;
import dev.orion.nvme.spec.ReservationType;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of a namespace that several hosts share (Base 8.19). A host registers a key, and can
 * then acquire the reservation, which keeps others from it; the Host Identifier feature says who is
 * who. For any thread.
 */
public final class Reservations {

  /** {@link #register}: what a registration does when power is lost does not change. */
  public static final int KEEP_PERSISTENCE = 0;

  private static final int FIRST_REPORT_BYTES = 4096;

  private final NvmeController controller;
  private final int nsid;
  private final int capabilities;
  private final CommandSupport support;

  /** Of a namespace, as far as {@code support} says that its controller supports them. */
  public Reservations(NvmeNamespace namespace, CommandSupport support) {
    this.controller = namespace.controller();
    this.nsid = namespace.nsid();
    this.capabilities = (int) namespace.identity().unsigned("rescap");
    this.support = support;
  }

  /**
   * Registers, unregisters or replaces this host's key.
   *
   * @param currentKey the key that is registered, for all but a first registration
   * @param newKey the key to register
   * @param ignoreExistingKey does not compare {@code currentKey}
   * @param persistence 2 for registrations that a loss of power releases, 3 for those it does not,
   *     or {@link #KEEP_PERSISTENCE}
   */
  public void register(
      RegisterAction action,
      long currentKey,
      long newKey,
      boolean ignoreExistingKey,
      int persistence)
      throws IOException {
    send(
        NvmOpcode.RESERVATION_REGISTER,
        ReservationCommand.registerCdw10(action, ignoreExistingKey, persistence),
        currentKey,
        newKey);
  }

  /**
   * Acquires the reservation.
   *
   * @param currentKey the key that this host has registered
   * @param preemptedKey the key of the host that it is taken from; counts only for those actions
   */
  public void acquire(
      AcquireAction action,
      ReservationType type,
      long currentKey,
      long preemptedKey,
      boolean ignoreExistingKey)
      throws IOException {
    requireReservations(NvmOpcode.RESERVATION_ACQUIRE);
    support.require(
        (capabilities & 1 << type.code()) != 0,
        "reservations of the type " + type.specName(),
        "RESCAP bit %d is 0 in Identify Namespace".formatted(type.code()));
    send(
        NvmOpcode.RESERVATION_ACQUIRE,
        ReservationCommand.acquireCdw10(action, ignoreExistingKey, type),
        currentKey,
        preemptedKey);
  }

  /**
   * Releases the reservation, or clears it with all registrations.
   *
   * @param type that it has; null to clear
   * @param currentKey the key that this host has registered
   */
  public void release(
      ReleaseAction action,
      @Nullable ReservationType type,
      long currentKey,
      boolean ignoreExistingKey)
      throws IOException {
    send(
        NvmOpcode.RESERVATION_RELEASE,
        ReservationCommand.releaseCdw10(action, ignoreExistingKey, type == null ? 0 : type.code()),
        currentKey);
  }

  /**
   * Who is registered, and who holds the reservation.
   *
   * @param extended with host identifiers of 128 bits
   */
  public ReservationStatus report(boolean extended) throws IOException {
    ReservationStatus status = report(extended, FIRST_REPORT_BYTES);
    int lengthBytes = ReservationStatus.lengthBytes(status.registrantCount(), extended);
    return lengthBytes <= FIRST_REPORT_BYTES
        ? status
        : report(extended, Math.min(lengthBytes, controller.maxTransferBytes()));
  }

  /** The first {@code lengthBytes}, a multiple of 4, of what {@link #report(boolean)} gives. */
  public ReservationStatus report(boolean extended, int lengthBytes) throws IOException {
    requireReservations(NvmOpcode.RESERVATION_REPORT);
    try (DmaBuffer page = controller.dma().allocate(lengthBytes)) {
      page.segment().fill((byte) 0);
      controller.io(
          NvmeCommand.of(NvmOpcode.RESERVATION_REPORT)
              .withNsid(nsid)
              .withCdw10(lengthBytes / Integer.BYTES - 1)
              .withCdw11(ReservationCommand.reportCdw11(extended))
              .withData(page));
      return new ReservationStatus(
          MemorySegment.ofArray(page.segment().toArray(ValueLayout.JAVA_BYTE)), extended);
    }
  }

  private void send(NvmOpcode opcode, int cdw10, long... keys) throws IOException {
    requireReservations(opcode);
    try (DmaBuffer data = controller.dma().allocate((long) keys.length * Long.BYTES)) {
      for (int i = 0; i < keys.length; i++) {
        data.segment().set(LittleEndian.LONG, (long) i * Long.BYTES, keys[i]);
      }
      controller.io(NvmeCommand.of(opcode).withNsid(nsid).withCdw10(cdw10).withData(data));
    }
  }

  private void requireReservations(NvmOpcode opcode) throws UnsupportedCommandException {
    support.requireOncs(IdentifyController.ONCS_RESERVATIONS, opcode);
  }
}
