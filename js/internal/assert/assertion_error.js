'use strict';

// AssertionError, and the text that shows in what two values differ.

const { hideFramesAbove } = require('internal/errors');
const { kDelete, kInsert, kNop, myersDiff } = require('internal/util/diff');
const { inspect } = require('internal/util/inspect');
const colors = require('internal/util/colors');

const kReadableOperator = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

const kHeader = '+ actual - expected';
// Together at most this long, two values stand on one line.
const kMaxShortLength = 12;
const kMaxLongLength = 512;
const kMaxLines = 50;
const kDefaultColumns = 80;
// Of the lines that are the same, this many are shown after a difference.
const kLinesBeforeCollapse = 5;

function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    // Assertions look at enumerable properties only.
    showHidden: false,
    showProxy: false,
    // Differences must not come from the order of keys.
    sorted: true,
    // What getters give is what was compared.
    getters: true,
    breakLength: Infinity,
  });
}

function isObjectLike(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function operatorFor(actual, expected, operator) {
  if (operator === 'strictEqual' && isObjectLike(actual) && typeof actual === typeof expected &&
      expected !== null) {
    return 'strictEqualObject';
  }
  return operator;
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
  let message = '';
  let skipped = false;
  let unchanged = 0;
  for (let i = operations.length - 1; i >= 0; i--) {
    const { 0: kind, 1: line } = operations[i];
    const previousKind = i < operations.length - 1 ? operations[i + 1][0] : null;
    // Nothing is gained by leaving out one or two lines.
    if (previousKind === kNop && kind !== kNop) {
      if (unchanged === kLinesBeforeCollapse + 1) {
        message += `${colors.white}  ${operations[i + 1][1]}\n`;
      } else if (unchanged === kLinesBeforeCollapse + 2) {
        message += `${colors.white}  ${operations[i + 2][1]}\n`;
        message += `${colors.white}  ${operations[i + 1][1]}\n`;
      } else if (unchanged >= kLinesBeforeCollapse + 3) {
        message += `${colors.blue}...${colors.white}\n`;
        message += `${colors.white}  ${operations[i + 1][1]}\n`;
        skipped = true;
      }
      unchanged = 0;
    }
    if (kind === kInsert) {
      message += operator === 'partialDeepStrictEqual' ?
        `${colors.gray}${colors.hasColors ? ' ' : '+'} ${line}${colors.white}\n` :
        `${colors.green}+${colors.white} ${line}\n`;
    } else if (kind === kDelete) {
      message += `${colors.red}-${colors.white} ${line}\n`;
    } else {
      if (unchanged < kLinesBeforeCollapse) message += `${colors.white}  ${line}\n`;
      unchanged++;
    }
  }
  return { message: `\n${message.trimEnd()}`, skipped };
}

function describeDifference(actual, expected, operator, customMessage, diffType) {
  operator = operatorFor(actual, expected, operator);
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = actualText.split('\n');
  const expectedLines = expectedText.split('\n');

  let header = kHeader;
  let message;
  let skipped = false;
  const isSimple = actualLines.length === 1 && expectedLines.length === 1 &&
    !(typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null);
  if (isSimple) {
    ({ header, message } = simpleDiff(actual, actualLines[0], expected, expectedLines[0]));
  } else if (actualText === expectedText) {
    operator = 'notIdentical';
    header = '';
    if (actualLines.length > kMaxLines && diffType !== 'full') {
      message = `${actualLines.slice(0, kMaxLines).join('\n')}\n...}`;
      skipped = true;
    } else {
      message = actualText;
    }
  } else {
    const isObject = typeof actual === 'object' && actual !== null;
    ({ message, skipped } = printDiff(myersDiff(actualLines, expectedLines, isObject), operator));
  }
  const title = customMessage || kReadableOperator[operator];
  if (header !== '' && colors.hasColors) {
    header = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  }
  return `${title}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${message}\n`;
}

// Printing an error prints its stack, which would hide in what the two differ.
function copyError(source) {
  const target = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  const hidden = { configurable: true, enumerable: false, writable: true };
  Object.defineProperty(target, 'message', { ...hidden, value: source.message });
  if (Object.hasOwn(source, 'cause')) {
    let { cause } = source;
    if (cause instanceof Error) cause = copyError(cause);
    Object.defineProperty(target, 'cause', { ...hidden, value: cause });
  }
  return target;
}

function shorten(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 3)}...` : text;
}

function describeInequality(actual, operator, diffType) {
  const title = operator === 'notStrictEqual' && isObjectLike(actual) ?
    kReadableOperator.notStrictEqualObject : kReadableOperator[operator];
  let lines = inspectValue(actual).split('\n');
  if (lines.length > kMaxLines && diffType !== 'full') {
    lines = [...lines.slice(0, 46), `${colors.blue}...${colors.white}`];
  }
  if (lines.length === 1) return `${title}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${title}\n\n${lines.join('\n')}\n`;
}

function describeLooseFailure(actual, expected, operator) {
  let left = inspectValue(actual);
  let right = inspectValue(expected);
  const title = kReadableOperator[operator];
  if (operator === 'notDeepEqual' && left === right) return shorten(`${title}\n\n${left}`, 1024);
  left = shorten(left, kMaxLongLength);
  right = shorten(right, kMaxLongLength);
  if (operator === 'deepEqual') return `${title}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  if (operator === 'notDeepEqual') {
    return `${kReadableOperator.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
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
  if (actual instanceof Error && expected instanceof Error && 'stack' in actual && 'stack' in expected) {
    actual = copyError(actual);
    expected = copyError(expected);
  }
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return describeDifference(actual, expected, operator, undefined, diffType);
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return describeInequality(actual, operator, diffType);
    default:
      return describeLooseFailure(actual, expected, operator);
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
    Object.defineProperty(this, 'name',
      { configurable: true, enumerable: false, value: 'AssertionError', writable: true });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    hideFramesAbove(this, stackStartFn || stackStartFunction);
    // The first line of the stack names the code: it is made while the name does.
    this.name = 'AssertionError [ERR_ASSERTION]';
    void this.stack;
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
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
