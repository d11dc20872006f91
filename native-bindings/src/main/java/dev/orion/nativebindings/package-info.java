/**
 * System calls for the rest of Orion: descriptors, mappings, Unix sockets, events, affinity.
 *
 * <p>A call that fails throws an {@link dev.orion.nativebindings.ErrnoException} that names the
 * call and its arguments. Calls that a signal interrupted are restarted, except {@code ioctl},
 * whose meaning only its caller knows. Buffers are native segments: a heap segment is refused with
 * {@code IllegalArgumentException}.
 */
@NullMarked
package dev.orion.nativebindings;

import org.jspecify.annotations.NullMarked;
