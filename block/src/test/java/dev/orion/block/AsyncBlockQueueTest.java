package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.block.BlockException.Kind;
import dev.orion.block.Geometry.Capability;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncBlockQueueTest {

  private static final int BLOCK = 512;
  private static final int BLOCKS = 1024;
  private static final int WAITING = 8;

  private final Random random = Seeds.random("AsyncBlockQueueTest");
  private final FaultyBlockDevice device =
      new FaultyBlockDevice(
          Geometry.conventional(BLOCK, BLOCKS, 8, Set.of(Capability.values())), random);
  private AsyncBlockQueue queue;

  @BeforeEach
  void open() throws IOException {
    queue = AsyncBlockQueue.open(device, 16, WAITING, NanoClock.system());
  }

  @AfterEach
  void close() throws IOException {
    queue.close();
    queue.close();
    assertThat(device.openQueues).isZero();
    assertThat(device.dma().allocatedBytes()).isZero();
    device.close();
  }

  private void drive(CompletableFuture<?> future) {
    while (!future.isDone()) {
      queue.doWork();
    }
  }

  private static Throwable failure(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    return future.exceptionNow();
  }

  @Test
  void movesOnlyWhenDriven() {
    CompletableFuture<BlockRequest> future = queue.submit(new BlockRequest().flush());
    assertThat(future).isNotDone();
    drive(future);
    assertThat(future).isCompleted();
    assertThat(queue.doWork()).isZero();
  }

  @Test
  void takesNoMoreThanDepthAndWaitingRequests() {
    List<CompletableFuture<BlockRequest>> futures = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      futures.add(queue.submit(new BlockRequest().flush()));
    }
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.submit(new BlockRequest().flush()))
        .withMessageContaining("8 requests wait already");
    while (device.mostInFlight == 0) {
      queue.doWork();
    }
    futures.add(queue.submit(new BlockRequest().flush()));
    drive(CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)));
    assertThat(device.mostInFlight).isEqualTo(FaultyBlockDevice.MAX_DEPTH);
    assertThat(device.completed).isEqualTo(WAITING + 1);
  }

  @Test
  void endsAFutureAsItsRequestEnded() {
    device.badBlock = 7;
    try (DmaBuffer buffer = device.dma().allocate(BLOCK)) {
      BlockRequest bad = new BlockRequest().read(7, 1).add(buffer);
      CompletableFuture<BlockRequest> future = queue.submit(bad);
      drive(future);
      assertThat(failure(future))
          .isSameAs(bad.failure())
          .hasMessageContaining("bad block 7")
          .isInstanceOf(BlockException.class);

      BlockRequest good = new BlockRequest().read(8, 1).add(buffer);
      future = queue.submit(good);
      drive(future);
      assertThat(future.join()).isSameAs(good);
    }
  }

  @Test
  void refusesAMisfitAtOnceAndAReusedRequestInItsFuture() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.submit(new BlockRequest().read(BLOCKS, 1)));
    BlockRequest request = new BlockRequest().flush();
    CompletableFuture<BlockRequest> first = queue.submit(request);
    CompletableFuture<BlockRequest> second = queue.submit(request);
    drive(CompletableFuture.allOf(first, second).exceptionally(e -> null));
    assertThat(first).isCompleted();
    assertThat(failure(second)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void letsWhatDependsOnAFutureSubmitAndClose() {
    CompletableFuture<BlockRequest> chain = queue.submit(new BlockRequest().flush());
    for (int i = 0; i < 50; i++) {
      chain = chain.thenCompose(request -> queue.submit(request.flush()));
    }
    drive(chain);
    assertThat(device.completed).isEqualTo(51);

    CompletableFuture<BlockRequest> last = queue.submit(new BlockRequest().flush());
    CompletableFuture<Void> closing =
        last.thenRun(
            () -> {
              try {
                queue.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    CompletableFuture<BlockRequest> behind = queue.submit(new BlockRequest().flush());
    drive(CompletableFuture.allOf(closing, behind).exceptionally(e -> null));
    assertThat(closing).isCompleted();
    assertThat(behind).isDone();
  }

  @Test
  void closeEndsWhatWaitsAndWhatIsInFlight() throws IOException {
    List<CompletableFuture<BlockRequest>> futures = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      futures.add(queue.submit(new BlockRequest().flush()));
    }
    while (device.mostInFlight == 0) {
      queue.doWork();
    }
    queue.close();
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures.getLast().exceptionNow())
        .isInstanceOfSatisfying(
            BlockException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ABORTED));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.submit(new BlockRequest().flush()))
        .withMessageContaining("closed");
    assertThat(queue.doWork()).isZero();
  }

  @Test
  void servesManyThreadsWhileOneRuns() throws Exception {
    int threads = 4;
    int share = BLOCKS / threads;
    AtomicInteger ended = new AtomicInteger();
    Thread runner = new Thread(queue, "runner");
    runner.start();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int first = i * share;
        results.add(executor.submit(() -> writeAndReadBack(first, share, ended)));
      }
      for (Future<?> result : results) {
        result.get();
      }
    }
    queue.close();
    runner.join();
    assertThat(ended).hasValue(2 * threads * share);
  }

  /** Writes each block its own number, one after the other as there is room, and reads it back. */
  private void writeAndReadBack(int first, int count, AtomicInteger ended) {
    try (DmaBuffer buffer = device.dma().allocate((long) count * BLOCK)) {
      List<CompletableFuture<BlockRequest>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        buffer.segment().setAtIndex(ValueLayout.JAVA_INT, (long) i * BLOCK / 4, first + i);
        futures.add(
            submitWhenThereIsRoom(
                new BlockRequest().write(first + i, 1).add(buffer, (long) i * BLOCK, BLOCK)));
      }
      joinAll(futures, ended);
      buffer.segment().fill((byte) 0);
      for (int i = 0; i < count; i++) {
        futures.add(
            submitWhenThereIsRoom(
                new BlockRequest().read(first + i, 1).add(buffer, (long) i * BLOCK, BLOCK)));
      }
      joinAll(futures, ended);
      for (int i = 0; i < count; i++) {
        assertThat(buffer.segment().getAtIndex(ValueLayout.JAVA_INT, (long) i * BLOCK / 4))
            .isEqualTo(first + i);
      }
    }
  }

  private static void joinAll(List<CompletableFuture<BlockRequest>> futures, AtomicInteger ended)
      throws CompletionException {
    for (CompletableFuture<BlockRequest> future : futures) {
      future.join();
      ended.incrementAndGet();
    }
    futures.clear();
  }

  private CompletableFuture<BlockRequest> submitWhenThereIsRoom(BlockRequest request) {
    while (true) {
      try {
        return queue.submit(request);
      } catch (RejectedExecutionException e) {
        Thread.onSpinWait();
      }
    }
  }
}
