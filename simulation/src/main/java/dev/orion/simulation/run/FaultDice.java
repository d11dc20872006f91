package dev.orion.simulation.run;

import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.simulation.model.CompletionTampering;
import dev.orion.simulation.model.Fault;
import dev.orion.simulation.model.FaultPlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws which commands and completions meet which fault. A kind that is left out is drawn all the
 * same, so that the rest of a run stays as it is.
 */
final class FaultDice implements FaultPlan, CompletionTampering {

  private static final List<FaultKind> OF_COMMANDS =
      Stream.of(FaultKind.values()).filter(kind -> kind.fault() != null).toList();
  private static final List<FaultKind> OF_COMPLETIONS =
      List.of(FaultKind.WRONG_IDENTIFIER, FaultKind.WRONG_PHASE, FaultKind.WRONG_QUEUE);
  private static final List<FaultKind> OF_CONTROLLERS =
      List.of(
          FaultKind.FATAL_STATUS,
          FaultKind.STALLED,
          FaultKind.FATAL_AND_DEAF_TO_DISABLE,
          FaultKind.RESET_WANTED,
          FaultKind.POWER_CUT,
          FaultKind.REMOVED);

  private static final int COMMANDS_PER_FAULT = 12;
  private static final int COMPLETIONS_PER_FAULT = 150;
  private static final int STEPS_PER_FAULT = 120;

  /** Of so many devices one does nothing wrong, to see that it is left in peace, too. */
  private static final int DEVICES_PER_SOUND_ONE = 8;

  private static final long DWORD_2 = 8;
  private static final long DWORD_3 = 12;
  private static final int PHASE = 1 << 16;
  private static final int SQID = 1 << 16;
  private static final int LAST_USE_OF_IDENTIFIER = 1 << 15;

  private final SplittableRandom random;
  private final Set<FaultKind> leftOut;
  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private final boolean isSound;
  private boolean isAtPeace = true;

  FaultDice(SplittableRandom random, Set<FaultKind> leftOut) {
    this.random = random;
    this.leftOut = leftOut;
    this.isSound = random.nextInt(DEVICES_PER_SOUND_ONE) == 0;
  }

  /** Whether nothing goes wrong from now on: while a device is brought up, and at the end. */
  void setAtPeace(boolean peace) {
    isAtPeace = peace;
  }

  /** Faults that have happened, by kind. */
  Map<FaultKind, Integer> counts() {
    return counts;
  }

  private @Nullable FaultKind draw(int oneIn, List<FaultKind> kinds) {
    if (isSound || isAtPeace || random.nextInt(oneIn) != 0) {
      return null;
    }
    FaultKind kind = kinds.get(random.nextInt(kinds.size()));
    if (leftOut.contains(kind)) {
      return null;
    }
    counts.merge(kind, 1, Integer::sum);
    return kind;
  }

  /** What happens to the controller in this step, or null. */
  @Nullable FaultKind ofController() {
    return draw(STEPS_PER_FAULT, OF_CONTROLLERS);
  }

  @Override
  public @Nullable Fault of(int opcode, long block) {
    FaultKind kind = draw(COMMANDS_PER_FAULT, OF_COMMANDS);
    return kind == null ? null : suited(kind, opcode);
  }

  /** What needs data moved is of reads and writes only. */
  private static @Nullable Fault suited(FaultKind kind, int opcode) {
    boolean moves = opcode == NvmOpcode.READ.code() || opcode == NvmOpcode.WRITE.code();
    return switch (kind) {
      case HELD, COMPLETED_TWICE -> moves ? kind.fault() : null;
      default -> kind.fault();
    };
  }

  @Override
  public void with(MemorySegment queue, long offset) {
    FaultKind kind = draw(COMPLETIONS_PER_FAULT, OF_COMPLETIONS);
    switch (kind) {
      case WRONG_IDENTIFIER -> flip(queue, offset + DWORD_3, LAST_USE_OF_IDENTIFIER);
      case WRONG_PHASE -> flip(queue, offset + DWORD_3, PHASE);
      case WRONG_QUEUE -> flip(queue, offset + DWORD_2, SQID);
      case null, default -> {}
    }
  }

  private static void flip(MemorySegment queue, long offset, int bit) {
    queue.set(ValueLayout.JAVA_INT, offset, queue.get(ValueLayout.JAVA_INT, offset) ^ bit);
  }
}
