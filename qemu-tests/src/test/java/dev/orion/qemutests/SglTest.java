package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Scatter lists that PRPs cannot describe go to QEMU's controller as SGLs, and not through copies.
 */
@Timeout(120)
class SglTest {

  private static final int BLOCK_BYTES = 512;
  private static final int BUFFER_BYTES = 1 << 20;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private TestLab lab;
  private NvmeNamespace namespace;
  private BlockQueue queue;
  private DmaBuffer scattered;
  private DmaBuffer plain;

  private static void run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }

  @BeforeEach
  void start() throws IOException {
    System.out.println("SglTest: seed " + seed);
    lab = TestLab.start(List.of("nvme0:size=16M,lba=512"), List.of());
    namespace = lab.nvme("nvme0").namespace(1);
    queue = namespace.openQueue(8);
    scattered = namespace.dma().allocate(BUFFER_BYTES);
    plain = namespace.dma().allocate(BUFFER_BYTES);
    assertThat(namespace.controller().identity().sgls() & 3).isEqualTo(1);
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  /** Pieces of any length at any address, more than one SGL holds. */
  @Test
  void oddPiecesAreNotCopied() throws IOException {
    long before = namespace.dma().allocatedBytes();
    for (int round = 0; round < 150; round++) {
      writeAndReadBack(1 + random.nextInt(round % 10 == 0 ? 1000 : 40), 5000);
    }
    assertThat(namespace.dma().allocatedBytes()).isEqualTo(before);
  }

  /** One block has more pieces than an SGL holds. */
  @Test
  void crumbsAreCopied() throws IOException {
    long before = namespace.dma().allocatedBytes();
    for (int round = 0; round < 20; round++) {
      writeAndReadBack(1 + random.nextInt(40), 6);
    }
    assertThat(namespace.dma().allocatedBytes()).isGreaterThan(before);
  }

  private void writeAndReadBack(int blocks, int longestPiece) {
    byte[] bytes = new byte[BUFFER_BYTES];
    random.nextBytes(bytes);
    scattered.segment().copyFrom(MemorySegment.ofArray(bytes));
    BlockRequest write = scatter(new BlockRequest().write(3, blocks), longestPiece);
    run(queue, write);
    run(queue, new BlockRequest().read(3, blocks).add(plain, 0, (long) blocks * BLOCK_BYTES));
    assertSame(write);

    scattered.segment().fill((byte) 0);
    BlockRequest read = scatter(new BlockRequest().read(3, blocks), longestPiece);
    run(queue, read);
    assertSame(read);
  }

  private BlockRequest scatter(BlockRequest request, int longestPiece) {
    long at = random.nextInt(100);
    for (int left = (int) request.blockCount() * BLOCK_BYTES; left > 0; ) {
      int length = Math.min(left, 1 + random.nextInt(longestPiece));
      request.add(scattered, at, length);
      at += length + random.nextInt(3);
      left -= length;
    }
    return request;
  }

  private void assertSame(BlockRequest request) {
    long done = 0;
    for (int i = 0; i < request.segmentCount(); i++) {
      MemorySegment piece =
          request
              .segmentBuffer(i)
              .segment()
              .asSlice(request.segmentOffsetBytes(i), request.segmentLengthBytes(i));
      assertThat(piece.mismatch(plain.segment().asSlice(done, piece.byteSize())))
          .as("seed %d, piece %d of %s", seed, i, request)
          .isEqualTo(-1);
      done += piece.byteSize();
    }
  }
}
