package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.pci.DmaMemory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A memory device that records what it is asked for, queue by queue, and does wrong when told to.
 */
final class InterceptedDevice implements BlockDevice {

  /** A request as it was submitted. */
  record Submitted(BlockOperation operation, long block, long blockCount) {}

  /** What becomes of a request. */
  enum Fate {
    DO,
    PRETEND,
    FAIL
  }

  final List<List<Submitted>> queues = Collections.synchronizedList(new ArrayList<>());
  volatile int mostInFlight;

  private final MemoryBlockDevice memory;
  private final int maxDepth;
  private volatile Function<BlockRequest, Fate> fate = _ -> Fate.DO;
  private volatile Consumer<BlockQueue> onPoll = _ -> {};

  InterceptedDevice(long sizeBytes, int blockSizeBytes) {
    this(sizeBytes, blockSizeBytes, Integer.MAX_VALUE);
  }

  InterceptedDevice(long sizeBytes, int blockSizeBytes, int maxDepth) {
    memory = new MemoryBlockDevice("mem:test", sizeBytes, blockSizeBytes);
    this.maxDepth = maxDepth;
  }

  /** Decides over every request, on the thread that submits it. */
  void decide(Function<BlockRequest, Fate> fate) {
    this.fate = fate;
  }

  /** Is called before every poll, on the thread that polls. */
  void beforePoll(Consumer<BlockQueue> onPoll) {
    this.onPoll = onPoll;
  }

  /** All requests, of all queues. */
  List<Submitted> submitted() {
    return queues.stream().flatMap(List::stream).toList();
  }

  /** All requests of an operation. */
  List<Submitted> submitted(BlockOperation operation) {
    return submitted().stream().filter(each -> each.operation() == operation).toList();
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
  public BlockQueue openQueue(int depth) throws IOException {
    List<Submitted> record = new ArrayList<>();
    queues.add(record);
    return new Queue(memory.openQueue(Math.min(depth, maxDepth)), record);
  }

  @Override
  public void close() {
    memory.close();
  }

  private final class Queue implements BlockQueue {
    private final BlockQueue queue;
    private final List<Submitted> record;
    private final Deque<BlockRequest> kept = new ArrayDeque<>();
    private @Nullable BlockException failure;

    Queue(BlockQueue queue, List<Submitted> record) {
      this.queue = queue;
      this.record = record;
    }

    @Override
    public int depth() {
      return queue.depth();
    }

    @Override
    public int inFlight() {
      return queue.inFlight() + kept.size();
    }

    @Override
    public boolean submit(BlockRequest request) {
      record.add(new Submitted(request.operation(), request.block(), request.blockCount()));
      Fate decided = fate.apply(request);
      boolean taken = true;
      if (decided == Fate.DO) {
        taken = queue.submit(request);
      } else {
        request.begin();
        kept.add(request);
        if (decided == Fate.FAIL) {
          failure =
              new BlockException(
                  BlockException.Kind.MEDIA_ERROR, "mem:test: " + request + ": worn out");
        }
      }
      mostInFlight = Math.max(mostInFlight, inFlight());
      return taken;
    }

    @Override
    public int poll() {
      onPoll.accept(this);
      int done = queue.poll();
      for (int count = kept.size(); count > 0; count--, done++) {
        BlockRequest request = kept.remove();
        if (failure == null) {
          request.succeed();
        } else {
          request.fail(failure);
        }
      }
      return done;
    }

    @Override
    public void close() throws IOException {
      queue.close();
    }
  }
}
