'use strict';

// What the assertions share: failing with the message that the user gave or with one that quotes the user's source.

const AssertionError = require('internal/assert/assertion_error');
const {
  codes: { ERR_AMBIGUOUS_ARGUMENT, ERR_INVALID_ARG_TYPE },
  hideFramesAbove,
} = require('internal/errors');
const { isError } = require('internal/util');
const { format } = require('internal/util/inspect');

const binding = internalBinding('errors');

// The message arguments are: nothing, an error to throw, a text with what its placeholders stand for, or a function of
// the two values. The answer is the text, or undefined for the default.
function resolveMessage(actual, expected, message, above) {
  if (message.length === 0) return undefined;
  const { 0: first } = message;
  if (isError(first)) {
    if (message.length > 1) {
      throw hideFramesAbove(new ERR_AMBIGUOUS_ARGUMENT('message',
        `The error message was passed as error object "${Error.prototype.toString.call(first)}" has trailing ` +
        'arguments that would be ignored.'), above);
    }
    throw first;
  }
  if (typeof first === 'function') {
    const result = first(actual, expected);
    return typeof result === 'string' ? result : undefined;
  }
  if (typeof first !== 'string') {
    throw hideFramesAbove(new ERR_INVALID_ARG_TYPE('message', ['string', 'function'], first), above);
  }
  return message.length > 1 ? format(...message) : first;
}

// Throws an AssertionError; `message` is the list of message arguments.
function innerFail({ actual, expected, message, operator, stackStartFn, diff }) {
  const text = resolveMessage(actual, expected, message, stackStartFn);
  throw new AssertionError({ actual, expected, message: text, operator, stackStartFn, diff });
}

const kCallee = /(?:[\p{ID_Continue}$](?:[\p{ID_Continue}$.]|\[[^\]]*\])*)?$/u;

// Where the arguments of the call that starts at `start` end; the end of the line when they go on below.
function endOfCall(line, start) {
  let depth = 0;
  for (let i = line.indexOf('(', start); i !== -1 && i < line.length; i++) {
    const char = line[i];
    if (char === '(' || char === '[' || char === '{') {
      depth++;
    } else if (char === ')' || char === ']' || char === '}') {
      if (--depth === 0) return i + 1;
    } else if (char === '"' || char === "'" || char === '`') {
      i = endOfQuoted(line, i, char);
    } else if (char === '/' && line[i + 1] === '*') {
      const end = line.indexOf('*/', i + 2);
      if (end === -1) return line.length;
      i = end + 1;
    } else if (char === '/' && line[i + 1] === '/') {
      return line.length;
    } else if (char === '/' && /[(,=:[!&|?{};+*%~^<>-]\s*$/.test(line.slice(start, i))) {
      i = endOfRegExp(line, i);
    }
  }
  return line.length;
}

function endOfQuoted(line, start, quote) {
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === quote) return i;
    else if (quote === '`' && line[i] === '$' && line[i + 1] === '{') i = endOfSubstitution(line, i + 1);
  }
  return line.length;
}

// From `{` of a template's `${` to its `}`.
function endOfSubstitution(line, start) {
  let depth = 0;
  for (let i = start; i < line.length; i++) {
    const char = line[i];
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
    else if (char === '"' || char === "'" || char === '`') i = endOfQuoted(line, i, char);
  }
  return line.length;
}

function endOfRegExp(line, start) {
  let inClass = false;
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '[') inClass = true;
    else if (line[i] === ']') inClass = false;
    else if (line[i] === '/' && !inClass) return i;
  }
  return line.length;
}

// The source of the call that failed: its first line, as it stands in the file.
function describeCall(above) {
  const holder = new Error();
  Error.captureStackTrace(holder, above);
  const position = binding.getErrorSourcePositions(holder);
  const sourceLine = position?.sourceLine;
  if (typeof sourceLine !== 'string') return undefined;
  const { startColumn } = position;
  const start = startColumn - kCallee.exec(sourceLine.slice(0, startColumn))[0].length;
  return sourceLine.slice(start, endOfCall(sourceLine, startColumn));
}

function falsyMessage(above) {
  const prefix = 'The expression evaluated to a falsy value';
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  try {
    const source = describeCall(above);
    return source === undefined ? `${prefix}.` : `${prefix}:\n\n  ${source}\n`;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function innerOk(above, hasArgument, value, message) {
  if (value) return;
  let text;
  let generatedMessage = false;
  if (!hasArgument) {
    generatedMessage = true;
    text = 'No value argument passed to `assert.ok()`';
  } else {
    // Here undefined and null stand for no message as well.
    text = message[0] == null ? undefined : resolveMessage(value, true, message, above);
    if (text === undefined) {
      generatedMessage = true;
      text = falsyMessage(above);
    }
  }
  const error = new AssertionError({ actual: value, expected: true, message: text, operator: '==', stackStartFn: above });
  error.generatedMessage = generatedMessage;
  throw error;
}

module.exports = { innerFail, innerOk, resolveMessage };
