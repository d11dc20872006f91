package dev.orion.nativebindings;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes the handles of C functions that report through errno, and reads it.
 *
 * <p>A handle takes {@link #threadState} and then the function's arguments; {@link #result} turns
 * what it returns into the kernel's own convention: the result or the negated errno. Nothing is
 * allocated per call.
 */
final class Downcall {
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(PathElement.groupElement("errno")).withInvokeExactBehavior();
  private static final ThreadLocal<MemorySegment> THREAD_STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Downcall() {}

  /** The handle of a function. */
  static MethodHandle of(MemorySegment address, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(address, descriptor, CAPTURE);
  }

  /**
   * The handle of one shape of a variadic function: {@code descriptor} ends with {@code variadic}.
   */
  static MethodHandle ofVariadic(
      MemorySegment address, FunctionDescriptor descriptor, MemoryLayout... variadic) {
    int fixed = descriptor.argumentLayouts().size() - variadic.length;
    return Linker.nativeLinker()
        .downcallHandle(address, descriptor, CAPTURE, Linker.Option.firstVariadicArg(fixed));
  }

  /**
   * The handle of a function that takes a pointer as its second argument. It takes the pointer as a
   * number, so that a part of a segment is passed without making an object for it, and the segment
   * itself after all arguments.
   */
  static MethodHandle ofTransfer(MemorySegment address, FunctionDescriptor descriptor) {
    List<MemoryLayout> arguments = new ArrayList<>(descriptor.argumentLayouts());
    arguments.set(1, ValueLayout.JAVA_LONG);
    return keepingAlive(
        address,
        FunctionDescriptor.of(
            descriptor.returnLayout().orElseThrow(), arguments.toArray(MemoryLayout[]::new)));
  }

  /**
   * The handle of a function that takes addresses within a segment. It takes the segment after all
   * arguments: C ignores what it does not declare, but the segment cannot be freed during the call,
   * and must be native, alive and the thread's to use.
   */
  static MethodHandle keepingAlive(MemorySegment address, FunctionDescriptor descriptor) {
    return of(address, descriptor.appendArgumentLayouts(ValueLayout.ADDRESS));
  }

  /** The address of a part of a native segment. */
  static long address(MemorySegment segment, long offset, long lengthBytes) {
    Objects.checkFromIndexSize(offset, lengthBytes, segment.byteSize());
    return segment.address() + offset;
  }

  /** The calling thread's first argument to every handle. */
  static MemorySegment threadState() {
    return THREAD_STATE.get();
  }

  /** What a function returned, or the negated errno where that was -1. */
  static long result(long returned, MemorySegment state) {
    return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
  }

  /**
   * What a handle threw, which can only be unchecked: a segment that cannot be passed, an error.
   */
  static RuntimeException rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a downcall threw a checked exception", thrown);
    }
  }
}
