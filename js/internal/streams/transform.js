'use strict';

// Transform: a Duplex whose output is computed from its input. What is written
// is held back while the readable half is full.

module.exports = Transform;

const Duplex = require('internal/streams/duplex');
const { getHighWaterMark } = require('internal/streams/state');
const { inherit } = require('internal/util');
const {
  codes: { ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');

inherit(Transform, Duplex);

// The callback of the write that is held back.
const kCallback = Symbol('kCallback');

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);

  Duplex.call(this, options && withMarks(this, options));
  // _read() is about whether output may be made, not about making it.
  this._readableState.sync = false;
  this[kCallback] = null;
  if (options) {
    const { transform, flush } = options;
    if (typeof transform === 'function') this._transform = transform;
    if (typeof flush === 'function') this._flush = flush;
  }
  // For subclasses that replace _final(): flush() runs all the same.
  this.on('prefinish', prefinish);
}

// A readable side of 0 means that the writable side should buffer nothing
// either: what comes in is transformed when it is asked for.
function withMarks(stream, options) {
  const ofReadable =
    getHighWaterMark(stream, options, 'readableHighWaterMark', true);
  if (ofReadable !== 0) return options;
  return {
    ...options,
    highWaterMark: null,
    readableHighWaterMark: 0,
    writableHighWaterMark: options.writableHighWaterMark || 0,
  };
}

function final(cb) {
  const done = (error, rest) => {
    if (error) {
      if (cb) cb(error);
      else this.destroy(error);
      return;
    }
    if (rest !== null && rest !== undefined) this.push(rest);
    this.push(null);
    if (cb) cb();
  };
  if (typeof this._flush === 'function' && !this.destroyed) this._flush(done);
  else done();
}

function prefinish() {
  if (this._final !== final) final.call(this);
}

Object.assign(Transform.prototype, {
  _final: final,

  _transform(chunk, encoding, callback) {
    throw new ERR_METHOD_NOT_IMPLEMENTED('_transform()');
  },

  _write(chunk, encoding, callback) {
    const before = this._readableState.length;
    this._transform(chunk, encoding, (error, output) => {
      if (error) {
        callback(error);
        return;
      }
      if (output !== null && output !== undefined) this.push(output);
      afterTransform(this, before, callback);
    });
  },

  _read() {
    const callback = this[kCallback];
    this[kCallback] = null;
    callback?.();
  },
});

// Takes more input at once, unless the output of this chunk filled the buffer.
function afterTransform(stream, before, callback) {
  const { ended, highWaterMark, length } = stream._readableState;
  // Nothing will be read any more: _read() would never call back.
  if (ended) process.nextTick(callback);
  else if (length < highWaterMark || length === before) callback();
  else if (stream._writableState.ended) callback();
  else stream[kCallback] = callback;
}
