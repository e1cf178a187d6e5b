'use strict';

// spawnSync(): runs a child to its end while everything else waits.

const {
  codes: { ERR_INVALID_ARG_TYPE },
  ErrnoException,
} = require('internal/errors');
const {
  normalizeSpawnArguments,
  sanitizeKillSignal,
  validateMaxBuffer,
  validateTimeout,
} = require('internal/child_process/arguments');
const { getValidStdio } = require('internal/child_process/stdio');
const { signalName } = require('internal/child_process/child');

const binding = internalBinding('child_process');

const kMaxBuffer = 1024 * 1024;

function toInput(input, index) {
  if (ArrayBuffer.isView(input))
    return Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (typeof input === 'string')
    return Buffer.from(input);
  throw new ERR_INVALID_ARG_TYPE(`options.stdio[${index}]`,
                                 ['Buffer', 'TypedArray', 'DataView', 'string'], input);
}

// What Node calls its binding. Packages that follow children (nyc by process-on-spawn and spawn-wrap) put their own spawn() there,
// by process.binding('spawn_sync'), to change the options before they are used.
const spawnSyncBinding = {
  spawn(options) {
    const raw = binding.spawnSync({
      file: options.file,
      args: options.args.map(String),
      env: options.envPairs,
      cwd: options.cwd,
      uid: options.uid,
      gid: options.gid,
      detached: options.detached,
      stdio: options.stdio.map(({ type, readable, writable, input, fd }) => {
        switch (type) {
          case 'ignore':
            return { kind: 0 };
          case 'pipe':
            return { kind: 1, readable, writable, input };
          default:
            return { kind: 2, fd };
        }
      }),
      timeout: options.timeout || 0,
      maxBuffer: options.maxBuffer === null || options.maxBuffer === Infinity ? -1 : options.maxBuffer,
      killSignal: options.killSignal === undefined ? 15 : options.killSignal,
    });
    const result = {
      status: raw.pid === 0 || raw.signal ? null : raw.status,
      signal: raw.signal ? signalName(raw.signal) : null,
      output: raw.output?.map((bytes) => bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ?? null,
      pid: raw.pid,
    };
    return raw.error ? { error: raw.error, ...result } : result;
  },
};

function spawnSync(file, args, options) {
  options = {
    __proto__: null,
    maxBuffer: kMaxBuffer,
    ...normalizeSpawnArguments(file, args, options),
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  options.stdio = getValidStdio(options.stdio || 'pipe', true);
  if (options.input !== undefined && options.input !== null)
    options.stdio[0] = { ...options.stdio[0], type: 'pipe', readable: true, writable: false, input: options.input };
  options.stdio = options.stdio.map((entry, i) => {
    if (entry.input === undefined || entry.input === null)
      return entry;
    return { ...entry, input: toInput(entry.input, i) };
  });

  const result = spawnSyncBinding.spawn(options);
  const { encoding } = options;
  if (result.output && encoding && encoding !== 'buffer')
    result.output = result.output.map((bytes) => bytes && bytes.toString(encoding));
  result.stdout = result.output?.[1];
  result.stderr = result.output?.[2];
  if (result.error) {
    result.error = new ErrnoException(result.error, `spawnSync ${options.file}`);
    result.error.path = options.file;
    result.error.spawnargs = options.args.slice(1);
  }
  return result;
}

module.exports = { kMaxBuffer, spawnSync, spawnSyncBinding };
