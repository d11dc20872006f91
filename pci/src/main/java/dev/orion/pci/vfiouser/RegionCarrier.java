package dev.orion.pci.vfiouser;

import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to a region by message. As on a bus, an access that fails reads all ones or vanishes;
 * {@link #trouble} tells a person more.
 */
final class RegionCarrier implements RemoteRegisters.Carrier {

  private final Connection connection;
  private final int region;
  private volatile @Nullable String trouble;

  RegionCarrier(Connection connection, int region) {
    this.connection = connection;
    this.region = region;
  }

  @Override
  public long read(long address, int widthBytes) {
    try {
      return connection.readRegion(region, address, widthBytes);
    } catch (IOException e) {
      trouble = e.getMessage();
      return -1;
    }
  }

  /** Writes without waiting for the server. */
  @Override
  public void write(long address, int widthBytes, long value) {
    try {
      connection.postRegionWrite(region, address, widthBytes, value);
    } catch (IOException e) {
      trouble = e.getMessage();
    }
  }

  /** Writes and waits until the server has done it. */
  void writeNow(long address, int widthBytes, long value) {
    try {
      connection.writeRegion(region, address, widthBytes, value);
    } catch (IOException e) {
      trouble = e.getMessage();
    }
  }

  /** What the last access that failed failed for. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
