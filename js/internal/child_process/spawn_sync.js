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

function spawnSync(file, args, options) {
  options = {
    __proto__: null,
    maxBuffer: kMaxBuffer,
    ...normalizeSpawnArguments(file, args, options),
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  const killSignal = sanitizeKillSignal(options.killSignal);
  const stdio = getValidStdio(options.stdio || 'pipe', true);
  if (options.input !== undefined && options.input !== null)
    stdio[0] = { ...stdio[0], type: 'pipe', readable: true, writable: false, input: options.input };

  const entries = stdio.map((entry, i) => {
    switch (entry.type) {
      case 'ignore':
        return { kind: 0 };
      case 'pipe':
        return {
          kind: 1,
          readable: entry.readable !== false,
          writable: entry.writable !== false,
          input: entry.input === undefined || entry.input === null ? undefined : toInput(entry.input, i),
        };
      default:
        return { kind: 2, fd: entry.fd };
    }
  });

  const raw = binding.spawnSync({
    file: options.file,
    args: options.args.map(String),
    env: options.envPairs,
    cwd: options.cwd,
    uid: options.uid,
    gid: options.gid,
    detached: options.detached,
    stdio: entries,
    timeout: options.timeout || 0,
    maxBuffer: options.maxBuffer === null || options.maxBuffer === Infinity ? -1 : options.maxBuffer,
    killSignal: killSignal === undefined ? 15 : killSignal,
  });

  const result = {};
  if (raw.error) {
    const error = new ErrnoException(raw.error, `spawnSync ${options.file}`);
    error.path = options.file;
    error.spawnargs = options.args.slice(1);
    result.error = error;
  }
  result.status = raw.pid === 0 || raw.signal ? null : raw.status;
  result.signal = raw.signal ? signalName(raw.signal) : null;
  result.output = null;
  if (raw.output) {
    const { encoding } = options;
    result.output = raw.output.map((bytes) => {
      if (bytes === null)
        return null;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
    });
  }
  result.pid = raw.pid;
  result.stdout = result.output === null ? undefined : result.output[1];
  result.stderr = result.output === null ? undefined : result.output[2];
  // Node writes these three for output that is missing.
  if (result.error && result.output === null)
    result.pid = 0;
  return result;
}

module.exports = { kMaxBuffer, spawnSync };
