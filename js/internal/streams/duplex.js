'use strict';

// Duplex: a Readable with the methods of a Writable.

module.exports = Duplex;

const { kJustLaidOut, kShapeMode } = require('internal/events/shape');
const { Stream } = require('internal/streams/legacy');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const { adoptLife, construct } = require('internal/streams/destroy');
const { defineAccessors, kState } = require('internal/streams/state');
const { inherit } = require('internal/util');
const { kOnConstructed } = require('internal/streams/utils');
const { ReadableState, adoptReading, kEnded: kReadableEnded, kEndEmitted } =
  require('internal/streams/readable_state');
const { WritableState, adoptWriting, kEnded, kEnding, kFinished } =
  require('internal/streams/writable_state');

inherit(Duplex, Readable);

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);

  if (this._events === undefined) {
    this._events = {
      close: undefined,
      error: undefined,
      prefinish: undefined,
      finish: undefined,
      drain: undefined,
      data: undefined,
      end: undefined,
      readable: undefined,
    };
    this[kShapeMode] = kJustLaidOut;
  }
  this._readableState = new ReadableState(options, this, true);
  this._writableState = new WritableState(options, this, true);
  this.allowHalfOpen = options?.allowHalfOpen !== false;
  if (options) {
    if (options.readable === false) withoutReading(this._readableState);
    if (options.writable === false) withoutWriting(this._writableState);
    adoptReading(this, options);
    adoptWriting(this, options);
    adoptLife(this, options);
  }
  Stream.call(this, options);

  if (this._construct != null) {
    construct(this, () => {
      this._readableState[kOnConstructed](this);
      this._writableState[kOnConstructed](this);
    });
  }
}

// A half that is not wanted has ended from the start.
function withoutReading(state) {
  state.readable = false;
  state[kState] |= kReadableEnded | kEndEmitted;
}

function withoutWriting(state) {
  state.writable = false;
  state[kState] |= kEnding | kEnded | kFinished;
}

// The parts of Writable that Readable does not have in its own way. destroy()
// is Writable's: it also fails what waits to be written.
for (const method of Object.keys(Writable.prototype)) {
  Duplex.prototype[method] ||= Writable.prototype[method];
}
Duplex.prototype.destroy = Writable.prototype.destroy;

const ofWritable = Object.getOwnPropertyDescriptors(Writable.prototype);
for (const name of Object.keys(ofWritable)) {
  const isAboutWriting =
    name.startsWith('writable') && name !== 'writableAborted';
  if (isAboutWriting) Object.defineProperty(Duplex.prototype, name, ofWritable[name]);
}

defineAccessors(Duplex.prototype, {
  get destroyed() {
    const { _readableState: r, _writableState: w } = this;
    return !!r && !!w && r.destroyed && w.destroyed;
  },
  // Userland streams used to set it.
  set destroyed(value) {
    const { _readableState: r, _writableState: w } = this;
    if (r && w) r.destroyed = w.destroyed = value;
  },
});

Duplex.fromWeb = function(pair, options) {
  return require('internal/webstreams/adapters')
    .newStreamDuplexFromReadableWritablePair(pair, options);
};

Duplex.toWeb = function(duplex, options) {
  return require('internal/webstreams/adapters')
    .newReadableWritablePairFromDuplex(duplex, options);
};

Duplex.from = function(body) {
  return require('internal/streams/duplexify')(body, 'body');
};
