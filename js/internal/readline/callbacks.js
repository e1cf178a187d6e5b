'use strict';

// The control sequences that move a terminal's cursor and clear what it shows,
// written to a stream.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } } = require('internal/errors');
const validators = require('internal/validators');

// What every sequence of these begins with.
const kIntroducer = '\x1b[';

function validateCallback(callback) {
  if (callback !== undefined)
    validators.validateFunction(callback, 'callback');
}

function rejectNaN(name, value) {
  if (Number.isNaN(value))
    throw new ERR_INVALID_ARG_VALUE(name, value);
}

// There may be nothing to write, or nothing to write to.
function write(stream, data, callback) {
  validateCallback(callback);
  if (data !== undefined && stream !== null && stream !== undefined)
    return stream.write(data, callback);
  if (callback !== undefined)
    process.nextTick(callback, null);
  return true;
}

function cursorTo(stream, x, y, callback) {
  validateCallback(callback);
  const { 0: row, 1: done } = typeof y === 'function' ? [undefined, y] : [y, callback];
  rejectNaN('x', x);
  rejectNaN('y', row);
  const hasRow = typeof row === 'number';
  if (typeof x === 'number')
    return write(stream, `${kIntroducer}${hasRow ? `${row + 1};${x + 1}H` : `${x + 1}G`}`, done);
  if (hasRow && stream !== null && stream !== undefined)
    throw new ERR_INVALID_CURSOR_POS();
  return write(stream, undefined, done);
}

function moveCursor(stream, dx, dy, callback) {
  let data = dx || dy ? '' : undefined;
  if (dx) data += step(dx, 'C', 'D');
  if (dy) data += step(dy, 'B', 'A');
  return write(stream, data, callback);
}

function step(distance, forward, back) {
  if (distance > 0) return `${kIntroducer}${distance}${forward}`;
  return distance < 0 ? `${kIntroducer}${-distance}${back}` : '';
}

// -1: to the left of the cursor, 1: to the right, 0: the whole line.
function clearLine(stream, dir, callback) {
  let part = 2;
  if (dir < 0) part = 1;
  else if (dir > 0) part = 0;
  return write(stream, `${kIntroducer}${part}K`, callback);
}

function clearScreenDown(stream, callback) {
  return write(stream, `${kIntroducer}0J`, callback);
}

module.exports = { cursorTo, moveCursor, clearLine, clearScreenDown };
