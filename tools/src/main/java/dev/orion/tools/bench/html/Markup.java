package dev.orion.tools.bench.html;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Text with elements, which is HTML and well-formed XML at once: every element is closed, and what
 * is text is escaped.
 */
final class Markup {
  private static final int REPLACEMENT_CHARACTER = 0xFFFD;

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> openElements = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values by turns
   */
  Markup open(String name, String... attributes) {
    startTag(name, attributes);
    out.append('>');
    openElements.push(name);
    return this;
  }

  /** Closes the element that was opened last. */
  Markup close() {
    out.append("</").append(openElements.pop()).append(">\n");
    return this;
  }

  /** An element that holds only text. */
  Markup element(String name, String text, String... attributes) {
    startTag(name, attributes);
    out.append('>');
    text(text);
    out.append("</").append(name).append('>');
    return this;
  }

  /** An element that holds nothing: SVG's shapes, and those of HTML that have no end tag. */
  Markup empty(String name, String... attributes) {
    startTag(name, attributes);
    out.append(" />");
    return this;
  }

  /** Text. */
  Markup text(String text) {
    text.codePoints().forEach(this::escape);
    return this;
  }

  /** What is markup already. */
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  private void startTag(String name, String... attributes) {
    out.append('<').append(name);
    for (int index = 0; index < attributes.length; index += 2) {
      out.append(' ').append(attributes[index]).append("=\"");
      text(attributes[index + 1]);
      out.append('"');
    }
  }

  private void escape(int character) {
    switch (character) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      default -> out.appendCodePoint(isAllowed(character) ? character : REPLACEMENT_CHARACTER);
    }
  }

  /** What XML 1.0 has as Char (section 2.2), but for the control characters that HTML forbids. */
  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character < 0x7F)
        || (character >= 0xA0 && character < Character.MIN_SURROGATE)
        || (character > Character.MAX_SURROGATE && character < 0xFFFE)
        || character >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
  }

  /** The markup so far; every element must be closed. */
  @Override
  public String toString() {
    if (!openElements.isEmpty()) {
      throw new IllegalStateException("not closed: " + openElements);
    }
    return out.toString();
  }
}
