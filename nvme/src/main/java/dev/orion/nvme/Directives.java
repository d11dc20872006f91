package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Directives: what a host and a controller tell each other about the data of commands, of which
 * there are streams (Base 5.10, 5.11 and 8.7). A reset of the controller ends what was allocated
 * and enabled. For any thread.
 */
public final class Directives {

  /** Directive Type: which directives there are, and which are enabled. */
  public static final int IDENTIFY = 0x00;

  /** Directive Type: data of the same lifetime are told from others. */
  public static final int STREAMS = 0x01;

  private static final int RETURN_PARAMETERS = 0x01;
  private static final int ENABLE_DIRECTIVE = 0x01;
  private static final int RELEASE_IDENTIFIER = 0x01;
  private static final int RELEASE_RESOURCES = 0x02;
  private static final int GET_STATUS = 0x02;
  private static final int ALLOCATE_RESOURCES = 0x03;
  private static final int IDENTIFY_BYTES = 4096;
  private static final int STREAMS_PARAMETERS_BYTES = 32;
  private static final int MAX_STATUS_BYTES = 128 << 10;

  private final NvmeController controller;
  private final CommandSupport support;

  /** Of a controller, if it says that it supports them. */
  public Directives(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Of a controller. */
  public Directives(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /**
   * An operation of a directive.
   *
   * @param nsid the namespace
   * @param type Directive Type
   * @param operation Directive Operation
   * @param specific Directive Specific
   * @param cdw12 Command Dword 12
   */
  public record Operation(int nsid, int type, int operation, int specific, int cdw12) {
    int cdw11() {
      return ManagementCommand.directiveCdw11(operation, type, specific);
    }
  }

  /**
   * What Directive Receive returned.
   *
   * @param dword0 Dword 0 of the completion
   * @param data the data, empty if none were asked for
   */
  public record Received(int dword0, MemorySegment data) {}

  /**
   * Directive Send.
   *
   * @param data data, empty for none; a multiple of 4 bytes
   * @return Dword 0 of the completion
   */
  public int send(Operation operation, MemorySegment data) throws IOException {
    support.require(AdminOpcode.DIRECTIVE_SEND);
    NvmeCommand command = command(AdminOpcode.DIRECTIVE_SEND, operation);
    if (data.byteSize() == 0) {
      return (int) controller.admin(command);
    }
    try (DmaBuffer buffer = controller.dma().allocate(data.byteSize())) {
      buffer.segment().copyFrom(data);
      return (int) controller.admin(withData(command, buffer));
    }
  }

  /**
   * Directive Receive.
   *
   * @param lengthBytes bytes that there is room for, 0 for none; a multiple of 4
   */
  public Received receive(Operation operation, int lengthBytes) throws IOException {
    support.require(AdminOpcode.DIRECTIVE_RECEIVE);
    NvmeCommand command = command(AdminOpcode.DIRECTIVE_RECEIVE, operation);
    if (lengthBytes == 0) {
      return new Received((int) controller.admin(command), MemorySegment.ofArray(new byte[0]));
    }
    try (DmaBuffer buffer = controller.dma().allocate(lengthBytes)) {
      int dword0 = (int) controller.admin(withData(command, buffer));
      return new Received(dword0, NvmeController.onHeap(buffer));
    }
  }

  private static NvmeCommand command(AdminOpcode opcode, Operation operation) {
    return NvmeCommand.of(opcode)
        .withNsid(operation.nsid())
        .withCdw11(operation.cdw11())
        .withCdw12(operation.cdw12());
  }

  private static NvmeCommand withData(NvmeCommand command, DmaBuffer buffer) {
    if (buffer.lengthBytes() % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          "%d bytes of data; they must be a multiple of 4".formatted(buffer.lengthBytes()));
    }
    return command.withCdw10((int) (buffer.lengthBytes() / Integer.BYTES) - 1).withData(buffer);
  }

  /**
   * Which directives there are for a namespace; each number is a bit set by Directive Type.
   *
   * @param supported those that the controller supports
   * @param enabled those that are enabled
   */
  public record Parameters(int supported, int enabled) {

    /** Whether streams can be used. */
    public boolean hasStreams() {
      return (supported >>> STREAMS & 1) != 0;
    }
  }

  /** Which directives there are for a namespace. */
  public Parameters parameters(int nsid) throws IOException {
    MemorySegment data =
        receive(new Operation(nsid, IDENTIFY, RETURN_PARAMETERS, 0, 0), IDENTIFY_BYTES).data();
    return new Parameters(data.get(LittleEndian.INT, 0), data.get(LittleEndian.INT, 32));
  }

  /** Enables or disables a directive for a namespace. */
  public void enable(int nsid, int type, boolean enable) throws IOException {
    send(
        new Operation(
            nsid,
            IDENTIFY,
            ENABLE_DIRECTIVE,
            0,
            ManagementCommand.enableDirectiveCdw12(enable, type)),
        MemorySegment.ofArray(new byte[0]));
  }

  /**
   * The streams that there can be (Base 8.7.3.2.1).
   *
   * @param maxStreams Max Streams Limit
   * @param available NVM Subsystem Streams Available
   * @param open NVM Subsystem Streams Open
   * @param writeBlocks Stream Write Size in logical blocks
   * @param granularityWrites Stream Granularity Size in units of the write size
   * @param namespaceAllocated Namespace Streams Allocated
   * @param namespaceOpen Namespace Streams Open
   */
  public record Streams(
      int maxStreams,
      int available,
      int open,
      long writeBlocks,
      int granularityWrites,
      int namespaceAllocated,
      int namespaceOpen) {}

  /** The streams that there can be for a namespace. */
  public Streams streams(int nsid) throws IOException {
    MemorySegment data =
        receive(new Operation(nsid, STREAMS, RETURN_PARAMETERS, 0, 0), STREAMS_PARAMETERS_BYTES)
            .data();
    return new Streams(
        word(data, 0),
        word(data, 2),
        word(data, 4),
        Integer.toUnsignedLong(data.get(LittleEndian.INT, 16)),
        word(data, 20),
        word(data, 22),
        word(data, 24));
  }

  /** Identifiers of the streams that are open in a namespace. */
  public List<Integer> openStreams(int nsid) throws IOException {
    int lengthBytes = Math.min(MAX_STATUS_BYTES, controller.maxTransferBytes());
    MemorySegment data =
        receive(new Operation(nsid, STREAMS, GET_STATUS, 0, 0), lengthBytes).data();
    int count = word(data, 0);
    if ((count + 1L) * LittleEndian.SHORT.byteSize() > lengthBytes) {
      throw new NvmeException(
          "%s: it says that %d streams are open, of which %d fit its answer"
              .formatted(
                  controller.name(), count, lengthBytes / LittleEndian.SHORT.byteSize() - 1));
    }
    List<Integer> ids = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ids.add(word(data, i * LittleEndian.SHORT.byteSize()));
    }
    return ids;
  }

  /**
   * Allocates streams for the exclusive use of a namespace.
   *
   * @return how many the controller gave, which may be less
   */
  public int allocateStreams(int nsid, int count) throws IOException {
    if (count >>> 16 != 0) {
      throw new IllegalArgumentException(count + " streams, must be 0 to 65535");
    }
    Operation allocate = new Operation(nsid, STREAMS, ALLOCATE_RESOURCES, 0, count);
    return receive(allocate, 0).dword0() & 0xffff;
  }

  /** Releases a stream identifier: the next write with it opens a new stream. */
  public void releaseStream(int nsid, int stream) throws IOException {
    send(
        new Operation(nsid, STREAMS, RELEASE_IDENTIFIER, stream, 0),
        MemorySegment.ofArray(new byte[0]));
  }

  /** Releases the streams allocated for a namespace. */
  public void releaseStreams(int nsid) throws IOException {
    send(new Operation(nsid, STREAMS, RELEASE_RESOURCES, 0, 0), MemorySegment.ofArray(new byte[0]));
  }

  private static int word(MemorySegment data, long offset) {
    return Short.toUnsignedInt(data.get(LittleEndian.SHORT, offset));
  }
}
