package dev.orion.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Intel's library of parity functions, to compare with; not part of the product. */
final class IsaL {

  private static final FunctionDescriptor GENERATE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

  private final MethodHandle xorGen;
  private final MethodHandle pqGen;

  private IsaL(MethodHandle xorGen, MethodHandle pqGen) {
    this.xorGen = xorGen;
    this.pqGen = pqGen;
  }

  /** Finds the library. */
  @SuppressWarnings("restricted") // A downcall to a library that is no part of Orion.
  static IsaL load(Arena arena) {
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup("libisal.so.2", arena);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("ISA-L is not there: apt-get install libisal2", e);
    }
    Linker linker = Linker.nativeLinker();
    return new IsaL(
        linker.downcallHandle(library.findOrThrow("xor_gen"), GENERATE),
        linker.downcallHandle(library.findOrThrow("pq_gen"), GENERATE));
  }

  /** The array of addresses that its functions take: data, P, Q. */
  static MemorySegment pointers(Arena arena, MemorySegment[] blocks) {
    MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, blocks.length);
    for (int i = 0; i < blocks.length; i++) {
      pointers.setAtIndex(ValueLayout.ADDRESS, i, blocks[i]);
    }
    return pointers;
  }

  /** P: {@code vectors} counts it. */
  void xor(int vectors, int lengthBytes, MemorySegment pointers) {
    call(xorGen, vectors, lengthBytes, pointers);
  }

  /** P and Q: {@code vectors} counts them. */
  void pq(int vectors, int lengthBytes, MemorySegment pointers) {
    call(pqGen, vectors, lengthBytes, pointers);
  }

  private static void call(
      MethodHandle function, int vectors, int lengthBytes, MemorySegment pointers) {
    try {
      if ((int) function.invokeExact(vectors, lengthBytes, pointers) != 0) {
        throw new IllegalStateException("ISA-L refuses the blocks");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
