'use strict';

// AbortController and AbortSignal, with AbortSignal.any() and timeout().
//
// Life times: a signal made by any() is held weakly by its sources, and
// strongly for as long as it has abort listeners; a timeout signal is held by
// its timer only while somebody listens.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  validateObject,
  validateUint32,
} = require('internal/validators');
const { customInspectSymbol, defineInterface, inspectFields, lazyDOMExceptionClass } = require('internal/util');
const {
  Event,
  EventTarget,
  defineEventHandler,
  kEvents,
  kMaxEventTargetListeners,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
} = require('internal/event_target');

const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kComposite = Symbol('kComposite');
const kDontThrow = Symbol('kDontThrowSymbol');

function show(self, fields, depth, options) {
  return depth < 0 ? self : inspectFields(self.constructor.name, fields, options);
}

function checkSignal(self) {
  if (self?.[kAborted] === undefined) throw new ERR_INVALID_THIS('AbortSignal');
}

// Timeout signals that somebody listens to.
const listenedTimeouts = new Set();

let timeoutRegistry;
function clearTimeoutOfCollectedSignals() {
  return timeoutRegistry ??= new FinalizationRegistry((timer) => {
    clearTimeout(timer);
  });
}

let abortSignal;

class AbortSignal extends EventTarget {
  // Sources of a signal made by any(); the signals made of this one.
  #sources;
  #dependents;
  #listenedDependents;
  #isTimeout = false;

  constructor(dontThrow = undefined, options = undefined) {
    if (dontThrow !== kDontThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kMaxEventTargetListeners] = 0;
    this[kAborted] = options?.aborted ?? false;
    this[kReason] = options?.reason;
    this[kComposite] = options?.composite ?? false;
  }

  get aborted() {
    checkSignal(this);
    return this[kAborted];
  }

  get reason() {
    checkSignal(this);
    return this[kReason];
  }

  throwIfAborted() {
    checkSignal(this);
    if (this[kAborted]) throw this[kReason];
  }

  [customInspectSymbol](depth, options) {
    return show(this, { aborted: this.aborted }, depth, options);
  }

  static abort(reason = new (lazyDOMExceptionClass())('This operation was aborted', 'AbortError')) {
    return new AbortSignal(kDontThrow, { aborted: true, reason });
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kDontThrow);
    signal.#isTimeout = true;
    const weak = new WeakRef(signal);
    const timer = setTimeout(() => {
      const target = weak.deref();
      if (target === undefined) return;
      listenedTimeouts.delete(target);
      abortSignal(target, new (lazyDOMExceptionClass())('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    timer.unref();
    clearTimeoutOfCollectedSignals().register(signal, timer);
    return signal;
  }

  static any(signals) {
    const list = signalSequence(signals);
    const result = new AbortSignal(kDontThrow, { composite: true });
    const first = list.find((signal) => signal.aborted);
    if (first !== undefined) return setReason(result, first.reason);
    const sources = result.#sources = new Set();
    let weak;
    for (const signal of list) {
      const origins = signal[kComposite] ? signal.#sources : [signal];
      for (const source of origins ?? []) {
        if (sources.has(source)) continue;
        sources.add(source);
        weak ??= new WeakRef(result);
        source.#addDependent(weak);
      }
    }
    return result;
  }

  #addDependent(weak) {
    const dependents = this.#dependents ??= new Set();
    dependents.add(weak);
    // Forget the collected ones whenever the set has doubled.
    if (dependents.size >= 64 && (dependents.size & (dependents.size - 1)) === 0) {
      for (const ref of dependents) {
        if (ref.deref() === undefined) dependents.delete(ref);
      }
    }
  }

  [kNewListener](size, type, isWeak) {
    super[kNewListener](size, type, isWeak);
    const isFirst = type === 'abort' && size === 1;
    if (isFirst && !isWeak && !this[kAborted]) this.#retain();
  }

  [kRemoveListener](size, type) {
    if (type === 'abort' && size === 0) this.#release();
  }

  #retain() {
    if (this.#isTimeout) listenedTimeouts.add(this);
    if (this.#sources === undefined) return;
    for (const source of this.#sources) {
      (source.#listenedDependents ??= new Set()).add(this);
      if (source.#isTimeout) listenedTimeouts.add(source);
    }
  }

  #release() {
    if (this.#isTimeout && !this.#listenedDependents?.size) {
      listenedTimeouts.delete(this);
    }
    if (this.#sources === undefined) return;
    for (const source of this.#sources) {
      source.#listenedDependents?.delete(this);
      if (source.#isTimeout && !source.#listenedDependents?.size &&
          !source[kEvents].has('abort')) {
        listenedTimeouts.delete(source);
      }
    }
  }

  static {
    // Every dependent signal is aborted before the first listener runs.
    abortSignal = (signal, reason) => {
      if (signal[kAborted]) return;
      const aborted = [setReason(signal, reason)];
      for (const ref of signal.#dependents ?? []) {
        const dependent = ref.deref();
        if (dependent?.[kAborted] === false) aborted.push(setReason(dependent, reason));
      }
      signal.#dependents = undefined;
      for (const item of aborted) {
        dispatchAbort(item);
        item.#release();
      }
    };
  }
}

function setReason(signal, reason) {
  signal[kAborted] = true;
  signal[kReason] = reason;
  return signal;
}

function dispatchAbort(signal) {
  if (!signal[kEvents].has('abort')) return;
  signal.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
}

function isAbortSignal(value) {
  return typeof value === 'object' && value !== null &&
    value[kAborted] !== undefined;
}

function signalSequence(signals) {
  if (signals === null || typeof signals !== 'object' ||
      typeof signals[Symbol.iterator] !== 'function') {
    throw typeError('signals cannot be converted to sequence.');
  }
  const list = [...signals];
  for (let i = 0; i < list.length; i++) {
    if (!isAbortSignal(list[i])) {
      throw typeError(`signals[${i}] is not of type AbortSignal.`);
    }
  }
  return list;
}

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

defineInterface(AbortSignal, ['aborted']);
defineEventHandler(AbortSignal.prototype, 'abort');

// Resolves when the signal aborts, unless the resource is collected before.
async function aborted(signal, resource) {
  if (!isAbortSignal(signal)) {
    throw typeError('signal is not of type AbortSignal.');
  }
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers();
  signal.addEventListener('abort', () => resolve(), {
    __proto__: null,
    once: true,
    [kWeakHandler]: resource,
    [kResistStopPropagation]: true,
  });
  return promise;
}

class AbortController {
  #signal;

  get signal() {
    return this.#signal ??= new AbortSignal(kDontThrow);
  }

  abort(reason = new (lazyDOMExceptionClass())('This operation was aborted', 'AbortError')) {
    abortSignal(this.#signal ??= new AbortSignal(kDontThrow), reason);
  }

  [customInspectSymbol](depth, options) {
    return show(this, { signal: this.signal }, depth, options);
  }
}

defineInterface(AbortController, ['signal', 'abort']);

// A signal that no controller has.
function createAbortSignal() {
  return new AbortSignal(kDontThrow);
}

module.exports = {
  AbortController,
  AbortSignal,
  abortSignal,
  createAbortSignal,
  aborted,
};
