package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The tests that a controller runs on itself and its namespaces (Base 5.9 and 8.6). A short test
 * ends when the controller is reset or closed; an extended one runs on. For any thread.
 */
public final class DeviceSelfTest {

  /** Self-test Code: a short test, of two minutes or less. */
  public static final int SHORT = 0x1;

  /** Self-test Code: an extended test; how long it takes is EDSTT in Identify Controller. */
  public static final int EXTENDED = 0x2;

  /** Self-test Code: a vendor's test. */
  public static final int VENDOR_SPECIFIC = 0xe;

  private static final int ABORT = 0xf;

  private final NvmeController controller;
  private final CommandSupport support;
  private final ControllerLogs logs;

  /** Of a controller, if it says that it supports it. */
  public DeviceSelfTest(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Of a controller. */
  public DeviceSelfTest(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
    this.logs = new ControllerLogs(support);
  }

  /**
   * Starts a test.
   *
   * @param nsid a namespace to be tested too, 0 for none, FFFFFFFFh for all
   * @param code {@link #SHORT}, {@link #EXTENDED} or {@link #VENDOR_SPECIFIC}
   */
  public void start(int nsid, int code) throws IOException {
    send(nsid, code, "Device Self-test");
  }

  /** Ends the test that runs. */
  public void abort() throws IOException {
    send(-1, ABORT, "Device Self-test (abort)");
  }

  private void send(int nsid, int code, String name) throws IOException {
    support.require(AdminOpcode.DEVICE_SELF_TEST);
    controller.admin(
        NvmeCommand.of(AdminOpcode.DEVICE_SELF_TEST)
            .named(name)
            .withNsid(nsid)
            .withCdw10(ManagementCommand.deviceSelfTestCdw10(code)));
  }

  /** How the test is doing. */
  public SelfTestStatus status() throws IOException {
    return SelfTestStatus.of(logs.selfTests(1));
  }

  /**
   * Waits until no test runs any more, however long that takes.
   *
   * @param progress hears how it is doing, more and more seldom up to once a second
   * @return how it ended
   */
  public SelfTestStatus await(Consumer<SelfTestStatus> progress) throws IOException {
    GrowingPause pause = new GrowingPause(controller.clock());
    while (true) {
      SelfTestStatus status = status();
      if (status.operation() == 0) {
        return status;
      }
      progress.accept(status);
      pause.next();
    }
  }
}
