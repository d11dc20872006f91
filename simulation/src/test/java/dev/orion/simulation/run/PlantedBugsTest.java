package dev.orion.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bugs are planted in the driver, one at a time, and the simulation has to find each: a method does
 * nothing, or returns a constant. The classes are changed as they are loaded, by a loader of their
 * own.
 */
@Timeout(300)
class PlantedBugsTest {

  private static final int SEEDS = 1000;
  private static final int STEPS = 400;

  /** The class, the method, and what it returns: nothing, a number, or null. */
  @ParameterizedTest
  @CsvSource({
    "QueueWatch, isOutdated, 0, a reset that nobody sees",
    "QueueWatch, lookAtDeadlines, 100, a late command that nobody aborts",
    "QueuePair, restart, , rings that go on after a reset",
    "QueuePair, loseAll, , commands lost in a reset",
    "QueuePair, oldestBegunBefore, null, no command is ever late",
    "QueuePair, prepareToSleep, , nothing: not found",
    "QueuePair, release, , trackers that are never free again",
    "SplitRequests, issueControl, , a flush that is not sent",
    "spec.NvmCommand, cdw12, 0, transfers of one block without FUA",
    "BlockFailures, isFailure, 0, failures taken for success",
    "spec.CompletionQueueEntry, statusField, 0, statuses that nobody reads",
    "spec.CompletionQueueEntry, phase, 1, completions of the round before",
    "SplitRequest, restart, , a repetition that goes on where it was",
    "IoQueues, create, 0, queues that the controller does not know",
    "QueuePair, acknowledge, , completions that are not given back",
  })
  void isFound(String className, String method, String result, String what) throws Exception {
    boolean harmless = what.endsWith("not found");
    MutatingLoader loader = new MutatingLoader("dev.orion.nvme." + className, method, result);
    Class<?> planType = loader.loadClass(SimulationPlan.class.getName());
    Class<?> simulation = loader.loadClass(Simulation.class.getName());
    Consumer<String> silent = _ -> {};
    int seeds = harmless ? 50 : SEEDS;
    for (long seed = 1; seed <= seeds; seed++) {
      Object plan = planType.getMethod("of", long.class, int.class).invoke(null, seed, STEPS);
      try {
        simulation.getMethod("run", planType, Consumer.class).invoke(null, plan, silent);
      } catch (InvocationTargetException e) {
        assertThat(harmless).as("%s: %s", what, e.getCause().getMessage()).isFalse();
        assertThat(e.getCause().getClass().getName()).isEqualTo(SimulationFailure.class.getName());
        System.out.printf(
            "PlantedBugsTest: %s (%s.%s): found by seed %d: %s%n",
            what, className, method, seed, e.getCause().getMessage());
        return;
      }
    }
    assertThat(loader.planted).as("the method exists").isTrue();
    assertThat(harmless).as("%s is not found in %d seeds", what, SEEDS).isTrue();
  }

  /** Loads Orion's classes anew, one of them changed. */
  private static final class MutatingLoader extends ClassLoader {
    private final String className;
    private final String method;
    private final String result;
    boolean planted;

    MutatingLoader(String className, String method, String result) {
      super(PlantedBugsTest.class.getClassLoader());
      this.className = className;
      this.method = method;
      this.result = result;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("dev.orion.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        byte[] changed = name.equals(className) ? plant(bytes) : bytes;
        return defineClass(name, changed, 0, changed.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private byte[] plant(byte[] bytes) {
      ClassFile files = ClassFile.of();
      ClassModel model = files.parse(bytes);
      return files.transformClass(
          model,
          ClassTransform.transformingMethods(
              candidate -> candidate.methodName().equalsString(method) && isToBeChanged(candidate),
              MethodTransform.dropping(CodeModel.class::isInstance)
                  .andThen(MethodTransform.endHandler(builder -> builder.withCode(this::body)))));
    }

    private boolean isToBeChanged(MethodModel candidate) {
      String type = candidate.methodType().stringValue();
      char returned = type.charAt(type.indexOf(')') + 1);
      boolean matches =
          switch (result) {
            case null -> returned == 'V';
            case "null" -> returned == 'L';
            default -> returned == 'I' || returned == 'Z';
          };
      planted |= matches;
      return matches;
    }

    private void body(CodeBuilder code) {
      if (result == null) {
        code.return_();
      } else if (result.equals("null")) {
        code.aconst_null().areturn();
      } else {
        code.loadConstant(Integer.parseInt(result)).return_(TypeKind.INT);
      }
    }
  }
}
