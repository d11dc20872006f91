package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orion.block.Geometry.Capability;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.HostMemory;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {

  private static final Geometry PLAIN = Geometry.conventional(4096, 100, 32, Set.of());
  private static final Geometry ZONED =
      new Geometry(
          4096,
          100,
          32,
          1,
          Set.of(),
          new ZoneGeometry(10, 10, ZoneGeometry.UNLIMITED, ZoneGeometry.UNLIMITED, 4));

  private final DmaBuffer buffer = new HostMemory().allocate(64 * 4096);

  private BlockRequest request(BlockOperation operation, long block, long blockCount) {
    BlockRequest request = new BlockRequest().prepare(operation, block, blockCount);
    if (operation.hasData()) {
      request.add(buffer, 0, Math.clamp(blockCount, 1, 64) * 4096L);
    }
    return request;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256, 511, 513, 4097, 6144})
  void refusesBlockSizesThatAreNoPowerOfTwoFrom512(int blockSizeBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Geometry.conventional(blockSizeBytes, 1, 1, Set.of()));
  }

  @Test
  void refusesCapacitiesBeyond63Bits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Geometry.conventional(512, 1L << 54, 1, Set.of()));
    assertThatCode(() -> Geometry.conventional(512, (1L << 54) - 1, 1, Set.of()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "99, 1", "0, 50", "40, 60"})
  void takesRangesInsideTheDevice(long block, long blockCount) {
    PLAIN.check(request(BlockOperation.READ, block, blockCount));
    PLAIN.check(request(BlockOperation.WRITE, block, blockCount));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "100, 1",
    "99, 2",
    "0, 0",
    "0, -1",
    "9223372036854775807, 1",
    "1, 9223372036854775807",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, 1"
  })
  void refusesRangesOutsideTheDevice(long block, long blockCount) {
    for (BlockOperation operation :
        new BlockOperation[] {BlockOperation.READ, BlockOperation.WRITE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.check(request(operation, block, blockCount)))
          .withMessageContaining("blocks 0 to 99");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4095, 4097, 8192})
  void refusesBuffersOfAnotherLengthThanTheRange(long lengthBytes) {
    BlockRequest request = new BlockRequest().read(3, 1).add(buffer, 0, lengthBytes);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.check(request))
        .withMessageContaining("read of block 3")
        .withMessageContaining(lengthBytes + " bytes")
        .withMessageContaining("4096");
  }

  @Test
  void refusesDataWithoutBuffers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.check(new BlockRequest().read(0, 1)));
  }

  @Test
  void addsUpOddPieces() {
    BlockRequest request =
        new BlockRequest().write(0, 1).add(buffer, 3, 1).add(buffer, 7, 4094).add(buffer, 5000, 1);
    assertThatCode(() -> PLAIN.check(request)).doesNotThrowAnyException();
  }

  @Test
  void knowsWhatItsCapabilitiesSay() {
    BlockRequest discard = request(BlockOperation.DISCARD, 0, 1);
    BlockRequest zeroes = request(BlockOperation.WRITE_ZEROES, 0, 1);
    Geometry discards = Geometry.conventional(4096, 100, 32, Set.of(Capability.DISCARD));
    discards.check(discard);
    assertThatIllegalArgumentException().isThrownBy(() -> discards.check(zeroes));
    assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.check(discard));
    PLAIN.check(request(BlockOperation.FLUSH, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = BlockOperation.class,
      names = {"ZONE_APPEND", "ZONE_OPEN", "ZONE_CLOSE", "ZONE_FINISH", "ZONE_RESET"})
  void checksZoneStarts(BlockOperation operation) {
    long blockCount = operation.hasData() ? 1 : 0;
    ZONED.check(request(operation, 90, blockCount));
    for (long block : new long[] {-10, 1, 99, 100, 110}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ZONED.check(request(operation, block, blockCount)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.check(request(operation, 0, blockCount)));
  }

  @Test
  void limitsAppends() {
    ZONED.check(request(BlockOperation.ZONE_APPEND, 10, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZONED.check(request(BlockOperation.ZONE_APPEND, 10, 5)));
  }
}
