'use strict';

// process.report: a diagnostic report in Node's format, version 5. Packages
// read it to learn which C library they run on. What anode cannot know is left
// out or empty, never invented: there is no native stack and no list of libuv
// handles.

const {
  validateBoolean, validateObject, validateString,
} = require('internal/validators');

const binding = internalBinding('process');

const settings = {
  directory: '',
  filename: '',
  compact: false,
  excludeNetwork: false,
  excludeEnv: false,
  signal: 'SIGUSR2',
  reportOnFatalError: false,
  reportOnSignal: false,
  reportOnUncaughtException: false,
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
    threadId: 0,
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    nodejsVersion: process.version,
    ...(glibc ? { glibcVersionRuntime: glibc, glibcVersionCompiler: glibc } : {}),
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: { ...process.versions },
    release: { ...process.release },
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
  const text = typeof error?.stack === 'string' ? error.stack : String(error);
  const [message, ...lines] = text.split('\n');
  const errorProperties = {};
  if (error !== null && typeof error === 'object') {
    for (const key of Object.keys(error))
      errorProperties[key] = String(error[key]);
  }
  return { message, stack: lines.map((line) => line.trim()), errorProperties };
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
  return cpu({ userCPUTime: user, systemCPUTime: system }, process.uptime());
}

function build(event, trigger, filename, error) {
  const report = {
    header: header(event, trigger, filename),
    javascriptStack: javascriptStack(error),
    javascriptHeap: javascriptHeap(),
    nativeStack: [],
    resourceUsage: resourceUsage(),
    uvthreadResourceUsage: threadUsage(),
    libuv: [],
    workers: [],
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

// ---- the public object ------------------------------------------------------

let sequence = 0;

function defaultFilename() {
  const now = new Date();
  const date = `${now.getFullYear()}${twoDigits(now.getMonth() + 1)}${twoDigits(now.getDate())}`;
  const time = `${twoDigits(now.getHours())}${twoDigits(now.getMinutes())}${twoDigits(now.getSeconds())}`;
  sequence++;
  return `report.${date}.${time}.${process.pid}.0.${String(sequence).padStart(3, '0')}.json`;
}

function write(event, trigger, file, error) {
  const fs = require('node:fs');
  const path = require('node:path');
  const name = file || settings.filename || defaultFilename();
  const text = JSON.stringify(build(event, trigger, name, error), null, settings.compact ? 0 : 2);
  if (name === 'stdout' || name === 'stderr') {
    fs.writeSync(name === 'stdout' ? 1 : 2, `${text}\n`);
    return name;
  }
  const target = settings.directory ? path.join(settings.directory, name) : name;
  process._rawDebug(`\nWriting Node.js report to file: ${name}`);
  try {
    fs.writeFileSync(target, `${text}\n`);
  } catch {
    process._rawDebug(`\nFailed to open Node.js report file: ${target}`);
    return '';
  }
  process._rawDebug('Node.js report completed');
  return name;
}

const report = {
  writeReport(file, err) {
    if (typeof file === 'object' && file !== null) {
      err = file;
      file = undefined;
    } else if (file !== undefined && typeof file !== 'string') {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('file', 'string', file);
    } else if (err === undefined) {
      err = syntheticError(report.writeReport);
    }
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
  reportOnFatalError: validateBoolean,
  reportOnSignal: validateBoolean,
  reportOnUncaughtException: validateBoolean,
  excludeEnv: validateBoolean,
};

for (const name of Object.keys(validators)) {
  Object.defineProperty(report, name, {
    get() { return settings[name]; },
    set(value) {
      validators[name](value, name);
      settings[name] = value;
      if (name === 'signal' || name === 'reportOnSignal')
        watchSignal();
      else if (name === 'reportOnUncaughtException')
        require('internal/process/execution').setFatalExceptionHook(value ? onFatalException : undefined);
    },
    enumerable: true,
    configurable: true,
  });
}

// ---- reports that nobody asked for by hand ----------------------------------

let watchedSignal;

function onSignal(signal) {
  const error = new Error('JavaScript Callstack');
  error.code = 'ERR_SYNTHETIC';
  write(signal, 'Signal', undefined, error);
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

module.exports = { report };
