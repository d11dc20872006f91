package dev.orion.tools.bench.html;

/**
 * A line of a list of facts.
 *
 * @param name what it is: {@code block size}
 * @param value what that is: {@code 4 KiB}
 */
public record Fact(String name, String value) {}
