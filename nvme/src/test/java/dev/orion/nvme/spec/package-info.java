/** Tests of the layouts. */
@NullMarked
package dev.orion.nvme.spec;

import org.jspecify.annotations.NullMarked;
