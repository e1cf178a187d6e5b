'use strict';

// events.on(): an async iterator over the events of an EventEmitter or
// EventTarget, which pauses and resumes emitters that can do so.

const { abortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateInteger } = require('internal/validators');
const { addAbortListener, liveSignal } = require('internal/events/abort_listener');

const kWatermarkData = Symbol.for('nodejs.watermarkData');
const kFirstEventParam = Symbol.for('nodejs.kFirstEventParam');

const { AsyncIteratorPrototype } = require('internal/util');

// First in, first out, without moving what is queued.
class Queue {
  #items = [];
  #head = 0;

  get size() {
    return this.#items.length - this.#head;
  }

  push(item) {
    this.#items.push(item);
  }

  shift() {
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

// `subscribe` is that of node:events.
function on(emitter, event, options, subscribe) {
  const signal = liveSignal(options);
  // Both spellings are documented: the second came first.
  const high = options.highWaterMark ?? options.highWatermark ??
    Number.MAX_SAFE_INTEGER;
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(high, 'options.highWaterMark', 1);
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = new Queue();
  const waiting = new Queue();
  const subscriptions = [];
  let paused = false;
  let finished = false;
  let failure = null;
  let abortListener;

  function listen(target, name, listener) {
    subscriptions.push(subscribe(target, name, listener));
  }

  function close() {
    abortListener?.[Symbol.dispose]();
    for (const end of subscriptions.splice(0)) end();
    finished = true;
    while (waiting.size > 0) {
      waiting.shift().resolve({ done: true, value: undefined });
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  function onError(error) {
    if (waiting.size === 0) failure = error;
    else waiting.shift().reject(error);
    close();
  }

  function onEvent(value) {
    if (waiting.size > 0) {
      waiting.shift().resolve({ done: false, value });
      return;
    }
    events.push(value);
    if (!paused && events.size > high) {
      paused = true;
      emitter.pause?.();
    }
  }

  const iterator = {
    __proto__: AsyncIteratorPrototype,

    next() {
      if (events.size > 0) {
        const value = events.shift();
        if (paused && events.size < low) {
          emitter.resume?.();
          paused = false;
        }
        return Promise.resolve({ done: false, value });
      }
      // Handed out once; after that the iterator is done.
      if (failure !== null) {
        const rejection = Promise.reject(failure);
        failure = null;
        return rejection;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },

    return() {
      return close();
    },

    throw(error) {
      if (!error || !(error instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE(
          'EventEmitter.AsyncIterator', 'Error', error);
      }
      onError(error);
    },

    [Symbol.asyncIterator]() {
      return this;
    },

    [kWatermarkData]: {
      get size() {
        return events.size;
      },
      get low() {
        return low;
      },
      get high() {
        return high;
      },
      get isPaused() {
        return paused;
      },
    },
  };

  listen(emitter, event,
    options[kFirstEventParam] ? onEvent : (...args) => onEvent(args));
  if (event !== 'error' && typeof emitter.on === 'function') {
    listen(emitter, 'error', onError);
  }
  for (const name of options.close ?? []) listen(emitter, name, close);
  if (signal) {
    abortListener = addAbortListener(signal, () => {
      onError(abortError(signal));
    });
  }
  return iterator;
}

module.exports = { on };
