'use strict';

// node:stream.

const { promisify } = require('internal/util');
const { Stream } = require('internal/streams/legacy');

// Before the rest is loaded: the classes use it.
module.exports = Stream;

const { addAbortSignal } = require('internal/streams/add-abort-signal');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { getDefaultHighWaterMark, setDefaultHighWaterMark } =
  require('internal/streams/state');
const utils = require('internal/streams/utils');
const { isUint8Array } = require('internal/util/types');

// Loaded when they are first called.
function pipeline(...streams) {
  return require('internal/streams/pipeline').pipeline(...streams);
}
function compose(...streams) {
  return require('internal/streams/compose')(...streams);
}
function duplexPair(options) {
  return require('internal/streams/duplexpair')(options);
}

Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;

Stream.Readable = require('internal/streams/readable');
Stream.Writable = require('internal/streams/writable');
Stream.Duplex = require('internal/streams/duplex');
Stream.Transform = require('internal/streams/transform');
Stream.PassThrough = require('internal/streams/passthrough');
Stream.duplexPair = duplexPair;
Stream.pipeline = pipeline;
Stream.addAbortSignal = addAbortSignal;
Stream.finished = eos;
Stream.destroy = destroyer;
Stream.compose = compose;
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

Object.defineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return require('node:stream/promises');
  },
});

for (const [callbackForm, name] of [[pipeline, 'pipeline'], [eos, 'finished']]) {
  Object.defineProperty(callbackForm, promisify.custom, {
    __proto__: null,
    enumerable: true,
    get() {
      return require('node:stream/promises')[name];
    },
  });
}

// As it was before there were classes: require('stream') is the base class.
Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = function _uint8ArrayToBuffer(chunk) {
  return utils.uint8ArrayToBuffer(chunk);
};
