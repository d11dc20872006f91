/** Arrays of block devices in the formats of Linux md. */
@NullMarked
package dev.orion.raid;

import org.jspecify.annotations.NullMarked;
