'use strict';

// How the error messages that need more than a format string are put together, and the base class of errors that
// describe a failed system call.

const kIsNodeError = Symbol('kIsNodeError');

const kTypes = new Set([
  'string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol',
]);
const kClassName = /^[A-Z][a-zA-Z0-9]*$/;

function inspect(value, options) {
  return require('internal/util/inspect').inspect(value, options);
}

// 'a', 'a or b', 'a, b, or c'.
function formatList(list, conjunction = 'and') {
  switch (list.length) {
    case 0: return '';
    case 1: return `${list[0]}`;
    case 2: return `${list[0]} ${conjunction} ${list[1]}`;
    default: return `${list.slice(0, -1).join(', ')}, ${conjunction} ${list[list.length - 1]}`;
  }
}

// What was received in place of the expected: the words that end the message of ERR_INVALID_ARG_TYPE.
function determineSpecificType(value) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'function':
      return `function ${value.name}`;
    case 'object': {
      const name = value.constructor?.name;
      return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
    }
    case 'string': {
      const text = value.length > 28 ? `${value.slice(0, 25)}...` : value;
      return `type string (${text.includes("'") ? JSON.stringify(text) : `'${text}'`})`;
    }
    case 'number':
      return `type number (${Object.is(value, -0) ? '-0' : value})`;
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'symbol':
      return `type symbol (${String(value)})`;
    default:
      return `type ${typeof value} (${value})`;
  }
}

function argTypeMessage(name, expected, actual) {
  if (!Array.isArray(expected)) expected = [expected];

  const types = [];
  const instances = [];
  const other = [];
  for (const value of expected) {
    if (kTypes.has(value)) types.push(value.toLowerCase());
    else if (kClassName.test(value)) instances.push(value);
    else other.push(value);
  }
  // Beside classes, 'object' can only mean instances of Object.
  if (instances.length > 0) {
    const position = types.indexOf('object');
    if (position !== -1) {
      types.splice(position, 1);
      instances.push('Object');
    }
  }

  const parts = [];
  if (types.length > 0) parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`);
  if (instances.length > 0) parts.push(`an instance of ${formatList(instances, 'or')}`);
  if (other.length > 1) {
    parts.push(`one of ${formatList(other, 'or')}`);
  } else if (other.length === 1) {
    parts.push(other[0].toLowerCase() === other[0] ? other[0] : `an ${other[0]}`);
  }

  let subject;
  if (name.endsWith(' argument')) subject = name;
  else subject = `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;
  return `The ${subject} must be ${parts.join(' or ')}. Received ${determineSpecificType(actual)}`;
}

function argValueMessage(name, value, reason = 'is invalid') {
  let text = inspect(value);
  if (text.length > 128) text = `${text.slice(0, 128)}...`;
  return `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${text}`;
}

// 1234567 -> '1_234_567'.
function addNumericalSeparator(digits) {
  let result = '';
  let end = digits.length;
  const first = digits[0] === '-' ? 1 : 0;
  for (; end >= first + 4; end -= 3) result = `_${digits.slice(end - 3, end)}${result}`;
  return `${digits.slice(0, end)}${result}`;
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
  const quoted = names.map((name) => (Array.isArray(name) ?
    name.map((alternative) => `"${alternative}"`).join(' or ') : `"${name}"`));
  return `The ${formatList(quoted)} argument${names.length > 1 ? 's' : ''} must be specified`;
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
  if (!packageJsonPath) return message;
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
    let message = `${prefix}: ${context.syscall} returned ${context.code} (${context.message})`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    super();
    this.code = key;
    const hidden = { configurable: true, enumerable: false };
    Object.defineProperties(this, {
      [kIsNodeError]: { ...hidden, writable: false, value: true },
      name: { ...hidden, writable: true, value: 'SystemError' },
      message: { ...hidden, writable: true, value: message },
      info: { configurable: true, enumerable: true, writable: false, value: context },
    });
    defineView(this, context, 'errno', false);
    defineView(this, context, 'syscall', false);
    if (context.path !== undefined) defineView(this, context, 'path', true);
    if (context.dest !== undefined) defineView(this, context, 'dest', true);
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return inspect(this, { ...options, getters: true, customInspect: false });
  }
}

// Paths in `context` may be strings or buffers; the property always reads as a string.
function defineView(error, context, key, isPath) {
  Object.defineProperty(error, key, {
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
