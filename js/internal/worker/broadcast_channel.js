'use strict';
// BroadcastChannel: what is posted to one arrives at all others of the same name in the process, on every thread.

const binding = internalBinding('messaging');
const { EventTarget, defineEventHandler } = require('internal/event_target');
const { setup } = require('internal/worker/io');
const { customInspectSymbol } = require('internal/util');
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');

// The class is undici's, loaded with the first message.
function messageEvent(type, data) {
  return require('deps/undici/lib/web/websocket/events').createFastMessageEvent(type, { data });
}

class BroadcastChannel extends EventTarget {
  #name;
  #id;
  // Undefined when the channel is closed.
  #port;

  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    setup();
    [this.#id, this.#port] = binding.joinBroadcast(this.#name);
    this.#port.on('message', (data) => this.#deliver('message', data));
    this.#port.on('messageerror', (data) => this.#deliver('messageerror', data));
  }

  // What had arrived already when it was closed is not told.
  #deliver(type, data) {
    if (this.#port !== undefined) this.dispatchEvent(messageEvent(type, data));
  }

  static #check(channel) {
    if (typeof channel !== 'object' || channel === null || !(#name in channel)) throw new ERR_INVALID_THIS('BroadcastChannel');
  }

  // The port that messages for `value` arrive at, if it is an open channel.
  static portOf(value) {
    return typeof value === 'object' && value !== null && #port in value ? value.#port : undefined;
  }

  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }

  close() {
    BroadcastChannel.#check(this);
    if (this.#port === undefined) return;
    binding.leaveBroadcast(this.#name, this.#id);
    this.#port.close();
    this.#port = undefined;
  }

  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this.#port === undefined) {
      const { DOMException } = require('internal/per_context/domexception');
      throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    }
    binding.broadcast(this.#name, this.#id, message);
  }

  ref() {
    BroadcastChannel.#check(this);
    this.#port?.ref();
    return this;
  }

  unref() {
    BroadcastChannel.#check(this);
    this.#port?.unref();
    return this;
  }

  [customInspectSymbol](depth, options) {
    BroadcastChannel.#check(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('internal/util/inspect');
    const shown = { name: this.#name, active: this.#port !== undefined };
    return `BroadcastChannel ${inspect(shown, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }
}

for (const name of ['name', 'close', 'postMessage']) {
  Object.defineProperty(BroadcastChannel.prototype, name, { __proto__: null, enumerable: true });
}
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

const { portOf } = BroadcastChannel;
delete BroadcastChannel.portOf;

module.exports = { BroadcastChannel, portOf };
