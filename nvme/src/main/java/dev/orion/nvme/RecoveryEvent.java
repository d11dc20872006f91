package dev.orion.nvme;

/**
 * A step of the recovery of a controller, as {@link NvmeController#addRecoveryListener} tells of
 * it.
 *
 * @param step what is done
 * @param reason why, for people
 */
public record RecoveryEvent(Step step, String reason) {

  /** What is done. */
  public enum Step {
    /** The controller is asked to abort a command that is late. */
    ABORT,
    /** The controller is reset: CC.EN is cleared (Base 3.7.2). */
    CONTROLLER_RESET,
    /** Its PCI function is reset, as the controller did not heed its own reset. */
    FUNCTION_RESET,
    /**
     * It works again. Its features are as after a reset: who has set some that are not saved sets
     * them again, and gives back and offers host memory.
     */
    RECOVERED,
    /** It is given up; every command ends with {@link CommandCompletion#CONTROLLER_GONE}. */
    GONE
  }
}
