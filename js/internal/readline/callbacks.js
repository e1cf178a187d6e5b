'use strict';

// The control sequences that move a terminal's cursor and clear what it shows,
// written to a stream.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

const kEscape = '\x1b';
const kClearToLineBeginning = `${kEscape}[1K`;
const kClearToLineEnd = `${kEscape}[0K`;
const kClearLine = `${kEscape}[2K`;
const kClearScreenDown = `${kEscape}[0J`;

// There is nothing to write, or nothing to write to.
function done(callback) {
  if (typeof callback === 'function')
    process.nextTick(callback, null);
  return true;
}

function checkCallback(callback) {
  if (callback !== undefined)
    validateFunction(callback, 'callback');
}

function cursorTo(stream, x, y, callback) {
  checkCallback(callback);
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (Number.isNaN(x))
    throw new ERR_INVALID_ARG_VALUE('x', x);
  if (Number.isNaN(y))
    throw new ERR_INVALID_ARG_VALUE('y', y);
  if (stream === null || stream === undefined || (typeof x !== 'number' && typeof y !== 'number'))
    return done(callback);
  if (typeof x !== 'number')
    throw new ERR_INVALID_CURSOR_POS();
  const data = typeof y !== 'number' ? `${kEscape}[${x + 1}G` : `${kEscape}[${y + 1};${x + 1}H`;
  return stream.write(data, callback);
}

function moveCursor(stream, dx, dy, callback) {
  checkCallback(callback);
  if (stream === null || stream === undefined || !(dx || dy))
    return done(callback);
  let data = '';
  if (dx < 0)
    data += `${kEscape}[${-dx}D`;
  else if (dx > 0)
    data += `${kEscape}[${dx}C`;
  if (dy < 0)
    data += `${kEscape}[${-dy}A`;
  else if (dy > 0)
    data += `${kEscape}[${dy}B`;
  return stream.write(data, callback);
}

// -1: to the left of the cursor, 1: to the right, 0: the whole line.
function clearLine(stream, dir, callback) {
  checkCallback(callback);
  if (stream === null || stream === undefined)
    return done(callback);
  const data = dir < 0 ? kClearToLineBeginning : dir > 0 ? kClearToLineEnd : kClearLine;
  return stream.write(data, callback);
}

function clearScreenDown(stream, callback) {
  checkCallback(callback);
  if (stream === null || stream === undefined)
    return done(callback);
  return stream.write(kClearScreenDown, callback);
}

module.exports = { clearLine, clearScreenDown, cursorTo, moveCursor };
