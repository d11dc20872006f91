package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts I/Os where a zoned device takes them, as fio's {@code zonemode=zbd}: writes at write
 * pointers, a full zone being reset before, and reads below. A sequential job goes from zone to
 * zone. A random one takes the zone that its order says, or, when no more may be open, one that is.
 *
 * <p>Writes are appends, so that any number can be in flight in a zone; or, where their place must
 * be known before, one at a time in each zone.
 */
final class ZonePlacement implements Placement {
  private final List<IoZone> zones;
  private final long zoneBlocks;
  private final long blocksPerPlace;
  private final int maxOpen;
  private final boolean appends;
  private final boolean random;
  private final boolean writes;
  private final SplitMix64 draws;
  private final List<IoZone> open = new ArrayList<>();

  private int writeCursor;
  private int readCursor;
  private long readPosition;

  /**
   * In zones that nobody else writes.
   *
   * @param zones those of the job's region, ascending and without gaps; partly written ones count
   *     as open, and are at most {@code maxOpen}
   * @param zoneBlocks distance between their starts
   * @param blocksPerPlace blocks of the shortest I/O
   * @param maxOpen how many may be partly written at a time
   */
  ZonePlacement(
      BenchJob job,
      List<IoZone> zones,
      long zoneBlocks,
      long blocksPerPlace,
      int maxOpen,
      long seed) {
    this.zones = List.copyOf(zones);
    this.zoneBlocks = zoneBlocks;
    this.blocksPerPlace = blocksPerPlace;
    this.maxOpen = maxOpen;
    appends = Zoning.appends(job);
    random = job.pattern().isRandom();
    writes = job.pattern().has(IoDirection.WRITE);
    draws = new SplitMix64(seed);
    for (IoZone zone : zones) {
      if (writes && zone.isWritable() && zone.written() > 0 && zone.room() > 0) {
        open(zone);
      }
    }
  }

  /** Blocks of one pass: what can be written, or, if nothing is written, what can be read. */
  long onePassBlocks() {
    return zones.stream()
        .mapToLong(zone -> writes ? (zone.isWritable() ? zone.capacity() : 0) : zone.written())
        .sum();
  }

  /** Reads what was written. */
  IoStream readBack() {
    return new ZoneReadBack(zones.stream().filter(IoZone::isUsed).toList(), blocksPerPlace);
  }

  @Override
  public Outcome place(IoSlot slot, IoSequence io) {
    if (io.direction() == IoDirection.READ) {
      boolean placed = random ? placeRandomRead(slot, io) : placeSequentialRead(slot, io);
      if (placed) {
        return Outcome.PLACED;
      }
      if (!writes) {
        return Outcome.NOWHERE;
      }
    }
    return placeWrite(slot, io);
  }

  private Outcome placeWrite(IoSlot slot, IoSequence io) {
    int index = writableFrom(random ? indexOf(io.block()) : writeCursor);
    IoZone zone = zones.get(index);
    if (!zone.isOpen() && open.size() < maxOpen) {
      open(zone);
      if (zone.room() == 0) {
        zone.beginReset();
        slot.prepareReset(zone.start());
        return Outcome.OTHER_FIRST;
      }
    }
    if (random && !zone.takes(!appends)) {
      zone = anotherOpen(zone);
    }
    if (!zone.takes(!appends)) {
      return Outcome.WAIT;
    }
    long count = Math.min(io.blockCount(), zone.room());
    if (appends) {
      slot.prepareAppend(zone.start(), count);
    } else {
      slot.prepare(IoDirection.WRITE, zone.writePointer(), count);
    }
    zone.issue(count);
    if (zone.room() == 0 && !random) {
      writeCursor = (index + 1) % zones.size();
    }
    return Outcome.PLACED;
  }

  /** This zone, or the next one that is not read-only or offline; there is one. */
  private int writableFrom(int first) {
    int index = first;
    while (!zones.get(index).isWritable()) {
      index = (index + 1) % zones.size();
    }
    return index;
  }

  /** Any open zone that takes a write, or the one given. */
  private IoZone anotherOpen(IoZone otherwise) {
    int first = open.isEmpty() ? 0 : (int) draws.nextBelow(open.size());
    for (int index = 0; index < open.size(); index++) {
      IoZone zone = open.get((first + index) % open.size());
      if (zone.takes(!appends)) {
        return zone;
      }
    }
    return otherwise;
  }

  /**
   * If nothing is written where the order says, somewhere below a write pointer. Counted from the
   * zone's start, I/Os are where writes of the shortest length were.
   */
  private boolean placeRandomRead(IoSlot slot, IoSequence io) {
    int first = indexOf(io.block());
    for (int index = 0; index < zones.size(); index++) {
      IoZone zone = zones.get((first + index) % zones.size());
      if (zone.written() > 0) {
        long offset = io.block() - zone.start();
        if (offset < 0 || offset >= zone.written()) {
          offset = draws.nextBelow(Math.ceilDiv(zone.written(), blocksPerPlace)) * blocksPerPlace;
        }
        read(slot, zone, offset - offset % blocksPerPlace, io.blockCount());
        return true;
      }
    }
    return false;
  }

  private boolean placeSequentialRead(IoSlot slot, IoSequence io) {
    for (int skipped = 0; skipped <= zones.size(); skipped++) {
      IoZone zone = zones.get(readCursor);
      if (readPosition < zone.written()) {
        readPosition += read(slot, zone, readPosition, io.blockCount());
        return true;
      }
      readCursor = (readCursor + 1) % zones.size();
      readPosition = 0;
    }
    return false;
  }

  private static long read(IoSlot slot, IoZone zone, long offset, long blockCount) {
    long count = Math.min(blockCount, zone.written() - offset);
    slot.prepare(IoDirection.READ, zone.start() + offset, count);
    return count;
  }

  @Override
  public void completed(IoSlot slot) {
    switch (slot.direction()) {
      case WRITE -> {
        IoZone zone = zoneOf(slot.firstBlock());
        zone.wrote(slot.firstBlock() + slot.request().blockCount());
        if (zone.isDone()) {
          zone.setOpen(false);
          open.remove(zone);
        }
      }
      case RESET -> zoneOf(slot.firstBlock()).reset();
      case READ, TRIM, SYNC -> {}
    }
  }

  private void open(IoZone zone) {
    zone.setOpen(true);
    open.add(zone);
  }

  private IoZone zoneOf(long block) {
    return zones.get(indexOf(block));
  }

  private int indexOf(long block) {
    return (int) ((block - zones.getFirst().start()) / zoneBlocks);
  }
}
