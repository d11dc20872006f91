/**
 * The parity of RAID-5 and RAID-6 as Linux computes it: P is the exclusive or of the data, Q their
 * sum in GF(2^8) with the polynomial 11Dh, the block of disk {@code i} times {@code 2^i}.
 */
@NullMarked
package dev.orion.raid.parity;

import org.jspecify.annotations.NullMarked;
