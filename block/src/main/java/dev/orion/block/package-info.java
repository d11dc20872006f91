/**
 * The contract that every layer speaks: a {@link dev.orion.block.BlockDevice}, its single-threaded
 * polled {@link dev.orion.block.BlockQueue} and the reusable {@link dev.orion.block.BlockRequest};
 * devices over files and memory; adapters to blocking calls, futures and channels.
 */
@NullMarked
package dev.orion.block;

import org.jspecify.annotations.NullMarked;
