'use strict';

// util.inspect of errors: the stack with the right class name, without what the cause repeats, the user's own frames
// standing out in colours.

const { isNativeError } = require('internal/util/types');
const { getPrefix } = require('internal/util/inspect/names');

function isError(value) {
  return isNativeError(value) || value instanceof Error;
}

function errorToString(error) {
  return Reflect.apply(Error.prototype.toString, error, []);
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
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const text = require('internal/util/inspect/value').formatValue(ctx, stack);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
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
  let frames = stack.split('\n');
  let cause;
  try {
    ({ cause } = error);
  } catch {
    // A cause that cannot be read has no frames to compare with.
  }
  if (cause != null && isError(cause)) {
    const causeStack = getStackString(ctx, cause);
    const causeStart = causeStack.indexOf('\n    at');
    if (causeStart !== -1) {
      const { length, offset } = findOverlap(frames, causeStack.slice(causeStart + 1).split('\n'));
      if (length > 3) {
        const skipped = length - 2;
        frames.splice(offset + 1, skipped,
          ctx.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
      }
    }
  }
  if (frames.length > kMaxUncollapsedFrames) frames = collapseRepetitions(ctx, frames);
  return frames;
}

const kClassInStack = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/;
const kBareClassInStack = /^([a-z_A-Z0-9-]*Error)$/;

// The first line says `Error` for every class that did not set its name: say which class it is.
function improveStack(stack, constructor, name, tag) {
  let length = name.length;
  if (constructor !== null &&
      !(name.endsWith('Error') && stack.startsWith(name) &&
        (stack.length === length || stack[length] === ':' || stack[length] === '\n'))) {
    return stack;
  }
  let fallback = 'Error';
  if (constructor === null) {
    const start = kClassInStack.exec(stack) ?? kBareClassInStack.exec(stack);
    fallback = (start !== null && start[1]) || '';
    length = fallback.length;
    fallback ||= 'Error';
  }
  const prefix = getPrefix(constructor, tag, fallback).slice(0, -1);
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

const kCoreFrame = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+(?:\)|$)/;
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

function safeGetCwd() {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function colorFrames(ctx, lines) {
  const cwd = safeGetCwd();
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
