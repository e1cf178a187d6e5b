'use strict';

// util.inspect of errors: the stack with the right class name, without what the cause repeats, the user's own frames
// standing out in colours.

const { isNativeError } = require('internal/util/types');
const { getPrefix } = require('internal/util/inspect/names');

function isError(value) {
  return isNativeError(value) || value instanceof Error;
}

const { toString } = Error.prototype;

function errorToString(error) {
  return Reflect.apply(toString, error, []);
}

// The stack as text; whatever else it was set to is shown below the message.
function getStackString(ctx, error) {
  let stack;
  try {
    ({ stack } = error);
  } catch {
    return errorToString(error);
  }
  if (typeof stack === 'string') return stack === '' ? errorToString(error) : stack;
  const header = errorToString(error);
  if (stack === undefined || stack === null || stack === false || stack === 0) return header;
  const { formatValue } = require('internal/util/inspect/value');
  ctx.indentationLvl += 4;
  ctx.seen.push(error);
  const text = formatValue(ctx, stack);
  ctx.seen.pop();
  ctx.indentationLvl -= 4;
  return `${header}\n    ${text}`;
}

// Where a run of more than three lines of `lines` stands in `other`.
function findOverlap(lines, other) {
  for (let i = 0; i < lines.length - 3; i++) {
    const position = other.indexOf(lines[i]);
    if (position === -1) continue;
    const rest = other.length - position;
    if (rest <= 3) continue;
    const max = Math.min(lines.length - i, rest);
    let length = 1;
    while (length < max && lines[i + length] === other[position + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

// Recursion in long stacks: a repeated sequence is printed once.
function collapseRepetitions(ctx, frames) {
  const result = [];
  for (let i = 0; i < frames.length;) {
    const found = findRepetition(frames, i);
    if (found === null) {
      result.push(frames[i++]);
      continue;
    }
    const { length, times } = found;
    for (let j = 0; j < length; j++) result.push(frames[i + j]);
    const what = times > 1 ? `${length} lines ${times} times...` : 'lines ...';
    result.push(ctx.stylize(`    ... collapsed ${length * times} duplicate lines matching above ${what}`, 'undefined'));
    i += length * (times + 1);
  }
  return result;
}

function findRepetition(frames, start) {
  for (let next = frames.indexOf(frames[start], start + 1); next !== -1;
    next = frames.indexOf(frames[start], next + 1)) {
    const length = next - start;
    let matching = 0;
    while (next + matching < frames.length && frames[start + matching] === frames[next + matching]) matching++;
    const times = Math.floor(matching / length);
    if (times > 0 && times * length >= 3) return { length, times };
  }
  return null;
}

const kMaxUncollapsedFrames = 10;

function getStackFrames(ctx, error, stack) {
  const frames = stack.split('\n');
  const { length, offset } = findOverlap(frames, framesOfCause(ctx, error));
  if (length > 0) {
    // The first and the last of them stay.
    const line = `    ... ${length - 2} lines matching cause stack trace ...`;
    frames.splice(offset + 1, length - 2, ctx.stylize(line, 'undefined'));
  }
  return frames.length > kMaxUncollapsedFrames ? collapseRepetitions(ctx, frames) : frames;
}

function framesOfCause(ctx, error) {
  let cause;
  try {
    ({ cause } = error);
  } catch {
    // A cause that cannot be read has no frames to compare with.
    return [];
  }
  if (cause === null || cause === undefined || !isError(cause)) return [];
  const stack = getStackString(ctx, cause);
  const start = stack.indexOf('\n    at');
  return start === -1 ? [] : stack.slice(start + 1).split('\n');
}

const kClassInStack = /^([A-Z][\w [\]()-]+)(?::|\n\s+at)/;
const kBareClassInStack = /^([\w-]*Error)$/;

// The first line says `Error` for every class that did not set its name: say which class it is.
function improveStack(stack, constructor, name, tag) {
  let length = name.length;
  if (constructor !== null &&
      !(name.endsWith('Error') && stack.startsWith(name) &&
        (stack.length === length || stack[length] === ':' || stack[length] === '\n'))) {
    return stack;
  }
  let found = 'Error';
  if (constructor === null) {
    found = (kClassInStack.exec(stack) ?? kBareClassInStack.exec(stack))?.[1] ?? '';
    length = found.length;
  }
  const prefix = getPrefix(constructor, tag, found || 'Error').slice(0, -1);
  if (name === prefix) return stack;
  if (prefix.includes(name)) {
    return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  }
  return `${prefix} [${name}]${stack.slice(length)}`;
}

// Own properties that the stack shows already are not listed again.
function removeDuplicateErrorKeys(ctx, keys, error, stack) {
  if (ctx.showHidden || keys.length === 0) return;
  for (const name of ['name', 'message', 'stack']) {
    const index = keys.indexOf(name);
    if (index === -1) continue;
    let value;
    try {
      value = error[name];
    } catch {
      continue;
    }
    if (typeof value !== 'string' || stack.includes(value)) keys.splice(index, 1);
  }
}

const kCoreFrame = /^ {4}at (?:[^(/\\]+ \()?node:.+:\d+:\d+(?:\)|$)/;
const kNodeModulesPath = /[/\\]node_modules[/\\](.+?)(?=[/\\])/g;

// Underlines the name of the package in a path.
function markNodeModules(ctx, line) {
  let result = '';
  let last = 0;
  for (const match of line.matchAll(kNodeModulesPath)) {
    // '/node_modules/'.length
    const start = match.index + 14;
    // A scope is part of the name of a package.
    let name = match[1];
    if (name[0] === '@') {
      const rest = /^[^/\\]+[/\\][^/\\]+/.exec(line.slice(start));
      if (rest !== null) name = rest[0];
    }
    result += line.slice(last, start) + ctx.stylize(name, 'module');
    last = start + name.length;
  }
  return result + line.slice(last);
}

// Grays out the part of a path that every frame of the application has.
function markCwd(ctx, line, workingDirectory) {
  let start = line.indexOf(workingDirectory);
  if (start === -1) return line;
  let length = workingDirectory.length;
  if (line.slice(start - 7, start) === 'file://') {
    start -= 7;
    length += 7;
  }
  const parenthesis = line[start - 1] === '(' ? start - 1 : start;
  const end = parenthesis !== start && line.endsWith(')') ? -1 : line.length;
  const workingDirectoryEnd = start + length + 1;
  const path = line.slice(parenthesis, workingDirectoryEnd);
  let result = line.slice(0, parenthesis) + ctx.stylize(path, 'undefined') + line.slice(workingDirectoryEnd, end);
  if (end === -1) result += ctx.stylize(')', 'undefined');
  return result;
}

function colorFrames(ctx, lines) {
  let cwd;
  try {
    cwd = process.cwd();
  } catch {
    // The folder is gone.
  }
  let result = '';
  for (let line of lines) {
    if (kCoreFrame.test(line)) {
      result += `\n${ctx.stylize(line, 'undefined')}`;
      continue;
    }
    line = markNodeModules(ctx, line);
    if (cwd !== undefined) line = markCwd(ctx, line, cwd);
    result += `\n${line}`;
  }
  return result;
}

function formatError(error, constructor, tag, ctx, keys) {
  let message;
  let name;
  try {
    ({ message } = error);
    name = error.name != null ? String(error.name) : 'Error';
  } catch {
    name ??= 'Error';
  }
  let stack = getStackString(ctx, error);
  removeDuplicateErrorKeys(ctx, keys, error, stack);
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  // The errors of an AggregateError are not enumerable.
  if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  stack = improveStack(stack, constructor, name, tag);

  let position = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  if (position !== -1) position += message.length;
  const stackStart = stack.indexOf('\n    at', position);
  if (stackStart === -1) {
    stack = `[${stack}]`;
  } else {
    const header = stack.slice(0, stackStart);
    const lines = getStackFrames(ctx, error, stack.slice(stackStart + 1));
    stack = header + (ctx.colors ? colorFrames(ctx, lines) : `\n${lines.join('\n')}`);
  }
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
  return stack;
}

module.exports = { formatError, isError };
