package dev.orion.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Capability lists as broken or hostile devices may have them; QEMU's well-formed ones are tested
 * against it.
 */
class CapabilityTest {

  /** Configuration space out of an array. */
  private record ArrayConfig(ByteBuffer bytes) implements ConfigSpace {
    ArrayConfig(int lengthBytes) {
      this(ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public int lengthBytes() {
      return bytes.capacity();
    }

    @Override
    public int read32(int offset) {
      return bytes.getInt(offset);
    }

    @Override
    public void write32(int offset, int value) {
      bytes.putInt(offset, value);
    }

    @Override
    public void write16(int offset, int value) {
      bytes.putShort(offset, (short) value);
    }
  }

  private static ArrayConfig withCapabilities(int lengthBytes, int pointer) {
    ArrayConfig config = new ArrayConfig(lengthBytes);
    config.write16(0x06, 1 << 4);
    config.bytes().put(0x34, (byte) pointer);
    return config;
  }

  @Test
  void walksBothListsInOrder() {
    ArrayConfig config = withCapabilities(4096, 0x40);
    config.write32(0x40, 0x0000_5011);
    config.write32(0x50, 0x0000_0010);
    config.write32(0x100, 0x140 << 20 | 1 << 16 | 0x0001);
    config.write32(0x140, 2 << 16 | 0x0010);
    assertThat(Capability.list(config))
        .containsExactly(
            new Capability(Capability.MSI_X, 0, 0x40, false),
            new Capability(Capability.PCI_EXPRESS, 0, 0x50, false),
            new Capability(Capability.EXTENDED_AER, 1, 0x100, true),
            new Capability(Capability.EXTENDED_SR_IOV, 2, 0x140, true));
  }

  @Test
  void noListWithoutItsStatusBit() {
    ArrayConfig config = withCapabilities(256, 0x40);
    config.write16(0x06, 0);
    config.write32(0x40, 0x0011);
    assertThat(Capability.list(config)).isEmpty();
  }

  @Test
  void listsThatLoopOrLeaveEndThere() {
    ArrayConfig loop = withCapabilities(4096, 0x40);
    loop.write32(0x40, 0x4405);
    loop.write32(0x44, 0x4011);
    loop.write32(0x100, 0x100 << 20 | 0x0001);
    assertThat(Capability.list(loop)).hasSize(3);

    ArrayConfig intoHeader = withCapabilities(256, 0x40);
    intoHeader.write32(0x40, 0x0411);
    assertThat(Capability.list(intoHeader)).hasSize(1);
  }

  @Test
  void anyBytesAreSurvived() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      ArrayConfig config = new ArrayConfig(random.nextBoolean() ? 256 : 4096);
      random.nextBytes(config.bytes().array());
      assertThat(Capability.list(config)).as("seed %d", seed).hasSizeLessThan(1100);
      assertThat(MsixCapability.find(config).map(MsixCapability::vectorCount).orElse(1))
          .isBetween(1, 2048);
      assertThat(MsiCapability.find(config).map(MsiCapability::vectorCount).orElse(1))
          .isBetween(1, 128);
      assertThat(PcieCapability.find(config).map(PcieCapability::maxPayloadBytes).orElse(128))
          .isBetween(128, 16384);
      assertThat(
              PowerManagementCapability.find(config)
                  .map(PowerManagementCapability::state)
                  .orElse(0))
          .isBetween(0, 3);
    }
  }

  @Test
  void aFunctionThatIsGoneHasNoCapabilities() {
    ArrayConfig config = new ArrayConfig(4096);
    for (int offset = 0; offset < 4096; offset += 4) {
      config.write32(offset, -1);
    }
    assertThat(Capability.list(config)).hasSizeLessThanOrEqualTo(1);
    assertThat(ConfigHeader.read(config).vendorId()).isEqualTo(ConfigHeader.NO_VENDOR);
  }
}
