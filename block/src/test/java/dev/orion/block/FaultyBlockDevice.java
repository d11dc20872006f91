package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import dev.orion.pci.DmaMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A memory device that does what a well-behaved one never shows: it grants less depth than asked
 * for, completes one request a poll in random order, takes idle polls for it, and fails what
 * touches its bad blocks.
 */
final class FaultyBlockDevice implements BlockDevice {

  static final int MAX_DEPTH = 5;

  private final MemoryBlockDevice memory;
  private final Random random;
  long badBlock = -1;
  int openQueues;
  int mostInFlight;
  int completed;

  FaultyBlockDevice(Geometry geometry, Random random) {
    memory = new MemoryBlockDevice("faulty", geometry);
    this.random = random;
  }

  @Override
  public String name() {
    return memory.name();
  }

  @Override
  public Geometry geometry() {
    return memory.geometry();
  }

  @Override
  public DmaMemory dma() {
    return memory.dma();
  }

  @Override
  public BlockQueue openQueue(int depth) {
    openQueues++;
    return new Queue(Math.min(depth, MAX_DEPTH));
  }

  @Override
  public void close() {
    memory.close();
  }

  private final class Queue implements BlockQueue {

    private final BlockQueue inner = memory.openQueue(1);
    private final List<BlockRequest> requests = new ArrayList<>();
    private final int depth;

    Queue(int depth) {
      this.depth = depth;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public int inFlight() {
      return requests.size();
    }

    @Override
    public boolean submit(BlockRequest request) {
      geometry().check(request);
      if (requests.size() == depth) {
        return false;
      }
      request.begin();
      requests.add(request);
      mostInFlight = Math.max(mostInFlight, requests.size());
      return true;
    }

    @Override
    public int poll() {
      if (requests.isEmpty() || random.nextBoolean()) {
        return 0;
      }
      BlockRequest request = requests.remove(random.nextInt(requests.size()));
      completed++;
      if (badBlock >= request.block() && badBlock < request.block() + request.blockCount()) {
        request.fail(
            new BlockException(Kind.MEDIA_ERROR, request + " touches bad block " + badBlock));
        return 1;
      }
      BlockRequest copy =
          new BlockRequest().prepare(request.operation(), request.block(), request.blockCount());
      for (int i = 0; i < request.segmentCount(); i++) {
        copy.add(
            request.segmentBuffer(i), request.segmentOffsetBytes(i), request.segmentLengthBytes(i));
      }
      inner.submit(copy);
      inner.poll();
      request.succeed();
      return 1;
    }

    @Override
    public void close() {
      for (BlockRequest request : requests) {
        request.fail(new BlockException(Kind.ABORTED, "closed"));
      }
      requests.clear();
      openQueues--;
    }
  }
}
