'use strict';

// The class Console, and the methods that the global console shares with it.

const {
  codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR },
  isStackOverflowError,
} = require('internal/errors');
const { validateArray, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { formatWithOptions, inspect } = require('internal/util/inspect');
const { channel } = require('node:diagnostics_channel');

const { defineProperty } = Object;

const kMaxGroupIndentation = 1000;

// What only the methods need: { counts, colorMode, indentation, indentationWidth }. Whatever has it is a console.
const kState = Symbol('kConsoleState');

const inspectOptionsOf = new WeakMap();

// Where each stream of a console is, and what hears of its errors.
const streams = {
  stdout: { property: '_stdout', handler: '_stdoutErrorHandler' },
  stderr: { property: '_stderr', handler: '_stderrErrorHandler' },
};

function noop() {}

function defineHidden(object, properties) {
  for (const key of Reflect.ownKeys(properties)) {
    defineProperty(object, key, { __proto__: null, configurable: true, writable: true, value: properties[key] });
  }
}

// A hidden property that is made when it is first read.
function defineLazy(object, name, make, set = undefined) {
  let value;
  const get = () => value ??= make();
  defineProperty(object, name, { __proto__: null, configurable: true, get, set: set && ((given) => { value = given; }) });
}

// Makes an object a console, but for its streams.
function initialize(object, ignoreErrors, colorMode, indentationWidth = 2) {
  for (const { property, handler } of Object.values(streams)) {
    defineLazy(object, handler, () => writeErrorHandler(object[property]));
  }
  defineHidden(object, {
    _ignoreErrors: Boolean(ignoreErrors),
    _times: new Map(),
    [kState]: { counts: new Map(), colorMode, indentation: '', indentationWidth },
  });
  defineProperty(object, Symbol.toStringTag, { __proto__: null, configurable: true, value: 'console' });
}

// The streams of the process are not made before something is written.
function useStreamsOf(object, source) {
  for (const [name, { property }] of Object.entries(streams)) defineLazy(object, property, () => source[name], true);
}

function checkInspectOptions(inspectOptions, colorMode) {
  validateObject(inspectOptions, 'options.inspectOptions');
  const each = inspectOptions instanceof Map ? [...inspectOptions.values()] : [inspectOptions];
  if (colorMode !== undefined && each.some(({ colors }) => colors !== undefined)) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
  }
}

function isWritable(stream) {
  return typeof stream?.write === 'function';
}

function Console(options, ...rest) {
  // Callable without `new`, as ever.
  if (new.target === undefined) return new Console(options, ...rest);

  const given = options && !isWritable(options) ?
    options : { stdout: options, stderr: rest[0], ignoreErrors: rest[1] };
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode, inspectOptions, groupIndentation } = given;
  if (!isWritable(stdout)) throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!isWritable(stderr)) throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  if (colorMode !== undefined) validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  if (inspectOptions !== undefined) {
    checkInspectOptions(inspectOptions, colorMode);
    inspectOptionsOf.set(this, inspectOptions);
  }

  // A method taken off its console still writes to it; one that a subclass overrides stays the subclass's.
  for (const name of Object.keys(Console.prototype)) {
    if (typeof this[name] === 'function') this[name] = bind(this[name], this, name);
  }
  defineHidden(this, { _stdout: stdout, _stderr: stderr });
  initialize(this, ignoreErrors, colorMode ?? 'auto', groupIndentation);
}

function bind(method, object, name) {
  return defineProperty(method.bind(object), 'name', { __proto__: null, value: name });
}

// ---- writing ------------------------------------------------------------------

// A write that fails later must not become an uncaught exception of the program.
function writeErrorHandler(stream) {
  return (error) => {
    if (error == null || stream._writableState?.errorEmitted) return;
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
  };
}

function write(self, { property, handler }, text) {
  const { indentation } = self[kState];
  const line = indentation === '' ? `${text}\n` : `${indentation}${text.replaceAll('\n', `\n${indentation}`)}\n`;
  const stream = self[property];
  if (!self._ignoreErrors) {
    stream.write(line);
    return;
  }
  // Errors may come at once (files, terminals) or later (pipes, sockets).
  const guards = typeof stream.once === 'function' && stream.listenerCount('error') === 0;
  if (guards) stream.once('error', noop);
  try {
    stream.write(line, self[handler]);
  } catch (error) {
    // Nothing can be done about a full disk here, but exhausting the stack is the program's own doing.
    if (isStackOverflowError(error)) throw error;
  } finally {
    if (guards) stream.removeListener('error', noop);
  }
}

