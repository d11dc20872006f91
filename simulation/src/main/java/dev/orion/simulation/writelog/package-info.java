/**
 * Logs of the writes to a device, and what it may hold after a power cut at any point of one. For
 * tests of whatever must survive that: drivers, arrays, volumes.
 */
@NullMarked
package dev.orion.simulation.writelog;

import org.jspecify.annotations.NullMarked;
