package dev.orion.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.tools.OrionRun.Outcome;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDevice;
import dev.orion.tools.lab.LabNamespace;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads and writes devices, and compares with the images behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ReadWriteTest {
  private static final int MIB = 1 << 20;
  private static final int[] IMAGE_BYTES = {0, 9 * MIB, 3 * MIB};
  private static final String[] NAMES = {"", "ns1.img", "ns2.img"};

  private Path directory;
  private OrionRun orion;
  private Lab lab;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary;
    orion = new OrionRun(directory.resolve("labs"));
    for (int nsid = 1; nsid <= 2; nsid++) {
      byte[] content = new byte[IMAGE_BYTES[nsid]];
      new Random(nsid).nextBytes(content);
      Files.write(image(nsid), content);
    }
    lab = startLab("lab");
  }

  private Lab startLab(String name) throws IOException {
    Map<String, String> none = Map.of();
    LabDevice device =
        new LabDevice(
            "nvme0",
            none,
            List.of(
                new LabNamespace(
                    1, new ExistingImage(image(1)), IMAGE_BYTES[1], 4096, 0, null, none),
                new LabNamespace(
                    2, new ExistingImage(image(2)), IMAGE_BYTES[2], 512, 0, null, none),
                new LabNamespace(
                    3, new OwnImage(), 8 * MIB, 4096, 0, new Zones(MIB, MIB, 0, 0), none)));
    LabDevice huge =
        new LabDevice(
            "nvme1",
            none,
            List.of(new LabNamespace(1, new NullDevice(), 1L << 40, 4096, 0, null, none)));
    List<LabDevice> devices = name.equals("lab") ? List.of(device, huge) : List.of(huge);
    return Labs.in(directory.resolve("labs"))
        .start(name, new LabDefinition(64L * MIB, devices), QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  private Path image(int nsid) {
    return directory.resolve(NAMES[nsid]);
  }

  private byte[] bytes(int nsid, int offset, int length) throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(image(nsid)), offset, offset + length);
  }

  /** Runs the command with a file as standard input, and what it put out as bytes. */
  private Outcome pipe(Path in, Path out, boolean inIsTerminal, String... arguments)
      throws IOException {
    try (Descriptor input = Descriptor.open(in);
        Descriptor output =
            Descriptor.open(out, 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC)) {
      return orion.run(new StandardStreams(input, output, inIsTerminal, false, false), arguments);
    }
  }

  @Test
  void readsWhatTheImagesHold() throws IOException {
    long seed = System.nanoTime();
    System.out.println("ReadWriteTest.readsWhatTheImagesHold seed " + seed);
    Random random = new Random(seed);
    Path out = directory.resolve("read.bin");
    for (int i = 0; i < 12; i++) {
      int nsid = 1 + i % 2;
      int offset = random.nextInt(IMAGE_BYTES[nsid]);
      int length = random.nextInt(IMAGE_BYTES[nsid] - offset + 1) >> random.nextInt(20);
      orion
          .run("read", "-n" + nsid, "--offset=" + offset, "--length=" + length, "-o" + out)
          .succeeded();
      assertThat(Files.readAllBytes(out)).isEqualTo(bytes(nsid, offset, length));
    }
  }

  @Test
  void readsAWholeDeviceToStandardOutput() throws IOException {
    Path out = directory.resolve("whole.bin");
    pipe(Path.of("/dev/null"), out, false, "read", "qemu:", "-n", "2").succeeded();
    assertThat(out).hasSameBinaryContentAs(image(2));
  }

  @Test
  void writesWhatItIsGivenAndNothingElse() throws IOException {
    long seed = System.nanoTime();
    System.out.println("ReadWriteTest.writesWhatItIsGivenAndNothingElse seed " + seed);
    Random random = new Random(seed);
    Path in = directory.resolve("write.bin");
    for (int i = 0; i < 12; i++) {
      int nsid = 1 + i % 2;
      byte[] expected = Files.readAllBytes(image(nsid));
      int offset = random.nextInt(IMAGE_BYTES[nsid]);
      byte[] data = new byte[random.nextInt(IMAGE_BYTES[nsid] - offset + 1) >> random.nextInt(20)];
      random.nextBytes(data);
      System.arraycopy(data, 0, expected, offset, data.length);
      Files.write(in, data);
      String[] arguments = {"write", "-n" + nsid, "--offset=" + offset, "--yes"};
      if (random.nextBoolean()) {
        pipe(in, directory.resolve("none"), false, arguments).succeeded();
      } else {
        String[] withInput = Arrays.copyOf(arguments, 5);
        withInput[4] = "--input=" + in;
        orion.run(withInput).succeeded();
      }
      assertThat(Files.readAllBytes(image(nsid))).isEqualTo(expected);
    }
  }

  @Test
  void writesOnlyTheLengthItIsGiven() throws IOException {
    byte[] before = Files.readAllBytes(image(2));
    orion
        .run("write", "-n2", "--offset=1M", "--length=5", "--input=/dev/zero", "--yes")
        .succeeded();
    byte[] after = Files.readAllBytes(image(2));
    assertThat(Arrays.copyOfRange(after, MIB, MIB + 5)).containsOnly(0);
    System.arraycopy(before, MIB, after, MIB, 5);
    assertThat(after).isEqualTo(before);
  }

  @Test
  void anInputThatDoesNotFitIsAnError() throws IOException {
    Path small = Files.write(directory.resolve("small"), new byte[100]);
    byte[] before = Files.readAllBytes(image(2));
    orion
        .run("write", "-n2", "--length=200", "--input=" + small, "--yes")
        .failedWith(1, "small has 100 bytes, less than the length of 200; nothing was written");
    orion
        .run("write", "-n2", "--offset=" + (3 * MIB - 99), "--input=" + small, "--yes")
        .failedWith(1, "namespace 2 has 3145728 bytes: ", "is beyond its end");
    assertThat(Files.readAllBytes(image(2))).isEqualTo(before);
    pipe(small, directory.resolve("none"), false, "write", "-n2", "--length=200", "--yes")
        .failedWith(1, "standard input ended after 100 of 200 bytes");
    orion
        .run("write", "-n2", "--offset=" + (3 * MIB - 99), "--input=/dev/zero", "--yes")
        .failedWith(1, "namespace 2 is full", "/dev/zero has more");
  }

  @Test
  void itOverwritesOnlyWithConsent() throws IOException {
    byte[] before = Files.readAllBytes(image(1));
    Path none = directory.resolve("none");
    Path zeroes = Files.write(directory.resolve("zeroes"), new byte[8192]);
    String[] write = {"write", "--input=" + zeroes, "--offset=4096"};

    orion.run(write).failedWith(1, "no terminal to ask on: give --yes");
    pipe(zeroes, none, true, "write").failedWith(1, "nobody can be asked: give --yes");
    Outcome no = pipe(Files.writeString(directory.resolve("no"), "\n"), none, true, write);
    assertThat(no.exitCode()).isOne();
    assertThat(no.err())
        .isEqualTo(
            "This overwrites bytes 4096 to 12287 (8 KiB) of qemu:lab/nvme0 namespace 1 (9 MiB)."
                + " Go on? [y/N] Nothing was written.\n");
    assertThat(Files.readAllBytes(image(1))).isEqualTo(before);

    Outcome yes = pipe(Files.writeString(directory.resolve("yes"), "y\n"), none, true, write);
    assertThat(yes.exitCode()).isZero();
    assertThat(bytes(1, 4096, 8192)).containsOnly(0);
  }

  @Test
  void zonesAreWrittenAtTheirWritePointer() throws IOException {
    byte[] data = new byte[MIB + 8192];
    new Random(3).nextBytes(data);
    Path in = Files.write(directory.resolve("zoned.bin"), data);
    Path out = directory.resolve("zoned.out");

    orion.run("write", "-n3", "--input=" + in, "--yes").succeeded();
    orion.run("read", "-n3", "--length=" + data.length, "-o" + out).succeeded();
    assertThat(out).hasSameBinaryContentAs(in);

    orion
        .run("write", "-n3", "--offset=1M", "--input=" + in, "--yes")
        .failedWith(1, "qemu:lab/nvme0 namespace 3", "Zone Invalid Write");
    orion
        .run("write", "-n3", "--length=100", "--input=" + in, "--yes")
        .failedWith(1, "is zoned: ", "multiples of its block size 4096");
  }

  @Test
  void filesAndMemoryAreDevicesToo() throws IOException {
    Path disk = Files.write(directory.resolve("disk.img"), new byte[4096]);
    Path in = Files.writeString(directory.resolve("in.txt"), "hello");
    orion.run("write", "file:" + disk, "--offset=510", "--input=" + in, "--yes").succeeded();
    assertThat(new String(Files.readAllBytes(disk), 510, 5, US_ASCII)).isEqualTo("hello");
    Path out = directory.resolve("out.txt");
    orion.run("read", "file:" + disk, "--offset=510", "--length=5", "-o" + out).succeeded();
    assertThat(out).hasContent("hello");
    orion.run("read", "mem:4K", "-o" + out).succeeded();
    assertThat(Files.readAllBytes(out)).hasSize(4096).containsOnly(0);

    orion.run("read", "mem:4K", "-n1").failedWith(1, "mem:4K has no namespaces");
    orion.run("nvme", "id-ctrl", "file:" + disk).failedWith(1, "is no NVMe device");
    orion
        .run("read", "file:/nowhere")
        .failedWith(1, "cannot open file:/nowhere: No such file or directory");
  }

  @Test
  void everyNameOfTheNamespaceOptionWorksEverywhere() throws IOException {
    for (String option : List.of("-n", "--namespace-id", "--namespace")) {
      orion.run("read", option, "2", "--length=1", "-o/dev/null").succeeded();
      assertThat(orion.run("bench", option, "2", "--size=4k").succeeded().out())
          .startsWith("read on qemu:lab/nvme0 namespace 2: ");
      assertThat(orion.run("nvme", "id-ns", option, "2").succeeded().out())
          .startsWith("NVME Identify Namespace 2:");
    }
  }

  @Test
  void errorsAreOneLine() throws IOException {
    orion.run("read", "--offset=9M", "--length=1").failedWith(1, "has 9437184 bytes", "beyond");
    orion.run("read", "-n8").failedWith(1, "has no namespace 8; it has 1, 2, 3");
    orion.run("read", "qemu:lab/nvme7").failedWith(1, "no device 'nvme7'", "nvme0, nvme1");
    orion
        .run("read", "qemu:none")
        .failedWith(1, "no lab 'none'", "only lab", "orion lab start none");
    orion.run("read", "--offset=1Q").failedWith(2, "'1Q' is not a size", "orion read --help");
    orion.run("read", "nonsense").failedWith(2, "'nonsense'", "qemu:", "file:", "mem:");
    orion.run("read", "-o/dev/full").failedWith(1, "cannot write /dev/full: No space left on");
    try (Descriptor nothing = Descriptor.open(Path.of("/dev/null"))) {
      orion
          .run(new StandardStreams(nothing, nothing, false, true, false), "read")
          .failedWith(1, "standard output is a terminal");
    }
  }

  @Test
  void aReaderThatLeavesEndsItQuietly() throws Exception {
    Path fifo = fifo("left");
    Descriptor reader = Descriptor.open(fifo, OpenFlag.O_RDONLY, OpenFlag.O_NONBLOCK);
    try (Descriptor writer = Descriptor.open(fifo, OpenFlag.O_WRONLY)) {
      reader.close();
      Outcome outcome = orion.run(new StandardStreams(writer, writer, false, false, false), "read");
      assertThat(outcome).isEqualTo(new Outcome(141, "", ""));
    }
  }

  @Test
  void aBusyLabSaysWhoUsesItAndADeadOneHowToStartIt() throws Exception {
    Lab doomed = startLab("doomed");
    Path fifo = fifo("data");
    CompletableFuture<Outcome> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return orion.run("read", "qemu:doomed/nvme1", "-o" + fifo);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    try (InputStream data = Channels.newInputStream(FileChannel.open(fifo))) {
      data.readNBytes(MIB);
      orion
          .run("read", "qemu:doomed/nvme1")
          .failedWith(1, "lab 'doomed' is busy: process ", "(orion read)");
      Outcome list = orion.run("list").succeeded();
      assertThat(list.out()).contains("qemu:lab/nvme0 ", "lab 'doomed' is busy: process ");

      ProcessHandle.of(doomed.pid().orElseThrow()).orElseThrow().destroyForcibly();
      data.transferTo(OutputStream.nullOutputStream());
    }
    reading
        .get(60, TimeUnit.SECONDS)
        .failedWith(
            1,
            "qemu:doomed/nvme1 namespace 1: read of",
            "lab 'doomed' has died; start it again with: orion lab start doomed");
    orion
        .run("read", "qemu:doomed/nvme1")
        .failedWith(1, "lab 'doomed' does not run; start it with: orion lab start doomed");
    doomed.stop();
  }

  private Path fifo(String name) throws IOException, InterruptedException {
    Path fifo = directory.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  @Test
  void binaryOutputIsTheStructure() throws IOException {
    Path out = directory.resolve("id-ctrl.bin");
    pipe(Path.of("/dev/null"), out, false, "nvme", "id-ctrl", "-o", "binary").succeeded();
    byte[] page = Files.readAllBytes(out);
    assertThat(page).hasSize(4096);
    assertThat(HexFormat.of().formatHex(page, 0, 4)).isEqualTo("361bf41a");
    assertThat(new String(page, 4, 20, US_ASCII)).isEqualTo("orion-lab-nvme0     ");
  }
}
