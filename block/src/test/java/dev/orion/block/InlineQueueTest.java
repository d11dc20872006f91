package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.orion.block.BlockException.Kind;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.pci.DmaBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InlineQueueTest {

  private final MemoryBlockDevice device = new MemoryBlockDevice("ram", 64 * 512, 512);
  private final BlockQueue queue = device.openQueue(3);

  @AfterEach
  void close() throws Exception {
    queue.close();
    device.close();
  }

  @Test
  void carriesOutInTheOrderOfSubmission() {
    List<BlockRequest> ended = new ArrayList<>();
    List<BlockRequest> submitted = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 1 + round % 3; i++) {
        BlockRequest request = new BlockRequest().flush().onComplete(ended::add);
        submitted.add(request);
        assertThat(queue.submit(request)).isTrue();
      }
      assertThat(queue.poll()).isEqualTo(1 + round % 3);
    }
    assertThat(ended).containsExactlyElementsOf(submitted);
  }

  @Test
  void doesNotPollInsideACompletion() {
    queue.submit(new BlockRequest().flush().onComplete(request -> queue.poll()));
    assertThatIllegalStateException().isThrownBy(queue::poll).withMessageContaining("completion");
    assertThat(queue.inFlight()).isZero();
    queue.submit(new BlockRequest().flush());
    assertThat(queue.poll()).isEqualTo(1);
  }

  @Test
  void endsARequestWhoseBufferWasFreed() {
    DmaBuffer buffer = device.dma().allocate(512);
    BlockRequest request = new BlockRequest().read(0, 1).add(buffer);
    queue.submit(request);
    buffer.close();
    assertThat(queue.poll()).isEqualTo(1);
    assertThat(request.isInFlight()).isFalse();
    assertThat(request.failure())
        .hasMessageContaining("ram: read of block 0")
        .extracting(BlockException::kind)
        .isEqualTo(Kind.IO_ERROR);
  }

  @Test
  void abortsWhatItNeverCarriedOut() throws Exception {
    BlockRequest request = new BlockRequest().flush();
    queue.submit(request);
    queue.close();
    assertThat(request.failure())
        .hasMessageContaining("ram: flush")
        .extracting(BlockException::kind)
        .isEqualTo(Kind.ABORTED);
    assertThatIllegalStateException().isThrownBy(() -> queue.submit(request.flush()));
    assertThat(request.isInFlight()).isFalse();
  }

  @Test
  void closesInsideACompletion() {
    List<BlockRequest> ended = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      BlockRequest request = new BlockRequest().flush();
      request.onComplete(
          r -> {
            ended.add(r);
            ((InlineQueue) queue).close();
          });
      assertThat(queue.submit(request)).isTrue();
    }
    assertThat(queue.poll()).as("the others were aborted").isEqualTo(1);
    assertThat(ended).hasSize(3);
    assertThat(queue.inFlight()).isZero();
  }

  @Test
  void aCompletionThatThrowsLosesNoOther() throws Exception {
    int[] ended = {0};
    for (int i = 0; i < 3; i++) {
      BlockRequest request = new BlockRequest().flush();
      request.onComplete(
          r -> {
            ended[0]++;
            throw new IllegalArgumentException("mine");
          });
      assertThat(queue.submit(request)).isTrue();
    }
    for (int i = 0; i < 3; i++) {
      assertThatIllegalArgumentException().isThrownBy(queue::close);
    }
    queue.close();
    assertThat(ended[0]).isEqualTo(3);
  }

  @Test
  void refusesDepthsBelowOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> device.openQueue(0));
  }

  @Test
  void memoryDevicesRefuseWhatTheyCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryBlockDevice("odd", 1000, 512))
        .withMessage("odd: 1000 bytes are no multiple of the block size 512");
    ZoneGeometry zones = new ZoneGeometry(8, 8, 1, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MemoryBlockDevice("zoned", new Geometry(512, 64, 8, 1, Set.of(), zones)))
        .withMessageContaining("zones");
  }
}
