'use strict';

// process.hrtime() and process.hrtime.bigint(): the monotonic clock, read by
// the binding into memory that both sides share.

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateArray } = require('internal/validators');

const binding = internalBinding('process');

// [high 32 bits of the seconds, low 32 bits, nanoseconds], and the same clock
// as one 64-bit count of nanoseconds.
let words;
let nanoseconds;

function refresh() {
  if (words === undefined) {
    const buffer = binding.hrtimeBuffer();
    words = new Uint32Array(buffer, 0, 3);
    nanoseconds = new BigInt64Array(buffer, 16, 1);
  }
  binding.hrtime();
}

function hrtime(time) {
  refresh();
  const seconds = words[0] * 0x100000000 + words[1];
  const nanos = words[2];
  if (time === undefined)
    return [seconds, nanos];
  validateArray(time, 'time');
  if (time.length !== 2)
    throw new ERR_OUT_OF_RANGE('time', 2, time.length);
  let deltaSeconds = seconds - time[0];
  let deltaNanos = nanos - time[1];
  if (deltaNanos < 0) {
    deltaSeconds--;
    deltaNanos += 1e9;
  }
  return [deltaSeconds, deltaNanos];
}

function hrtimeBigInt() {
  refresh();
  return nanoseconds[0];
}
Object.defineProperty(hrtimeBigInt, 'name', { __proto__: null, value: 'bigint', configurable: true });
hrtime.bigint = hrtimeBigInt;

module.exports = { hrtime, hrtimeBigInt };
