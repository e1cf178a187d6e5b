'use strict';

// Stream, the base class: an EventEmitter with the pipe() of the first Node
// versions, which Readable replaces.

const EventEmitter = require('node:events');
const { inherit } = require('internal/util');
const { Listeners } = require('internal/streams/listeners');

function Stream(opts) {
  EventEmitter.call(this, opts);
}
inherit(Stream, EventEmitter);

Stream.prototype.pipe = function(dest, options) {
  const listeners = new Listeners();
  const cleanup = () => listeners.removeAll();
  // Several sources may end one destination: the standard streams stay open.
  let mayEnd = !dest._isStdio && options?.end !== false;

  const ondata = (chunk) => {
    const isFull = dest.writable && dest.write(chunk) === false;
    if (isFull && this.pause) this.pause();
  };
  const ondrain = () => {
    if (this.readable && this.resume) this.resume();
  };
  // Only the first of 'end' and 'close' has something to say.
  const onend = () => {
    if (mayEnd) dest.end();
    mayEnd = false;
  };
  const onclose = () => {
    if (mayEnd && typeof dest.destroy === 'function') dest.destroy();
    mayEnd = false;
  };
  // An unhandled error still throws: this listener does not count.
  function onerror(error) {
    cleanup();
    const isHandled = EventEmitter.listenerCount(this, 'error') > 0;
    if (!isHandled) this.emit('error', error);
  }

  listeners.on(this, 'data', ondata);
  listeners.on(dest, 'drain', ondrain);
  if (mayEnd) {
    listeners.on(this, 'end', onend);
    listeners.on(this, 'close', onclose);
  }
  listeners.first(this, 'error', onerror);
  listeners.first(dest, 'error', onerror);
  listeners.on(this, 'end', cleanup);
  listeners.on(this, 'close', cleanup);
  listeners.on(dest, 'close', cleanup);

  dest.emit('pipe', this);
  return dest;
};

// The keys of a stream's usual events exist from the start, empty.
Stream.prototype.eventNames = function eventNames() {
  return Reflect.ownKeys(this._events)
    .filter((key) => this._events[key] !== undefined);
};

module.exports = { Stream };
