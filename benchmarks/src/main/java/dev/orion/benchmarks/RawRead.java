package dev.orion.benchmarks;

import dev.orion.nvme.CommandCompletion;
import dev.orion.nvme.QueuePair;
import dev.orion.nvme.Tracker;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import java.util.Objects;

/** A read of one block of one page, through a queue pair and nothing else. */
final class RawRead {
  private static final int READ = NvmOpcode.READ.code();

  private RawRead() {}

  /** Writes and commits the command; there must be a free tracker. */
  static void submit(QueuePair pair, long iova, long block, CommandCompletion completion) {
    Tracker tracker = Objects.requireNonNull(pair.begin(completion, null));
    int cdw0 =
        SubmissionQueueEntry.cdw0(
            READ,
            SubmissionQueueEntry.FUSE_NORMAL,
            SubmissionQueueEntry.PSDT_PRP,
            tracker.commandId());
    SubmissionQueueEntry.write(
        pair.submissionQueue(),
        pair.entryOffset(),
        cdw0,
        1,
        iova,
        0,
        block,
        NvmCommand.cdw12(0, 0),
        0);
    pair.commit();
  }
}
