package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.block.BlockException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockDeviceChannelTest {

  private static final int SIZE = 1 << 18;

  @TempDir private Path directory;

  private MemoryBlockDevice device;
  private BlockDeviceChannel channel;

  @BeforeEach
  void open() throws IOException {
    open(512);
  }

  private void open(int blockSizeBytes) throws IOException {
    device = new MemoryBlockDevice("ram", SIZE, blockSizeBytes);
    channel = BlockDeviceChannel.open(device, Access.READ_WRITE);
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThat(device.dma().allocatedBytes()).isZero();
    device.close();
  }

  /** A file of the device's size is the model; only beyond that size may they differ. */
  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void behavesAsAFileChannelOfTheSameSize(int blockSizeBytes) throws IOException {
    close();
    open(blockSizeBytes);
    Random random = Seeds.random("behavesAsAFileChannelOfTheSameSize");
    Path path = Files.write(directory.resolve("model"), new byte[SIZE]);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 3000; i++) {
        int length = random.nextInt(random.nextInt(10) == 0 ? SIZE / 4 : 3 * blockSizeBytes);
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            ByteBuffer mine = buffer(random, length);
            ByteBuffer theirs = buffer(random, length);
            assertThat(channel.read(mine)).isEqualTo(file.read(theirs));
            assertThat(mine.flip()).isEqualTo(theirs.flip());
          }
          case 2, 3 -> {
            byte[] content = Seeds.bytes(random, length);
            long room = SIZE - file.position();
            if (length > 0 && room <= 0) {
              assertThatExceptionOfType(BlockException.class)
                  .isThrownBy(() -> channel.write(ByteBuffer.wrap(content)))
                  .extracting(BlockException::kind)
                  .isEqualTo(Kind.NO_SPACE);
            } else {
              int fits = (int) Math.min(length, room);
              ByteBuffer from = ByteBuffer.wrap(content).asReadOnlyBuffer();
              assertThat(channel.write(from)).isEqualTo(Math.max(fits, 0));
              assertThat(from.position()).isEqualTo(Math.max(fits, 0));
              if (fits > 0) {
                file.write(ByteBuffer.wrap(content, 0, fits));
              }
            }
          }
          case 4 -> {
            long position = random.nextLong(SIZE + SIZE / 16);
            channel.position(position);
            file.position(position);
          }
          default -> {
            long size = SIZE + random.nextLong(SIZE / 16);
            channel.truncate(size);
            file.truncate(size);
          }
        }
        assertThat(channel.position()).isEqualTo(file.position());
        assertThat(channel.size()).isEqualTo(file.size());
      }
    }
    channel.position(0);
    ByteBuffer all = ByteBuffer.allocate(SIZE + 1);
    assertThat(channel.read(all)).isEqualTo(SIZE);
    assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(path)));
  }

  /** A buffer with {@code length} bytes left, on the heap or not, that may begin anywhere. */
  private static ByteBuffer buffer(Random random, int length) {
    int before = random.nextInt(3);
    ByteBuffer buffer =
        random.nextBoolean()
            ? ByteBuffer.allocate(before + length + 5)
            : ByteBuffer.allocateDirect(before + length + 5);
    return buffer.position(before).limit(before + length).slice();
  }

  @Test
  void keepsTheRestOfABlockThatItChanges() throws IOException {
    byte[] expected = Seeds.bytes(new Random(1), 1536);
    channel.write(ByteBuffer.wrap(expected));
    channel.position(510).write(ByteBuffer.wrap(new byte[516]));
    Arrays.fill(expected, 510, 1026, (byte) 0);
    ByteBuffer back = ByteBuffer.allocate(1536);
    channel.position(0).read(back);
    assertThat(back.array()).isEqualTo(expected);
    channel.flush();
  }

  @Test
  void tellsStreamsWhereTheDeviceEnds() throws IOException {
    channel.position(SIZE - 10);
    OutputStream stream = Channels.newOutputStream(channel);
    assertThatExceptionOfType(BlockException.class)
        .isThrownBy(() -> stream.write(new byte[11]))
        .withMessage("ram: write at byte %d: the device ends at %d".formatted(SIZE, SIZE));
    assertThat(Channels.newInputStream(channel).read()).isEqualTo(-1);
  }

  @Test
  void cannotBeTruncatedOrPositionedBeforeItsStart() throws IOException {
    channel.position(100);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> channel.truncate(SIZE - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> channel.truncate(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
    assertThat(channel.position()).isEqualTo(100);
  }

  @Test
  void onlyReadsWhenOpenedForReading() throws IOException {
    try (BlockDeviceChannel reader = BlockDeviceChannel.open(device, Access.READ_ONLY)) {
      assertThat(reader.read(ByteBuffer.allocate(10))).isEqualTo(10);
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> reader.write(ByteBuffer.allocate(1)));
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> reader.truncate(SIZE));
    }
  }

  @Test
  void refusesEverythingWhenClosed() throws IOException {
    channel.close();
    assertClosed(() -> channel.read(ByteBuffer.allocate(0)));
    assertClosed(() -> channel.write(ByteBuffer.allocate(0)));
    assertClosed(() -> channel.position());
    assertClosed(() -> channel.position(0));
    assertClosed(() -> channel.size());
    assertClosed(() -> channel.truncate(SIZE));
    assertClosed(() -> channel.flush());
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(call);
  }
}
