package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * The Primary Controller Capabilities structure, 4096 bytes (CNS 14h; Base 5.17.2.14): the flexible
 * queues (VQ) and interrupts (VI) that a primary controller can give to secondary ones.
 */
public final class PrimaryControllerCapabilities extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Primary Controller Capabilities",
          4096,
          10,
          hex("cntlid", 0, 2),
          hex("portid", 2, 2),
          hex("crt", 4, 1),
          decimal("vqfrt", 32, 4),
          decimal("vqrfa", 36, 4),
          decimal("vqrfap", 40, 2),
          decimal("vqprt", 42, 2),
          decimal("vqfrsm", 44, 2),
          decimal("vqgran", 46, 2),
          decimal("vifrt", 64, 4),
          decimal("virfa", 68, 4),
          decimal("virfap", 72, 2),
          decimal("viprt", 74, 2),
          decimal("vifrsm", 76, 2),
          decimal("vigran", 78, 2));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public PrimaryControllerCapabilities(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Controller Identifier. */
  public int cntlid() {
    return intOf("cntlid");
  }

  /** Port Identifier. */
  public int portid() {
    return intOf("portid");
  }

  /** Whether queues can be given away (CRT). */
  public boolean hasFlexibleQueues() {
    return (unsigned("crt") & 1) != 0;
  }

  /** Whether interrupts can be given away (CRT). */
  public boolean hasFlexibleInterrupts() {
    return (unsigned("crt") & 1 << 1) != 0;
  }

  /** VQ Resources Flexible Total. */
  public long vqfrt() {
    return unsigned("vqfrt");
  }

  /** VQ Resources Flexible Assigned to secondary controllers. */
  public long vqrfa() {
    return unsigned("vqrfa");
  }

  /** VQ Resources Flexible Allocated to Primary. */
  public int vqrfap() {
    return intOf("vqrfap");
  }

  /** VQ Resources Private Total. */
  public int vqprt() {
    return intOf("vqprt");
  }

  /** VQ Resources Flexible Secondary Maximum. */
  public int vqfrsm() {
    return intOf("vqfrsm");
  }

  /** VQ Flexible Resource Preferred Granularity. */
  public int vqgran() {
    return intOf("vqgran");
  }

  /** VI Resources Flexible Total. */
  public long vifrt() {
    return unsigned("vifrt");
  }

  /** VI Resources Flexible Assigned to secondary controllers. */
  public long virfa() {
    return unsigned("virfa");
  }

  /** VI Resources Flexible Allocated to Primary. */
  public int virfap() {
    return intOf("virfap");
  }

  /** VI Resources Private Total. */
  public int viprt() {
    return intOf("viprt");
  }

  /** VI Resources Flexible Secondary Maximum. */
  public int vifrsm() {
    return intOf("vifrsm");
  }

  /** VI Flexible Resource Preferred Granularity. */
  public int vigran() {
    return intOf("vigran");
  }

  @Override
  Map<String, List<BitField>> bitFields() {
    return Map.of(
        "crt",
        List.of(
            BitField.reserved(7, 2),
            BitField.flag(1, "VI Resources are supported", "VI Resources are not supported"),
            BitField.flag(0, "VQ Resources are supported", "VQ Resources are not supported")));
  }
}
