'use strict';

// process.report: a diagnostic report in Node's format, version 5. Packages
// read it to learn which C library they run on. The handles of libuv are those
// of addons: anode's own are not libuv's, and nothing is invented for them.

const {
  validateBoolean, validateObject, validateString,
} = require('internal/validators');

const binding = internalBinding('process');
const native = internalBinding('report');
const { getOptionValue } = require('internal/options');

// What the command line says holds until the program says something else.
const settings = {
  directory: getOptionValue('--report-directory') ?? getOptionValue('--diagnostic-dir') ?? '',
  filename: getOptionValue('--report-filename') ?? '',
  compact: getOptionValue('--report-compact'),
  excludeNetwork: getOptionValue('--report-exclude-network'),
  excludeEnv: getOptionValue('--report-exclude-env'),
  signal: getOptionValue('--report-signal') ?? 'SIGUSR2',
  reportOnFatalError: getOptionValue('--report-on-fatalerror'),
  reportOnSignal: getOptionValue('--report-on-signal') || getOptionValue('--report-signal') !== undefined,
  reportOnUncaughtException: getOptionValue('--report-uncaught-exception'),
};

// ---- the parts --------------------------------------------------------------

function twoDigits(number) {
  return String(number).padStart(2, '0');
}

function networkInterfaces() {
  const interfaces = require('node:os').networkInterfaces();
  const list = [];
  for (const name of Object.keys(interfaces)) {
    for (const { internal, mac, address, netmask, family, scopeid } of interfaces[name]) {
      list.push({
        name, internal, mac, address, netmask, family,
        ...(family === 'IPv6' ? { scopeid } : {}),
      });
    }
  }
  return list;
}

function header(event, trigger, filename) {
  const os = require('node:os');
  const now = new Date();
  const glibc = binding.glibcVersion();
  return {
    reportVersion: 5,
    event,
    trigger,
    filename,
    dumpEventTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    dumpEventTimeStamp: String(now.getTime()),
    processId: process.pid,
    threadId: internalBinding('worker').threadId,
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    nodejsVersion: process.version,
    ...(glibc ? { glibcVersionRuntime: glibc, glibcVersionCompiler: glibc } : {}),
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: { ...process.versions },
    release: { name: process.release.name, headersUrl: process.release.headersUrl, sourceUrl: process.release.sourceUrl },
    osName: os.type(),
    osRelease: os.release(),
    osVersion: os.version(),
    osMachine: os.machine(),
    cpus: os.cpus().map(({ model, speed, times }) => ({ model, speed, ...times })),
    ...(settings.excludeNetwork ? {} : { networkInterfaces: networkInterfaces() }),
    host: os.hostname(),
  };
}

function javascriptStack(error) {
  // A signal comes while no JavaScript runs.
  if (error === undefined) return { message: '', errorProperties: {} };
  const text = typeof error?.stack === 'string' ? error.stack : String(error);
  const lines = text.split('\n');
  const first = lines.findIndex((line) => /^ {4}at /.test(line));
  const message = (first === -1 ? lines : lines.slice(0, first)).join('\n');
  const stack = first === -1 ? [] : lines.slice(first).map((line) => line.trim());
  const errorProperties = {};
  if (error !== null && typeof error === 'object') {
    for (const key of Object.keys(error))
      errorProperties[key] = String(error[key]);
  }
  return { message, stack, errorProperties };
}

function javascriptHeap() {
  const v8 = require('node:v8');
  const heap = v8.getHeapStatistics();
  const heapSpaces = {};
  for (const space of v8.getHeapSpaceStatistics()) {
    heapSpaces[space.space_name] = {
      memorySize: space.space_size,
      committedMemory: space.physical_space_size,
      capacity: space.space_used_size + space.space_available_size,
      used: space.space_used_size,
      available: space.space_available_size,
    };
  }
  return {
    totalMemory: heap.total_heap_size,
    executableMemory: heap.total_heap_size_executable,
    totalCommittedMemory: heap.total_physical_size,
    availableMemory: heap.total_available_size,
    totalGlobalHandlesMemory: heap.total_global_handles_size,
    usedGlobalHandlesMemory: heap.used_global_handles_size,
    usedMemory: heap.used_heap_size,
    memoryLimit: heap.heap_size_limit,
    mallocedMemory: heap.malloced_memory,
    externalMemory: heap.external_memory,
    peakMallocedMemory: heap.peak_malloced_memory,
    nativeContextCount: heap.number_of_native_contexts,
    detachedContextCount: heap.number_of_detached_contexts,
    doesZapGarbage: heap.does_zap_garbage,
    heapSpaces,
  };
}

