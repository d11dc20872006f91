package dev.orion.nvme.spec;

/**
 * A value of the feature Error Recovery (NVM 4.1.3.2).
 *
 * @param timeLimit100ms how long a command may go on trying, in units of 100 ms; 0 for no limit
 * @param unwrittenBlockErrors whether reading a block that is deallocated or unwritten is an error
 */
public record ErrorRecovery(int timeLimit100ms, boolean unwrittenBlockErrors) {

  /** Throws {@link IllegalArgumentException} if a value does not fit its field. */
  public ErrorRecovery {
    Bits.put("TLER", timeLimit100ms, 0, 16);
  }

  /** Reads it of a completion's Dword 0. */
  public static ErrorRecovery of(int dword0) {
    return new ErrorRecovery(Bits.get(dword0, 0, 16), Bits.isSet(dword0, 16));
  }

  /** Command Dword 11. */
  public int cdw11() {
    return timeLimit100ms | Bits.bit(unwrittenBlockErrors, 16);
  }
}
