package dev.orion.nvme;

import dev.orion.pci.DmaBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the driver keeps of a command between its submission and its completion, made once with its
 * queue and reused: who hears of the end, and the command's PRP list. An SGL, or a small payload of
 * the command itself such as a Dataset Management range, may take the list's place.
 */
public final class Tracker {

  final PrpList prpList;
  final SglList sglList;
  int commandId;
  boolean inFlight;
  boolean isLost;
  int begunTick;
  @Nullable Tracker nextFree;
  @Nullable CommandCompletion completion;
  @Nullable Object context;

  // Of a command that is a part of a request whose buffers PRPs cannot describe.
  @Nullable DmaBuffer bounce;
  int bouncedBytes;
  int scatterSegment;
  long scatterPosition;

  Tracker(int commandId, PrpList prpList) {
    this.commandId = commandId;
    this.prpList = prpList;
    this.sglList = new SglList(prpList.memory(), prpList.iova());
  }

  /** The command's identifier, for Command Dword 0. */
  public int commandId() {
    return commandId;
  }

  /** What the submitter gave to {@link QueuePair#begin}. */
  public @Nullable Object context() {
    return context;
  }

  /** The command's PRP list. */
  public PrpList prpList() {
    return prpList;
  }
}
