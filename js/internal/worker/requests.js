'use strict';
// What a thread asks of a worker that it started (statistics, a heap snapshot, profiles, its part of a report), and how the worker
// answers. Questions and answers travel as text (src/runtime/worker_requests.rs).

const { codes: { ERR_WORKER_NOT_RUNNING } } = require('internal/errors');
const { validateNumber, validateObject } = require('internal/validators');

// ---- in the worker -----------------------------------------------------------

const answers = {
  __proto__: null,
  report: (trigger) => require('internal/process/report').workerReport(trigger, answer),
  heapStatistics() {
    const statistics = internalBinding('v8').heapStatistics();
    // A number in v8.getHeapStatistics().
    return JSON.stringify({ ...statistics, does_zap_garbage: statistics.does_zap_garbage !== 0 });
  },
  cpuUsage: () => JSON.stringify(process.threadCpuUsage()),
  heapSnapshot: () => Buffer.from(internalBinding('v8').heapSnapshot()).toString(),
  startCpuProfile: (interval) => internalBinding('v8').startCpuProfile(Number(interval)),
  stopCpuProfile(argument) {
    const [id, most] = JSON.parse(argument);
    return internalBinding('v8').stopCpuProfile(id, most);
  },
  startHeapProfile: (parameters) => internalBinding('v8').startHeapProfile(parameters),
  stopHeapProfile: (collect) => internalBinding('v8').stopHeapProfile(collect === 'true'),
};

// Called by Rust, between two turns of the loop or in the middle of the worker's JavaScript.
function answer(name, argument) {
  return answers[name](argument);
}

// ---- in the thread that started it -------------------------------------------

// A promise of the answer of the worker `id`; null: it has ended.
function ask(id, name, argument = '') {
  const { promise, resolve, reject } = Promise.withResolvers();
  const settle = (text) => {
    if (text === undefined) reject(new ERR_WORKER_NOT_RUNNING());
    else resolve(text);
  };
  if (id === null || !internalBinding('worker').ask(id, name, `${argument}`, settle)) reject(new ERR_WORKER_NOT_RUNNING());
  return promise;
}

async function getHeapStatistics(id) {
  return JSON.parse(await ask(id, 'heapStatistics'));
}

function cpuUsage(id, previous) {
  if (previous) {
    validateObject(previous, 'prev');
    validateNumber(previous.user, 'prev.user', 0, Number.MAX_SAFE_INTEGER);
    validateNumber(previous.system, 'prev.system', 0, Number.MAX_SAFE_INTEGER);
  }
  return ask(id, 'cpuUsage').then((text) => {
    const { user, system } = JSON.parse(text);
    return previous ? { user: user - previous.user, system: system - previous.system } : { user, system };
  });
}

function getHeapSnapshot(id, options) {
  const { HeapSnapshotStream, validateOptions } = require('internal/heap_utils');
  validateOptions(options);
  return ask(id, 'heapSnapshot').then((text) => new HeapSnapshotStream(Buffer.from(text)));
}

class CPUProfileHandle {
  #worker;
  #id;
  #most;
  #profile;

  constructor(worker, id, most) {
    this.#worker = worker;
    this.#id = id;
    this.#most = most;
  }

  stop() {
    return this.#profile ??= ask(this.#worker, 'stopCpuProfile', JSON.stringify([this.#id, this.#most]));
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
  }
}

class HeapProfileHandle {
  #worker;
  #collect;
  #profile;

  constructor(worker, collect) {
    this.#worker = worker;
    this.#collect = collect;
  }

  stop() {
    return this.#profile ??= ask(this.#worker, 'stopHeapProfile', this.#collect);
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
  }
}

function startCpuProfile(id, options) {
  const { interval, most } = require('internal/v8/profiles').readCpuOptions(options);
  return ask(id, 'startCpuProfile', interval).then((number) => new CPUProfileHandle(id, Number(number), most));
}

function startHeapProfile(id, options) {
  const { parameters, collect } = require('internal/v8/profiles').readHeapOptions(options);
  return ask(id, 'startHeapProfile', parameters).then((started) => {
    if (started === 'true') return new HeapProfileHandle(id, collect);
    const error = new Error('heap profiler have been started');
    error.code = 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED';
    throw error;
  });
}

// performance.eventLoopUtilization() of a worker.
function eventLoopUtilization(id, util1, util2) {
  const { utilizationOf } = require('internal/perf/event_loop_utilization');
  return utilizationOf(() => internalBinding('worker').loopTimes(id ?? 0), util1, util2);
}

module.exports = {
  answer,
  cpuUsage,
  eventLoopUtilization,
  getHeapSnapshot,
  getHeapStatistics,
  startCpuProfile,
  startHeapProfile,
};
