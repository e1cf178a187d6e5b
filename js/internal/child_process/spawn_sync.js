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
  const settings = { __proto__: null, maxBuffer: kMaxBuffer, ...normalizeSpawnArguments(file, args, options) };
  validateTimeout(settings.timeout);
  validateMaxBuffer(settings.maxBuffer);
  settings.killSignal = sanitizeKillSignal(settings.killSignal);
  settings.stdio = withInput(getValidStdio(settings.stdio || 'pipe', true), settings.input);

  const result = spawnSyncBinding.spawn(settings);
  const { encoding } = settings;
  if (encoding && encoding !== 'buffer') {
    result.output = result.output?.map((bytes) => bytes && bytes.toString(encoding)) ?? result.output;
  }
  [, result.stdout, result.stderr] = result.output ?? [];
  if (result.error) {
    const path = settings.file;
    const error = new ErrnoException(result.error, `spawnSync ${path}`);
    result.error = Object.assign(error, { path, spawnargs: settings.args.slice(1) });
  }
  return result;
}

// `input` is what the child reads; entries may have an input of their own.
function withInput(stdio, input) {
  const entries = [...stdio];
  if (input != null) entries[0] = { ...entries[0], type: 'pipe', readable: true, writable: false, input };
  return entries.map((entry, i) => (entry.input == null ? entry : { ...entry, input: toInput(entry.input, i) }));
}

module.exports = { kMaxBuffer, spawnSync, spawnSyncBinding };
