package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.AsynchronousEventConfiguration;
import dev.orion.nvme.spec.ErrorRecovery;
import dev.orion.nvme.spec.FeatureCapabilities;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.FeatureSelect;
import dev.orion.nvme.spec.HostBehavior;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.InterruptCoalescing;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.PowerManagement;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.TemperatureThreshold;
import dev.orion.nvme.spec.Timestamp;
import dev.orion.nvme.spec.WriteProtection;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The features of a controller and its namespaces: Get and Set Features (Base 5.15 and 5.27).
 * {@link #get} and {@link #set} take any feature; the other methods have those that hosts use by
 * type.
 *
 * <p>Every method throws {@link UnsupportedCommandException} if the controller says that it cannot
 * do that, and {@link NvmeException} if it refuses or does not answer. For any thread.
 */
public final class Features {

  private static final int UUID_INDEX = 0x7f;

  private final NvmeController controller;
  private final CommandSupport support;

  /** Features of a controller, as far as it says that it supports them. */
  public Features(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Features of a controller. */
  public Features(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /** Gets a value. */
  public FeatureValue get(FeatureQuery query) throws IOException {
    if (query.select() != FeatureSelect.CURRENT) {
      requireSaveAndSelect("Get Features of other than current values");
    }
    requireFeature(query.fid());
    NvmeCommand command =
        NvmeCommand.of(AdminOpcode.GET_FEATURES)
            .named("Get Features of " + name(query.fid()))
            .withNsid(query.nsid())
            .withCdw10(ManagementCommand.getFeaturesCdw10(query.fid(), query.select()))
            .withCdw11(query.cdw11())
            .withCdw14(ManagementCommand.uuidIndexCdw14(query.uuidIndex()));
    if (query.dataBytes() == 0) {
      return new FeatureValue((int) controller.admin(command), MemorySegment.ofArray(new byte[0]));
    }
    try (DmaBuffer buffer = controller.dma().allocate(query.dataBytes())) {
      int dword0 = (int) controller.admin(command.withData(buffer));
      return new FeatureValue(dword0, NvmeController.onHeap(buffer));
    }
  }

  /**
   * Sets a value. One that is to be saved must be saveable, and any must be changeable, as far as
   * the controller can be asked for that.
   *
   * @return Dword 0 of the completion
   */
  public int set(FeatureChange change) throws IOException {
    requireFeature(change.fid());
    if (change.save()) {
      requireSaveAndSelect("Set Features with Save");
    }
    requireCapabilities(change);
    NvmeCommand command =
        NvmeCommand.of(AdminOpcode.SET_FEATURES)
            .named("Set Features of " + name(change.fid()))
            .withNsid(change.nsid())
            .withCdw10(ManagementCommand.setFeaturesCdw10(change.fid(), change.save()))
            .withCdw11(change.cdw11())
            .withCdw12(change.cdw12())
            .withCdw13(change.cdw13())
            .withCdw14(change.cdw14())
            .withCdw15(change.cdw15());
    if (change.data().byteSize() == 0) {
      return (int) controller.admin(command);
    }
    try (DmaBuffer buffer = controller.dma().allocate(change.data().byteSize())) {
      buffer.segment().copyFrom(change.data());
      return (int) controller.admin(command.withData(buffer));
    }
  }

  /**
   * What can be done with a feature.
   *
   * @param nsid a namespace for the features that namespaces have, else 0
   */
  public FeatureCapabilities capabilities(FeatureIdentifier feature, int nsid) throws IOException {
    FeatureQuery query = FeatureQuery.of(feature).withNsid(nsid);
    return FeatureCapabilities.of(get(query.with(FeatureSelect.SUPPORTED_CAPABILITIES)).dword0());
  }

  /**
   * A temperature threshold.
   *
   * @param which its sensor and direction; its temperature counts for nothing
   */
  public TemperatureThreshold temperatureThreshold(TemperatureThreshold which) throws IOException {
    FeatureQuery query =
        FeatureQuery.of(FeatureIdentifier.TEMPERATURE_THRESHOLD, which.at(0).cdw11());
    return which.at(get(query).dword0() & 0xffff);
  }

  /** Sets a temperature threshold. */
  public void setTemperatureThreshold(TemperatureThreshold threshold) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.TEMPERATURE_THRESHOLD, threshold.cdw11()));
  }

  /** The power state. */
  public PowerManagement powerManagement() throws IOException {
    return PowerManagement.of(current(FeatureIdentifier.POWER_MANAGEMENT));
  }

  /** Changes to a power state. */
  public void setPowerManagement(PowerManagement power) throws IOException {
    int states = controller.identity().npssZeroBased() + 1;
    support.require(
        power.powerState() < states,
        "power state " + power.powerState(),
        "NPSS is %d in Identify Controller, so there are %d".formatted(states - 1, states));
    set(FeatureChange.of(FeatureIdentifier.POWER_MANAGEMENT, power.cdw11()));
  }

  /** Whether the volatile write cache is on. */
  public boolean volatileWriteCache() throws IOException {
    return (current(FeatureIdentifier.VOLATILE_WRITE_CACHE) & 1) != 0;
  }

  /** Turns the volatile write cache on or off. */
  public void setVolatileWriteCache(boolean on) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.VOLATILE_WRITE_CACHE, on ? 1 : 0));
  }

  /** The time as the controller has it. */
  public Timestamp timestamp() throws IOException {
    return Timestamp.of(get(FeatureQuery.of(FeatureIdentifier.TIMESTAMP)).data());
  }

  /** Tells the controller the time. */
  public void setTimestamp(Timestamp timestamp) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.TIMESTAMP, 0).withData(timestamp.toData()));
  }

  /**
   * The Host Identifier, which reservations are held by.
   *
   * @param bytes 8, or 16 for an extended one
   */
  public MemorySegment hostIdentifier(int bytes) throws IOException {
    return get(FeatureQuery.of(FeatureIdentifier.HOST_IDENTIFIER, exhid(bytes))).data();
  }

  /** Sets the Host Identifier: 8 bytes, or 16 for an extended one. */
  public void setHostIdentifier(MemorySegment identifier) throws IOException {
    int exhid = exhid(identifier.byteSize());
    support.require(
        exhid == 0 || (controller.identity().ctratt() & 1) != 0,
        "a Host Identifier of 128 bits",
        "CTRATT bit 0 (HIDS) is 0 in Identify Controller");
    set(FeatureChange.of(FeatureIdentifier.HOST_IDENTIFIER, exhid).withData(identifier));
  }

  /** Which events the controller reports. */
  public AsynchronousEventConfiguration asynchronousEventConfiguration() throws IOException {
    return new AsynchronousEventConfiguration(
        current(FeatureIdentifier.ASYNCHRONOUS_EVENT_CONFIGURATION));
  }

  /** Sets which events the controller reports. */
  public void setAsynchronousEventConfiguration(AsynchronousEventConfiguration events)
      throws IOException {
    set(FeatureChange.of(FeatureIdentifier.ASYNCHRONOUS_EVENT_CONFIGURATION, events.bits()));
  }

  /** The Keep Alive Timeout; 0 if the timer is off. */
  public long keepAliveTimeoutMillis() throws IOException {
    return Integer.toUnsignedLong(current(FeatureIdentifier.KEEP_ALIVE_TIMER));
  }

  /** Sets the Keep Alive Timeout, 0 to turn the timer off; see {@link KeepAlive}. */
  public void setKeepAliveTimeoutMillis(long millis) throws IOException {
    if (millis < 0 || millis > 0xffff_ffffL) {
      throw new IllegalArgumentException("KATO is " + millis + ", must be 0 to 4294967295 ms");
    }
    set(FeatureChange.of(FeatureIdentifier.KEEP_ALIVE_TIMER, (int) millis));
  }

  /** Whether and how long a namespace is protected from writes. */
  public WriteProtection writeProtection(int nsid) throws IOException {
    FeatureQuery query =
        FeatureQuery.of(FeatureIdentifier.NAMESPACE_WRITE_PROTECTION_CONFIG).withNsid(nsid);
    int code = get(query).dword0() & 0b111;
    return WriteProtection.of(code)
        .orElseThrow(
            () ->
                new NvmeException(
                    "%s namespace %s: its write protection state is %d, which is reserved"
                        .formatted(controller.name(), Integer.toUnsignedString(nsid), code)));
  }

  /** Protects a namespace from writes, or no longer. */
  public void setWriteProtection(int nsid, WriteProtection protection) throws IOException {
    set(
        FeatureChange.of(FeatureIdentifier.NAMESPACE_WRITE_PROTECTION_CONFIG, protection.code())
            .withNsid(nsid));
  }

  /** How hard a namespace tries before a command fails. */
  public ErrorRecovery errorRecovery(int nsid) throws IOException {
    FeatureQuery query = FeatureQuery.of(FeatureIdentifier.ERROR_RECOVERY).withNsid(nsid);
    return ErrorRecovery.of(get(query).dword0());
  }

  /** Sets how hard a namespace tries before a command fails. */
  public void setErrorRecovery(int nsid, ErrorRecovery recovery) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.ERROR_RECOVERY, recovery.cdw11()).withNsid(nsid));
  }

  /** How completions share interrupts. */
  public InterruptCoalescing interruptCoalescing() throws IOException {
    return InterruptCoalescing.of(current(FeatureIdentifier.INTERRUPT_COALESCING));
  }

  /** Sets how completions share interrupts. */
  public void setInterruptCoalescing(InterruptCoalescing coalescing) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.INTERRUPT_COALESCING, coalescing.cdw11()));
  }

  /** What the controller believes the host to handle. */
  public HostBehavior hostBehavior() throws IOException {
    return HostBehavior.of(get(FeatureQuery.of(FeatureIdentifier.HOST_BEHAVIOR_SUPPORT)).data());
  }

  /** Tells the controller what the host handles. */
  public void setHostBehavior(HostBehavior behavior) throws IOException {
    set(FeatureChange.of(FeatureIdentifier.HOST_BEHAVIOR_SUPPORT, 0).withData(behavior.toData()));
  }

  private int current(FeatureIdentifier feature) throws IOException {
    return get(FeatureQuery.of(feature)).dword0();
  }

  private static int exhid(long bytes) {
    if (bytes != 8 && bytes != 16) {
      throw new IllegalArgumentException(
          "a Host Identifier has 8 or 16 bytes, not %d".formatted(bytes));
    }
    return bytes == 16 ? 1 : 0;
  }

  private void requireFeature(int fid) throws UnsupportedCommandException {
    IdentifyController identity = controller.identity();
    if (fid == FeatureIdentifier.TIMESTAMP.code()) {
      support.require(
          (identity.oncs() & IdentifyController.ONCS_TIMESTAMP) != 0,
          "the feature Timestamp",
          "ONCS bit 6 is 0 in Identify Controller");
    } else if (fid == FeatureIdentifier.KEEP_ALIVE_TIMER.code()) {
      support.require(
          identity.kas100ms() != 0,
          "the feature Keep Alive Timer",
          "KAS is 0 in Identify Controller");
    } else if (fid == FeatureIdentifier.VOLATILE_WRITE_CACHE.code()) {
      support.require(
          (identity.vwc() & 1) != 0,
          "the feature Volatile Write Cache",
          "VWC bit 0 is 0 in Identify Controller");
    }
  }

  private void requireSaveAndSelect(String what) throws UnsupportedCommandException {
    support.require(
        (controller.identity().oncs() & IdentifyController.ONCS_SAVE_AND_SELECT) != 0,
        what,
        "ONCS bit 4 is 0 in Identify Controller");
  }

  /** Where the controller can be asked; one that refuses to tell has refused nothing yet. */
  private void requireCapabilities(FeatureChange change) throws IOException {
    if ((controller.identity().oncs() & IdentifyController.ONCS_SAVE_AND_SELECT) == 0) {
      return;
    }
    FeatureCapabilities capabilities;
    try {
      capabilities =
          FeatureCapabilities.of(
              get(new FeatureQuery(
                      change.fid(),
                      change.nsid(),
                      FeatureSelect.SUPPORTED_CAPABILITIES,
                      0,
                      change.cdw14() & UUID_INDEX,
                      0))
                  .dword0());
    } catch (NvmeException e) {
      Status status = e.status();
      if (status == null) {
        throw e;
      }
      return;
    }
    String name = "a change of " + name(change.fid());
    support.require(capabilities.changeable(), name, "its supported capabilities have bit 2 at 0");
    if (change.save()) {
      support.require(
          capabilities.saveable(),
          "saving " + name(change.fid()),
          "its supported capabilities have bit 0 at 0");
    }
  }

  private static String name(int fid) {
    return FeatureIdentifier.of(fid)
        .map(FeatureIdentifier::specName)
        .orElse("feature %02Xh".formatted(fid));
  }
}
