'use strict';

// How the error messages that need more than a format string are put together, and the base class of errors that
// describe a failed system call.

const kIsNodeError = Symbol('kIsNodeError');

// Names of types; what stands for both a type and a class counts as the type.
const kTypes = new Set('bigint boolean function number object string symbol Function Object'.split(' '));
const kClassName = /^[A-Z][a-zA-Z0-9]*$/;

function inspect(value, options) {
  return require('internal/util/inspect').inspect(value, options);
}

// 'a', 'a or b', 'a, b, or c'.
function formatList(list, conjunction = 'and') {
  if (list.length < 3) return list.join(` ${conjunction} `);
  return `${list.slice(0, -1).join(', ')}, ${conjunction} ${list.at(-1)}`;
}

// What was received in place of the expected: the words that end the message of ERR_INVALID_ARG_TYPE.
function determineSpecificType(value) {
  if (value === null || value === undefined) return `${value}`;
  const type = typeof value;
  if (type === 'function') return `function ${value.name}`;
  if (type !== 'object') return `type ${type} (${literalOf(value)})`;
  const className = value.constructor?.name;
  return className ? `an instance of ${className}` : inspect(value, { depth: -1 });
}

// A primitive value as a program would have it, long texts cut off.
function literalOf(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'string') return String(value);
  const text = value.length > 28 ? `${value.slice(0, 25)}...` : value;
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

// What is expected: types, classes, and what is neither.
function expectation(names) {
  const types = [];
  const classes = [];
  const others = [];
  for (const name of names) {
    if (kTypes.has(name)) types.push(name.toLowerCase());
    else (kClassName.test(name) ? classes : others).push(name);
  }
  // Beside classes, 'object' can only mean instances of Object.
  const place = classes.length > 0 ? types.indexOf('object') : -1;
  if (place !== -1) {
    types.splice(place, 1);
    classes.push('Object');
  }

  const parts = [];
  const add = (list, words) => {
    if (list.length > 0) parts.push(words + formatList(list, 'or'));
  };
  add(types, types.length > 1 ? 'one of type ' : 'of type ');
  add(classes, 'an instance of ');
  add(others, others.length > 1 ? 'one of ' : /[A-Z]/.test(others[0]) ? 'an ' : '');
  return parts.join(' or ');
}

function argTypeMessage(name, expected, actual) {
  const wanted = expectation(Array.isArray(expected) ? expected : [expected]);
  const subject = name.endsWith(' argument') ? name : `"${name}" ${kindOf(name)}`;
  return `The ${subject} must be ${wanted}. Received ${determineSpecificType(actual)}`;
}

// What has a dot in its name is a property of an argument.
function kindOf(name) {
  return name.includes('.') ? 'property' : 'argument';
}

function argValueMessage(name, value, reason = 'is invalid') {
  const shown = inspect(value);
  const received = shown.length <= 128 ? shown : `${shown.slice(0, 128)}...`;
  return `The ${kindOf(name)} '${name}' ${reason}. Received ${received}`;
}

// 1234567 -> '1_234_567'.
function addNumericalSeparator(text) {
  const sign = text.startsWith('-') ? 1 : 0;
  // The first group has one to three digits.
  const first = sign + ((text.length - sign - 1) % 3) + 1;
  const groups = text.slice(first).match(/.{3}/g) ?? [];
  return [text.slice(0, first), ...groups].join('_');
}

function outOfRangeMessage(name, range, value, replaceDefaultText = false) {
  let received;
  if (Number.isInteger(value) && Math.abs(value) > 2 ** 32) {
    received = addNumericalSeparator(String(value));
  } else if (typeof value === 'bigint') {
    const limit = 2n ** 32n;
    const digits = String(value);
    received = `${value > limit || value < -limit ? addNumericalSeparator(digits) : digits}n`;
  } else {
    received = inspect(value);
  }
  const subject = replaceDefaultText ? name : `The value of "${name}" is out of range.`;
  return `${subject} It must be ${range}. Received ${received}`;
}

