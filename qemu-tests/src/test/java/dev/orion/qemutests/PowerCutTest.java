package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.simulation.writelog.DeviceImage;
import dev.orion.simulation.writelog.LogEntry;
import dev.orion.simulation.writelog.LogReplay;
import dev.orion.simulation.writelog.WriteLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power cuts in the middle of random writes: whatever QEMU's device had been asked for by then,
 * what Orion said to be safe is there. Flushes only: QEMU 7.2's controller pays no heed to Force
 * Unit Access.
 */
@Timeout(120)
class PowerCutTest {

  private static final int NSID = 2;
  private static final int BLOCK_COUNT = 512;
  private static final int RANDOM_CUTS = 60;

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void whatWasFlushedSurvives(int blockBytes, @TempDir Path directory) throws IOException {
    long seed = Long.getLong("orion.seed", System.nanoTime());
    System.out.println("PowerCutTest: -Dorion.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int deviceBytes = BLOCK_COUNT * blockBytes;
    Path image = directory.resolve("image");
    Path logFile = Files.createFile(directory.resolve("log"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(deviceBytes);
    }
    String node =
        "driver=blklogwrites,file.driver=file,file.filename=%s,log.driver=file,log.filename=%s"
            .formatted(image, logFile);
    try (QtestLab lab =
            QtestLab.start(
                new TestLabDefinition(List.of("nvme0:size=64M"), List.of()),
                QemuScript.adding(directory, QemuScript.namespace(NSID, blockBytes, node)));
        WriteLog log = WriteLog.open(logFile)) {
      PowerCutWorkload workload =
          PowerCutWorkload.run(lab.nvme("nvme0").namespace(NSID), log, random);
      LogReplay replay = new LogReplay(log, blockBytes);
      ByteBuffer all = ByteBuffer.allocate(deviceBytes);
      replay.all(0, replay.entries().size(), writingTo(all));
      assertThat(all.array()).as("the log's end").isEqualTo(Files.readAllBytes(image));
      cutEverywhere(replay, workload, random, all.clear());
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d".formatted(seed), e);
    }
  }

  private static void cutEverywhere(
      LogReplay replay, PowerCutWorkload workload, SplittableRandom random, ByteBuffer scratch)
      throws IOException {
    List<LogEntry> entries = replay.entries();
    ByteBuffer flushed = ByteBuffer.allocate(scratch.capacity());
    int flushedEntries = 0;
    int flushes = 0;
    int losses = 0;
    for (int cut = 0; cut <= entries.size(); cut++) {
      boolean isAtFlush = cut > 0 && entries.get(cut - 1).has(LogEntry.FLUSH);
      flushes += isAtFlush ? 1 : 0;
      if (!isAtFlush && random.nextInt(entries.size()) >= RANDOM_CUTS) {
        continue;
      }
      int certain = replay.flushedBefore(cut);
      replay.all(flushedEntries, certain, writingTo(flushed));
      flushedEntries = certain;
      for (double keptShare : new double[] {0, 0.5, 1}) {
        scratch.put(0, flushed, 0, flushed.capacity());
        replay.unflushed(cut, keptShare, random, writingTo(scratch));
        workload.assertHolds(scratch, cut);
        losses += workload.blocksOlderThanCompleted(scratch);
      }
    }
    assertThat(flushes).as("flushes that the device got").isGreaterThan(10);
    assertThat(losses).as("blocks that lost a write which was not safe").isPositive();
  }

  private static DeviceImage writingTo(ByteBuffer image) {
    return (data, offsetBytes) -> {
      int length = data.remaining();
      image.put((int) offsetBytes, data, data.position(), length);
      return length;
    };
  }
}
