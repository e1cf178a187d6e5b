'use strict';

// AssertionError, and the text that shows in what two values differ.

const { hideFramesAbove } = require('internal/errors');
const { kDelete, kNop, myersDiff } = require('internal/util/diff');
const { inspect } = require('internal/util/inspect');
const colors = require('internal/util/colors');

// The first line of what is said, by the operator that failed.
const kTitles = {
  strictEqual: 'Expected values to be strictly equal:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
};
// The same for objects, and for values that look alike or do not.
const kReferenceTitle = 'Expected "actual" to be reference-equal to "expected":';
const kNoReferenceTitle = 'Expected "actual" not to be reference-equal to "expected":';
const kSameStructureTitle = 'Values have same structure but are not reference-equal:';
const kNotLooselyTitle = 'Expected values not to be loosely deep-equal:';

const kHeader = '+ actual - expected';
// Together at most this long, two values stand on one line.
const kMaxShortLength = 12;
const kMaxLongLength = 512;
const kMaxLines = 50;
const kDefaultColumns = 80;
// Of the lines that are the same, this many are shown after a difference.
const kLinesBeforeCollapse = 5;

const kInspectOptions = {
  // All there is, a property a line.
  depth: 1000, maxArrayLength: Infinity, breakLength: 80, compact: false,
  // Differences must not come from the order of keys.
  sorted: true,
  // What is shown is what was compared: enumerable properties, with what getters give.
  getters: true, showHidden: false, showProxy: false, customInspect: false,
};

function inspectValue(value) {
  return inspect(value, kInspectOptions);
}

