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

for (const question of ['isDestroyed', 'isDisturbed', 'isErrored', 'isReadable', 'isWritable']) {
  Stream[question] = utils[question];
}
for (const name of ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough']) {
  Stream[name] = require(`internal/streams/${name.toLowerCase()}`);
}
Object.assign(Stream, {
  duplexPair, pipeline, addAbortSignal, finished: eos, destroy: destroyer, compose,
  setDefaultHighWaterMark, getDefaultHighWaterMark,
});

// The promise forms are loaded when they are asked for.
function definePromiseForm(target, key, read, configurable) {
  Object.defineProperty(target, key, {
    __proto__: null, configurable, enumerable: true, get() { return read(require('node:stream/promises')); },
  });
}
definePromiseForm(Stream, 'promises', (promises) => promises, true);
definePromiseForm(pipeline, promisify.custom, (promises) => promises.pipeline, false);
definePromiseForm(eos, promisify.custom, (promises) => promises.finished, false);

// As it was before there were classes: require('stream') is the base class.
Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = function _uint8ArrayToBuffer(chunk) {
  return utils.uint8ArrayToBuffer(chunk);
};
