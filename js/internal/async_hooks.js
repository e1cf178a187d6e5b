'use strict';
// Asynchronous resources: their ids, which of them executes, and where hooks are told of their lives. The array `fields` is
// shared with Rust (src/runtime/async_hooks.rs), whose resources take part in the same way. The hooks themselves are in
// internal/async_hooks/hooks, which is loaded when the first one is enabled.

const binding = internalBinding('async_wrap');

// The places of `fields`.
const kExecutionAsyncId = 0;
const kTriggerAsyncId = 1;
// 1 while the resource that executes is one of Rust's.
const kNative = 2;
const kAsyncIdCounter = 3;
const kDefaultTriggerAsyncId = 4;
const kInit = 5;
const kBefore = 6;
const kAfter = 7;
const kDestroy = 8;

const async_id_symbol = Symbol('async_id_symbol');
const trigger_async_id_symbol = Symbol('trigger_async_id_symbol');

let fields;
// The functions that call hooks: { init, before, after, destroy }.
let emitters;
// The resource of JavaScript that executes; undefined at the top level.
let current;
// What executed before the last entry of emitBefore, and before the entries that enclose it.
let outer;
// What the top level runs in.
const topLevelResource = {};

// What differs from run to run: called once at start-up.
function setup() {
  fields = internalBinding('task_queue').asyncHookFields;
}

// Numbers read from the array come in a box of their own: small ones are taken out of it.
function unboxed(number) {
  return number <= 0x7fffffff ? number | 0 : number;
}

function newAsyncId() {
  return unboxed(++fields[kAsyncIdCounter]);
}

function executionAsyncId() {
  return fields[kExecutionAsyncId];
}

function triggerAsyncId() {
  return fields[kTriggerAsyncId];
}

function executionAsyncResource() {
  const resource = fields[kNative] === 1 ? binding.executionAsyncResource() : current;
  return resource ?? topLevelResource;
}

function getDefaultTriggerAsyncId() {
  const triggerId = fields[kDefaultTriggerAsyncId];
  return unboxed(triggerId < 0 ? fields[kExecutionAsyncId] : triggerId);
}

// Resources that `block` makes are triggered by `triggerId`.
function defaultTriggerAsyncIdScope(triggerId, block, ...args) {
  if (triggerId === undefined) return block(...args);
  const before = fields[kDefaultTriggerAsyncId];
  fields[kDefaultTriggerAsyncId] = triggerId;
  try {
    return block(...args);
  } finally {
    fields[kDefaultTriggerAsyncId] = before;
  }
}

function initHooksExist() {
  return fields[kInit] > 0;
}

function destroyHooksExist() {
  return fields[kDestroy] > 0;
}

// The id of an object that may not have been given one yet.
function getOrSetAsyncId(object) {
  return object[async_id_symbol] ??= newAsyncId();
}

// ---- entering and leaving ---------------------------------------------------

function setCurrent(asyncId, triggerId, resource) {
  fields[kExecutionAsyncId] = asyncId;
  fields[kTriggerAsyncId] = triggerId;
  fields[kNative] = 0;
  current = resource;
}

// For queues that run one resource after the other at the top level: each is entered, and at the end what was before.
function enter(asyncId, triggerId, resource) {
  setCurrent(asyncId, triggerId, resource);
  if (fields[kBefore] > 0 && asyncId !== 0) emitters.before(asyncId);
}

// What executes now, for `restore`.
function save() {
  const asyncId = unboxed(fields[kExecutionAsyncId]);
  const triggerId = unboxed(fields[kTriggerAsyncId]);
  return { asyncId, triggerId, native: unboxed(fields[kNative]), resource: current, outer };
}

function restore(saved) {
  fields[kExecutionAsyncId] = saved.asyncId;
  fields[kTriggerAsyncId] = saved.triggerId;
  fields[kNative] = saved.native;
  current = saved.resource;
}

function emitInit(asyncId, type, triggerId, resource) {
  if (fields[kInit] > 0) emitters.init(asyncId, type, triggerId, resource);
}

function push(asyncId, triggerId, resource) {
  outer = save();
  setCurrent(asyncId, triggerId, resource);
}

function emitBefore(asyncId, triggerId, resource) {
  push(asyncId, triggerId, resource);
  if (fields[kBefore] > 0) emitters.before(asyncId);
}

function emitAfter(asyncId) {
  if (fields[kAfter] > 0) emitters.after(asyncId);
  pop();
}

// The same of a resource that `enter` has entered, which the next `enter` or `restore` leaves.
function emitAfterEntered(asyncId) {
  if (fields[kAfter] > 0) emitters.after(asyncId);
}

function pop() {
  if (outer === undefined) return;
  const saved = outer;
  restore(saved);
  outer = saved.outer;
}

function hasAsyncIdStack() {
  return outer !== undefined;
}

function emitDestroy(asyncId) {
  if (fields[kDestroy] > 0 && asyncId > 0) binding.queueDestroyAsyncId(asyncId);
}

// The collection of `object` is the end of its resource, unless emitDestroy says so before.
function registerDestroyHook(object, asyncId) {
  binding.registerDestroyHook(object, asyncId);
}

function unregisterDestroyHook(asyncId) {
  binding.unregisterDestroyHook(asyncId);
}

// After an uncaught exception that was handled: what it has left without emitAfter is over.
function unwindAsyncIdStack() {
  for (;;) {
    const asyncId = fields[kExecutionAsyncId];
    if (asyncId !== 0 && fields[kAfter] > 0) emitters.after(asyncId);
    if (outer === undefined) break;
    pop();
  }
  fields[kExecutionAsyncId] = 0;
  fields[kTriggerAsyncId] = 0;
  fields[kNative] = 0;
  current = undefined;
}

// Before the first hook is enabled.
function setEmitters(functions) {
  emitters = functions;
  binding.setEmitters(functions.init, functions.before, functions.after, functions.destroy);
}

module.exports = {
  setup,
  newAsyncId,
  getOrSetAsyncId,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  defaultTriggerAsyncIdScope,
  hasAsyncIdStack,
  initHooksExist,
  destroyHooksExist,
  emitInit,
  emitBefore,
  emitAfter,
  emitAfterEntered,
  emitDestroy,
  registerDestroyHook,
  unregisterDestroyHook,
  enter,
  save,
  restore,
  unwindAsyncIdStack,
  push,
  pop,
  setEmitters,
  symbols: { async_id_symbol, trigger_async_id_symbol },
};
