package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal128;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/** The FDP Statistics log page, 64 bytes (log page 22h; TP4146). */
public final class FdpStatisticsLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "FDP Statistics log",
          64,
          0,
          decimal128("hbmw", 0).labelled("Host Bytes with Metadata Written (HBMW)"),
          decimal128("mbmw", 16).labelled("Media Bytes with Metadata Written (MBMW)"),
          decimal128("mbe", 32).labelled("Media Bytes Erased (MBE)"));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public FdpStatisticsLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Host Bytes with Metadata Written. */
  public BigInteger hostBytesWritten() {
    return unsigned128("hbmw");
  }

  /** Media Bytes with Metadata Written. */
  public BigInteger mediaBytesWritten() {
    return unsigned128("mbmw");
  }

  /** Media Bytes Erased. */
  public BigInteger mediaBytesErased() {
    return unsigned128("mbe");
  }
}
