'use strict';

// The class Console, and the methods that the global console shares with it.

const {
  codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR },
  isStackOverflowError,
} = require('internal/errors');
const { validateArray, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { formatWithOptions, inspect } = require('internal/util/inspect');
const { channel } = require('node:diagnostics_channel');

const { defineProperties, defineProperty } = Object;

const kColorInspectOptions = { colors: true };
const kNoColorInspectOptions = {};
const kMaxGroupIndentation = 1000;

const kUseStdout = Symbol('kUseStdout');
const kUseStderr = Symbol('kUseStderr');

const kBindStreamsEager = Symbol('kBindStreamsEager');
const kBindStreamsLazy = Symbol('kBindStreamsLazy');
const kBindProperties = Symbol('kBindProperties');
const kWriteToConsole = Symbol('kWriteToConsole');
const kGetInspectOptions = Symbol('kGetInspectOptions');
const kFormatForStdout = Symbol('kFormatForStdout');
const kFormatForStderr = Symbol('kFormatForStderr');
const kCounts = Symbol('counts');
const kColorMode = Symbol('kColorMode');
const kIsConsole = Symbol('kIsConsole');
const kGroupIndentWidth = Symbol('kGroupIndentWidth');
const kGroupIndentationString = Symbol('kGroupIndentationString');

const inspectOptionsOf = new WeakMap();

const onLog = channel('console.log');
const onWarn = channel('console.warn');
const onError = channel('console.error');
const onInfo = channel('console.info');
const onDebug = channel('console.debug');

function noop() {}

function Console(options) {
  // Callable without `new`, as ever.
  if (new.target === undefined) return Reflect.construct(Console, arguments);

  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation,
  } = options;

  if (!stdout || typeof stdout.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || typeof stderr.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) {
    validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  }
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    const each = inspectOptions instanceof Map ? inspectOptions.values() : [inspectOptions];
    for (const { colors } of each) {
      if (colors !== undefined && options.colorMode !== undefined) {
        throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
      }
    }
    inspectOptionsOf.set(this, inspectOptions);
  }

  // A method taken off its console still writes to it; one that a subclass overrides stays the subclass's.
  for (const key of Object.keys(Console.prototype)) {
    const method = this[key];
    if (typeof method !== 'function') continue;
    const bound = method.bind(this);
    defineProperty(bound, 'name', { value: key });
    this[key] = bound;
  }
  this[kBindStreamsEager](stdout, stderr);
  this[kBindProperties](ignoreErrors, colorMode, groupIndentation);
}

const hidden = { configurable: true, enumerable: false, writable: true };

