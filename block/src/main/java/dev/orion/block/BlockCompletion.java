package dev.orion.block;

/** Called when a request has ended, by the thread that polls its queue. */
@FunctionalInterface
public interface BlockCompletion {

  /** The request has ended and may be reused at once; {@link BlockRequest#failure} says how. */
  void onComplete(BlockRequest request);
}
