package dev.orion.simulation.model;

import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReport;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import dev.orion.nvme.spec.ZonedOpcode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;

/**
 * Zones for a {@link ModelController}'s namespace: for numbers of zones and for changes of their
 * states that QEMU's cannot show. Stricter than QEMU's: it never closes an implicitly opened zone
 * to make room for another. Belongs to the model's thread.
 */
public final class ModelZones {

  private static final int PAGE_BYTES = 4096;
  private static final int TYPE_SEQUENTIAL = 2;
  private static final int ZS = 1;
  private static final int ZCAP = 8;
  private static final int ZSLBA = 16;
  private static final int WP = 24;
  private static final long BLOCK_0_FORMAT = 2816;

  private final BlockStore store;
  private final int blockSizeBytes;
  private final long sizeBlocks;
  private final long count;
  private final int maxOpen;
  private final int maxActive;
  private final MemorySegment descriptors;
  private MemorySegment page = MemorySegment.ofArray(new byte[0]);
  private final Map<ZoneState, Integer> inState = new EnumMap<>(ZoneState.class);

  /**
   * Gives a controller's namespace zones, all empty. To be called before a driver comes.
   *
   * @param store what the controller's namespace holds
   * @param zasl ZASL: the largest append as a power of two of pages, 0 for the largest transfer
   */
  public ModelZones(
      ModelController controller,
      BlockStore store,
      int blockSizeBytes,
      long sizeBlocks,
      long capacityBlocks,
      int maxOpen,
      int maxActive,
      int zasl) {
    this.store = store;
    this.blockSizeBytes = blockSizeBytes;
    this.sizeBlocks = sizeBlocks;
    this.count = store.sizeBytes() / blockSizeBytes / sizeBlocks;
    this.maxOpen = maxOpen;
    this.maxActive = maxActive;
    this.descriptors =
        MemorySegment.ofArray(new long[Math.toIntExact(count * ZoneDescriptor.SIZE_BYTES / 8)]);
    for (long zone = 0; zone < count; zone++) {
      descriptors.set(ValueLayout.JAVA_BYTE, at(zone), (byte) TYPE_SEQUENTIAL);
      set(zone, ZSLBA, zone * sizeBlocks);
      set(zone, ZCAP, capacityBlocks);
      set(zone, WP, zone * sizeBlocks);
      descriptors.set(ValueLayout.JAVA_BYTE, at(zone) + ZS, (byte) (ZoneState.EMPTY.code() << 4));
    }
    controller.setCommandSet(
        new ModelCommandSet(Csi.ZONED, identifyNamespace(), identifyController(zasl)));
    controller.onIo(ZonedOpcode.ZONE_MANAGEMENT_RECEIVE.code(), this::report);
    controller.onIo(ZonedOpcode.ZONE_MANAGEMENT_SEND.code(), this::manage);
    controller.onIo(ZonedOpcode.ZONE_APPEND.code(), request -> write(request, true));
    controller.onIo(NvmOpcode.WRITE.code(), request -> write(request, false));
  }

  /** A zone's state. */
  public ZoneState state(long zone) {
    int code = descriptors.get(ValueLayout.JAVA_BYTE, at(zone) + ZS) >>> 4 & 0xf;
    return ZoneState.of(code).orElseThrow();
  }

  /** Moves a zone to a state, as a controller may for reasons of its own. */
  public void setState(long zone, ZoneState state) {
    inState.merge(state(zone), -1, Integer::sum);
    inState.merge(state, 1, Integer::sum);
    descriptors.set(ValueLayout.JAVA_BYTE, at(zone) + ZS, (byte) (state.code() << 4));
  }

  /** Zones that are open. */
  public int open() {
    return inState.getOrDefault(ZoneState.IMPLICITLY_OPENED, 0)
        + inState.getOrDefault(ZoneState.EXPLICITLY_OPENED, 0);
  }

  /** Zones that are open or closed. */
  public int active() {
    return open() + inState.getOrDefault(ZoneState.CLOSED, 0);
  }

  /** The descriptors, to be made wrong. */
  public MemorySegment descriptors() {
    return descriptors;
  }

