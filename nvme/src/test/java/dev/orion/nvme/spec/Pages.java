package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pages of which {@link NvmeCliText} and {@link NvmeCliJson} have nvme-cli's output: a pattern
 * of bytes, and counts that make sense.
 */
final class Pages {
  private Pages() {}

  /** Bytes that differ from their neighbours, all below 80h because nvme-cli's JSON is signed. */
  static byte[] patterned(int lengthBytes) {
    byte[] page = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      page[i] = (byte) ((i * 37 + (i >> 7) * 11 + 5) & 0x7f);
    }
    return page;
  }

  static byte[] put(byte[] page, int offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      page[offset + i] = (byte) values[i];
    }
    return page;
  }

  static byte[] putText(byte[] page, int offset, int lengthBytes, String text) {
    Arrays.fill(page, offset, offset + lengthBytes, (byte) ' ');
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, page, offset, ascii.length);
    return page;
  }

  static MemorySegment segment(byte[] page) {
    return MemorySegment.ofArray(page);
  }

  static byte[] identifyController() {
    byte[] page = patterned(4096);
    putText(page, 4, 20, "S3RIAL-0123456789XYZ");
    putText(page, 24, 40, "Orion Test Model");
    putText(page, 64, 8, "1.0.2");
    put(page, 263, 3); // npss
    putText(page, 768, 256, "nqn.2014-08.org.nvmexpress:uuid:f81d4fae\0");
    put(page, 2048 + 3, 0x03); // ps 0: MXPS, NOPS
    put(page, 2048 + 18, 0x40); // ps 0: idle power in 100 microwatts
    put(page, 2048 + 22, 0x82); // ps 0: active power in 10 milliwatts, workload 2
    put(page, 2080 + 3, 0x00); // ps 1: centiwatts, operational
    put(page, 2080 + 18, 0x80); // ps 1: idle power in 10 milliwatts
    put(page, 2080 + 22, 0x41); // ps 1: active power in 100 microwatts, workload 1
    put(page, 2112 + 18, 0x00); // ps 2: idle power not reported
    put(page, 2112 + 22, 0xc7); // ps 2: reserved
    return page;
  }

  static byte[] identifyNamespace() {
    byte[] page = patterned(4096);
    put(page, 24, 0x1f); // nsfeat: all, with OPTPERF
    put(page, 25, 3); // nlbaf
    put(page, 26, 0x12); // flbas: format 2, extended LBA
    put(page, 82, 0); // nulbaf
    put(page, 128, 0, 0, 9, 0, 8, 0, 9, 2, 0, 0, 12, 0, 64, 0, 12, 1);
    return page;
  }

  static byte[] identifyNamespaceZoned() {
    byte[] page = patterned(4096);
    for (int i = 0; i < 4; i++) {
      put(page, 2816 + 16 * i + 4, 0, 0, 0, 0); // zsze: nvme-cli's JSON has its low 32 bits only
    }
    put(page, 2816 + 16 * 2 + 8, 1); // zdes of format 2, the one in use
    for (int i = 0; i < 3; i++) {
      System.arraycopy(page, 16, page, 32 + 4 * i, 4); // frl1..3: nvme-cli's text prints frl
    }
    return page;
  }

  static byte[] smartLog() {
    byte[] page = patterned(512);
    put(page, 1, 0x2c, 0x01); // 300 K
    put(page, 204, 0, 0); // no temperature sensor 3
    return page;
  }

  static byte[] errorLog() {
    byte[] page = patterned(128);
    put(page, 12, 0x05, 0x43); // status 2182h: SCT 1h, SC 82h, More; phase 1
    put(page, 29, 3); // trtype
    put(page, 64 + 12, 0x00, 0x01);
    put(page, 64 + 29, 0);
    return page;
  }

  static byte[] firmwareSlotLog() {
    byte[] page = new byte[512];
    put(page, 0, 0x21);
    putText(page, 8, 8, "1.0.2");
    putText(page, 16, 8, "AB12CD34");
    put(page, 24, 'x', 1, 0, 0, 0, 0, 0, 0);
    return page;
  }

  /** Three zones, each with 64 bytes of extension. */
  static byte[] zoneReport() {
    byte[] page = patterned(64 + 3 * 128);
    put(page, 0, 3, 0, 0, 0, 0, 0, 0, 0);
    put(page, 64, 2, 0x20, 0x87, 0x0d);
    put(page, 64 + 128, 2, 0xe0, 0x01, 0x02);
    put(page, 64 + 256, 3, 0xa0, 0x80, 0x00);
    return page;
  }

  static byte[] namespaceIdentificationDescriptors() {
    byte[] page = new byte[4096];
    byte[] pattern = patterned(64);
    put(page, 0, 1, 8);
    System.arraycopy(pattern, 0, page, 4, 8);
    put(page, 12, 2, 16);
    System.arraycopy(pattern, 8, page, 16, 16);
    put(page, 32, 0x7f, 2); // of no known type
    put(page, 38, 3, 16);
    System.arraycopy(pattern, 24, page, 42, 16);
    return page;
  }

  static byte[] namespaceIdList() {
    return put(new byte[4096], 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xef, 0xbe, 0xad, 0x0b);
  }

  static byte[] commandsSupportedAndEffects() {
    byte[] page = new byte[4096];
    put(page, 4 * 0x02, 1, 0, 0, 0); // Get Log Page
    put(page, 4 * 0x80, 0x1f, 0, 2, 0); // Format NVM
    put(page, 4 * 0x90, 0x10, 0, 0, 0); // not supported
    put(page, 4 * 0xc1, 1, 0, 0, 0); // vendor specific
    put(page, 1024 + 4 * 0x01, 3, 0, 0, 0); // Write
    put(page, 1024 + 4 * 0x7d, 3, 0, 8, 0); // Zone Append
    return page;
  }
}
