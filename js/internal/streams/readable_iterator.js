'use strict';

// for await over a Readable. It behaves as an async generator over read()
// would (requests are answered in order, nothing happens before the first
// next()), at the cost of one promise for each chunk.

const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { aggregateTwoErrors } = require('internal/errors');

const { AsyncIteratorPrototype } = require('internal/util');

class ReadableIterator {
  #stream;
  #options;
  // What is asked for and not yet answered, in order.
  #requests = [];
  #isStarted = false;
  #isDone = false;
  // A request is being answered: the next one has to wait for it.
  #isBusy = false;
  // It is busy because there is no chunk.
  #isHungry = false;
  // undefined while the stream is open, null after a proper end.
  #error;
  #stopWatching;

  constructor(stream, options) {
    this.#stream = stream;
    this.#options = options;
    this.stream = stream;
  }

  next() {
    if (this.#isBusy || this.#isDone) return this.#request('next');
    // Most often the next chunk is there.
    try {
      const result = this.#nextChunk();
      return result === null ? this.#enqueue('next') : Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  return(value) {
    return this.#request('return', value);
  }

  throw(value) {
    return this.#request('throw', value);
  }

  #request(kind, value) {
    if (!this.#isBusy) {
      try {
        const result = this.#answer(kind, value);
        if (result !== null) return Promise.resolve(result);
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#enqueue(kind, value);
  }

  #enqueue(kind, value) {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#requests.push({ kind, value, resolve, reject });
    return promise;
  }

  #answerAll() {
    const requests = this.#requests;
    while (requests.length > 0 && !this.#isBusy) {
      const { kind, value, resolve, reject } = requests[0];
      try {
        const result = this.#answer(kind, value);
        if (result === null) return;
        resolve(result);
      } catch (error) {
        reject(error);
      }
      requests.shift();
    }
  }

  // An iterator result, or a promise for one; null if it has to wait.
  #answer(kind, value) {
    if (kind === 'next' && !this.#isDone) return this.#nextChunk();
    if (kind === 'throw') {
      if (this.#isDone) throw value;
      if (this.#isStarted) this.#addError(value);
      this.#finish();
      throw value;
    }
    if (!this.#isDone) this.#finish();
    return { done: true, value };
  }

  #nextChunk() {
    if (!this.#isStarted) this.#start();
    const stream = this.#stream;
    let chunk = null;
    // read() runs listeners, which may ask for more.
    this.#isBusy = true;
    try {
      if (!stream.destroyed) chunk = stream.read();
    } catch (error) {
      this.#isBusy = false;
      throw this.#fail(error);
    }
    if (chunk === null && this.#error === undefined) {
      this.#isHungry = true;
      return null;
    }
    if (typeof chunk?.then === 'function') return this.#awaitChunk(chunk);
    this.#isBusy = false;
    if (chunk !== null) return { done: false, value: chunk };

    this.#finish();
    if (this.#error) throw this.#error;
    return { done: true, value: undefined };
  }

  // A promise in an object stream: what follows waits for it.
  async #awaitChunk(promise) {
    try {
      return { done: false, value: await promise };
    } catch (error) {
      throw this.#fail(error);
    } finally {
      this.#isBusy = false;
      queueMicrotask(() => this.#answerAll());
    }
  }

  #start() {
    this.#isStarted = true;
    this.#stream.on('readable', this.#wake);
    this.#stopWatching = eos(this.#stream, { writable: false }, (error) => {
      if (error) this.#addError(error);
      else this.#error = null;
      this.#wake();
    });
  }

  // Not at once: the other listeners of the same event come first.
  #wake = () => {
    if (!this.#isHungry) return;
    this.#isHungry = false;
    queueMicrotask(() => {
      this.#isBusy = false;
      this.#answerAll();
    });
  };

  #addError(error) {
    this.#error = aggregateTwoErrors(this.#error, error);
  }

  #fail(error) {
    this.#addError(error);
    this.#finish();
    return this.#error;
  }

  #finish() {
    this.#isDone = true;
    if (!this.#isStarted) return;
    const stream = this.#stream;
    const error = this.#error;
    const isUnwanted = error || this.#options?.destroyOnReturn !== false;
    // One that has ended destroys itself if it is meant to.
    if (isUnwanted &&
        (error === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', this.#wake);
      this.#stopWatching();
    }
  }
}
Object.setPrototypeOf(ReadableIterator.prototype, AsyncIteratorPrototype);

module.exports = { ReadableIterator };
