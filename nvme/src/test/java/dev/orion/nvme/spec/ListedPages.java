package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Pages.patterned;
import static dev.orion.nvme.spec.Pages.put;
import static dev.orion.nvme.spec.Pages.putText;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Pages for which the directory {@code nvme-cli} beside this class has what nvme-cli 2.3 prints:
 * patterns of bytes with counts and identifiers that make sense, by the specification's offsets.
 */
final class ListedPages {
  /** The pages by the command that shows them. */
  static final Map<String, Supplier<byte[]>> PAGES = new TreeMap<>();

  static {
    PAGES.put("id-nvmset", ListedPages::nvmSets);
    PAGES.put("cmdset-ind-id-ns", () -> patterned(4096));
    PAGES.put("list-ctrl", () -> put(new byte[4096], 0, 3, 0, 1, 0, 5, 0, 7, 1));
    PAGES.put("primary-ctrl-caps", () -> patterned(4096));
    PAGES.put("list-secondary", ListedPages::secondaryControllers);
    PAGES.put("id-ns-granularity", () -> put(patterned(4096), 4, 1));
    PAGES.put("id-uuid", ListedPages::uuids);
    PAGES.put("id-domain", ListedPages::domains);
    PAGES.put("list-endgrp", () -> put(new byte[4096], 0, 2, 0, 3, 0, 4, 2));
    PAGES.put("id-iocs", () -> put(put(new byte[4096], 0, 5), 8 * 300, 1, 2));
    PAGES.put("supported-log-pages", ListedPages::supportedLogPages);
    PAGES.put("self-test-log", ListedPages::selfTests);
    PAGES.put("endurance-log", () -> patterned(512));
    PAGES.put("predictable-lat-log", () -> patterned(512));
    PAGES.put("pred-lat-event-agg-log", ListedPages::events);
    PAGES.put("endurance-event-agg-log", ListedPages::events);
    PAGES.put("ana-log", ListedPages::ana);
    PAGES.put("persistent-event-log", ListedPages::persistentEvents);
    PAGES.put("lba-status-log", ListedPages::lbaStatus);
    PAGES.put("fid-support-effects-log", ListedPages::featureEffects);
    PAGES.put("mi-cmd-support-effects-log", ListedPages::miCommandEffects);
    PAGES.put("resv-notif-log", () -> patterned(64));
    PAGES.put("sanitize-log", ListedPages::sanitize);
    PAGES.put("changed-zone-list", ListedPages::changedZones);
    PAGES.put("fdp-configs", ListedPages::fdpConfigurations);
    PAGES.put("fdp-usage", () -> put(patterned(32), 0, 3, 0));
    PAGES.put("fdp-stats", () -> patterned(64));
    PAGES.put("fdp-events", ListedPages::fdpEvents);
  }

  private ListedPages() {}

  private static byte[] nvmSets() {
    byte[] page = put(patterned(4096), 0, 2);
    put(page, 128, 1, 0, 1, 0); // nvme-cli's text has the group's identifier twice
    return put(page, 256, 4, 1, 4, 1);
  }

  private static byte[] secondaryControllers() {
    byte[] page = put(patterned(4096), 0, 2);
    put(page, 32, 3, 0, 1, 0, 1);
    return put(page, 64, 4, 0, 1, 0, 0);
  }

  private static byte[] uuids() {
    byte[] page = new byte[4096];
    System.arraycopy(patterned(96), 0, page, 32, 96);
    put(page, 32, 1);
    put(page, 64, 2);
    put(page, 96, 0);
    for (int i = 0; i < 16; i++) {
      put(page, 96 + 16 + i, 0xff);
    }
    return page;
  }

  private static byte[] domains() {
    byte[] page = put(patterned(4096), 0, 2);
    put(page, 128, 7, 0);
    return put(page, 256, 0, 1);
  }

  private static byte[] supportedLogPages() {
    byte[] page = new byte[1024];
    put(page, 0, 1);
    put(page, 4 * 0x02, 3);
    put(page, 4 * 0x0d, 1, 0, 1);
    return put(page, 4 * 0xc0, 1);
  }

  private static byte[] selfTests() {
    byte[] page = patterned(4 + 28 * 20);
    put(page, 0, 1, 37);
    put(page, 4, 0x17, 3, 0x0f);
    put(page, 4 + 28, 0x20, 3, 0);
    for (int i = 2; i < 20; i++) {
      put(page, 4 + 28 * i, 0x0f);
    }
    return page;
  }

