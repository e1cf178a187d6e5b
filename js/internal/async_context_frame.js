'use strict';

// The async context: an immutable map from AsyncLocalStorage to value, kept in
// V8's continuation-preserved embedder data, which promises and everything
// that the runtime calls back carry along.

const binding = internalBinding('async_context');

class AsyncContextFrame extends Map {
  constructor(store, data) {
    super(AsyncContextFrame.current());
    this.set(store, data);
  }

  static get enabled() {
    return true;
  }

  static current() {
    return binding.getContinuationPreservedEmbedderData();
  }

  static set(frame) {
    binding.setContinuationPreservedEmbedderData(frame);
  }

  // Makes `frame` current and returns the previous one.
  static exchange(frame) {
    const previous = AsyncContextFrame.current();
    if (previous !== frame) AsyncContextFrame.set(frame);
    return previous;
  }

  // Takes one store out of the current context.
  static disable(store) {
    AsyncContextFrame.current()?.disable(store);
  }

  disable(store) {
    this.delete(store);
  }
}

module.exports = AsyncContextFrame;
