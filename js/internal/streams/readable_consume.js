'use strict';

// The other ways into and out of a Readable: async iteration, operators,
// from(), wrap() of old streams, web streams.

const destroyImpl = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { AbortError, aggregateTwoErrors } = require('internal/errors');
const { validateObject } = require('internal/validators');

const AsyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* () {}).prototype);

let webStreamsAdapters;
function lazyWebStreams() {
  return webStreamsAdapters ??= require('internal/webstreams/adapters');
}

function streamToAsyncIterator(Readable, stream, options) {
  if (typeof stream.read !== 'function') {
    stream = Readable.wrap(stream, { objectMode: true });
  }
  const iterator = createAsyncIterator(stream, options);
  iterator.stream = stream;
  return iterator;
}

// Behaves as an async generator over read() would (requests are answered in
// order, nothing happens before the first next()), at the cost of one promise
// for each chunk.
function createAsyncIterator(stream, options) {
  const requests = [];
  let started = false;
  let done = false;
  let advancing = false;
  let waking = false;
  let awaiting = false;
  let pending = null;
  // undefined while open, null after a proper end.
  let error;
  let cleanup;

  function start() {
    started = true;
    stream.on('readable', wake);
    cleanup = eos(stream, { writable: false }, (err) => {
      error = err ? aggregateTwoErrors(error, err) : null;
      wake();
    });
  }

  function finish() {
    done = true;
    if (!started) return;
    if ((error || options?.destroyOnReturn !== false) &&
        (error === undefined || stream._readableState.autoDestroy)) {
      destroyImpl.destroyer(stream, null);
    } else {
      stream.off('readable', wake);
      cleanup();
    }
  }

  function readChunk() {
    return stream.destroyed ? null : stream.read();
  }

  // What was read but could not be handed out at once.
  function takeChunk() {
    if (pending === null) return readChunk();
    const chunk = pending;
    pending = null;
    return chunk;
  }

  // Answers one request; false when it has to wait.
  function answer({ kind, value, resolve, reject }) {
    if (kind === 'next' && !done) {
      if (!started) start();
      let chunk;
      try {
        chunk = takeChunk();
      } catch (failure) {
        error = aggregateTwoErrors(error, failure);
        finish();
        reject(error);
        return true;
      }
      if (chunk !== null) {
        if (typeof chunk.then === 'function') answerAwaited(chunk, requests[0]);
        else resolve({ done: false, value: chunk });
        return true;
      }
      if (error === undefined) return false;
      finish();
      if (error) reject(error);
      else resolve({ done: true, value: undefined });
    } else if (kind === 'throw') {
      if (!done) {
        if (started) error = aggregateTwoErrors(error, value);
        finish();
      }
      reject(value);
    } else {
      if (!done) finish();
      resolve({ done: true, value });
    }
    return true;
  }

  // A promise in an object stream: what follows waits for it.
  function answerAwaited(promise, { resolve, reject }) {
    awaiting = true;
    promise.then(
      (value) => {
        resolve({ done: false, value });
      },
      (failure) => {
        error = aggregateTwoErrors(error, failure);
        finish();
        reject(error);
      },
    ).then(() => {
      awaiting = false;
      advance();
    });
  }

  function advance() {
    // read() may emit 'readable'.
    if (advancing) return;
    advancing = true;
    while (requests.length > 0 && !awaiting && answer(requests[0])) {
      requests.shift();
    }
    advancing = false;
  }

  // Not at once: the listeners of the same event come first.
  function wake() {
    if (waking || requests.length === 0) return;
    waking = true;
    queueMicrotask(() => {
      waking = false;
      advance();
    });
  }

  function request(kind, value) {
    return new Promise((resolve, reject) => {
      requests.push({ kind, value, resolve, reject });
      advance();
    });
  }

  return {
    __proto__: AsyncIteratorPrototype,
    next() {
      // Most often the next chunk is there.
      if (started && !done && !advancing && requests.length === 0) {
        advancing = true;
        let chunk = null;
        try {
          chunk = readChunk();
        } catch (failure) {
          error = aggregateTwoErrors(error, failure);
          finish();
          return Promise.reject(error);
        } finally {
          advancing = false;
        }
        if (chunk !== null && typeof chunk.then !== 'function') {
          return Promise.resolve({ done: false, value: chunk });
        }
        if (chunk !== null) pending = chunk;
      }
      return request('next', undefined);
    },
    return(value) {
      return request('return', value);
    },
    throw(value) {
      return request('throw', value);
    },
  };
}

