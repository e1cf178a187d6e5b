'use strict';
// The global object of a program, as Node.js 26 has it. What few programs use is loaded when it is first read.

const { exposeValue, exposeLazy, exposeLazyInterfaces, exposeGetter } = require('internal/bootstrap/expose');

const { defineProperty } = Object;

exposeValue('global', globalThis, true);
defineProperty(globalThis, Symbol.toStringTag, {
  __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true,
});

// `process` and `Buffer` are accessors, so that a program's assignment is noticed by nobody else.
function exposeReplaceable(name, value) {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return value; },
    set(replacement) { value = replacement; },
  });
}

exposeReplaceable('process', process);
exposeReplaceable('Buffer', require('node:buffer').Buffer);

const timers = require('node:timers');
for (const name of [
  'clearImmediate', 'setImmediate', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout',
]) {
  exposeValue(name, timers[name], true);
}
exposeValue('queueMicrotask', require('internal/process/task_queues').queueMicrotask, true);

exposeLazy('structuredClone', () => require('internal/worker/clone').structuredClone, true);

const buffer = require('node:buffer');
exposeValue('atob', buffer.atob, true);
exposeValue('btoa', buffer.btoa, true);
exposeLazyInterfaces(() => require('node:buffer'), ['Blob', 'File']);

exposeLazyInterfaces(() => require('internal/url'), ['URL', 'URLSearchParams']);
exposeLazyInterfaces(() => require('internal/url/pattern'), ['URLPattern']);

const domException = () => require('internal/per_context/domexception');
exposeLazyInterfaces(domException, ['DOMException', 'QuotaExceededError']);

const { AbortController, AbortSignal } = require('internal/abort_controller');
exposeValue('AbortController', AbortController);
exposeValue('AbortSignal', AbortSignal);
const { Event, EventTarget, CustomEvent } = require('internal/event_target');
exposeValue('Event', Event);
exposeValue('EventTarget', EventTarget);
exposeValue('CustomEvent', CustomEvent);

exposeLazyInterfaces(() => require('internal/encoding'), ['TextEncoder', 'TextDecoder']);
exposeLazyInterfaces(() => require('node:stream/web'), [
  'TransformStream', 'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController',
  'WritableStreamDefaultWriter', 'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest', 'ReadableByteStreamController', 'ReadableStreamDefaultController',
  'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream', 'CompressionStream',
  'DecompressionStream',
]);

exposeLazyInterfaces(() => require('node:worker_threads'), ['BroadcastChannel', 'MessageChannel', 'MessagePort']);

// Enumerable names are in the order of Node's.
exposeGetter('performance', () => require('node:perf_hooks').performance, true);

// fetch and what belongs to it, WebSocket and the events that come with it are those of undici (js/deps).
exposeValue('fetch', function fetch(input, init = undefined) {
  return require('deps/undici/index-fetch').fetch(input, init);
}, true);
exposeLazyInterfaces(() => require('deps/undici/index-fetch'), ['FormData', 'Headers', 'Request', 'Response']);
exposeLazyInterfaces(() => require('deps/undici/lib/web/websocket/events'), ['MessageEvent', 'CloseEvent', 'ErrorEvent']);
exposeLazyInterfaces(() => require('deps/undici/index-fetch'), ['WebSocket']);

exposeLazyInterfaces(() => require('node:perf_hooks'), [
  'Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver',
  'PerformanceObserverEntryList', 'PerformanceResourceTiming',
]);

exposeGetter('crypto', () => require('internal/crypto/webcrypto').crypto);
exposeLazyInterfaces(() => require('internal/crypto/webcrypto'), ['Crypto', 'CryptoKey', 'SubtleCrypto']);

exposeGetter('navigator', () => require('internal/navigator').navigator);
exposeLazyInterfaces(() => require('internal/navigator'), ['Navigator']);

exposeGetter('sessionStorage', () => require('internal/web_storage').sessionStorage, true);
exposeLazyInterfaces(() => require('internal/web_storage'), ['Storage']);
// Not enumerable: whoever goes through the globals is not to be warned of it.
let localStorage;
Object.defineProperty(globalThis, 'localStorage', {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    return localStorage ?? require('internal/web_storage').getLocalStorage();
  },
  set(value) {
    localStorage = value;
  },
});

// The console of the language's engine goes to an inspector, which is not told of consoles.
delete globalThis.console;
exposeLazy('console', () => require('internal/console/global'));
