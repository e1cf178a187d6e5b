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

// Where in `lines` more than three stand that stand in `other` as well, one after the other.
function findOverlap(lines, other) {
  for (const [offset, line] of lines.entries()) {
    const place = other.indexOf(line);
    if (place === -1) continue;
    const most = Math.min(lines.length - offset, other.length - place);
    let length = 1;
    while (length < most && lines[offset + length] === other[place + length]) length++;
    if (length > 3) return { offset, length };
  }
  return { offset: 0, length: 0 };
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

// Grays out the part of a path that every frame of the application has, with what stands around it.
function markCwd(ctx, line, cwd) {
  const gray = (text) => ctx.stylize(text, 'undefined');
  let start = line.indexOf(cwd);
  if (start === -1) return line;
  // With the slash.
  const end = start + cwd.length + 1;
  if (line.endsWith('file://', start)) start -= 'file://'.length;
  const isOpen = line[start - 1] === '(';
  if (isOpen) start--;
  const rest = isOpen && line.endsWith(')') ? line.slice(end, -1) + gray(')') : line.slice(end);
  return line.slice(0, start) + gray(line.slice(start, end)) + rest;
}

function currentFolder() {
  try {
    return process.cwd();
  } catch {
    // It is gone.
    return undefined;
  }
}

function colorFrames(ctx, lines) {
  const cwd = currentFolder();
  return lines.map((line) => {
    if (kCoreFrame.test(line)) return ctx.stylize(line, 'undefined');
    const marked = markNodeModules(ctx, line);
    return cwd === undefined ? marked : markCwd(ctx, marked, cwd);
  });
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

  // Frames come after the message, which may have lines that look like them.
  const place = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  const stackStart = stack.indexOf('\n    at', place === -1 ? 0 : place + message.length);
  if (stackStart === -1) {
    stack = `[${stack}]`;
  } else {
    const header = stack.slice(0, stackStart);
    const lines = getStackFrames(ctx, error, stack.slice(stackStart + 1));
    stack = [header, ...(ctx.colors ? colorFrames(ctx, lines) : lines)].join('\n');
  }
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
  return stack;
}

module.exports = { findOverlap, formatError, isError };
