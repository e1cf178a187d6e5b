'use strict';

// The listeners that one operation (a pipe, finished()) has on streams, to be
// taken off together when it is over.

class Listeners {
  #entries = [];

  on(emitter, event, listener) {
    this.#entries.push(emitter, event, listener);
    emitter.on(event, listener);
  }

  once(emitter, event, listener) {
    this.#entries.push(emitter, event, listener);
    emitter.once(event, listener);
  }

  // Ahead of those that are there.
  first(emitter, event, listener) {
    this.#entries.push(emitter, event, listener);
    prependListener(emitter, event, listener);
  }

  removeAll() {
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i += 3) {
      entries[i].removeListener(entries[i + 1], entries[i + 2]);
    }
    entries.length = 0;
  }
}

function prependListener(emitter, event, listener) {
  if (typeof emitter.prependListener === 'function') {
    emitter.prependListener(event, listener);
    return;
  }
  // An emitter of a userland implementation: reach into its table.
  const present = emitter._events?.[event];
  if (present) emitter._events[event] = [listener].concat(present);
  else emitter.on(event, listener);
}

module.exports = { Listeners };
