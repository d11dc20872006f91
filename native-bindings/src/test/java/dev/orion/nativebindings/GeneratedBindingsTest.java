package dev.orion.nativebindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.UnionLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks the C compiler for everything that the generated classes and the enums claim: sizes,
 * offsets, constants. What to ask is read from the classes, so nothing can be forgotten here.
 */
class GeneratedBindingsTest {
  private static final Path HEADERS = Path.of("src/main/jextract");
  private static final Path SOURCES = Path.of("src/main/java");

  /**
   * The headers of Debian 12 have no iommufd. Where they are as old, what its bindings claim is
   * left to the kernel that the iommufd tests of qemu-tests run on.
   */
  private static final boolean HAS_IOMMUFD = Files.exists(Path.of("/usr/include/linux/iommufd.h"));

  /** C expression to what Java takes its value to be. */
  private final Map<String, Long> claims = new TreeMap<>();

  private final SortedSet<Path> headers = new TreeSet<>();

  @TempDir private Path directory;

  @BeforeEach
  void collectClaims() throws Exception {
    try (Stream<Path> sources = Files.walk(SOURCES.resolve("dev/orion/nativebindings/generated"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        String path = SOURCES.relativize(source).toString();
        if (path.contains("/iommufd/") && !HAS_IOMMUFD) {
          continue;
        }
        collect(Class.forName(path.replace(".java", "").replace('/', '.')));
      }
    }
    collect(
        Stream.of(Ioctl.values())
            .filter(request -> HAS_IOMMUFD || !isOfIommufd(request.name()))
            .toArray(Ioctl[]::new),
        Ioctl::request);
    collect(OpenFlag.values(), OpenFlag::bits);
    collect(MapFlag.values(), MapFlag::bits);
    collect(Mapping.Advice.values(), Mapping.Advice::bits);
  }

  @Test
  void bindingsAgreeWithTheCCompiler() throws Exception {
    assertThat(claims).hasSizeGreaterThan(500);

    assertThat(compilerSays(List.copyOf(claims.keySet()))).isEqualTo(claims);
  }

  private void collect(Class<?> generated) throws ReflectiveOperationException {
    if (Stream.of(generated.getMethods()).anyMatch(method -> method.getName().equals("layout"))) {
      collect((GroupLayout) generated.getMethod("layout").invoke(null));
    } else if (!generated.getSimpleName().endsWith("$shared")) {
      headers.add(HEADERS.resolve(generated.getSimpleName().toLowerCase(Locale.ROOT) + ".h"));
      for (Method method : generated.getDeclaredMethods()) {
        if (isConstant(method)) {
          long value = ((Number) method.invoke(null)).longValue();
          claims.put(method.getName(), value);
          claims.put(sizeOf(method.getName()), method.getReturnType() == int.class ? 4L : 8L);
        }
      }
    }
  }

  private static boolean isOfIommufd(String request) {
    return request.startsWith("IOMMU_") || request.contains("IOMMUFD");
  }

  private static boolean isConstant(Method method) {
    boolean isNumber = method.getReturnType() == int.class || method.getReturnType() == long.class;
    boolean isFunction =
        Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
            .anyMatch(other -> other.getName().equals(method.getName() + "$descriptor"));
    return Modifier.isPublic(method.getModifiers())
        && method.getParameterCount() == 0
        && isNumber
        && !isFunction;
  }

  private void collect(GroupLayout layout) {
    String kind = layout instanceof UnionLayout ? "union " : "struct ";
    String type = kind + layout.name().orElseThrow();
    claims.put(sizeOf(type), layout.byteSize());
    collectMembers(type, layout, 0);
  }

  private void collectMembers(String type, GroupLayout layout, long start) {
    List<MemoryLayout> members = layout.memberLayouts();
    for (int i = 0; i < members.size(); i++) {
      MemoryLayout member = members.get(i);
      long offset = start + layout.byteOffset(PathElement.groupElement(i));
      if (member.name().isPresent()) {
        String name = member.name().get();
        claims.put("offsetof(" + type + ", " + name + ")", offset);
        if (member.byteSize() > 0) { // C has no size of a flexible array
          claims.put(sizeOf("((" + type + " *) 0)->" + name), member.byteSize());
        }
      } else if (member instanceof GroupLayout anonymous) {
        collectMembers(type, anonymous, offset);
      } else {
        assertThat(member).isInstanceOf(PaddingLayout.class);
      }
    }
  }

  private static String sizeOf(String operand) {
    return "sizeof(" + operand + ")";
  }

  private <E extends Enum<E>> void collect(E[] constants, ToLongFunction<E> value) {
    for (E constant : constants) {
      claims.put(constant.name(), value.applyAsLong(constant));
    }
  }

  private Map<String, Long> compilerSays(List<String> expressions)
      throws IOException, InterruptedException {
    StringBuilder probe = new StringBuilder();
    for (Path header : headers) {
      probe.append("#include \"%s\"%n".formatted(header.toAbsolutePath()));
    }
    probe.append("#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n");
    for (String expression : expressions) {
      probe.append("  printf(\"%%lld\\n\", (long long) (%s));%n".formatted(expression));
    }
    probe.append("}\n");
    Path source = Files.writeString(directory.resolve("probe.c"), probe);
    Path program = directory.resolve("probe");
    run("gcc", "-o", program.toString(), source.toString());

    List<String> values = run(program.toString());
    assertThat(values).hasSameSizeAs(expressions);
    Map<String, Long> answers = new TreeMap<>();
    for (int i = 0; i < values.size(); i++) {
      answers.put(expressions.get(i), Long.parseLong(values.get(i)));
    }
    return answers;
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      return fail("This test compiles C: install gcc and linux-libc-dev (%s)", e.getMessage());
    }
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(output);
    assertThat(status)
        .as(
            () ->
                String.join(" ", command)
                    + lines.stream().collect(Collectors.joining("\n", "\n", "")))
        .isZero();
    return lines;
  }
}
