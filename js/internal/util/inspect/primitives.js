'use strict';

// util.inspect of strings, numbers and the other primitives.

const { addNumericalSeparator } = require('internal/errors/messages');

const kMinLineWidth = 16;

// What needs an escape: control characters, the backslash, halves of surrogate pairs, the quote.
const kEscapeInSingle = /[\p{Cc}\p{Cs}\\']/u;
const kEscapeInOther = /[\p{Cc}\p{Cs}\\]/u;
const kEscapeInSingleAll = new RegExp(kEscapeInSingle, 'gu');
const kEscapeInOtherAll = new RegExp(kEscapeInOther, 'gu');

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

function formatNumber(stylize, number, numericSeparator) {
  const text = Object.is(number, -0) ? '-0' : `${number}`;
  if (!numericSeparator || !Number.isFinite(number) || text.includes('e')) return stylize(text, 'number');
  const { 0: integer, 1: fraction } = text.split('.');
  const grouped = addNumericalSeparator(integer);
  return stylize(fraction === undefined ? grouped : `${grouped}.${fraction.match(/.{1,3}/g).join('_')}`, 'number');
}

function formatBigInt(stylize, bigint, numericSeparator) {
  const text = String(bigint);
  return stylize(`${numericSeparator ? addNumericalSeparator(text) : text}n`, 'bigint');
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
  const hidden = value.length - ctx.maxStringLength;
  const shown = hidden > 0 ? value.slice(0, ctx.maxStringLength) : value;
  const trailer = hidden > 0 ? `... ${hidden} more character${hidden > 1 ? 's' : ''}` : '';
  const room = Math.max(kMinLineWidth, ctx.breakLength - ctx.indentationLvl - 4);
  if (ctx.compact === true || shown.length <= room) return stylize(strEscape(shown), 'string') + trailer;
  // Long text is shown line by line, joined with `+`.
  const lines = shown.split(/(?<=\n)/).map((line) => stylize(strEscape(line), 'string'));
  return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
}

module.exports = { escapeCharacter, formatBigInt, formatNumber, formatPrimitive, strEscape };