// Names of arguments; an array among them means that any one of its members would do.
function missingArgsMessage(...names) {
  const quoted = names.map((name) => [name].flat().map((alternative) => `"${alternative}"`).join(' or '));
  const what = names.length === 1 ? 'argument' : 'arguments';
  return `The ${formatList(quoted)} ${what} must be specified`;
}

function packageTargetMessage(packagePath, key, target, isImport = false, base = undefined) {
  const relativeHint = typeof target === 'string' && !isImport && target.length > 0 && !target.startsWith('./') ?
    '; targets must start with "./"' : '';
  const from = base ? ` imported from ${base}` : '';
  const shown = JSON.stringify(target);
  if (key === '.') {
    return `Invalid "exports" main target ${shown} defined in the package config ${packagePath}package.json` +
      `${from}${relativeHint}`;
  }
  return `Invalid "${isImport ? 'imports' : 'exports'}" target ${shown} defined for '${key}' in the package config ` +
    `${packagePath}package.json${from}${relativeHint}`;
}

function requireEsmMessage(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
  let message = `require() of ES Module ${filename}${parentPath ? ` from ${parentPath}` : ''} not supported.`;
  if (!packageJsonPath) {
    return `${message}\nInstead change the require of ${filename} to a dynamic import() which is available in all CommonJS modules.`;
  }
  const { basename } = require('node:path');
  const name = parentPath && basename(filename) === basename(parentPath) ? filename : basename(filename);
  if (hasEsmSyntax) {
    message += `\nInstead change the require of ${name} in ${parentPath} to a dynamic import() which is available ` +
      'in all CommonJS modules.';
    return message;
  }
  message += `\n${name} is treated as an ES module file as it is a .js file whose nearest parent package.json ` +
    'contains "type": "module" which declares all .js files in that package scope as ES modules.' +
    `\nInstead either rename ${name} to end in .cjs, change the requiring code to use dynamic import() which is ` +
    'available in all CommonJS modules, or change "type": "module" to "type": "commonjs" in ' +
    `${packageJsonPath} to treat all .js files as CommonJS (using .mjs for all ES modules instead).\n`;
  return message;
}

// An error about a failed system call, whose details live in `info`: `errno`, `syscall`, `path` and `dest` of the error
// are views of it.
class SystemError extends Error {
  constructor(key, prefix, context) {
    const { syscall, code, message: reason, path, dest } = context;
    const from = path === undefined ? '' : ` ${path}`;
    const to = dest === undefined ? '' : ` => ${dest}`;
    super();
    this.code = key;
    const hidden = { __proto__: null, configurable: true, enumerable: false };
    Object.defineProperties(this, {
      [kIsNodeError]: { __proto__: null, ...hidden, writable: false, value: true },
      name: { __proto__: null, ...hidden, writable: true, value: 'SystemError' },
      message: { __proto__: null, ...hidden, writable: true, value: `${prefix}: ${syscall} returned ${code} (${reason})${from}${to}` },
      info: { __proto__: null, configurable: true, enumerable: true, writable: false, value: context },
    });
    defineView(this, context, 'errno', false);
    defineView(this, context, 'syscall', false);
    if (path !== undefined) defineView(this, context, 'path', true);
    if (dest !== undefined) defineView(this, context, 'dest', true);
  }

  toString() {
    const { name, code, message } = this;
    return `${name} [${code}]: ${message}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return inspect(this, { ...options, getters: true, customInspect: false });
  }
}

// Paths in `context` may be strings or buffers; the property always reads as a string.
function defineView(error, context, key, isPath) {
  Object.defineProperty(error, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = context[key];
      return isPath && value != null ? value.toString() : value;
    },
    set(value) {
      if (isPath) value = value ? require('node:buffer').Buffer.from(value.toString()) : undefined;
      context[key] = value;
    },
  });
}

module.exports = {
  SystemError,
  addNumericalSeparator,
  argTypeMessage,
  argValueMessage,
  determineSpecificType,
  formatList,
  kIsNodeError,
  missingArgsMessage,
  outOfRangeMessage,
  packageTargetMessage,
  requireEsmMessage,
};
