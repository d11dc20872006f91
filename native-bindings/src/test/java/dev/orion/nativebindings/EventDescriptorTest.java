package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventDescriptorTest {
  private static final long PATIENT = TimeUnit.SECONDS.toNanos(30);

  @Test
  void countsSignalsUntilConsumed() throws IOException {
    try (EventDescriptor event = EventDescriptor.create()) {
      assertThat(event.consume()).isZero();
      assertThat(event.await(0)).isFalse();

      event.signal();
      event.signal();

      assertThat(event.await(PATIENT)).isTrue();
      assertThat(event.consume()).isEqualTo(2);
      assertThat(event.consume()).isZero();
      assertThat(event.await(TimeUnit.MILLISECONDS.toNanos(1))).isFalse();
    }
  }

  @Test
  void wakesAWaitingThread() throws Exception {
    try (EventDescriptor event = EventDescriptor.create()) {
      CompletableFuture<Boolean> woken = awaitOnAnotherThread(event, new CompletableFuture<>());
      event.signal();
      assertThat(woken.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void waitsForSeveral() throws IOException {
    try (EventDescriptor first = EventDescriptor.create();
        EventDescriptor second = EventDescriptor.create();
        EventDescriptor third = EventDescriptor.create()) {
      PollSet set = PollSet.readable(first.descriptor(), second.descriptor(), third.descriptor());
      assertThat(set.await(0)).isZero();

      first.signal();
      third.signal();

      assertThat(set.await(PATIENT)).isEqualTo(2);
      assertThat(set.isReady(0)).isTrue();
      assertThat(set.isReady(1)).isFalse();
      assertThat(set.isReady(2)).isTrue();
    }
  }

  /**
   * The JVM handles SIGPIPE by doing nothing, but the system call it interrupts ends with EINTR.
   */
  @Test
  void signalsDoNotEndAWait() throws Throwable {
    MethodHandle tgkill =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("tgkill"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
    int sigpipe = 13;
    int process = (int) ProcessHandle.current().pid();
    try (EventDescriptor event = EventDescriptor.create()) {
      CompletableFuture<Integer> threadId = new CompletableFuture<>();
      CompletableFuture<Boolean> woken = awaitOnAnotherThread(event, threadId);
      int thread = threadId.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < 50; i++) {
        int sent = (int) tgkill.invokeExact(process, thread, sigpipe);
        assertThat(sent).isZero();
        Thread.sleep(1);
      }
      assertThat(woken).isNotDone();
      event.signal();
      assertThat(woken.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void waitingForAClosedOneIsRefused() throws IOException {
    EventDescriptor event = EventDescriptor.create();
    event.close();
    assertThatIllegalStateException().isThrownBy(() -> event.await(0));
    assertThatIllegalStateException().isThrownBy(event::signal);
    assertThatIllegalStateException().isThrownBy(event::consume);
  }

  private static CompletableFuture<Boolean> awaitOnAnotherThread(
      EventDescriptor event, CompletableFuture<Integer> threadId) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              threadId.complete(CpuAffinity.threadId());
              try {
                result.complete(event.await(Long.MAX_VALUE));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}
