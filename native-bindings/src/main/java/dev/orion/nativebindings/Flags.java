package dev.orion.nativebindings;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Sets of C flags, whose enum constants carry the C names. */
final class Flags {
  private Flags() {}

  static <E extends Enum<E>> int union(E[] flags, ToIntFunction<E> bits) {
    return Arrays.stream(flags).mapToInt(bits).reduce(0, (a, b) -> a | b);
  }

  static String names(Enum<?>[] flags) {
    return Arrays.stream(flags).map(Enum::name).collect(Collectors.joining("|"));
  }
}
