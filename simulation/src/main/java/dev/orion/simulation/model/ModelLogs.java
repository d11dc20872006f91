package dev.orion.simulation.model;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The log pages of a model whose parts have some. Others are refused. */
public final class ModelLogs implements CommandHandler {

  private final Map<LogPageIdentifier, Supplier<byte[]>> pages =
      new EnumMap<>(LogPageIdentifier.class);

  private ModelLogs() {}

  /** Log pages of a controller, none yet. */
  public static ModelLogs of(ModelController controller) {
    ModelLogs logs = new ModelLogs();
    controller.onAdmin(AdminOpcode.GET_LOG_PAGE, logs);
    return logs;
  }

  /** Has somebody make a log page whenever it is read. Before a driver comes. */
  public void put(LogPageIdentifier log, Supplier<byte[]> page) {
    pages.put(log, page);
  }

  @Override
  public int execute(ModelRequest request) {
    Supplier<byte[]> page =
        LogPageIdentifier.of(request.cdw(10) & 0xff).map(pages::get).orElse(null);
    if (page == null) {
      return ModelRequest.status(StatusCode.INVALID_LOG_PAGE);
    }
    int dwords = (request.cdw(10) >>> 16 | (request.cdw(11) & 0xffff) << 16) + 1;
    int offset = (int) request.cdwPair(12);
    byte[] bytes = page.get();
    return offset > bytes.length
        ? ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND)
        : request.send(
            MemorySegment.ofArray(
                Arrays.copyOfRange(bytes, offset, offset + dwords * Integer.BYTES)));
  }
}