function cpu(usage, seconds) {
  const user = usage.userCPUTime / 1e6;
  const kernel = usage.systemCPUTime / 1e6;
  const percent = (value) => Number((seconds > 0 ? value / seconds * 100 : 0).toPrecision(6));
  return {
    userCpuSeconds: user,
    kernelCpuSeconds: kernel,
    cpuConsumptionPercent: percent(user + kernel),
    userCpuConsumptionPercent: percent(user),
    kernelCpuConsumptionPercent: percent(kernel),
  };
}

function resourceUsage() {
  const os = require('node:os');
  const usage = process.resourceUsage();
  return {
    free_memory: os.freemem(),
    total_memory: os.totalmem(),
    rss: process.memoryUsage.rss(),
    constrained_memory: process.constrainedMemory(),
    available_memory: process.availableMemory(),
    ...cpu(usage, process.uptime()),
    maxRss: usage.maxRSS * 1024,
    pageFaults: { IORequired: usage.majorPageFault, IONotRequired: usage.minorPageFault },
    fsActivity: { reads: usage.fsRead, writes: usage.fsWrite },
  };
}

function threadUsage() {
  const { user, system } = process.threadCpuUsage();
  const [reads, writes] = native.threadFsActivity();
  return { ...cpu({ userCPUTime: user, systemCPUTime: system }, process.uptime()), fsActivity: { reads, writes } };
}

function libuvHandles() {
  const { performance } = require('node:perf_hooks');
  const loop = { type: 'loop', is_active: true, address: native.loopAddress(), loopIdleTimeSeconds: performance.nodeTiming.idleTime / 1000 };
  return [...native.uvHandles(), loop];
}

function build(event, trigger, filename, error) {
  const report = {
    header: header(event, trigger, filename),
    javascriptStack: javascriptStack(error),
    javascriptHeap: javascriptHeap(),
    nativeStack: native.nativeStack(),
    resourceUsage: resourceUsage(),
    uvthreadResourceUsage: threadUsage(),
    libuv: libuvHandles(),
    workers: native.workerReports(trigger).map(JSON.parse),
    ...(settings.excludeEnv ? {} : { environmentVariables: { ...process.env } }),
    userLimits: binding.resourceLimits(),
    sharedObjects: binding.sharedObjects(),
  };
  return report;
}

function syntheticError(caller) {
  const error = new Error('JavaScript Callstack');
  error.code = 'ERR_SYNTHETIC';
  Error.captureStackTrace(error, caller);
  error.stack = error.stack.replace(/^Error:/, 'Error [ERR_SYNTHETIC]:');
  return error;
}

// The report of a worker for its parent's, as JSON. In the middle of its JavaScript, where that was interrupted: what called
// `caller`.
function workerReport(trigger, caller) {
  const place = new Error(trigger);
  Error.captureStackTrace(place, caller);
  place.stack = place.stack.replace(/^Error: /, '');
  const report = build(`Worker thread subreport [${internalBinding('worker').threadName}]`, trigger, null, place);
  if (report.javascriptStack.stack.length === 0)
    report.javascriptStack = { message: 'No stack.', stack: ['Unavailable.'], errorProperties: {} };
  return JSON.stringify(report);
}

// ---- the public object ------------------------------------------------------

let sequence = 0;

function defaultFilename() {
  const now = new Date();
  const date = `${now.getFullYear()}${twoDigits(now.getMonth() + 1)}${twoDigits(now.getDate())}`;
  const time = `${twoDigits(now.getHours())}${twoDigits(now.getMinutes())}${twoDigits(now.getSeconds())}`;
  sequence++;
  return `report.${date}.${time}.${process.pid}.0.${String(sequence).padStart(3, '0')}.json`;
}

// An absolute name does not care for the directory.
function targetOf(name) {
  const path = require('node:path');
  return settings.directory && !path.isAbsolute(name) ? path.join(settings.directory, name) : name;
}