  private MemorySegment identifyNamespace() {
    MemorySegment page = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 4, maxActive - 1);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 8, maxOpen - 1);
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, BLOCK_0_FORMAT, sizeBlocks);
    return page;
  }

  private static MemorySegment identifyController(int zasl) {
    MemorySegment page = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    page.set(ValueLayout.JAVA_BYTE, 0, (byte) zasl);
    return page;
  }

  private int report(ModelRequest request) {
    long lengthBytes = (request.cdw(12) + 1L) * 4;
    if (page.byteSize() != lengthBytes) {
      page = MemorySegment.ofArray(new byte[Math.toIntExact(lengthBytes)]);
    }
    long room = (page.byteSize() - ZoneReport.HEADER_BYTES) / ZoneDescriptor.SIZE_BYTES;
    int option = request.cdw(13) >>> 8 & 0xff;
    boolean partial = (request.cdw(13) >>> 16 & 1) != 0;
    long first = request.cdwPair(10) / sizeBlocks;
    long matching = 0;
    if (option == ZoneReportingOption.ALL.code()) {
      matching = partial ? Math.min(room, count - first) : count - first;
      long bytes = Math.min(room, count - first) * ZoneDescriptor.SIZE_BYTES;
      MemorySegment.copy(descriptors, at(first), page, ZoneReport.HEADER_BYTES, bytes);
    } else {
      for (long zone = first; zone < count && (!partial || matching < room); zone++) {
        if (state(zone) == STATES.get(ZoneReportingOption.of(option).orElseThrow())) {
          if (matching < room) {
            long to = ZoneReport.HEADER_BYTES + matching * ZoneDescriptor.SIZE_BYTES;
            MemorySegment.copy(descriptors, at(zone), page, to, ZoneDescriptor.SIZE_BYTES);
          }
          matching++;
        }
      }
    }
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, matching);
    return request.send(page);
  }

  private static final Map<ZoneReportingOption, ZoneState> STATES =
      Map.of(
          ZoneReportingOption.EMPTY, ZoneState.EMPTY,
          ZoneReportingOption.IMPLICITLY_OPENED, ZoneState.IMPLICITLY_OPENED,
          ZoneReportingOption.EXPLICITLY_OPENED, ZoneState.EXPLICITLY_OPENED,
          ZoneReportingOption.CLOSED, ZoneState.CLOSED,
          ZoneReportingOption.FULL, ZoneState.FULL,
          ZoneReportingOption.READ_ONLY, ZoneState.READ_ONLY,
          ZoneReportingOption.OFFLINE, ZoneState.OFFLINE);

  private int manage(ModelRequest request) {
    ZoneSendAction action = ZoneSendAction.of(request.cdw(13) & 0xff).orElseThrow();
    boolean all = (request.cdw(13) >>> 8 & 1) != 0;
    if (!all) {
      long block = request.cdwPair(10);
      return block % sizeBlocks != 0 || block / sizeBlocks >= count
          ? ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND)
          : manage(block / sizeBlocks, action);
    }
    for (long zone = 0; zone < count; zone++) {
      if (state(zone) != ZoneState.EMPTY || action == ZoneSendAction.RESET_ZONE) {
        manage(zone, action);
      }
    }
    return ModelRequest.SUCCESS;
  }

  private int manage(long zone, ZoneSendAction action) {
    ZoneState now = state(zone);
    if (now == ZoneState.READ_ONLY || now == ZoneState.OFFLINE) {
      return ModelRequest.status(StatusCode.INVALID_ZONE_STATE_TRANSITION);
    }
    switch (action) {
      case OPEN_ZONE -> {
        return open(zone, ZoneState.EXPLICITLY_OPENED);
      }
      case CLOSE_ZONE -> {
        if (!isOpen(now)) {
          return ModelRequest.status(StatusCode.INVALID_ZONE_STATE_TRANSITION);
        }
        setState(zone, ZoneState.CLOSED);
      }
      case FINISH_ZONE -> setState(zone, ZoneState.FULL);
      case RESET_ZONE -> {
        setState(zone, ZoneState.EMPTY);
        set(zone, WP, zone * sizeBlocks);
      }
      default -> {
        return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
      }
    }
    return ModelRequest.SUCCESS;
  }

  private int open(long zone, ZoneState opened) {
    ZoneState now = state(zone);
    if (isOpen(now)) {
      return ModelRequest.SUCCESS;
    }
    if (now == ZoneState.FULL) {
      return ModelRequest.status(StatusCode.ZONE_IS_FULL);
    }
    if (now == ZoneState.EMPTY && active() >= maxActive) {
      return ModelRequest.status(StatusCode.TOO_MANY_ACTIVE_ZONES);
    }
    if (open() >= maxOpen) {
      return ModelRequest.status(StatusCode.TOO_MANY_OPEN_ZONES);
    }
    setState(zone, opened);
    return ModelRequest.SUCCESS;
  }

  private int write(ModelRequest request, boolean append) {
    long block = request.cdwPair(10);
    int blocks = (request.cdw(12) & 0xffff) + 1;
    long zone = block / sizeBlocks;
    ZoneState now = state(zone);
    switch (now) {
      case FULL -> {
        return ModelRequest.status(StatusCode.ZONE_IS_FULL);
      }
      case READ_ONLY -> {
        return ModelRequest.status(StatusCode.ZONE_IS_READ_ONLY);
      }
      case OFFLINE -> {
        return ModelRequest.status(StatusCode.ZONE_IS_OFFLINE);
      }
      default -> {}
    }
    long pointer = get(zone, WP);
    if (!append && block != pointer) {
      return ModelRequest.status(StatusCode.ZONE_INVALID_WRITE);
    }
    if (pointer + blocks > zone * sizeBlocks + get(zone, ZCAP)) {
      return ModelRequest.status(StatusCode.ZONED_BOUNDARY_ERROR);
    }
    int status = open(zone, ZoneState.IMPLICITLY_OPENED);
    if (status != ModelRequest.SUCCESS) {
      return status;
    }
    if (store.keepsData()) {
      MemorySegment data = request.receive((long) blocks * blockSizeBytes);
      if (data == null) {
        return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
      }
      store.write(pointer * blockSizeBytes, data);
    }
    set(zone, WP, pointer + blocks);
    if (pointer + blocks == zone * sizeBlocks + get(zone, ZCAP)) {
      setState(zone, ZoneState.FULL);
    }
    request.setResult(append ? pointer : 0);
    return ModelRequest.SUCCESS;
  }

  private static boolean isOpen(ZoneState state) {
    return state == ZoneState.IMPLICITLY_OPENED || state == ZoneState.EXPLICITLY_OPENED;
  }

  private long get(long zone, int field) {
    return descriptors.get(ValueLayout.JAVA_LONG_UNALIGNED, at(zone) + field);
  }

  private void set(long zone, int field, long value) {
    descriptors.set(ValueLayout.JAVA_LONG_UNALIGNED, at(zone) + field, value);
  }

  private static long at(long zone) {
    return zone * ZoneDescriptor.SIZE_BYTES;
  }
}
