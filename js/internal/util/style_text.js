'use strict';

// util.styleText: text in the colours and shapes that util.inspect knows, or in a hexadecimal colour.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const { colors } = require('internal/util/inspect/style');

const kHexColor = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;
const kForegroundClose = 39;
// Ends both bold and dim: what it ends besides must not be lost.
const kWeightClose = 22;

function parseHexColor(text) {
  if (!kHexColor.test(text)) {
    throw new ERR_INVALID_ARG_VALUE('format', text, 'must be a valid hex color (#RGB or #RRGGBB)');
  }
  const digits = text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit).join('') : text.slice(1);
  return [0, 2, 4].map((start) => parseInt(digits.slice(start, start + 2), 16));
}

// The codes that begin and end a format; null for the one that means nothing.
function codesOf(format) {
  if (format === 'none') return null;
  if (typeof format === 'string' && format[0] === '#') {
    return [`38;2;${parseHexColor(format).join(';')}`, kForegroundClose];
  }
  const color = typeof format === 'string' ? colors[format] : undefined;
  if (color === undefined) validateOneOf(format, 'format', Object.getOwnPropertyNames(colors));
  return color;
}

// Text that is styled already goes on in the new style where its own ends, except at its very end.
function continueAfter(text, { 0: open, 1: close }) {
  const closeSequence = `\u001b[${close}m`;
  if (!text.includes(closeSequence)) return text;
  const openSequence = `\u001b[${open}m`;
  const last = text.endsWith(closeSequence) ? text.length - closeSequence.length : text.length;
  return text.slice(0, last).replaceAll(closeSequence,
    close === kWeightClose ? closeSequence + openSequence : openSequence) + text.slice(last);
}

function isStream(stream) {
  const { isNodeStream, isReadableStream, isWritableStream } = require('internal/streams/utils');
  return isReadableStream(stream) || isWritableStream(stream) || isNodeStream(stream);
}

function styleText(format, text, options = {}) {
  validateString(text, 'text');
  validateObject(options, 'options');
  const { validateStream = true, stream } = options;
  validateBoolean(validateStream, 'options.validateStream');

  let colorize = true;
  if (validateStream) {
    const target = stream === undefined ? process.stdout : stream;
    if (!isStream(target)) {
      throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], target);
    }
    colorize = require('internal/util/colors').shouldColorize(target);
  }

  const formats = Array.isArray(format) ? format : [format];
  const codes = formats.map(codesOf).filter((pair) => pair !== null);
  if (!colorize) return text;
  let opening = '';
  let closing = '';
  for (const pair of codes) {
    text = continueAfter(text, pair);
    opening += `\u001b[${pair[0]}m`;
    closing = `\u001b[${pair[1]}m${closing}`;
  }
  return `${opening}${text}${closing}`;
}

module.exports = { styleText };
