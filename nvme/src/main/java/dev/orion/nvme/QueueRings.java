package dev.orion.nvme;

import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;

/**
 * The memory of a submission queue and its completion queue, each from the start of a page.
 *
 * @param submission its first entry is the queue's address
 * @param submissionEntries how many commands it holds
 * @param completion its first entry is the queue's address
 * @param completionEntries how many completions it holds
 */
record QueueRings(
    DmaBuffer submission, int submissionEntries, DmaBuffer completion, int completionEntries) {

  /** Zeroed memory for both. */
  static QueueRings allocate(
      DmaMemory forSubmission,
      int submissionEntries,
      DmaMemory forCompletion,
      int completionEntries,
      int pageSizeBytes) {
    DmaBuffer submission =
        forSubmission.allocate(
            (long) submissionEntries * SubmissionQueueEntry.SIZE_BYTES, pageSizeBytes);
    try {
      DmaBuffer completion =
          forCompletion.allocate(
              (long) completionEntries * CompletionQueueEntry.SIZE_BYTES, pageSizeBytes);
      return new QueueRings(submission, submissionEntries, completion, completionEntries);
    } catch (RuntimeException e) {
      submission.close();
      throw e;
    }
  }

  void free() {
    submission.close();
    completion.close();
  }
}
