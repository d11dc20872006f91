package dev.orion.nvme.zoned;

import dev.orion.nvme.spec.ZoneState;
import org.jspecify.annotations.Nullable;

/** Zone states by their codes, looked up without an object made. */
final class ZoneStates {

  private static final @Nullable ZoneState[] BY_CODE = new ZoneState[16];

  static {
    for (ZoneState state : ZoneState.values()) {
      BY_CODE[state.code()] = state;
    }
  }

  private ZoneStates() {}

  static ZoneState of(int code) {
    ZoneState state = BY_CODE[code];
    if (state == null) {
      throw new IllegalArgumentException("no zone has the state " + code);
    }
    return state;
  }
}
