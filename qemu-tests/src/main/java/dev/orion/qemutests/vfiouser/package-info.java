/**
 * A vfio-user server with the model controller behind it: the fixture of that transport's tests.
 */
@NullMarked
package dev.orion.qemutests.vfiouser;

import org.jspecify.annotations.NullMarked;
