'use strict';

// The message channel between a parent and its forked child: `send`,
// `disconnect`, 'message', `channel`, on a ChildProcess or on `process`.

const EventEmitter = require('node:events');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS }, ErrnoException,
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { createCodec } = require('internal/child_process/serialization');

const { defineProperty } = Object;

// Messages of Node's own (`cmd: 'NODE_...'`) arrive as another event.
const kInternalPrefix = 'NODE_';

// How often a handle that did not arrive is sent again.
const kMaxRetransmissions = 3;

const kJsonTypes = ['string', 'object', 'number', 'boolean'];

// Beyond so much unsent data send() answers false.
const kHighWaterMark = 65536 * 2;

function isInternal(message) {
  const cmd = typeof message === 'object' ? message?.cmd : undefined;
  return typeof cmd === 'string' && cmd.startsWith(kInternalPrefix) && cmd !== kInternalPrefix;
}

// What `process.channel` and `subprocess.channel` are.
class Control extends EventEmitter {
  #channel;
  #listeners = 0;
  // Listeners for messages keep the process alive, unless the program has said otherwise.
  #isAutomatic = true;

  constructor(channel) {
    super();
    this.#channel = channel;
  }

  // `change`: 1 or -1.
  countListener(change) {
    const before = this.#listeners;
    this.#listeners += change;
    if (!this.#isAutomatic || (before !== 0 && this.#listeners !== 0)) return;
    if (change > 0) {
      this.#channel.ref();
    } else {
      this.#channel.unref();
      this.emit('unref');
    }
  }

  refCounted() {
    this.countListener(1);
  }

  unrefCounted() {
    this.countListener(-1);
  }

  ref() {
    this.#isAutomatic = false;
    this.#channel.ref();
  }

  unref() {
    this.#isAutomatic = false;
    this.#channel.unref();
  }

  get fd() {
    const { closed, fd } = this.#channel;
    return closed ? undefined : fd;
  }
}

function setupChannel(target, channel, serialization) {
  const control = new Control(channel);
  const codec = createCodec(serialization);
  // null once the other side is gone or disconnect() was called.
  let open = true;
  let pendingWrites = 0;
  let pendingBytes = 0;
  // Messages that came before the first listener for them.
  let waiting = [];

  defineProperty(target, 'channel', {
    __proto__: null,
    get: () => (open || pendingWrites > 0 ? control : null),
    set() {},
    enumerable: true,
    configurable: true,
  });
  defineProperty(target, '_channel', {
    __proto__: null,
    get: () => (open || pendingWrites > 0 ? control : null),
    set() {},
    enumerable: false,
    configurable: true,
  });

  function emit(event, message, handle) {
    if (event === 'internalMessage' || target.listenerCount('message') > 0) {
      target.emit(event, message, handle);
      return;
    }
    waiting.push([event, message, handle]);
  }

  function deliver(message) {
    if (!isInternal(message)) {
      process.nextTick(emit, 'message', message, undefined);
      return;
    }
    switch (message.cmd) {
      case 'NODE_HANDLE': {
        const fd = channel.takeDescriptor();
        if (fd < 0) {
          write({ cmd: 'NODE_HANDLE_NACK' });
          return;
        }
        write({ cmd: 'NODE_HANDLE_ACK' });
        const { conversions } = require('internal/child_process/handles');
        const event = isInternal(message.msg) ? 'internalMessage' : 'message';
        conversions[message.type].got(target, message, fd, (handle) => {
          process.nextTick(emit, event, message.msg, handle);
        });
        return;
      }
      case 'NODE_HANDLE_ACK':
        closePending();
        sendQueued();
        return;
      case 'NODE_HANDLE_NACK':
        retransmit();
        return;
    }
    process.nextTick(emit, 'internalMessage', message, undefined);
  }

  // ---- handles: one at a time is on its way, until the other side has it ----

  // What waits behind it; undefined when none is on its way.
  let queue;
  // The handle that is on its way: { message, handle, closes, retransmissions }
  let pending;

  function closePending() {
    if (pending?.closes)
      pending.handle.close();
    pending = undefined;
  }

  function sendQueued() {
    const waiting = queue;
    queue = undefined;
    for (const { message, handle, options, callback } of waiting ?? [])
      target._send(message, handle, options, callback);
    if (queue === undefined && disconnecting)
      target._disconnect();
  }

  // The descriptor has got lost on its way.
  function retransmit() {
    if (pending !== undefined && pending.retransmissions++ < kMaxRetransmissions) {
      write(pending.message, undefined, pending.handle.fd);
      return;
    }
    closePending();
    process.emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    sendQueued();
  }

  function sendHandle(content, object, options, callback) {
    if (queue !== undefined) {
      queue.push({ message: content, handle: object, options, callback });
      return queue.length === 1;
    }
    const { conversions, kindOf } = require('internal/child_process/handles');
    const message = { cmd: 'NODE_HANDLE', type: kindOf(object), msg: content };
    const conversion = conversions[message.type];
    const handle = conversion.send(target, message, object, options);
    // What has lost its handle meanwhile goes without.
    if (!handle)
      return write(content, callback);
    const sent = write(message, callback, handle.fd);
    queue = [];
    pending = { message, handle, closes: Boolean(conversion.closesHandle) && !options.keepOpen, retransmissions: 0 };
    return sent;
  }

  // What arrived before anybody listened comes with the first listener.
  target.on('newListener', function onNewListener(event) {
    if (event !== 'message' || waiting.length === 0)
      return;
    process.nextTick(() => {
      const messages = waiting;
      waiting = [];
      for (const [name, message, handle] of messages)
        target.emit(name, message, handle);
    });
  });

  function onRead(error, chunk) {
    if (chunk !== undefined) {
      let messages;
      try {
        messages = codec.decode(chunk);
      } catch (parseError) {
        target.emit('error', parseError);
        return;
      }
      for (const message of messages)
        deliver(message);
      return;
    }
    // The other side has gone.
    disconnected();
  }

  let finished = false;
  function disconnected() {
    if (finished)
      return;
    finished = true;
    open = false;
    target.connected = false;
    closePending();
    queue = undefined;
    channel.close(() => {});
    process.nextTick(() => {
      target.emit('disconnect');
    });
  }

  function write(message, callback, fd) {
    const bytes = codec.encode(message);
    const report = (error) => {
      if (typeof callback === 'function')
        process.nextTick(callback, error < 0 ? new ErrnoException(error, 'write') : null);
    };
    pendingWrites++;
    pendingBytes += bytes.length;
    const done = channel.write([bytes], (error) => {
      pendingWrites--;
      pendingBytes -= bytes.length;
      report(error);
      if (!open && pendingWrites === 0)
        disconnected();
    }, fd);
    if (done === false)
      return pendingBytes < kHighWaterMark;
    pendingWrites--;
    pendingBytes -= bytes.length;
    if (done !== true) {
      fail(new ErrnoException(done, 'write'), callback);
    } else {
      report(0);
    }
    // Only whether too much waits: of an error hears the callback.
    return pendingBytes < kHighWaterMark;
  }

  target.send = function(message, handle, options, callback) {
    // The callback comes in the place of what is left out.
    if (typeof handle === 'function') [handle, options, callback] = [undefined, undefined, handle];
    else if (typeof options === 'function') [options, callback] = [undefined, options];
    else if (options !== undefined) validateObject(options, 'options');
    if (this.connected) return this._send(message, handle, options, callback);
    fail(new ERR_IPC_CHANNEL_CLOSED(), callback);
    return false;
  };

  // Of an error hears the callback or, without one, whoever listens for errors.
  function fail(error, callback) {
    const report = typeof callback === 'function' ? callback : (error) => target.emit('error', error);
    process.nextTick(report, error);
  }

  target._send = function(message, handle, options, callback) {
    if (message === undefined) throw new ERR_MISSING_ARGS('message');
    if (serialization === 'json' && !kJsonTypes.includes(typeof message)) {
      throw new ERR_INVALID_ARG_TYPE('message', kJsonTypes, message);
    }
    if (handle)
      return sendHandle(message, handle, options ?? {}, callback);
    // Messages keep their order among those that carry handles.
    if (queue !== undefined && !isInternal(message)) {
      queue.push({ message, handle: undefined, options, callback });
      return queue.length === 1;
    }
    return write(message, callback);
  };

  target.connected = true;

  target.disconnect = function() {
    if (this.connected) this._disconnect();
    else this.emit('error', new ERR_IPC_DISCONNECTED());
  };

  let disconnecting = false;
  target._disconnect = function() {
    // Handles that are on their way arrive first.
    if (queue !== undefined) {
      disconnecting = true;
      return;
    }
    open = false;
    target.connected = false;
    // What has been sent is still written.
    if (pendingWrites === 0)
      process.nextTick(disconnected);
  };

  channel.onread = onRead;
  channel.readStart();
  return control;
}

// The child's side: `process` gets the channel that the parent has opened.
function forkChild(fd, serialization) {
  const { openPipe } = require('internal/stream_handle');
  const channel = openPipe(fd, true);
  channel.unref();
  const control = setupChannel(process, channel, serialization);
  for (const [event, change] of [['newListener', 1], ['removeListener', -1]]) {
    process.on(event, (name) => {
      if (name === 'message' || name === 'disconnect') control.countListener(change);
    });
  }
}

module.exports = { forkChild, setupChannel };
