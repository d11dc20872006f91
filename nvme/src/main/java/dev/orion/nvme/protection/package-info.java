/**
 * End-to-end data protection (NVM 5.2): protection information with 16-, 32- and 64-bit guards,
 * generated and checked in memory. It knows data structures, no controller.
 */
@NullMarked
package dev.orion.nvme.protection;

import org.jspecify.annotations.NullMarked;
