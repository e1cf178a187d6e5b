'use strict';
// Message ports and channels as JavaScript sees them, and the standard streams of workers, which are carried by messages.

const binding = internalBinding('messaging');
const {
  NodeEventTarget, defineEventHandler, initNodeEventTarget,
  kCreateEvent, kNewListener, kRemoveListener, kHybridDispatch,
} = require('internal/event_target');
const { codes: { ERR_CONSTRUCT_CALL_INVALID, ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS, ERR_CLOSED_MESSAGE_PORT } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { toTransferList } = require('internal/worker/clone');
const { trackHandle, untrackHandle } = require('internal/stream_handle');

const kCurrentlyReceivingPorts = Symbol('nodejs.internal.kCurrentlyReceivingPorts');

const messageTypes = {
  __proto__: null,
  UP_AND_RUNNING: 'upAndRunning',
  COULD_NOT_SERIALIZE_ERROR: 'couldNotSerializeError',
  ERROR_MESSAGE: 'errorMessage',
  STDIO_PAYLOAD: 'stdioPayload',
  STDIO_WANTS_MORE_DATA: 'stdioWantsMoreData',
  LOAD_SCRIPT: 'loadScript',
};

// A function, no class: calling it is refused as making one is.
function MessagePort() {
  throw new ERR_CONSTRUCT_CALL_INVALID();
}

class Port extends NodeEventTarget {
  constructor() {
    super();
    initNodeEventTarget(this);
  }

  postMessage(value, options) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS_POST();
    let list;
    if (options !== undefined && options !== null) {
      if (typeof options !== 'object') {
        throw invalidList('Optional transferList argument must be an iterable');
      }
      list = typeof options[Symbol.iterator] === 'function' ?
        toTransferList(options, 'transferList') : toTransferList(options.transfer, 'options.transfer');
    }
    return binding.postMessage(this, value, list);
  }

  start() { binding.start(this); }

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    binding.close(this);
  }

  ref() {
    binding.ref(this);
    if (binding.hasRef(this)) trackHandle(this, 'MessagePort');
  }

  unref() {
    binding.unref(this);
    untrackHandle(this);
  }

  hasRef() { return binding.hasRef(this); }

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    const { createFastMessageEvent } = require('deps/undici/lib/web/websocket/events');
    return createFastMessageEvent(type, { data, ports: this[kCurrentlyReceivingPorts] });
  }

  // A listener for messages starts the port and keeps the process alive, until the last one goes: then messages wait again.
  [kNewListener](size, type, ...rest) {
    super[kNewListener](size, type, ...rest);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
  }

  [kRemoveListener](size, type, ...rest) {
    super[kRemoveListener](size, type, ...rest);
    if (type === 'message' && size === 0) {
      this.unref();
      binding.stop(this);
    }
  }

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (!binding.isPort(this)) return this;
    const active = binding.isActive(this);
    const shown = Object.create(MessagePort.prototype, {
      [customInspectSymbol]: { __proto__: null, value: undefined, enumerable: false },
    });
    shown.active = active;
    if (active) shown.refed = binding.hasRef(this);
    return inspect(Object.assign(shown, this), { ...options, customInspect: false });
  }
}

function invalidList(message) {
  const error = new ERR_INVALID_ARG_TYPE('transferList', 'Array', undefined);
  error.message = message;
  return error;
}

function callRequired() {
  const error = new ERR_CONSTRUCT_CALL_REQUIRED('MessageChannel');
  error.message = 'Cannot call constructor without `new`';
  return error;
}

function ERR_MISSING_ARGS_POST() {
  const error = new ERR_MISSING_ARGS('value');
  error.message = 'Not enough arguments to MessagePort.postMessage';
  return error;
}

MessagePort.prototype = Port.prototype;
Object.defineProperty(Port.prototype, 'constructor', { __proto__: null, value: MessagePort });
Object.setPrototypeOf(MessagePort, NodeEventTarget);

for (const name of ['postMessage', 'start', 'close', 'ref', 'unref', 'hasRef']) {
  Object.defineProperty(MessagePort.prototype, name, { __proto__: null, enumerable: name !== 'postMessage' && name !== 'start' });
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

function MessageChannel() {
  if (new.target === undefined) throw callRequired();
  [this.port1, this.port2] = createChannel();
}

function makePort() {
  return new Port();
}

// The class is made with the first port that closes.
let MessagePortCloseEvent;

function closeEvent() {
  MessagePortCloseEvent ??= class MessagePortCloseEvent extends require('internal/event_target').Event {
    constructor() {
      super('close');
    }
  };
  return new MessagePortCloseEvent();
}

function emitMessage(port, data, ports) {
  port[kCurrentlyReceivingPorts] = ports;
  try {
    port[kHybridDispatch](data, 'message');
  } finally {
    port[kCurrentlyReceivingPorts] = undefined;
  }
}

function emitClose(port) {
  untrackHandle(port);
  const event = closeEvent();
  port[kHybridDispatch](event, 'close', event);
}

function emitMessageError(port, error) {
  port[kHybridDispatch](error, 'messageerror');
}

let isSetUp = false;

// Hands our functions to Rust: when the first port is to be made.
function setup() {
  if (isSetUp) return;
  isSetUp = true;
  binding.setup(makePort, emitMessage, emitClose, emitMessageError);
}

function createChannel() {
  setup();
  return binding.createChannel();
}

function receiveMessageOnPort(port) {
  if (!binding.isPort(port)) port = require('internal/worker/broadcast_channel').portOf(port);
  if (!binding.isPort(port)) throw invalidList('The "port" argument must be a MessagePort instance');
  const received = binding.receive(port);
  return received === undefined ? undefined : { message: received[0] };
}

// Ports that stand for nothing any more, but were not closed.
const moved = new WeakSet();

function moveMessagePortToContext() {
  const [port, contextObject] = arguments;
  if (!binding.isPort(port)) throw invalidList('The "port" argument must be a MessagePort instance');
  if (!moved.has(port) && binding.isDetached(port)) throw new ERR_CLOSED_MESSAGE_PORT();
  const object = binding.moveToContext(port, contextObject);
  if (object === undefined) throw invalidList('Invalid context argument');
  moved.add(port);
  return object;
}

module.exports = {
  MessagePort,
  // For ports that are no instances of it.
  postMessage: MessagePort.prototype.postMessage,
  moveMessagePortToContext,
  MessageChannel,
  messageTypes,
  createChannel,
  receiveMessageOnPort,
  setup,
};
