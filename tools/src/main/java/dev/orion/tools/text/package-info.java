/** Text for people: sizes, times and rates, tables, and the line of a terminal that changes. */
@NullMarked
package dev.orion.tools.text;

import org.jspecify.annotations.NullMarked;