// A write that fails later must not become an uncaught exception of the program.
function createWriteErrorHandler(stream) {
  return (error) => {
    if (error != null && !stream._writableState?.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

const consoleProperties = {
  [kBindStreamsEager]: {
    ...hidden,
    value(stdout, stderr) {
      defineProperties(this, {
        _stdout: { ...hidden, value: stdout },
        _stderr: { ...hidden, value: stderr },
      });
    },
  },
  // The streams of the process are not made before something is written.
  [kBindStreamsLazy]: {
    ...hidden,
    value(object) {
      let stdout;
      let stderr;
      defineProperties(this, {
        _stdout: {
          configurable: true,
          enumerable: false,
          get() {
            return stdout ?? (stdout = object.stdout);
          },
          set(value) {
            stdout = value;
          },
        },
        _stderr: {
          configurable: true,
          enumerable: false,
          get() {
            return stderr ?? (stderr = object.stderr);
          },
          set(value) {
            stderr = value;
          },
        },
      });
    },
  },
  [kBindProperties]: {
    ...hidden,
    value(ignoreErrors, colorMode, groupIndentation = 2) {
      let stdoutErrorHandler;
      let stderrErrorHandler;
      defineProperties(this, {
        _stdoutErrorHandler: {
          configurable: true,
          enumerable: false,
          get() {
            return stdoutErrorHandler ??= createWriteErrorHandler(this._stdout);
          },
        },
        _stderrErrorHandler: {
          configurable: true,
          enumerable: false,
          get() {
            return stderrErrorHandler ??= createWriteErrorHandler(this._stderr);
          },
        },
        _ignoreErrors: { ...hidden, value: Boolean(ignoreErrors) },
        _times: { ...hidden, value: new Map() },
        [kCounts]: { ...hidden, value: new Map() },
        [kColorMode]: { ...hidden, value: colorMode },
        [kIsConsole]: { ...hidden, value: true },
        [kGroupIndentWidth]: { ...hidden, value: groupIndentation },
        [kGroupIndentationString]: { ...hidden, value: '' },
        [Symbol.toStringTag]: { configurable: true, enumerable: false, value: 'console', writable: false },
      });
    },
  },
  [kWriteToConsole]: {
    ...hidden,
    value(streamSymbol, text) {
      const indentation = this[kGroupIndentationString];
      if (indentation !== '') {
        if (text.includes('\n')) text = text.replaceAll('\n', `\n${indentation}`);
        text = indentation + text;
      }
      text += '\n';

      const useStdout = streamSymbol === kUseStdout;
      const stream = useStdout ? this._stdout : this._stderr;
      if (!this._ignoreErrors) {
        stream.write(text);
        return;
      }
      // Errors may come at once (files, terminals) or later (pipes, sockets).
      const guard = typeof stream.once === 'function' && stream.listenerCount('error') === 0;
      if (guard) stream.once('error', noop);
      try {
        stream.write(text, useStdout ? this._stdoutErrorHandler : this._stderrErrorHandler);
      } catch (error) {
        // Nothing can be done about a full disk here, but exhausting the stack is the program's own doing.
        if (isStackOverflowError(error)) throw error;
      } finally {
        if (guard) stream.removeListener('error', noop);
      }
    },
  },
  [kGetInspectOptions]: {
    ...hidden,
    value(stream) {
      let color = this[kColorMode];
      if (color === 'auto') color = require('internal/util/colors').shouldColorize(stream);

      let options = inspectOptionsOf.get(this);
      if (options instanceof Map) options = options.get(stream);
      if (options !== undefined) return options.colors === undefined ? { ...options, colors: color } : options;
      return color ? kColorInspectOptions : kNoColorInspectOptions;
    },
  },
  [kFormatForStdout]: {
    ...hidden,
    value(args) {
      if (args.length === 1 && typeof args[0] === 'string') return args[0];
      return formatWithOptions(this[kGetInspectOptions](this._stdout), ...args);
    },
  },
  [kFormatForStderr]: {
    ...hidden,
    value(args) {
      if (args.length === 1 && typeof args[0] === 'string') return args[0];
      return formatWithOptions(this[kGetInspectOptions](this._stderr), ...args);
    },
  },
};

function elapsed(start) {
  const { 0: seconds, 1: nanoseconds } = process.hrtime(start);
  return require('internal/util/debuglog').formatTime(seconds * 1000 + nanoseconds / 1e6);
}

function logTime(self, name, label, data) {
  const start = self._times.get(label);
  if (start === undefined) {
    process.emitWarning(`No such label '${label}' for console.${name}()`);
    return false;
  }
  self.log('%s: %s', label, elapsed(start), ...data);
  return true;
}

const consoleMethods = {
  log(...args) {
    if (onLog.hasSubscribers) onLog.publish(args);
    this[kWriteToConsole](kUseStdout, this[kFormatForStdout](args));
  },

  info(...args) {
    if (onInfo.hasSubscribers) onInfo.publish(args);
    this[kWriteToConsole](kUseStdout, this[kFormatForStdout](args));
  },

  debug(...args) {
    if (onDebug.hasSubscribers) onDebug.publish(args);
    this[kWriteToConsole](kUseStdout, this[kFormatForStdout](args));
  },

  warn(...args) {
    if (onWarn.hasSubscribers) onWarn.publish(args);
    this[kWriteToConsole](kUseStderr, this[kFormatForStderr](args));
  },

  error(...args) {
    if (onError.hasSubscribers) onError.publish(args);
    this[kWriteToConsole](kUseStderr, this[kFormatForStderr](args));
  },

  dir(object, options) {
    this[kWriteToConsole](kUseStdout, inspect(object, {
      customInspect: false, ...this[kGetInspectOptions](this._stdout), ...options,
    }));
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      process.emitWarning(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime());
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    if (logTime(this, 'timeEnd', label, [])) this._times.delete(label);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, 'timeLog', `${label}`, data);
  },

  trace: function trace(...args) {
    const holder = { name: 'Trace', message: this[kFormatForStderr](args) };
    Error.captureStackTrace(holder, trace);
    this.error(holder.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    // The arguments may hold placeholders.
    Reflect.apply(this.warn, this, args);
  },

  clear() {
    const stream = this._stdout;
    if (!stream.isTTY || process.env.TERM === 'dumb') return;
    // Cursor to the top left corner, then clear what is below it.
    stream.write('\u001b[1;1H\u001b[0J');
  },

  count(label = 'default') {
    label = `${label}`;
    const count = (this[kCounts].get(label) ?? 0) + 1;
    this[kCounts].set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    label = `${label}`;
    if (!this[kCounts].has(label)) {
      process.emitWarning(`Count for '${label}' does not exist`);
      return;
    }
    this[kCounts].delete(label);
  },

  group(...data) {
    if (data.length > 0) Reflect.apply(this.log, this, data);
    this[kGroupIndentationString] += ' '.repeat(this[kGroupIndentWidth]);
  },

  groupEnd() {
    this[kGroupIndentationString] = this[kGroupIndentationString].slice(
      0, Math.max(0, this[kGroupIndentationString].length - this[kGroupIndentWidth]));
  },

  table(tabularData, properties) {
    if (tabularData === null || typeof tabularData !== 'object') {
      this.log(tabularData);
      return;
    }
    if (properties !== undefined) validateArray(properties, 'properties');
    const { makeTable } = require('internal/console/table');
    const { head, columns } = makeTable(tabularData, properties, this[kGetInspectOptions](this._stdout));
    this.log(require('internal/cli_table')(head, columns));
  },

  dirxml(...args) {
    this.log(...args);
  },

  groupCollapsed(...args) {
    this.group(...args);
  },
};

for (const name of Object.keys(consoleMethods)) {
  defineProperty(Console.prototype, name,
    { configurable: true, enumerable: true, value: consoleMethods[name], writable: true });
}
defineProperties(Console.prototype, consoleProperties);

// The global console is one too, although nothing constructed it.
defineProperty(Console, Symbol.hasInstance, {
  value(instance) {
    return instance != null && instance[kIsConsole] === true;
  },
});

// Binds the streams of the process when the program starts; whoever was patched meanwhile stays patched.
function initializeGlobalConsole(globalConsole) {
  globalConsole[kBindStreamsLazy](process);
}

module.exports = {
  Console,
  consoleMethods,
  consoleProperties,
  initializeGlobalConsole,
  kBindProperties,
  kBindStreamsLazy,
};
