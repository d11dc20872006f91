package dev.orion.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** fio's options about how it asks the kernel, which have no meaning here. */
final class IgnoredOptions {
  @Option(
      names = {
        "--ioengine",
        "--direct",
        "--buffered",
        "--invalidate",
        "--description",
        "--randrepeat",
        "--random_generator",
        "--iodepth_batch",
        "--iodepth_batch_submit",
        "--iodepth_batch_complete",
        "--iodepth_batch_complete_min",
        "--iodepth_batch_complete_max",
        "--iodepth_low",
        "--clocksource",
        "--fallocate",
        "--fadvise_hint",
        "--nice",
        "--prio",
        "--prioclass",
        "--mem",
        "--iomem",
        "--lockmem",
        "--log_avg_msec",
        "--write_bw_log",
        "--write_lat_log",
        "--write_iops_log",
        "--lat_percentiles",
        "--clat_percentiles",
        "--slat_percentiles",
        "--numa_cpu_nodes",
        "--numa_mem_policy",
        "--verify_fatal",
        "--sqthread_poll_cpu",
        "--cmd_type",
        "--file_service_type",
        "--kb_base",
        "--unit_base",
        "--softrandommap",
        "--unlink",
        "--per_job_logs",
        "--allrandrepeat"
      },
      hidden = true)
  private @Nullable List<String> ignored;

  /** The same, of those that need no value. */
  @Option(
      names = {
        "--thread",
        "--gtod_reduce",
        "--disable_lat",
        "--disable_clat",
        "--disable_slat",
        "--disable_bw_measurement",
        "--hipri",
        "--fixedbufs",
        "--registerfiles",
        "--sqthread_poll",
        "--nonvectored",
        "--refill_buffers",
        "--scramble_buffers",
        "--exitall",
        "--exitall_on_error",
        "--create_on_open",
        "--create_serialize",
        "--userspace_reap",
        "--force_async",
        "--uncached",
        "--overwrite"
      },
      hidden = true,
      converter = SwitchConverter.class)
  private boolean unusedSwitch;
}
