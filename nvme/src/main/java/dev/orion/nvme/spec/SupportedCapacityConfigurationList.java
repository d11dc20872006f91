package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.decimal128;

import dev.orion.nvme.spec.SupportedCapacityConfigurationList.Capacity;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Supported Capacity Configuration List log page (11h; Base 5.16.1.18): ways to divide a
 * domain's media units into Endurance Groups and NVM Sets.
 *
 * <p>nvme-cli 2.3 reads the channels from a wrong address; its keys are here, but for media units,
 * which it calls {@code chanid} and {@code chmus}.
 */
public final class SupportedCapacityConfigurationList extends ListStructure<Capacity> {
  static final Layout LAYOUT =
      new Layout(
          "Supported Capacity Configuration List",
          16,
          0,
          decimal("sccn", 0, 1).labelled("Number of Supported Capacity Configurations"));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the configurations that it claims.
   */
  public SupportedCapacityConfigurationList(MemorySegment page) {
    PageCursor cursor = new PageCursor(LAYOUT, page);
    List<Capacity> capacities = new ArrayList<>();
    for (long i = 0; i < LAYOUT.unsigned(page, "sccn"); i++) {
      capacities.add(Capacity.take(cursor));
    }
    super(LAYOUT, page, "Capacity Descriptor", capacities);
  }

  @Override
  List<String> entryText(int index, Capacity entry) {
    return under("Capacity Configuration Descriptor: " + index, entry.toText());
  }

  /** A Capacity Configuration Descriptor. */
  public static final class Capacity extends ListStructure<EnduranceGroup> {
    static final Layout LAYOUT =
        new Layout(
            "Capacity Configuration Descriptor",
            32,
            0,
            decimal("cap_config_id", 0, 2).labelled("Capacity Configuration Identifier"),
            decimal("domainid", 2, 2).labelled("Domain Identifier"),
            decimal("egcn", 4, 2).labelled("Number of Endurance Group Configuration Descriptors"));

    private Capacity(MemorySegment bytes, List<EnduranceGroup> groups) {
      super(LAYOUT, bytes, "Endurance Descriptor", groups);
    }

    private static Capacity take(PageCursor cursor) {
      MemorySegment bytes = cursor.take(LAYOUT.structureName(), LAYOUT.sizeBytes());
      List<EnduranceGroup> groups = new ArrayList<>();
      for (long i = 0; i < LAYOUT.unsigned(bytes, "egcn"); i++) {
        groups.add(EnduranceGroup.take(cursor));
      }
      return new Capacity(bytes, groups);
    }

    /** Capacity Configuration Identifier. */
    public int id() {
      return intOf("cap_config_id");
    }

    /** Domain Identifier. */
    public int domainId() {
      return intOf("domainid");
    }
  }

  /** An Endurance Group Configuration Descriptor. */
  public static final class EnduranceGroup extends ListStructure<Channel> {
    static final Layout LAYOUT =
        new Layout(
            "Endurance Group Configuration Descriptor",
            80,
            0,
            decimal("endgid", 0, 2).labelled("Endurance Group Identifier"),
            decimal("cap_adj_factor", 2, 2).labelled("Capacity Adjustment Factor"),
            decimal128("tegcap", 16).labelled("Total Endurance Group Capacity"),
            decimal128("segcap", 32).labelled("Spare Endurance Group Capacity"),
            decimal128("end_est", 48).labelled("Endurance Estimate"));

    private final List<Integer> nvmsetids;

    private EnduranceGroup(MemorySegment bytes, List<Integer> nvmsetids, List<Channel> channels) {
      super(LAYOUT, bytes, "Channel Descriptor", channels);
      this.nvmsetids = nvmsetids;
    }

    private static EnduranceGroup take(PageCursor cursor) {
      MemorySegment bytes = cursor.take(LAYOUT.structureName(), LAYOUT.sizeBytes());
      long sets = cursor.takeNumber("egsets", 2);
      List<Integer> nvmsetids = cursor.takeIdentifiers("NVM Set Identifiers", sets);
      long count = cursor.takeNumber("egchans", 2);
      List<Channel> channels = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        channels.add(Channel.take(cursor));
      }
      return new EnduranceGroup(bytes, nvmsetids, channels);
    }

    /** Endurance Group Identifier. */
    public int endgid() {
      return intOf("endgid");
    }

    /** Total Endurance Group Capacity in bytes. */
    public BigInteger capacityBytes() {
      return unsigned128("tegcap");
    }

    /** Spare Endurance Group Capacity in bytes. */
    public BigInteger spareBytes() {
      return unsigned128("segcap");
    }

    /** NVM Sets of the group. */
    public List<Integer> nvmsetids() {
      return nvmsetids;
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = super.toMap();
      map.put("egsets", (long) nvmsetids.size());
      map.put("egchans", (long) entries().size());
      map.put("NVM Set IDs", ControllerList.named("nvmsetid", nvmsetids));
      return map;
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      fields().forEach(field -> lines.add(line(field.label(), value(field.name()).toString())));
      lines.add("Number of NVM Sets: " + nvmsetids.size());
      for (int i = 0; i < nvmsetids.size(); i++) {
        lines.add("NVM Set %d Identifier: %d".formatted(i, nvmsetids.get(i)));
      }
      lines.add("Number of Channels: " + entries().size());
      entries().forEach(channel -> lines.addAll(channel.toText()));
      return lines;
    }
  }

  /** A Channel Configuration Descriptor. */
  public static final class Channel extends ListStructure<MediaUnit> {
    static final Layout LAYOUT =
        new Layout(
            "Channel Configuration Descriptor",
            4,
            0,
            decimal("chanid", 0, 2).labelled("Channel Identifier"),
            decimal("chmus", 2, 2).labelled("Number of Channel Media Units"));

    private Channel(MemorySegment bytes, List<MediaUnit> units) {
      super(LAYOUT, bytes, "Media Descriptor", units);
    }

    private static Channel take(PageCursor cursor) {
      MemorySegment bytes = cursor.take(LAYOUT.structureName(), LAYOUT.sizeBytes());
      List<MediaUnit> units = new ArrayList<>();
      for (long i = 0; i < LAYOUT.unsigned(bytes, "chmus"); i++) {
        units.add(
            new MediaUnit(
                cursor.take(MediaUnit.LAYOUT.structureName(), MediaUnit.LAYOUT.sizeBytes())));
      }
      return new Channel(bytes, units);
    }

    /** Channel Identifier. */
    public int id() {
      return intOf("chanid");
    }
  }

  /** A Media Unit Configuration Descriptor. */
  public static final class MediaUnit extends Structure {
    static final Layout LAYOUT =
        new Layout(
            "Media Unit Configuration Descriptor",
            8,
            0,
            decimal("muid", 0, 2).labelled("Media Unit Identifier"),
            decimal("mudl", 6, 2).labelled("Media Unit Descriptor Length"));

    MediaUnit(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Media Unit Identifier. */
    public int id() {
      return intOf("muid");
    }
  }
}
