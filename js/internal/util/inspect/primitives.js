'use strict';

// util.inspect of strings, numbers and the other primitives.

const { trunc } = Math;

const kMinLineWidth = 16;

// What needs an escape: control characters, the quote, the backslash, lone surrogates.
const kEscapeInSingle =
  /[\u0000-\u001f\u0027\u005c\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const kEscapeInOther =
  /[\u0000-\u001f\u005c\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const kEscapeInSingleAll = new RegExp(kEscapeInSingle, 'g');
const kEscapeInOtherAll = new RegExp(kEscapeInOther, 'g');

const kShortEscapes = {
  '__proto__': null,
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

function escapeCharacter(char) {
  const short = kShortEscapes[char];
  if (short !== undefined) return short;
  const code = char.charCodeAt(0);
  if (code < 0x100) return `\\x${code < 0x10 ? '0' : ''}${code.toString(16).toUpperCase()}`;
  return `\\u${code.toString(16)}`;
}

// A string as a literal, in the quotes that need the fewest escapes.
function strEscape(text) {
  let quote = "'";
  let test = kEscapeInSingle;
  let all = kEscapeInSingleAll;
  if (text.includes("'")) {
    if (!text.includes('"')) quote = '"';
    else if (!text.includes('`') && !text.includes('${')) quote = '`';
    if (quote !== "'") {
      test = kEscapeInOther;
      all = kEscapeInOtherAll;
    }
  }
  if (!test.test(text)) return `${quote}${text}${quote}`;
  return `${quote}${text.replace(all, escapeCharacter)}${quote}`;
}

function addNumericSeparator(digits) {
  let result = '';
  let end = digits.length;
  const first = digits[0] === '-' ? 1 : 0;
  for (; end >= first + 4; end -= 3) result = `_${digits.slice(end - 3, end)}${result}`;
  return end === digits.length ? digits : `${digits.slice(0, end)}${result}`;
}

function addNumericSeparatorEnd(digits) {
  let result = '';
  let i = 0;
  for (; i < digits.length - 3; i += 3) result += `${digits.slice(i, i + 3)}_`;
  return i === 0 ? digits : `${result}${digits.slice(i)}`;
}

function formatNumber(stylize, number, numericSeparator) {
  if (!numericSeparator) return stylize(Object.is(number, -0) ? '-0' : `${number}`, 'number');
  const text = String(number);
  const integer = trunc(number);
  if (integer === number) {
    if (!Number.isFinite(number) || text.includes('e')) return stylize(text, 'number');
    return stylize(addNumericSeparator(Object.is(number, -0) ? '-0' : text), 'number');
  }
  if (Number.isNaN(number) || text.includes('e')) return stylize(text, 'number');
  const point = text.indexOf('.');
  return stylize(
    `${addNumericSeparator(text.slice(0, point))}.${addNumericSeparatorEnd(text.slice(point + 1))}`, 'number');
}

function formatBigInt(stylize, bigint, numericSeparator) {
  const text = String(bigint);
  return stylize(`${numericSeparator ? addNumericSeparator(text) : text}n`, 'bigint');
}

function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string':
      return formatString(stylize, value, ctx);
    case 'number':
      return formatNumber(stylize, value, ctx.numericSeparator);
    case 'bigint':
      return formatBigInt(stylize, value, ctx.numericSeparator);
    case 'boolean':
      return stylize(`${value}`, 'boolean');
    case 'undefined':
      return stylize('undefined', 'undefined');
    default:
      return stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = value.slice(0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${remaining > 1 ? 's' : ''}`;
  }
  // Long text is shown line by line, joined with `+`.
  if (ctx.compact !== true && value.length > kMinLineWidth &&
      value.length > ctx.breakLength - ctx.indentationLvl - 4) {
    const lines = value.split(/(?<=\n)/).map((line) => stylize(strEscape(line), 'string'));
    return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
  }
  return stylize(strEscape(value), 'string') + trailer;
}

module.exports = { formatBigInt, formatNumber, formatPrimitive, strEscape };