// A stream of the first Node versions as the source of this one.
function wrap(stream) {
  let paused = false;

  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => {
    this.push(null);
  });
  stream.on('error', (error) => {
    destroyImpl.errorOrDestroy(this, error);
  });
  stream.on('close', () => {
    this.destroy();
  });
  stream.on('destroy', () => {
    this.destroy();
  });

  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };

  // Its methods are reachable here as well.
  for (const key of Object.keys(stream)) {
    if (this[key] === undefined && typeof stream[key] === 'function') {
      this[key] = stream[key].bind(stream);
    }
  }
  return this;
}

function installOperators(Readable) {
  const { promiseReturningOperators, streamReturningOperators } =
    require('internal/streams/operators');

  function define(name, operator, method) {
    Object.defineProperty(method, 'name', { __proto__: null, value: name });
    Object.defineProperty(
      method, 'length', { __proto__: null, value: operator.length });
    Object.defineProperty(Readable.prototype, name, {
      __proto__: null,
      value: method,
      enumerable: false,
      configurable: true,
      writable: true,
    });
  }

  for (const [name, operator] of Object.entries(streamReturningOperators)) {
    define(name, operator, function(...args) {
      if (new.target) throw new TypeError(`${name} is not a constructor`);
      return Readable.from(Reflect.apply(operator, this, args));
    });
  }
  for (const [name, operator] of Object.entries(promiseReturningOperators)) {
    define(name, operator, function(...args) {
      if (new.target) throw new TypeError(`${name} is not a constructor`);
      return Promise.resolve(Reflect.apply(operator, this, args));
    });
  }
}

function install(Readable) {
  Readable.prototype.wrap = wrap;

  Readable.prototype[Symbol.asyncIterator] = function() {
    return streamToAsyncIterator(Readable, this);
  };

  Readable.prototype.iterator = function(options) {
    if (options !== undefined) validateObject(options, 'options');
    return streamToAsyncIterator(Readable, this, options);
  };

  Readable.prototype[Symbol.asyncDispose] = async function() {
    let error;
    if (!this.destroyed) {
      error = this.readableEnded ? null : new AbortError();
      this.destroy(error);
    }
    await new Promise((resolve, reject) => {
      eos(this, (failure) => {
        if (failure && failure !== error) reject(failure);
        else resolve(null);
      });
    });
  };

  Readable.prototype.compose = function compose(stream, options) {
    return require('internal/streams/operators')
      .composeReadable(this, stream, options);
  };

  Readable.from = function(iterable, opts) {
    return require('internal/streams/from')(Readable, iterable, opts);
  };

  Readable.wrap = function(src, options) {
    return new Readable({
      objectMode: src.readableObjectMode ?? src.objectMode ?? true,
      ...options,
      destroy(err, callback) {
        destroyImpl.destroyer(src, err);
        callback(err);
      },
    }).wrap(src);
  };

  Readable.fromWeb = function(readableStream, options) {
    return lazyWebStreams()
      .newStreamReadableFromReadableStream(readableStream, options);
  };

  Readable.toWeb = function(streamReadable, options) {
    return lazyWebStreams()
      .newReadableStreamFromStreamReadable(streamReadable, options);
  };

  installOperators(Readable);
}

module.exports = { install };
