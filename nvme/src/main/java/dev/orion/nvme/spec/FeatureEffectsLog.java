package dev.orion.nvme.spec;

import dev.orion.nvme.spec.EffectsTable.Flag;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Feature Identifiers Supported and Effects log page, 1024 bytes (log page 12h; Base
 * 5.16.1.19): a dword for each feature.
 */
public final class FeatureEffectsLog extends Structure {
  /** Bit of an entry: FID Supported; if it is not set the other bits mean nothing. */
  public static final int FSUPP = 1;

  static final Layout LAYOUT = new Layout("Feature Identifiers Supported and Effects log", 1024, 0);

  private static final List<Flag> FLAGS =
      EffectsTable.withScopes(
          new Flag("FSUPP", 0),
          new Flag("UDCC", 1),
          new Flag("NCC", 2),
          new Flag("NIC", 3),
          new Flag("CCC", 4),
          new Flag("USS", 19));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public FeatureEffectsLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** The entry of a feature, 0 to 255; bits are {@link #FSUPP} and those after it. */
  public int entry(int fid) {
    return (int) littleEndian(4 * (fid & 0xff), 4);
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of("fid_support", EffectsTable.supported(this, "fid_%d"));
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(List.of("Admin Command Set"));
    lines.addAll(EffectsTable.lines(this, "FID %02x -> Support Effects Log: %08x"));
    return lines;
  }

  @Override
  public List<String> toHumanText() {
    List<String> lines = new ArrayList<>(List.of("Admin Command Set"));
    lines.addAll(EffectsTable.lines(this, "FID %02x -> Support Effects Log: %08x", FLAGS));
    return lines;
  }
}
