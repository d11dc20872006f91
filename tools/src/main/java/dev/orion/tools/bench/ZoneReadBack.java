package dev.orion.tools.bench;

import java.util.List;

/** Reads what a job wrote to zones that it found empty or has reset. */
final class ZoneReadBack implements IoStream {
  private final List<IoZone> zones;
  private final long blocksPerIo;

  private int index;
  private long offset;

  /** Of zones that the job has begun to write from their start. */
  ZoneReadBack(List<IoZone> zones, long blocksPerIo) {
    this.zones = List.copyOf(zones);
    this.blocksPerIo = blocksPerIo;
    skip();
  }

  @Override
  public boolean next(IoSlot slot, long now) {
    if (index == zones.size()) {
      return false;
    }
    IoZone zone = zones.get(index);
    long count = Math.min(blocksPerIo, zone.written() - offset);
    slot.prepare(IoDirection.READ, zone.start() + offset, count);
    offset += count;
    skip();
    return true;
  }

  private void skip() {
    while (index < zones.size() && offset >= zones.get(index).written()) {
      index++;
      offset = 0;
    }
  }

  @Override
  public long nextDueNanos() {
    return index == zones.size() ? Long.MAX_VALUE : 0;
  }
}
