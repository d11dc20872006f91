package dev.orion.pci;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * A memory base address register (PCI Express Base Specification, section 7.5.1.2.1).
 *
 * @param index which of the six registers, the lower one of a 64-bit pair
 * @param lengthBytes size of the region it decodes, a power of two
 * @param is64Bit whether it takes the next register as its upper half
 * @param prefetchable whether reads have no side effects
 */
public record Bar(int index, long lengthBytes, boolean is64Bit, boolean prefetchable) {

  /**
   * For transports: checks a window of a function's BAR.
   *
   * @param function its name, for the message
   * @param bars those of the function
   * @throws IOException if there is no such BAR, or the window leaves it
   */
  public static void checkWindow(
      String function, List<Bar> bars, int index, long offsetBytes, long lengthBytes)
      throws IOException {
    Bar bar =
        bars.stream()
            .filter(each -> each.index == index)
            .findFirst()
            .orElseThrow(
                () -> new IOException("%s has no memory BAR %d".formatted(function, index)));
    try {
      Objects.checkFromIndexSize(offsetBytes, lengthBytes, bar.lengthBytes);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(
          "%s: %d bytes at %d leave BAR %d, which has %d"
              .formatted(function, lengthBytes, offsetBytes, index, bar.lengthBytes),
          e);
    }
  }
}
