package dev.orion.tools.text;

import java.io.PrintWriter;

/**
 * A line of a terminal that is shown over and over, and taken away at the end, also if that is the
 * end of the process, by Ctrl-C say.
 */
public final class StatusLine implements AutoCloseable {
  /** Back to the first column, and erase to the end of the line (ECMA-48, CR and EL). */
  private static final String ERASE = "\r\033[K";

  private final PrintWriter terminal;
  private final Thread atExit = new Thread(this::clear, "status-line");
  private boolean enabled;
  private boolean shown;

  /**
   * A line that is not shown yet.
   *
   * @param terminal where to show it; stays open
   * @param enabled whether to show anything: whether that is a terminal
   */
  public StatusLine(PrintWriter terminal, boolean enabled) {
    this.terminal = terminal;
    this.enabled = enabled;
    if (enabled) {
      try {
        Runtime.getRuntime().addShutdownHook(atExit);
      } catch (IllegalStateException e) {
        this.enabled = false; // The process ends already.
      }
    }
  }

  /** Shows the line, over what it showed before. */
  public synchronized void show(String text) {
    if (enabled) {
      terminal.print(ERASE + text);
      terminal.flush();
      shown = true;
    }
  }

  /** Takes the line away for good. */
  public synchronized void clear() {
    enabled = false;
    if (shown) {
      terminal.print(ERASE);
      terminal.flush();
      shown = false;
    }
  }

  /** Takes the line away; the terminal stays open. */
  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already.
    }
  }
}
