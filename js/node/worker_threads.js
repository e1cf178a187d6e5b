'use strict';
// node:worker_threads

const binding = internalBinding('worker');
const messaging = internalBinding('messaging');
const { MessagePort, MessageChannel, moveMessagePortToContext, receiveMessageOnPort } = require('internal/worker/io');
const { Worker, SHARE_ENV, setEnvironmentData, getEnvironmentData, limitsToObject } = require('internal/worker');
const { postMessageToThread } = require('internal/worker/messaging');
const { markAsUncloneable } = require('internal/worker/js_transferable');

const thread = binding.isMainThread ? undefined : require('internal/process/worker_thread');

function markAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  messaging.markAsUntransferable(object);
}

function isMarkedAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return false;
  return messaging.isMarkedAsUntransferable(object);
}

module.exports = {
  isInternalThread: false,
  isMainThread: binding.isMainThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: binding.isMainThread ? {} : limitsToObject(binding.resourceLimits),
  postMessageToThread,
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

// A getter: few programs want it.
Object.defineProperty(module.exports, 'locks', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('internal/locks').locks; },
});

if (thread !== undefined) {
  module.exports.parentPort = thread.parentPort;
  module.exports.workerData = thread.workerData;
}
