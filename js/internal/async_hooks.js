'use strict';
// The ids of asynchronous resources and which of them is executing.

const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerId');

// The main script is resource 1.
let lastAsyncId = 1;
let current = { asyncId: 1, triggerAsyncId: 0, resource: undefined };
const stack = [];

function newAsyncId() {
  return ++lastAsyncId;
}

function executionAsyncId() {
  return current.asyncId;
}

function triggerAsyncId() {
  return current.triggerAsyncId;
}

function getDefaultTriggerAsyncId() {
  return current.asyncId;
}

// What the main script runs in.
const topLevelResource = {};

function executionAsyncResource() {
  return current.resource ?? topLevelResource;
}

function hasAsyncIdStack() {
  return stack.length > 0;
}

// There are no hooks to call yet: AsyncHook.enable() says so.
function initHooksExist() {
  return false;
}

function emitInit(asyncId, type, triggerId, resource) {}

function emitBefore(asyncId, triggerId, resource) {
  stack.push(current);
  current = { asyncId, triggerAsyncId: triggerId, resource };
}

function emitAfter(asyncId) {
  if (stack.length > 0) current = stack.pop();
}

// The same for a queue that runs one thing after the other: each is entered
// (`asyncId`, `triggerAsyncId`, `resource`), and at the end what was before.
function currentFrame() {
  return current;
}

function enter(frame) {
  current = frame;
}

function emitDestroy(asyncId) {}

// After an uncaught exception: what was executing has been left without emitAfter.
function clearAsyncIdStack() {
  if (stack.length > 0) current = stack[0];
  stack.length = 0;
}

module.exports = {
  newAsyncId,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
  hasAsyncIdStack,
  initHooksExist,
  getDefaultTriggerAsyncId,
  emitInit,
  emitBefore,
  emitAfter,
  currentFrame,
  enter,
  emitDestroy,
  clearAsyncIdStack,
  symbols: { async_id_symbol, trigger_async_id_symbol },
};