function isObjectLike(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function titleFor(actual, expected, operator) {
  const areObjects = isObjectLike(actual) && typeof actual === typeof expected && expected !== null;
  return operator === 'strictEqual' && areObjects ? kReferenceTitle : kTitles[operator];
}

// Two values of one line each: `1 !== 2` when they are short, else one below the other with a mark at the difference.
function simpleDiff(actual, actualText, expected, expectedText) {
  let length = actualText.length + expectedText.length;
  length -= typeof actual === 'string' ? 2 : 0;
  length -= typeof expected === 'string' ? 2 : 0;
  if (length <= kMaxShortLength && (actual !== 0 || expected !== 0)) {
    return { header: '', message: `${actualText} !== ${expectedText}` };
  }

  let message = `\n${colors.green}+${colors.white} ${actualText}\n${colors.red}-${colors.white} ${expectedText}`;
  const columns = process.stderr?.isTTY ? process.stderr.columns : kDefaultColumns;
  if (actualText.length + expectedText.length <= columns) {
    let position = 0;
    while (position < actualText.length && actualText[position] === expectedText[position]) position++;
    // A difference at the very start is seen without a mark.
    if (position >= 3 && position < actualText.length) message += `\n${' '.repeat(position + 2)}^`;
  }
  return { header: kHeader, message };
}

function printDiff(operations, operator) {
  const output = [];
  let skipped = false;
  let unchanged = 0;
  // Unchanged lines that are shown only if few follow.
  let held = [];
  const printUnchanged = (line) => output.push(`${colors.white}  ${line}`);

  for (const { 0: kind, 1: line } of operations.reverse()) {
    if (kind === kNop) {
      if (++unchanged <= kLinesBeforeCollapse) printUnchanged(line);
      else held.push(line);
      continue;
    }
    // Nothing is gained by leaving out one or two lines.
    if (held.length > 2) {
      output.push(`${colors.blue}...${colors.white}`);
      skipped = true;
      held = held.slice(-1);
    }
    held.forEach(printUnchanged);
    held = [];
    unchanged = 0;
    if (kind === kDelete) output.push(`${colors.red}-${colors.white} ${line}`);
    else if (operator !== 'partialDeepStrictEqual') output.push(`${colors.green}+${colors.white} ${line}`);
    // A partial comparison does not mind what is there besides.
    else output.push(`${colors.gray}${colors.hasColors ? ' ' : '+'} ${line}${colors.white}`);
  }
  return { message: `\n${output.join('\n').trimEnd()}`, skipped };
}

function describeDifference(actual, expected, operator, customMessage, diffType) {
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = actualText.split('\n');
  const expectedLines = expectedText.split('\n');
  const isObject = typeof actual === 'object' && actual !== null;
  const areObjects = isObject && typeof expected === 'object' && expected !== null;

  let title = titleFor(actual, expected, operator);
  let header = kHeader;
  let message;
  let skipped = false;
  if (actualLines.length === 1 && expectedLines.length === 1 && !areObjects) {
    ({ header, message } = simpleDiff(actual, actualText, expected, expectedText));
  } else if (actualText === expectedText) {
    title = kSameStructureTitle;
    header = '';
    skipped = actualLines.length > kMaxLines && diffType !== 'full';
    message = skipped ? `${actualLines.slice(0, kMaxLines).join('\n')}\n...}` : actualText;
  } else {
    ({ message, skipped } = printDiff(myersDiff(actualLines, expectedLines, isObject), operator));
  }
  if (header !== '' && colors.hasColors) {
    header = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  }
  return `${customMessage || title}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${message}\n`;
}

// Printing an error prints its stack, which would hide in what the two differ.
function copyError(source) {
  const target = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  // What the error has as a property of the usual kind stays one.
  Object.defineProperty(target, 'message', { __proto__: null, value: source.message });
  if (Object.hasOwn(source, 'cause')) {
    const { cause } = source;
    Object.defineProperty(target, 'cause', { __proto__: null, value: cause instanceof Error ? copyError(cause) : cause });
  }
  return target;
}

function shorten(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 3)}...` : text;
}

function describeInequality(actual, operator, diffType) {
  const title = operator === 'notStrictEqual' && isObjectLike(actual) ? kNoReferenceTitle : kTitles[operator];
  let lines = inspectValue(actual).split('\n');
  if (lines.length > kMaxLines && diffType !== 'full') {
    lines = [...lines.slice(0, 46), `${colors.blue}...${colors.white}`];
  }
  if (lines.length === 1) return `${title}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${title}\n\n${lines.join('\n')}\n`;
}

function describeLooseFailure(actual, expected, operator, diffType) {
  const limit = diffType === 'full' ? Infinity : kMaxLongLength;
  let left = inspectValue(actual);
  let right = inspectValue(expected);
  if (operator === 'notDeepEqual' && left === right) return shorten(`${kTitles.notDeepEqual}\n\n${left}`, 2 * limit);
  left = shorten(left, limit);
  right = shorten(right, limit);
  if (operator === 'deepEqual') return `${kTitles.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  if (operator === 'notDeepEqual') {
    return `${kNotLooselyTitle}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  }
  return `${left} ${operator} ${right}`;
}

function describe(actual, expected, operator, message, diffType) {
  if (message != null) {
    if (operator === 'deepStrictEqual' || operator === 'strictEqual' || operator === 'partialDeepStrictEqual') {
      return describeDifference(actual, expected, operator, String(message), diffType);
    }
    return String(message);
  }
  colors.refresh();
  if ([actual, expected].every((value) => value instanceof Error && 'stack' in value)) {
    return describeFailure(copyError(actual), copyError(expected), operator, diffType);
  }
  return describeFailure(actual, expected, operator, diffType);
}

function describeFailure(actual, expected, operator, diffType) {
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return describeDifference(actual, expected, operator, undefined, diffType);
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return describeInequality(actual, operator, diffType);
    default:
      return describeLooseFailure(actual, expected, operator, diffType);
  }
}

function shortenText(text) {
  const lines = text.split('\n', 11);
  if (lines.length > 10) return `${lines.slice(0, 10).join('\n')}\n...`;
  // Node.js keeps the end, not the beginning.
  if (text.length > kMaxLongLength) return `${text.slice(kMaxLongLength)}...`;
  return text;
}

class AssertionError extends Error {
  constructor(options) {
    const { validateObject, validateOneOf } = require('internal/validators');
    validateObject(options, 'options');
    const { message, operator, stackStartFn, stackStartFunction, details, actual, expected, diff = 'simple' } = options;
    validateOneOf(diff, 'options.diff', ['simple', 'full']);

    super(describe(actual, expected, operator, message, diff));
    this.generatedMessage = !message;
    // The first line of the stack names the code: it is made while the name does.
    Object.defineProperty(this, 'name',
      { __proto__: null, configurable: true, enumerable: false, value: 'AssertionError [ERR_ASSERTION]', writable: true });
    this.code = 'ERR_ASSERTION';
    // Several failures in one error: each is told under its number.
    const own = details ? {} : { actual, expected, operator };
    for (const key of ['actual', 'expected', 'operator']) this[key] = own[key];
    details?.forEach((failure, number) => {
      for (const key of ['message', 'actual', 'expected', 'operator']) this[`${key} ${number}`] = failure[key];
      this[`stack trace ${number}`] = failure.stack;
    });
    hideFramesAbove(this, stackStartFn || stackStartFunction);
    void this.stack;
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    const { name, code, message } = this;
    return `${name} [${code}]: ${message}`;
  }

  // Values that are long or deep are shown by the difference already.
  [inspect.custom](depth, options) {
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = shortenText(actual);
    if (typeof expected === 'string') this.expected = shortenText(expected);
    const text = inspect(this, { ...options, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

module.exports = AssertionError;