  private static byte[] events() {
    return put(new byte[14], 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9, 0, 2, 1);
  }

  private static byte[] ana() {
    byte[] page = patterned(16 + 32 + 8 + 32 + 4);
    put(page, 8, 2, 0);
    put(page, 16, 1, 0, 0, 0, 2, 0, 0, 0);
    put(page, 16 + 12, 0, 0, 0, 0); // nvme-cli's JSON has 32 bits of the change count
    put(page, 16 + 16, 1);
    put(page, 16 + 40 + 12, 0, 0, 0, 0);
    put(page, 16 + 40, 2, 0, 0, 0, 1, 0, 0, 0);
    return put(page, 16 + 40 + 16, 15);
  }

  /** One event of each type that has data of its own, none with vendor specific information. */
  private static byte[] persistentEvents() {
    int[][] events = {
      {1, 512},
      {2, 22},
      {3, 16},
      {4, 8 + 36},
      {5, 4},
      {6, 48},
      {7, 12},
      {8, 12},
      {9, 12},
      {10, 8},
      {13, 2}
    };
    int length = 512;
    for (int[] event : events) {
      length += 24 + event[1];
    }
    byte[] page = patterned(length + 1); // nvme-cli leaves an event out that ends with the page
    put(page, 0, 0x0d);
    put(page, 4, events.length, 0, 0, 0);
    put(page, 8, (length + 1) & 0xff, (length + 1) >> 8, 0, 0, 0, 0, 0, 0);
    putText(page, 56, 20, "S3RIAL");
    putText(page, 76, 40, "Orion Test Model");
    putText(page, 116, 256, "nqn.2014-08.org.nvmexpress:uuid:f81d4fae\0");
    for (int i = 480; i < 512; i++) {
      put(page, i, 0);
    }
    put(page, 480, 0xfe, 0x27);
    int at = 512;
    for (int[] event : events) {
      put(page, at, event[0], 1, 21);
      put(page, at + 20, 0, 0, event[1] & 0xff, event[1] >> 8);
      at += 24 + event[1];
    }
    put(page, 512 + 24 + 1, 0x2c, 0x01); // the snapshot's temperature
    return page;
  }

  private static byte[] lbaStatus() {
    byte[] page = patterned(16 + 16 + 32 + 16);
    put(page, 0, page.length, 0, 0, 0, 2, 0, 0, 0);
    put(page, 16 + 4, 2, 0, 0, 0);
    put(page, 16 + 48 + 4, 0, 0, 0, 0);
    return page;
  }

  private static byte[] featureEffects() {
    byte[] page = new byte[1024];
    put(page, 4 * 0x01, 1, 0, 0x10);
    put(page, 4 * 0x06, 0x1f, 0, 0x20, 1);
    return put(page, 4 * 0x07, 0x10);
  }

  private static byte[] miCommandEffects() {
    byte[] page = new byte[4096];
    put(page, 4 * 0x02, 1, 0, 0x10);
    return put(page, 4 * 0xff, 0x13, 0, 0x20, 1);
  }

  private static byte[] sanitize() {
    return put(patterned(512), 2, 0x12, 1);
  }

  private static byte[] changedZones() {
    byte[] page = put(new byte[4096], 0, 2);
    put(page, 8, 0, 0x10);
    return put(page, 16, 0, 0, 1);
  }

  private static byte[] fdpConfigurations() {
    byte[] page = patterned(16 + 80 + 72);
    put(page, 0, 1, 0);
    put(page, 4, page.length, 0, 0, 0);
    put(page, 16, 80, 0, 0x82, 8);
    put(page, 16 + 8, 2, 0);
    put(page, 16 + 64, 1, 0, 0, 0, 2, 0, 0, 0);
    put(page, 96, 72, 0, 0x12, 0);
    put(page, 96 + 8, 1, 0);
    return put(page, 96 + 64, 1);
  }

  private static byte[] fdpEvents() {
    byte[] page = patterned(4096);
    put(page, 0, 2, 0, 0, 0);
    put(page, 64, 0x80, 7);
    put(page, 64 + 10, 0, 0); // nvme-cli's JSON has 64 bits of the timestamp
    put(page, 64 + 16, 0); // nvme-cli looks for the LBA 4 bytes too far
    put(page, 128, 3, 1);
    return put(page, 128 + 10, 0, 0);
  }
}
