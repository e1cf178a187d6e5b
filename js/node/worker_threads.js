'use strict';
// node:worker_threads

const binding = internalBinding('worker');
const messaging = internalBinding('messaging');
const { MessagePort, MessageChannel, receiveMessageOnPort } = require('internal/worker/io');
const { Worker, SHARE_ENV, setEnvironmentData, getEnvironmentData, limitsToObject } = require('internal/worker');
const { markTransferMode } = require('internal/worker/js_transferable');

const thread = binding.isMainThread ? undefined : require('internal/process/worker_thread');

function markAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  messaging.markAsUntransferable(object);
}

function isMarkedAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return false;
  return messaging.isMarkedAsUntransferable(object);
}

function markAsUncloneable(object) {
  markTransferMode(object, false, false);
}

function unavailable(name) {
  return function() {
    const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`worker_threads.${name}`);
  };
}

module.exports = {
  isInternalThread: false,
  isMainThread: binding.isMainThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext: unavailable('moveMessagePortToContext'),
  receiveMessageOnPort,
  resourceLimits: binding.isMainThread ? {} : limitsToObject(binding.resourceLimits),
  postMessageToThread: unavailable('postMessageToThread'),
  threadId: binding.threadId,
  threadName: binding.threadName,
  SHARE_ENV,
  Worker,
  parentPort: null,
  workerData: null,
  setEnvironmentData,
  getEnvironmentData,
};

Object.defineProperty(module.exports, 'BroadcastChannel', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('internal/worker/broadcast_channel').BroadcastChannel; },
});

if (thread !== undefined) {
  module.exports.parentPort = thread.parentPort;
  module.exports.workerData = thread.workerData;
}
