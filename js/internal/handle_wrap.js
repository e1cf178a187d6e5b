'use strict';
// What handles of the event loop that are no streams (child processes, watchers, signals) have in common: async_hooks hears of
// each as a resource, which is the handle itself.

const { emitInit, getDefaultTriggerAsyncId, newAsyncId } = require('internal/async_hooks');

class HandleWrap {
  #asyncId = newAsyncId();

  // Tells of the handle; what Rust wants to know for telling of its callbacks and its end.
  _announce(type) {
    const triggerId = getDefaultTriggerAsyncId();
    emitInit(this.#asyncId, type, triggerId, this);
    return [this, this.#asyncId, triggerId];
  }

  getAsyncId() {
    return this.#asyncId;
  }

  getProviderType() {
    return 0;
  }
}

module.exports = { HandleWrap };
