/** Writing to zoned namespaces within their limits. */
@NullMarked
package dev.orion.nvme.zoned;

import org.jspecify.annotations.NullMarked;
