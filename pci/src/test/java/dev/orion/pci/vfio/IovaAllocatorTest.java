package dev.orion.pci.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** I/O virtual addresses, in windows that no emulated IOMMU has. */
class IovaAllocatorTest {

  private static final long MIB = 1 << 20;

  private final IovaAllocator iovas = new IovaAllocator();

  @Test
  void lowestFirstAlignedAndAroundWhatIsReserved() {
    iovas.setUsable(
        List.of(
            new IovaAllocator.Range(0, 5 * MIB - 1),
            new IovaAllocator.Range(9 * MIB, Long.MAX_VALUE)));
    assertThat(iovas.allocate(2 * MIB, 2 * MIB)).hasValue(2 * MIB);
    assertThat(iovas.allocate(2 * MIB, 2 * MIB)).hasValue(10 * MIB);
    assertThat(iovas.allocate(MIB, MIB)).as("never 0").hasValue(MIB);
    iovas.release(2 * MIB);
    assertThat(iovas.allocate(2 * MIB, 2 * MIB)).hasValue(2 * MIB);
  }

  @Test
  void aWindowThatIsFullOrTooSmallHasNothing() {
    assertThat(iovas.allocate(4096, 4096)).as("before a device is open").isEmpty();
    iovas.setUsable(List.of(new IovaAllocator.Range(0, 4 * MIB - 1)));
    assertThat(iovas.allocate(8 * MIB, 4096)).isEmpty();
    assertThat(iovas.allocate(2 * MIB, 2 * MIB)).hasValue(2 * MIB);
    assertThat(iovas.allocate(2 * MIB, 2 * MIB)).isEmpty();
    assertThat(VfioErrors.windowTooSmall(2 * MIB, iovas.usable()))
        .hasMessage("no 2097152 bytes of I/O addresses left in the IOMMU's window (0-3fffff)");
  }
}
