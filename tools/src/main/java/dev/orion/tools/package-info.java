/** The {@code orion} command line. */
@NullMarked
package dev.orion.tools;

import org.jspecify.annotations.NullMarked;
