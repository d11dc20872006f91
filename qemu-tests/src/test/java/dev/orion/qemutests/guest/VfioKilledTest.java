package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciAddress;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM that is killed in the middle of I/O leaves a device that the next one drives. */
@Tag("vfio")
@Timeout(1200)
class VfioKilledTest {
  private static final PciAddress CONTROLLER = PciAddress.parse("0000:09:00.0");
  private static final int KILLS = Integer.getInteger("orion.kills", 50);
  private static final int DEPTH = 32;
  private static final String RUNNING = "running";

  /** Drives the controller until it is killed. */
  static final class Driver {
    private Driver() {}

    public static void main(String[] arguments) throws IOException {
      try (VfioDomain domain = VfioDomain.open();
          NvmeController controller =
              NvmeController.open(
                  domain.openFunction("pci:" + CONTROLLER, CONTROLLER), NanoClock.system())) {
        NvmeNamespace namespace = controller.namespace(1);
        DmaBuffer buffer = namespace.dma().allocate(128 << 10);
        BlockQueue queue = namespace.openQueue(DEPTH);
        for (int i = 0; i < DEPTH; i++) {
          BlockRequest request = new BlockRequest().onComplete(done -> again(queue, done, buffer));
          again(queue, request, buffer);
        }
        for (long polls = 0; ; polls++) {
          queue.poll();
          if (polls == 100) {
            System.out.println(RUNNING);
          }
        }
      }
    }

    private static void again(BlockQueue queue, BlockRequest request, DmaBuffer buffer) {
      if (request.failure() != null) {
        throw new IllegalStateException(request.failure());
      }
      queue.submit(request.write(0, buffer.lengthBytes() / 512).add(buffer));
    }
  }

  @Test
  void theNextStartDrivesIt() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    GuestDevices.BINDING.bind(CONTROLLER);
    for (int kill = 1; kill <= KILLS; kill++) {
      Process driver =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-Xshare:auto",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Driver.class.getName()))
              .redirectErrorStream(true)
              .start();
      assertThat(firstLine(driver)).as("start %d, seed %d", kill, seed).isEqualTo(RUNNING);
      Thread.sleep(random.nextInt(50)); // at any point of its work
      assertThat(driver.destroyForcibly().waitFor(1, TimeUnit.MINUTES))
          .as("death %d, seed %d", kill, seed)
          .isTrue();
      if (kill % 5 == 0) {
        System.out.printf("killed %d of %d%n", kill, KILLS);
      }
    }
    GuestDevices.BINDING.restore(CONTROLLER);
    GuestDevices.disk(CONTROLLER);
  }

  /** What a process prints first; where all its threads are if that takes too long. */
  private static String firstLine(Process process) throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().start(() -> process.inputReader().lines().forEach(lines::add));
    String first = lines.poll(3, TimeUnit.MINUTES);
    if (first != null) {
      return first;
    }
    StringBuilder threads = new StringBuilder("nothing in three minutes");
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path task : tasks.toList()) {
        threads
            .append(System.lineSeparator())
            .append(Files.readString(task.resolve("comm")))
            .append(Files.readString(task.resolve("stack")));
      }
    }
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    for (String line = lines.poll(10, TimeUnit.SECONDS);
        line != null;
        line = lines.poll(1, TimeUnit.SECONDS)) {
      threads.append(System.lineSeparator()).append(line);
    }
    return threads.toString();
  }
}
