package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException.Kind;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.HostMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockRequestTest {

  private final DmaBuffer buffer = new HostMemory().allocate(8192);
  private final BlockRequest request = new BlockRequest();

  @Test
  void keepsItsScatterListInOrder() {
    request.read(0, 1);
    for (int i = 0; i < 9; i++) {
      request.add(buffer, 10L * i, i + 1);
    }
    assertThat(request.segmentCount()).isEqualTo(9);
    assertThat(request.lengthBytes()).isEqualTo(45);
    for (int i = 0; i < 9; i++) {
      assertThat(request.segmentBuffer(i)).isSameAs(buffer);
      assertThat(request.segmentOffsetBytes(i)).isEqualTo(10L * i);
      assertThat(request.segmentLengthBytes(i)).isEqualTo(i + 1);
    }
    assertThatThrownBy(() -> request.segmentBuffer(9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesPartsThatLeaveTheirBuffer() {
    request.read(0, 1);
    long[][] parts = {{-1, 1}, {0, 0}, {0, -1}, {0, 8193}, {8192, 1}, {1, Long.MAX_VALUE}};
    for (long[] part : parts) {
      assertThatIllegalArgumentException().isThrownBy(() -> request.add(buffer, part[0], part[1]));
    }
    assertThat(request.segmentCount()).isZero();
    assertThat(request.add(buffer, 8191, 1).lengthBytes()).isEqualTo(1);
  }

  @Test
  void startsAfreshWhenPreparedAgain() {
    request.write(5, 2).add(buffer).forceUnitAccess();
    request.begin();
    request.fail(new BlockException(Kind.MEDIA_ERROR, "bad"));
    assertThat(request.failure()).hasMessage("bad");

    request.read(7, 1);
    assertThat(request.isForceUnitAccess()).isFalse();
    assertThat(request.segmentCount()).isZero();
    assertThat(request.lengthBytes()).isZero();
    assertThat(request.failure()).isNull();
    assertThat(request.block()).isEqualTo(7);
  }

  @Test
  void belongsToItsQueueWhileInFlight() {
    request.flush().begin();
    assertThat(request.isInFlight()).isTrue();
    assertThatIllegalStateException().isThrownBy(request::flush);
    assertThatIllegalStateException().isThrownBy(request::begin);
  }

  @Test
  void endsOnce() {
    List<BlockRequest> ended = new ArrayList<>();
    request.flush().onComplete(ended::add).begin();
    request.succeed();
    assertThat(ended).containsExactly(request);
    assertThatIllegalStateException().isThrownBy(request::succeed);
    assertThatIllegalStateException()
        .isThrownBy(() -> request.fail(new BlockException(Kind.IO_ERROR, "late")));
    assertThat(ended).hasSize(1);
  }

  @Test
  void mayBeUsedAgainInItsCompletion() {
    request.onComplete(done -> done.read(1, 1).begin());
    request.flush().begin();
    request.succeed();
    assertThat(request.isInFlight()).isTrue();
    assertThat(request.operation()).isEqualTo(BlockOperation.READ);
  }

  @Test
  void tellsWhereAnAppendWent() {
    request.prepare(BlockOperation.ZONE_APPEND, 100, 1).begin();
    request.succeed(117);
    assertThat(request.resultBlock()).isEqualTo(117);
  }

  @Test
  void namesItself() {
    assertThat(request.write(8, 8)).hasToString("write of blocks 8 to 15");
    assertThat(request.read(8, 1)).hasToString("read of block 8");
    assertThat(request.flush()).hasToString("flush");
    assertThat(request.prepare(BlockOperation.WRITE_ZEROES, 0, 2))
        .hasToString("write zeroes of blocks 0 to 1");
    assertThat(request.prepare(BlockOperation.ZONE_RESET, 64, 0))
        .hasToString("zone reset at block 64");
  }
}
