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

function emitInit(asyncId, type, triggerId, resource) {}

function emitBefore(asyncId, triggerId, resource) {
  stack.push(current);
  current = { asyncId, triggerAsyncId: triggerId, resource };
}

function emitAfter(asyncId) {
  if (stack.length > 0) current = stack.pop();
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
  getDefaultTriggerAsyncId,
  emitInit,
  emitBefore,
  emitAfter,
  emitDestroy,
  clearAsyncIdStack,
  symbols: { async_id_symbol, trigger_async_id_symbol },
};
