package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.LogPageIdentifier;

/**
 * Which log page Get Log Page is to return, all but where it begins and how much of it (Base 5.16).
 *
 * @param lid Log Page Identifier
 * @param name what to call it in messages
 * @param nsid namespace, FFFFFFFFh for the whole controller or subsystem
 * @param lsp Log Specific Field, 7 bits
 * @param lsi Log Specific Identifier, such as an Endurance Group
 * @param csi Command Set Identifier
 * @param uuidIndex UUID Index of a vendor specific log page, 0 for none
 * @param retainsEvent whether the event that reported the page stays (RAE)
 * @param indexOffset whether offsets count entries and not bytes (OT)
 */
public record LogPageRequest(
    int lid,
    String name,
    int nsid,
    int lsp,
    int lsi,
    int csi,
    int uuidIndex,
    boolean retainsEvent,
    boolean indexOffset) {

  /** A log page of the whole controller or subsystem. */
  public static LogPageRequest of(LogPageIdentifier log) {
    return ofVendor(log.code()).named(log.specName() + " log page");
  }

  /** A log page by its number, which may be one that only its vendor knows. */
  public static LogPageRequest ofVendor(int lid) {
    return new LogPageRequest(
        lid, "log page %02xh".formatted(lid), AdminCommand.NSID_ALL, 0, 0, 0, 0, false, false);
  }

  /** With another name for messages. */
  public LogPageRequest named(String newName) {
    return new LogPageRequest(
        lid, newName, nsid, lsp, lsi, csi, uuidIndex, retainsEvent, indexOffset);
  }

  /** Of a namespace. */
  public LogPageRequest withNsid(int newNsid) {
    return new LogPageRequest(
        lid, name, newNsid, lsp, lsi, csi, uuidIndex, retainsEvent, indexOffset);
  }

  /** With the Log Specific Field. */
  public LogPageRequest withLsp(int newLsp) {
    return new LogPageRequest(
        lid, name, nsid, newLsp, lsi, csi, uuidIndex, retainsEvent, indexOffset);
  }

  /** With the Log Specific Identifier. */
  public LogPageRequest withLsi(int newLsi) {
    return new LogPageRequest(
        lid, name, nsid, lsp, newLsi, csi, uuidIndex, retainsEvent, indexOffset);
  }

  /** With the Command Set Identifier. */
  public LogPageRequest withCsi(int newCsi) {
    return new LogPageRequest(
        lid, name, nsid, lsp, lsi, newCsi, uuidIndex, retainsEvent, indexOffset);
  }

  /** With the UUID Index. */
  public LogPageRequest withUuidIndex(int newUuidIndex) {
    return new LogPageRequest(
        lid, name, nsid, lsp, lsi, csi, newUuidIndex, retainsEvent, indexOffset);
  }

  /** With the event that reported the page kept, or not. */
  public LogPageRequest retainingEvent(boolean retains) {
    return new LogPageRequest(lid, name, nsid, lsp, lsi, csi, uuidIndex, retains, indexOffset);
  }

  /** With offsets that count entries, or bytes. */
  public LogPageRequest withIndexOffset(boolean countsEntries) {
    return new LogPageRequest(
        lid, name, nsid, lsp, lsi, csi, uuidIndex, retainsEvent, countsEntries);
  }
}
