package dev.orion.simulation.model;

import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.KeyValueCommand;
import dev.orion.nvme.spec.KeyValueOpcode;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keys and values for a {@link ModelController}'s namespace, which no QEMU has. Lists keys in the
 * order of their bytes. Belongs to the model's thread.
 */
public final class ModelKeyValue {

  private static final int PAGE_BYTES = 4096;

  private final int maxKeyBytes;
  private final int maxValueBytes;
  private final NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);

  /** Gives a controller's namespace keys and values. To be called before a driver comes. */
  public ModelKeyValue(ModelController controller, int maxKeyBytes, int maxValueBytes) {
    this.maxKeyBytes = maxKeyBytes;
    this.maxValueBytes = maxValueBytes;
    controller.setCommandSet(
        new ModelCommandSet(
            Csi.KEY_VALUE, identify(), MemorySegment.ofArray(new byte[PAGE_BYTES])));
    controller.onIo(KeyValueOpcode.STORE.code(), this::store);
    controller.onIo(KeyValueOpcode.RETRIEVE.code(), this::retrieve);
    controller.onIo(KeyValueOpcode.LIST.code(), this::list);
    controller.onIo(KeyValueOpcode.DELETE.code(), this::delete);
    controller.onIo(KeyValueOpcode.EXIST.code(), this::exist);
  }

  private MemorySegment identify() {
    MemorySegment page = MemorySegment.ofArray(new byte[PAGE_BYTES]);
    page.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 1L << 30);
    page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 72, (short) maxKeyBytes);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 76, maxValueBytes);
    page.set(ValueLayout.JAVA_INT_UNALIGNED, 80, 1 << 16);
    return page;
  }

  private static byte[] key(ModelRequest request) {
    byte[] dwords =
        ByteBuffer.allocate(KeyValueCommand.MAX_KEY_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(request.cdw(2))
            .putInt(request.cdw(3))
            .putInt(request.cdw(14))
            .putInt(request.cdw(15))
            .array();
    return Arrays.copyOf(dwords, KeyValueCommand.keyBytes(request.cdw(11)));
  }

  private int store(ModelRequest request) {
    byte[] key = key(request);
    int options = KeyValueCommand.options(request.cdw(11));
    int lengthBytes = request.cdw(10);
    if (key.length < 1 || key.length > maxKeyBytes) {
      return ModelRequest.status(StatusCode.INVALID_KEY_SIZE);
    }
    if (Integer.compareUnsigned(lengthBytes, maxValueBytes) > 0) {
      return ModelRequest.status(StatusCode.INVALID_VALUE_SIZE);
    }
    boolean exists = values.containsKey(key);
    if ((options & KeyValueCommand.SO_MUST_EXIST) != 0 && !exists) {
      return ModelRequest.status(StatusCode.KV_KEY_DOES_NOT_EXIST);
    }
    if ((options & KeyValueCommand.SO_MUST_NOT_EXIST) != 0 && exists) {
      return ModelRequest.status(StatusCode.KEY_EXISTS);
    }
    byte[] value = {};
    if (lengthBytes > 0) {
      MemorySegment data = request.receive(lengthBytes);
      if (data == null) {
        return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
      }
      value = data.toArray(ValueLayout.JAVA_BYTE);
    }
    values.put(key, value);
    return ModelRequest.SUCCESS;
  }

  private int retrieve(ModelRequest request) {
    byte[] value = values.get(key(request));
    if (value == null) {
      return ModelRequest.status(StatusCode.KV_KEY_DOES_NOT_EXIST);
    }
    request.setResult(value.length);
    int lengthBytes = Math.min(value.length, request.cdw(10));
    return lengthBytes == 0
        ? ModelRequest.SUCCESS
        : request.send(MemorySegment.ofArray(value).asSlice(0, lengthBytes));
  }

  private int list(ModelRequest request) {
    ByteBuffer page = ByteBuffer.allocate(request.cdw(10)).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(0);
    int count = 0;
    for (byte[] key : values.tailMap(key(request), true).keySet()) {
      if (page.remaining() < Short.BYTES + key.length) {
        break;
      }
      page.putShort((short) key.length).put(key);
      page.position(Math.min((page.position() + 3) & -4, page.limit()));
      count++;
    }
    page.putInt(0, count);
    return request.send(MemorySegment.ofArray(page.array()));
  }

  private int delete(ModelRequest request) {
    return values.remove(key(request)) == null
        ? ModelRequest.status(StatusCode.KV_KEY_DOES_NOT_EXIST)
        : ModelRequest.SUCCESS;
  }

  private int exist(ModelRequest request) {
    return values.containsKey(key(request))
        ? ModelRequest.SUCCESS
        : ModelRequest.status(StatusCode.KV_KEY_DOES_NOT_EXIST);
  }
}
