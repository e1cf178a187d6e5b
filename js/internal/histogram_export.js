'use strict';
// The bytes that histogram.export() gives and importHistogram() takes: a map in CBOR (RFC 8949) from small numbers to the parts.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

// The keys.
const kVersion = 0;
const kLowest = 1;
const kHighest = 2;
const kFigures = 3;
const kTotal = 4;
const kMinimum = 5;
const kMaximum = 6;
const kOffset = 7;
const kRatio = 8;
const kLength = 9;
// Of each bucket that has a count: how far from the one before, and the count.
const kCounts = 10;
// Of the moving averages, if there are any: weight of the last value, mean, variance, error rate, threshold.
const kAverages = 11;

const kNoMinimum = 9223372036854775807n;

// CBOR's major types.
const kUnsigned = 0;
const kArray = 4;
const kMap = 5;
const kDoubleHead = 0xfb;

class Writer {
  bytes = [];

  // A number of up to 64 bits behind a major type.
  head(type, value) {
    value = BigInt(value);
    const [size, code] = value < 24n ? [0, Number(value)] : value < 0x100n ? [1, 24] : value < 0x10000n ? [2, 25] :
      value < 0x100000000n ? [4, 26] : [8, 27];
    this.bytes.push((type << 5) | code);
    for (let i = size - 1; i >= 0; i--) this.bytes.push(Number((value >> BigInt(8 * i)) & 0xffn));
  }

  unsigned(value) { this.head(kUnsigned, value); }

  double(value) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    this.bytes.push(kDoubleHead, ...new Uint8Array(view.buffer));
  }

  // A whole number is written as one.
  number(value) {
    if (Number.isSafeInteger(value) && value >= 0) this.unsigned(value);
    else this.double(value);
  }
}

function exportCounts(state) {
  const writer = new Writer();
  const sorted = state.sorted();
  writer.head(kMap, state.averages === undefined ? 11 : 12);
  const parts = [
    [kVersion, 1], [kLowest, state.lowest], [kHighest, state.highest], [kFigures, state.figures], [kTotal, state.total],
    [kMinimum, state.minimum ?? kNoMinimum], [kMaximum, state.maximum], [kOffset, 0],
  ];
  for (const [key, value] of parts) {
    writer.unsigned(key);
    writer.unsigned(value);
  }
  writer.unsigned(kRatio);
  writer.double(1);
  writer.unsigned(kLength);
  writer.unsigned(state.length);
  writer.unsigned(kCounts);
  writer.head(kArray, sorted.length * 2);
  let last = 0;
  for (const [index, count] of sorted) {
    writer.unsigned(index - last);
    writer.unsigned(count);
    last = index;
  }
  if (state.averages !== undefined) {
    const { weight, mean, variance, errorRate, threshold } = state.averages;
    writer.unsigned(kAverages);
    writer.head(kMap, 5);
    [weight, mean, variance, errorRate].forEach((value, key) => {
      writer.unsigned(key);
      writer.double(value);
    });
    writer.unsigned(4);
    writer.number(threshold);
  }
  return new Uint8Array(writer.bytes);
}

class Reader {
  #at = 0;
  #view;

  constructor(bytes) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  // Numbers, arrays of such and maps of both: nothing else is written. What is too short throws a RangeError.
  value() {
    const head = this.#view.getUint8(this.#at++);
    if (head === kDoubleHead) {
      this.#at += 8;
      return this.#view.getFloat64(this.#at - 8);
    }
    const number = this.#number(head & 31);
    switch (head >> 5) {
      case kUnsigned: return number;
      case kArray: return Array.from({ length: this.#length(number) }, () => this.value());
      case kMap: return new Map(Array.from({ length: this.#length(number) }, () => [this.value(), this.value()]));
      default: throw new RangeError();
    }
  }

  // Each element takes a byte at least.
  #length(number) {
    if (number > this.#view.byteLength - this.#at) throw new RangeError();
    return number;
  }

  #number(code) {
    if (code < 24) return code;
    const size = 2 ** (code - 24);
    if (size > 8) throw new RangeError();
    this.#at += size;
    const at = this.#at - size;
    switch (size) {
      case 1: return this.#view.getUint8(at);
      case 2: return this.#view.getUint16(at);
      case 4: return this.#view.getUint32(at);
      default: return Number(this.#view.getBigUint64(at));
    }
  }
}

function invalid() {
  const error = new ERR_INVALID_ARG_VALUE('data', undefined);
  error.message = 'Invalid histogram export data';
  return error;
}

function readParts(bytes) {
  try {
    const parts = new Reader(bytes).value();
    return parts instanceof Map ? parts : undefined;
  } catch {
    return undefined;
  }
}

const isWhole = (value) => Number.isInteger(value) && value >= 0;

// What `export` has written, as counts that `make(lowest, highest, figures)` gives.
function importCounts(bytes, make) {
  const parts = readParts(bytes);
  const counts = parts?.get(kCounts);
  const [lowest, highest, figures] = [kLowest, kHighest, kFigures].map((key) => parts?.get(key));
  if (parts?.get(kVersion) !== 1 || !Array.isArray(counts) || counts.length % 2 !== 0 || ![lowest, highest, figures].every(isWhole) ||
      lowest < 1 || figures < 1 || figures > 5 || highest < 2 * lowest) {
    throw invalid();
  }
  const state = make(lowest, highest, figures);
  let index = 0;
  for (let i = 0; i < counts.length; i += 2) {
    index += counts[i];
    if (!isWhole(index) || index >= state.length || !isWhole(counts[i + 1])) throw invalid();
    state.counts.set(index, counts[i + 1]);
    state.total += counts[i + 1];
  }
  const [minimum, maximum] = [parts.get(kMinimum), parts.get(kMaximum)];
  if (parts.get(kLength) !== state.length || parts.get(kTotal) !== state.total || !isWhole(minimum) || !isWhole(maximum)) {
    throw invalid();
  }
  state.minimum = minimum === Number(kNoMinimum) ? undefined : minimum;
  state.maximum = maximum;
  const averages = parts.get(kAverages);
  if (averages !== undefined) {
    const [weight, mean, variance, errorRate, threshold] = [0, 1, 2, 3, 4].map((key) => averages.get?.(key));
    if (![weight, mean, variance, errorRate, threshold].every((value) => typeof value === 'number')) throw invalid();
    state.averages = { weight, mean, variance, errorRate, threshold, isEmpty: state.total === 0 };
  }
  return state;
}

module.exports = { exportCounts, importCounts };
