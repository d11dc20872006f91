package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.orion.block.BlockException.Kind;
import dev.orion.block.Geometry.Capability;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockingIoTest {

  private static final int BLOCK = 512;
  private static final int SIZE = 4 << 20;

  private final Random random = Seeds.random("BlockingIoTest");
  private FaultyBlockDevice device = device(EnumSet.allOf(Capability.class));
  private BlockingIo io;

  private FaultyBlockDevice device(Set<Capability> capabilities) {
    return new FaultyBlockDevice(
        Geometry.conventional(BLOCK, SIZE / BLOCK, 200, capabilities), random);
  }

  @BeforeEach
  void open() throws IOException {
    io = BlockingIo.open(device, NoWaiting.INSTANCE);
  }

  @AfterEach
  void close() throws IOException {
    io.close();
    io.close();
    assertThat(device.dma().allocatedBytes()).isZero();
    assertThat(device.openQueues).isZero();
    device.close();
  }

  private enum NoWaiting implements NanoClock {
    INSTANCE;

    @Override
    public long nanoTime() {
      throw new AssertionError("nobody asked for the time");
    }

    @Override
    public void pause(long nanos) {}
  }

  @Test
  void movesHeapAndNativeMemoryOfAnyLength() throws IOException {
    byte[] model = new byte[SIZE];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SIZE);
      for (int i = 0; i < 60; i++) {
        int length = random.nextInt((i % 10 == 0 ? SIZE : 64 * BLOCK) / BLOCK + 1) * BLOCK;
        int offset = random.nextInt((SIZE - length) / BLOCK + 1) * BLOCK;
        byte[] content = Seeds.bytes(random, length);
        System.arraycopy(content, 0, model, offset, length);
        byte[] back = new byte[length + 2];
        if (random.nextBoolean()) {
          MemorySegment part = memory.asSlice(0, length).copyFrom(MemorySegment.ofArray(content));
          io.write(offset, part);
          part.fill((byte) 0);
          io.read(offset, part);
          MemorySegment.ofArray(back).asSlice(1, length).copyFrom(part);
        } else {
          ByteBuffer from = ByteBuffer.wrap(content).asReadOnlyBuffer();
          io.write(offset, from);
          assertThat(from.hasRemaining()).isFalse();
          ByteBuffer into = ByteBuffer.wrap(back, 1, length);
          io.read(offset, into);
          assertThat(into.position()).isEqualTo(into.limit());
        }
        assertThat(back).startsWith(0).endsWith(0);
        assertThat(Arrays.copyOfRange(back, 1, length + 1)).isEqualTo(content);
      }
    }
    byte[] all = new byte[SIZE];
    io.read(0, ByteBuffer.wrap(all));
    assertThat(all).isEqualTo(model);
    assertThat(device.mostInFlight).isEqualTo(FaultyBlockDevice.MAX_DEPTH);
  }

  @Test
  void doesNothingForNoBytes() throws IOException {
    io.read(SIZE, ByteBuffer.allocate(0));
    io.write(0, ByteBuffer.allocate(0));
    io.discard(0, 0);
    io.writeZeroes(0, 0);
    assertThat(device.completed).isZero();
  }

  @Test
  void zeroesAndDiscards() throws IOException {
    zero();
    io.discard(0, SIZE);
    io.flush();
  }

  @Test
  void writesZeroesWhereTheDeviceDoesNotKnowThem() throws IOException {
    close();
    device = device(Set.of());
    open();
    zero();
    assertThatIllegalArgumentException().isThrownBy(() -> io.discard(0, BLOCK));
  }

  private void zero() throws IOException {
    byte[] model = Seeds.bytes(random, SIZE);
    io.write(0, ByteBuffer.wrap(model));
    io.writeZeroes(3 * BLOCK, SIZE / 2);
    Arrays.fill(model, 3 * BLOCK, 3 * BLOCK + SIZE / 2, (byte) 0);
    byte[] all = new byte[SIZE];
    io.read(0, ByteBuffer.wrap(all));
    assertThat(all).isEqualTo(model);
  }

  @Test
  void reportsTheFailureOfALongTransferAndGoesOn() throws IOException {
    byte[] before = Seeds.bytes(random, SIZE);
    io.write(0, ByteBuffer.wrap(before));
    device.badBlock = SIZE / BLOCK / 2;
    assertThatExceptionOfType(BlockException.class)
        .isThrownBy(() -> io.read(0, ByteBuffer.allocate(SIZE)))
        .withMessageContaining("bad block " + device.badBlock)
        .extracting(BlockException::kind)
        .isEqualTo(Kind.MEDIA_ERROR);
    assertThatExceptionOfType(BlockException.class)
        .isThrownBy(() -> io.write(0, ByteBuffer.wrap(before)));
    byte[] half = new byte[SIZE / 4];
    io.read(0, ByteBuffer.wrap(half));
    assertThat(half).isEqualTo(Arrays.copyOf(before, SIZE / 4));
  }

  @Test
  void refusesWhatIsNotBlocksOfTheDevice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.read(1, ByteBuffer.allocate(BLOCK)))
        .withMessageContaining("multiples of its block size 512");
    assertThatIllegalArgumentException().isThrownBy(() -> io.write(0, ByteBuffer.allocate(511)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.read(SIZE, ByteBuffer.allocate(BLOCK)))
        .withMessageContaining("it has %d bytes".formatted(SIZE));
    assertThatIllegalArgumentException().isThrownBy(() -> io.discard(-BLOCK, BLOCK));
    assertThatIllegalArgumentException().isThrownBy(() -> io.writeZeroes(0, -BLOCK));
    assertThatIllegalArgumentException().isThrownBy(() -> io.discard(BLOCK, 1L << 62));
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> io.read(0, ByteBuffer.allocate(BLOCK).asReadOnlyBuffer()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.read(0, MemorySegment.ofArray(new byte[BLOCK]).asReadOnly()));
    assertThat(device.completed).isZero();
  }

  @Test
  void refusesWorkWhenClosed() throws IOException {
    io.close();
    assertThatIllegalStateException().isThrownBy(() -> io.flush());
    assertThatIllegalStateException().isThrownBy(() -> io.read(0, ByteBuffer.allocate(BLOCK)));
  }

  @Test
  void servesSeveralThreads() throws Exception {
    int threads = 4;
    int share = SIZE / threads;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      Future<?>[] results =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      executor.submit(
                          () -> {
                            for (int i = 0; i < 20; i++) {
                              byte[] content = new byte[share];
                              Arrays.fill(content, (byte) (100 * thread + i));
                              io.write((long) thread * share, ByteBuffer.wrap(content));
                              byte[] back = new byte[share];
                              io.read((long) thread * share, ByteBuffer.wrap(back));
                              assertThat(back).isEqualTo(content);
                            }
                            return null;
                          }))
              .toArray(Future<?>[]::new);
      for (Future<?> result : results) {
        result.get();
      }
    }
  }
}