function inspectOptionsFor(self, { property }) {
  const stream = self[property];
  const { colorMode } = self[kState];
  const colors = colorMode === 'auto' ? require('internal/util/colors').shouldColorize(stream) : colorMode;
  const options = inspectOptionsOf.get(self);
  const own = options instanceof Map ? options.get(stream) : options;
  if (own === undefined) return colors ? { colors } : {};
  return own.colors === undefined ? { ...own, colors } : own;
}

function format(self, stream, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  return formatWithOptions(inspectOptionsFor(self, stream), ...args);
}

// log and its kin, which are reported to who listens on their channel.
function logging(name, stream) {
  const messages = channel(`console.${name}`);
  return {
    [name](...args) {
      if (messages.hasSubscribers) messages.publish(args);
      write(this, stream, format(this, stream, args));
    },
  };
}

// ---- times and counts -----------------------------------------------------------

function elapsedSince(start) {
  const [seconds, nanoseconds] = process.hrtime(start);
  return require('internal/util/debuglog').formatTime(seconds * 1000 + nanoseconds / 1e6);
}

// Whether there is a timer of this label, whose time is then told.
function logTime(self, name, label, data) {
  const start = self._times.get(label);
  if (start === undefined) process.emitWarning(`No such label '${label}' for console.${name}()`);
  else self.log('%s: %s', label, elapsedSince(start), ...data);
  return start !== undefined;
}

const consoleMethods = {
  ...logging('log', streams.stdout),
  ...logging('info', streams.stdout),
  ...logging('debug', streams.stdout),
  ...logging('warn', streams.stderr),
  ...logging('error', streams.stderr),

  dir(object, options) {
    const defaults = inspectOptionsFor(this, streams.stdout);
    write(this, streams.stdout, inspect(object, { customInspect: false, ...defaults, ...options }));
  },

  time(label = 'default') {
    const name = `${label}`;
    if (this._times.has(name)) process.emitWarning(`Label '${name}' already exists for console.time()`);
    else this._times.set(name, process.hrtime());
  },

  timeEnd(label = 'default') {
    const name = `${label}`;
    if (logTime(this, 'timeEnd', name, [])) this._times.delete(name);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, 'timeLog', `${label}`, data);
  },

  trace: function trace(...args) {
    const holder = { name: 'Trace', message: format(this, streams.stderr, args) };
    Error.captureStackTrace(holder, trace);
    this.error(holder.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    // A text of the program may hold placeholders.
    const [text, ...rest] = args;
    if (typeof text === 'string') this.warn(`Assertion failed: ${text}`, ...rest);
    else this.warn('Assertion failed', ...args);
  },

  clear() {
    const terminal = this._stdout;
    // Cursor to the top left corner, then clear what is below it.
    if (terminal.isTTY && process.env.TERM !== 'dumb') terminal.write('\x1b[1;1H\x1b[0J');
  },

  count(label = 'default') {
    const name = `${label}`;
    const { counts } = this[kState];
    const count = 1 + (counts.get(name) ?? 0);
    counts.set(name, count);
    this.log(`${name}: ${count}`);
  },

  countReset(label = 'default') {
    const name = `${label}`;
    if (!this[kState].counts.delete(name)) process.emitWarning(`Count for '${name}' does not exist`);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    const state = this[kState];
    state.indentation += ' '.repeat(state.indentationWidth);
  },

  groupEnd() {
    const state = this[kState];
    state.indentation = ' '.repeat(Math.max(0, state.indentation.length - state.indentationWidth));
  },

  table(tabularData, properties) {
    if (typeof tabularData !== 'object' || tabularData === null) {
      this.log(tabularData);
      return;
    }
    if (properties !== undefined) validateArray(properties, 'properties');
    const { makeTable } = require('internal/console/table');
    const { head, columns } = makeTable(tabularData, properties, inspectOptionsFor(this, streams.stdout));
    this.log(require('internal/cli_table')(head, columns));
  },

  dirxml(...args) {
    this.log(...args);
  },

  groupCollapsed(...args) {
    this.group(...args);
  },
};

Object.assign(Console.prototype, consoleMethods);

// The global console is one too, although nothing constructed it.
defineProperty(Console, Symbol.hasInstance, { __proto__: null, value: (value) => value?.[kState] !== undefined });

module.exports = { Console, bind, consoleMethods, initialize, useStreamsOf };
