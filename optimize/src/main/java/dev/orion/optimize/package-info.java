/** Data reduction: compression, fingerprints, chunks. */
@NullMarked
package dev.orion.optimize;

import org.jspecify.annotations.NullMarked;
