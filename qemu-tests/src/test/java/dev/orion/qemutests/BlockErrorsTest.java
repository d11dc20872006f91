package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors of the medium behind QEMU's controller, where its blkdebug has them happen. */
@Timeout(120)
class BlockErrorsTest {

  private static final int NSID = 2;
  private static final int BLOCK_BYTES = 4096;
  private static final int SECTORS_PER_BLOCK = BLOCK_BYTES / 512;
  private static final int BLOCK_COUNT = 4096;
  private static final int BAD_BLOCK = 1003;
  private static final String NAME = "qemu:lab/nvme0 namespace 2: ";

  @TempDir private Path directory;
  private QtestLab lab;
  private NvmeNamespace namespace;
  private BlockQueue queue;
  private DmaBuffer buffer;

  /**
   * Brings a device up whose requests fail.
   *
   * @param type which ones, as blkdebug calls them
   * @param block those that touch this block, or -1 for all
   * @param once whether only the first one fails
   */
  private void start(String type, int block, boolean once) throws IOException {
    Path image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) BLOCK_COUNT * BLOCK_BYTES);
    }
    long sector = block < 0 ? -1 : (long) block * SECTORS_PER_BLOCK;
    String node =
        "driver=blkdebug,image.driver=file,image.filename=%s".formatted(image)
            + ",inject-error.0.event=none,inject-error.0.iotype=%s".formatted(type)
            + ",inject-error.0.sector=%d,inject-error.0.once=%s"
                .formatted(sector, once ? "on" : "off");
    lab =
        QtestLab.start(
            new TestLabDefinition(List.of("nvme0:size=64M"), List.of()),
            QemuScript.adding(directory, QemuScript.namespace(NSID, BLOCK_BYTES, node)));
    namespace = lab.nvme("nvme0").namespace(NSID);
    queue = namespace.openQueue(64);
    buffer = namespace.dma().allocate(4 << 20);
  }

  @AfterEach
  void stop() throws IOException {
    buffer.close();
    queue.close();
    lab.close();
  }

  private BlockRequest run(BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    await(request);
    return request;
  }

  private void await(BlockRequest request) {
    while (request.isInFlight()) {
      queue.poll();
    }
  }

  private BlockRequest read(long block, int count) {
    return run(new BlockRequest().read(block, count).add(buffer, 0, (long) count * BLOCK_BYTES));
  }

  private BlockRequest write(long block, int count) {
    return run(new BlockRequest().write(block, count).add(buffer, 0, (long) count * BLOCK_BYTES));
  }

  private static void assertFailed(BlockRequest request, String... parts) {
    BlockException failure = Objects.requireNonNull(request.failure(), "it succeeded");
    assertThat(failure.kind()).isEqualTo(Kind.MEDIA_ERROR);
    assertThat(failure).hasMessageStartingWith(NAME).hasMessageContainingAll(parts);
  }

  /** The blocks' numbers in their first bytes; all 64 requests are in flight at a time. */
  private List<BlockRequest> readAllButFailing() {
    List<BlockRequest> failed = new ArrayList<>();
    int blocks = BLOCK_COUNT / 64;
    List<BlockRequest> requests = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int slot = i % 16;
      long offset = (long) slot * blocks * BLOCK_BYTES;
      BlockRequest request = new BlockRequest().read((long) i * blocks, blocks);
      request.add(buffer, offset, (long) blocks * BLOCK_BYTES);
      assertThat(queue.submit(request)).isTrue();
      requests.add(request);
      if (slot == 15) {
        requests.forEach(this::await);
        for (BlockRequest each : requests) {
          if (each.failure() != null) {
            failed.add(each);
          } else {
            assertNumbered(each, blocks);
          }
        }
        requests.clear();
      }
    }
    return failed;
  }

  private void assertNumbered(BlockRequest read, int blocks) {
    long slot = read.block() / blocks % 16;
    for (int i = 0; i < blocks; i++) {
      long at = (slot * blocks + i) * BLOCK_BYTES;
      assertThat(buffer.segment().getString(at)).isEqualTo("block " + (read.block() + i));
    }
  }

  private void number(int from, int to) {
    for (int block = from; block < to; block += 64) {
      for (int i = 0; i < 64; i++) {
        buffer.segment().setString((long) i * BLOCK_BYTES, "block " + (block + i));
      }
      assertThat(write(block, 64).failure()).isNull();
    }
  }

  @Test
  void aBlockThatCannotBeRead() throws IOException {
    start("read", BAD_BLOCK, false);
    number(0, BLOCK_COUNT);
    for (int i = 0; i < 3; i++) {
      assertFailed(read(BAD_BLOCK, 1), "read of block 1003 failed", "Unrecovered Read Error");
    }
    assertFailed(read(1000, 8), "read of blocks 1000 to 1007", "Unrecovered Read Error");
    assertThat(read(BAD_BLOCK - 1, 1).failure()).isNull();
    assertThat(read(BAD_BLOCK + 1, 1).failure()).isNull();

    List<BlockRequest> failed = readAllButFailing();
    assertThat(failed).hasSize(1);
    assertFailed(failed.getFirst(), "read of blocks 960 to 1023", "Unrecovered Read Error");
  }

  @Test
  void oneFailedReadCanBeRepeated() throws IOException {
    start("read", BAD_BLOCK, true);
    number(0, BLOCK_COUNT);
    assertFailed(read(BAD_BLOCK, 1), "read of block 1003 failed", "Unrecovered Read Error");
    assertThat(read(BAD_BLOCK, 1).failure()).isNull();
    assertThat(buffer.segment().getString(0)).isEqualTo("block 1003");
    assertThat(readAllButFailing()).isEmpty();
  }

  /** A request of many commands, one of which fails, fails once, and only after all have ended. */
  @Test
  void aPartOfALongRead() throws IOException {
    start("read", BAD_BLOCK, false);
    number(0, BLOCK_COUNT);
    assertFailed(read(512, 1024), "read of blocks 512 to 1535", "Unrecovered Read Error");
    assertThat(queue.inFlight()).isZero();
    assertThat(read(1024, 1024).failure()).isNull();
    assertThat(buffer.segment().getString(1023L * BLOCK_BYTES)).isEqualTo("block 2047");
  }

  @Test
  void aBlockThatCannotBeWritten() throws IOException {
    start("write", BAD_BLOCK, false);
    number(0, 960);
    number(1024, BLOCK_COUNT);
    buffer.segment().setString(0, "block 1003");
    for (int i = 0; i < 3; i++) {
      assertFailed(write(BAD_BLOCK, 1), "write of block 1003 failed", "Write Fault");
    }
    assertFailed(write(1000, 8), "write of blocks 1000 to 1007", "Write Fault");
    assertThat(read(BAD_BLOCK, 1).failure()).isNull();
    assertThat(buffer.segment().getString(0)).as("what was there before").isEmpty();
    assertThat(read(BAD_BLOCK + 21, 1).failure()).isNull();
    assertThat(buffer.segment().getString(0)).isEqualTo("block 1024");
  }

  @Test
  void oneFailedWriteCanBeRepeated() throws IOException {
    start("write", BAD_BLOCK, true);
    buffer.segment().setString(0, "block 1003");
    assertFailed(write(BAD_BLOCK, 1), "write of block 1003 failed", "Write Fault");
    assertThat(write(BAD_BLOCK, 1).failure()).isNull();
    buffer.segment().fill((byte) 0);
    assertThat(read(BAD_BLOCK, 1).failure()).isNull();
    assertThat(buffer.segment().getString(0)).isEqualTo("block 1003");
  }

  @Test
  void aFlushThatFails() throws IOException {
    start("flush", -1, true);
    number(0, 64);
    assertFailed(run(new BlockRequest().flush()), "flush failed", "Write Fault");
    number(64, 128);
    assertThat(run(new BlockRequest().flush()).failure()).isNull();
    assertThat(read(64, 1).failure()).isNull();
    assertThat(buffer.segment().getString(0)).isEqualTo("block 64");
  }

  @Test
  void everyFlushFails() throws IOException {
    start("flush", -1, false);
    for (int i = 0; i < 3; i++) {
      number(0, 64);
      assertFailed(run(new BlockRequest().flush()), "flush failed", "Write Fault");
    }
    assertThat(read(0, 1).failure()).isNull();
  }
}