function write(event, trigger, file, error) {
  const fs = require('node:fs');
  const name = file || settings.filename || defaultFilename();
  const text = JSON.stringify(build(event, trigger, name, error), null, settings.compact ? 0 : 2);
  if (name === 'stdout' || name === 'stderr') {
    fs.writeSync(name === 'stdout' ? 1 : 2, `${text}\n`);
    return name;
  }
  const target = targetOf(name);
  let fd;
  try {
    fd = fs.openSync(target, 'w');
  } catch (failure) {
    const directory = settings.directory ? ` directory: ${settings.directory}` : '';
    process._rawDebug(`\nFailed to open Node.js report file: ${name}${directory} (errno: ${-failure.errno})`);
    return '';
  }
  process._rawDebug(`\nWriting Node.js report to file: ${name}`);
  fs.writeFileSync(fd, `${text}\n`);
  fs.closeSync(fd);
  process._rawDebug('Node.js report completed');
  return name;
}

const report = {
  writeReport(file, err) {
    const isAlone = typeof file === 'object' && file !== null;
    if (isAlone) [file, err] = [undefined, file];
    else if (err === undefined) err = syntheticError(report.writeReport);
    if (file !== undefined) validateString(file, 'file');
    validateObject(err, 'err');
    return write('JavaScript API', 'API', file, err);
  },
  getReport(err) {
    if (err === undefined)
      err = syntheticError(report.getReport);
    validateObject(err, 'err');
    return build('JavaScript API', 'GetReport', null, err);
  },
};

// Node.js gives all three the same name.
function validateTrigger(value) {
  validateBoolean(value, 'trigger');
}

const validators = {
  directory: validateString,
  filename: validateString,
  compact: validateBoolean,
  excludeNetwork: validateBoolean,
  signal(value, name) {
    const { signalNumber } = require('internal/process/signal');
    validateString(value, name);
    if (signalNumber(value) === undefined) {
      const { codes: { ERR_UNKNOWN_SIGNAL } } = require('internal/errors');
      if (signalNumber(value.toUpperCase()) !== undefined)
        throw new ERR_UNKNOWN_SIGNAL(`${value} (signals must use all capital letters)`);
      throw new ERR_UNKNOWN_SIGNAL(value);
    }
  },
  reportOnFatalError: validateTrigger,
  reportOnSignal: validateTrigger,
  reportOnUncaughtException: validateTrigger,
  excludeEnv: validateBoolean,
};

for (const name of Object.keys(validators)) {
  Object.defineProperty(report, name, {
    __proto__: null,
    get() { return settings[name]; },
    set(value) {
      validators[name](value, name);
      settings[name] = value;
      applySettings();
    },
    enumerable: true,
    configurable: true,
  });
}

// ---- reports that nobody asked for by hand ----------------------------------

let watchedSignal;

function onSignal(signal) {
  write(signal, 'Signal', undefined, undefined);
}

function watchSignal() {
  if (watchedSignal !== undefined) {
    process.removeListener(watchedSignal, onSignal);
    watchedSignal = undefined;
  }
  if (settings.reportOnSignal) {
    watchedSignal = settings.signal;
    process.on(watchedSignal, onSignal);
  }
}

function onFatalException(error) {
  write('Exception', 'Exception', undefined, error);
}

// No report can be made when the heap is full: it is made now, and completed then.
function prepareFatalReport() {
  if (!settings.reportOnFatalError) {
    native.setFatalReport(undefined, '', false);
    return;
  }
  const name = settings.filename || defaultFilename();
  const text = JSON.stringify(build('', '', name, undefined));
  const isStream = name === 'stdout' || name === 'stderr';
  native.setFatalReport(text, isStream ? name : require('node:path').resolve(targetOf(name)), settings.compact);
}

// What follows from the settings, at the start and whenever one changes.
let wasPrepared = false;
function applySettings() {
  const { isMainThread } = internalBinding('worker');
  if (isMainThread) watchSignal();
  require('internal/process/execution').setFatalExceptionHook(
    settings.reportOnUncaughtException ? onFatalException : undefined);
  if (isMainThread && (settings.reportOnFatalError || wasPrepared)) {
    wasPrepared = settings.reportOnFatalError;
    prepareFatalReport();
  }
}

module.exports = { report, applySettings, workerReport };
