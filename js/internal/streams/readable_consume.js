'use strict';

// The other ways into and out of a Readable: async iteration, operators,
// from(), wrap() of old streams, web streams.

const { destroyer, errorOrDestroy } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { AbortError } = require('internal/errors');
const { validateObject } = require('internal/validators');

// A stream of the first Node versions as the source of this one.
function wrap(stream) {
  let isHeld = false;
  this._read = () => {
    if (!isHeld || !stream.resume) return;
    isHeld = false;
    stream.resume();
  };

  stream.on('data', (chunk) => {
    if (this.push(chunk) || !stream.pause) return;
    isHeld = true;
    stream.pause();
  });
  stream.on('end', () => this.push(null));
  stream.on('error', (error) => errorOrDestroy(this, error));
  for (const event of ['close', 'destroy']) {
    stream.on(event, () => this.destroy());
  }

  // Its methods are reachable here as well.
  for (const [name, method] of Object.entries(stream)) {
    if (typeof method !== 'function' || this[name] !== undefined) continue;
    this[name] = method.bind(stream);
  }
  return this;
}

// The operators, which are methods of any async iterable and loaded when one is
// first called, by what they become on a Readable. With each, its `length`.
const operators = {
  stream: { drop: 1, filter: 2, flatMap: 2, map: 2, take: 1 },
  promise: { every: 1, forEach: 2, reduce: 3, toArray: 1, some: 1, find: 2 },
};

function installOperators(Readable, lengths, present) {
  for (const [name, length] of Object.entries(lengths)) {
    const method = function(...args) {
      if (new.target) throw new TypeError(`${name} is not a constructor`);
      const operator = require('internal/streams/operators')[name];
      return present(Reflect.apply(operator, this, args));
    };
    const hidden = { __proto__: null, enumerable: false };
    Object.defineProperties(method, {
      name: { __proto__: null, ...hidden, value: name },
      length: { __proto__: null, ...hidden, value: length },
    });
    Object.defineProperty(Readable.prototype, name, {
      __proto__: null,
      ...hidden, value: method, writable: true, configurable: true,
    });
  }
}

function install(Readable) {
  function iterate(stream, options) {
    const source = typeof stream.read === 'function' ?
      stream : Readable.wrap(stream, { objectMode: true });
    const { ReadableIterator } = require('internal/streams/readable_iterator');
    return new ReadableIterator(source, options);
  }

  Object.assign(Readable.prototype, {
    wrap,

    iterator(options) {
      if (options !== undefined) validateObject(options, 'options');
      return iterate(this, options);
    },

    [Symbol.asyncIterator]() {
      return iterate(this);
    },

    async [Symbol.asyncDispose]() {
      let reason = null;
      if (!this.destroyed) {
        if (!this.readableEnded) reason = new AbortError();
        this.destroy(reason);
      }
      const { promise, resolve, reject } = Promise.withResolvers();
      eos(this, (error) => {
        if (error && error !== reason) reject(error);
        else resolve(null);
      });
      await promise;
    },

    compose(stream, options) {
      return require('internal/streams/operators')
        .composeReadable(this, stream, options);
    },
  });

  Object.assign(Readable, {
    from(iterable, opts) {
      return require('internal/streams/from')(Readable, iterable, opts);
    },

    wrap(src, options) {
      const readable = new Readable({
        objectMode: src.readableObjectMode ?? src.objectMode ?? true,
        ...options,
        destroy(error, callback) {
          destroyer(src, error);
          callback(error);
        },
      });
      return readable.wrap(src);
    },

    fromWeb(readableStream, options) {
      return require('internal/webstreams/adapters')
        .newStreamReadableFromReadableStream(readableStream, options);
    },

    toWeb(streamReadable, options) {
      return require('internal/webstreams/adapters')
        .newReadableStreamFromStreamReadable(streamReadable, options);
    },
  });

  installOperators(
    Readable, operators.stream, (values) => Readable.from(values));
  installOperators(
    Readable, operators.promise, (result) => Promise.resolve(result));
}

module.exports = { install };
