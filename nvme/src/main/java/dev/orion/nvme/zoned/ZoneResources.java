package dev.orion.nvme.zoned;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.ZoneView;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The states of a namespace's zones and how many of its open and active resources they take (ZNS
 * 2.1.1.4), so that a writer knows before the device refuses. It begins with a report and follows
 * what its owner tells it of; what others do to the zones it learns from {@link #update} alone. A
 * byte a zone. Belongs to one thread.
 */
public final class ZoneResources {

  private final ZoneGeometry geometry;
  private final byte[] stateCodes;
  private final int[] inState = new int[16];

  private ZoneResources(ZoneGeometry geometry) {
    this.geometry = geometry;
    this.stateCodes = new byte[Math.toIntExact(geometry.count())];
    Arrays.fill(stateCodes, (byte) ZoneState.OFFLINE.code());
    inState[ZoneState.OFFLINE.code()] = stateCodes.length;
  }

  /**
   * Reads all zones' states.
   *
   * @throws IOException if the controller does not report them
   * @throws IllegalArgumentException if the namespace has no zones
   */
  public static ZoneResources of(NvmeNamespace namespace) throws IOException {
    Zones zones =
        namespace
            .zones()
            .orElseThrow(() -> new IllegalArgumentException(namespace + " has no zones"));
    return of(zones);
  }

  /** Reads all zones' states. */
  public static ZoneResources of(Zones zones) throws IOException {
    ZoneResources resources = new ZoneResources(zones.geometry());
    zones.visit(
        ZoneReceiveAction.REPORT_ZONES, 0, ZoneReportingOption.ALL, Zones.ALL, resources::update);
    return resources;
  }

  /** The state of the zone that begins at a block. */
  public ZoneState state(long zoneStart) {
    return ZoneStates.of(stateCodes[index(zoneStart)]);
  }

  /** Zones that are open, implicitly or explicitly. */
  public int open() {
    return count(ZoneState.IMPLICITLY_OPENED) + count(ZoneState.EXPLICITLY_OPENED);
  }

  /** Zones that are active: open or closed. */
  public int active() {
    return open() + count(ZoneState.CLOSED);
  }

  /** Zones in a state. */
  public int count(ZoneState state) {
    return inState[state.code()];
  }

  /**
   * Whether the zone can be written now without that the device closes another for it: it is open,
   * or there are resources to open it.
   */
  public boolean canWrite(long zoneStart) {
    return switch (state(zoneStart)) {
      case IMPLICITLY_OPENED, EXPLICITLY_OPENED -> true;
      case CLOSED -> open() < geometry.maxOpen();
      case EMPTY -> open() < geometry.maxOpen() && active() < geometry.maxActive();
      case FULL, READ_ONLY, OFFLINE -> false;
    };
  }

  /**
   * Why a device would refuse an action, in words for people; empty if it would not, as far as is
   * known. A device may close an implicitly opened zone to open another, so that zones opened
   * explicitly alone reach the limit for sure.
   */
  public Optional<String> refusal(ZoneSendAction action, long zoneStart) {
    ZoneState state = state(zoneStart);
    return switch (action) {
      case OPEN_ZONE ->
          switch (state) {
            case IMPLICITLY_OPENED, EXPLICITLY_OPENED -> Optional.empty();
            case CLOSED -> noOpenResource();
            case EMPTY -> noActiveResource().or(this::noOpenResource);
            case FULL, READ_ONLY, OFFLINE -> wrongState(action, state);
          };
      case CLOSE_ZONE ->
          switch (state) {
            case IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> Optional.empty();
            case EMPTY, FULL, READ_ONLY, OFFLINE -> wrongState(action, state);
          };
      case FINISH_ZONE, RESET_ZONE ->
          switch (state) {
            case EMPTY, IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED, FULL -> Optional.empty();
            case READ_ONLY, OFFLINE -> wrongState(action, state);
          };
      case OFFLINE_ZONE ->
          switch (state) {
            case READ_ONLY, OFFLINE -> Optional.empty();
            case EMPTY, IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED, FULL ->
                wrongState(action, state);
          };
      case SET_ZONE_DESCRIPTOR_EXTENSION ->
          state == ZoneState.EMPTY ? noActiveResource() : wrongState(action, state);
      case FLUSH_ZRWA ->
          switch (state) {
            case IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> Optional.empty();
            case EMPTY, FULL, READ_ONLY, OFFLINE -> wrongState(action, state);
          };
    };
  }

  /** Takes what a report says of a zone for its state. */
  public void update(ZoneView zone) {
    set(index(zone.startBlock()), zone.state());
  }

  /** A write to the zone was taken or is going to be: it is open, implicitly if not explicitly. */
  public void written(long zoneStart) {
    ZoneState state = state(zoneStart);
    set(
        index(zoneStart),
        state == ZoneState.EXPLICITLY_OPENED ? state : ZoneState.IMPLICITLY_OPENED);
  }

  /** The last block of the zone was written. */
  public void filled(long zoneStart) {
    set(index(zoneStart), ZoneState.FULL);
  }

  /** An action on a zone succeeded. */
  public void apply(ZoneSendAction action, long zoneStart) {
    apply(action, index(zoneStart));
  }

  /** An action on all zones succeeded: it changed those whose state it applies to (ZNS 3.4.3). */
  public void applyToAll(ZoneSendAction action) {
    for (int zone = 0; zone < stateCodes.length; zone++) {
      boolean applies =
          switch (ZoneStates.of(stateCodes[zone])) {
            case IMPLICITLY_OPENED, EXPLICITLY_OPENED ->
                action == ZoneSendAction.CLOSE_ZONE
                    || action == ZoneSendAction.FINISH_ZONE
                    || action == ZoneSendAction.RESET_ZONE;
            case CLOSED ->
                action == ZoneSendAction.OPEN_ZONE
                    || action == ZoneSendAction.FINISH_ZONE
                    || action == ZoneSendAction.RESET_ZONE;
            case FULL -> action == ZoneSendAction.RESET_ZONE;
            case READ_ONLY -> action == ZoneSendAction.OFFLINE_ZONE;
            case EMPTY, OFFLINE -> false;
          };
      if (applies) {
        apply(action, zone);
      }
    }
  }

  private void apply(ZoneSendAction action, int zone) {
    switch (action) {
      case OPEN_ZONE -> set(zone, ZoneState.EXPLICITLY_OPENED);
      case CLOSE_ZONE, SET_ZONE_DESCRIPTOR_EXTENSION -> set(zone, ZoneState.CLOSED);
      case FINISH_ZONE -> set(zone, ZoneState.FULL);
      case RESET_ZONE -> set(zone, ZoneState.EMPTY);
      case OFFLINE_ZONE -> set(zone, ZoneState.OFFLINE);
      case FLUSH_ZRWA -> {}
    }
  }

  private void set(int zone, ZoneState state) {
    inState[stateCodes[zone]]--;
    inState[state.code()]++;
    stateCodes[zone] = (byte) state.code();
  }

  private int index(long zoneStart) {
    long index = zoneStart / geometry.sizeBlocks();
    if (zoneStart % geometry.sizeBlocks() != 0 || index < 0 || index >= stateCodes.length) {
      throw new IllegalArgumentException("no zone begins at block " + zoneStart);
    }
    return (int) index;
  }

  private Optional<String> noActiveResource() {
    return active() < geometry.maxActive()
        ? Optional.empty()
        : Optional.of(
            "all %d active resources (MAR) are taken: finish or reset an open or closed zone first"
                .formatted(geometry.maxActive()));
  }

  private Optional<String> noOpenResource() {
    return count(ZoneState.EXPLICITLY_OPENED) < geometry.maxOpen()
        ? Optional.empty()
        : Optional.of(
            "all %d open resources (MOR) are taken: close, finish or reset an open zone first"
                .formatted(geometry.maxOpen()));
  }

  private static Optional<String> wrongState(ZoneSendAction action, ZoneState state) {
    return Optional.of(
        "%s does not apply to a zone in the state %s"
            .formatted(action.specName(), state.specName()));
  }
}
