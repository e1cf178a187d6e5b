'use strict';

// Histograms with a fixed relative precision (the HDR algorithm): values fall
// into buckets whose width doubles with their magnitude.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { inspectAs } = require('internal/perf/utils');

const kSkipThrow = Symbol('kSkipThrow');
const kState = Symbol('kState');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

// What `min` is while nothing has been recorded: the largest 64-bit integer.
const kNoMinimum = 9223372036854775807n;

// ---- the counts -------------------------------------------------------------

class Counts {
  constructor(lowest, highest, figures) {
    this.lowest = lowest;
    this.highest = highest;
    this.figures = figures;
    // Below 2 * 10^figures every value has a bucket of its own, in units.
    const largestSingleUnit = 2 * 10 ** figures;
    this.unitMagnitude = Math.floor(Math.log2(lowest));
    const subBucketBits = Math.ceil(Math.log2(largestSingleUnit));
    this.subBucketCount = 2 ** subBucketBits;
    this.halfCount = this.subBucketCount / 2;
    this.halfBits = subBucketBits - 1;
    let trackable = this.subBucketCount * 2 ** this.unitMagnitude;
    let buckets = 1;
    while (trackable <= highest) {
      trackable *= 2;
      buckets++;
    }
    this.length = (buckets + 1) * this.halfCount;
    this.reset();
  }

  reset() {
    this.counts = new Map();
    this.total = 0;
    this.minimum = undefined;
    this.maximum = 0;
    this.exceeds = 0;
    this.previous = 0n;
  }

  indexOf(value) {
    const scaled = Math.floor(value / 2 ** this.unitMagnitude);
    if (scaled < this.subBucketCount)
      return scaled;
    const bucket = Math.floor(Math.log2(scaled)) - this.halfBits;
    // log2 of a large number can round up; the quotient tells.
    let exponent = bucket;
    let sub = Math.floor(scaled / 2 ** exponent);
    if (sub >= this.subBucketCount) {
      exponent++;
      sub = Math.floor(scaled / 2 ** exponent);
    } else if (sub < this.halfCount) {
      exponent--;
      sub = Math.floor(scaled / 2 ** exponent);
    }
    return exponent * this.halfCount + sub;
  }

  // The smallest value of a bucket and its width.
  bucketAt(index) {
    const exponent = index < this.subBucketCount ? 0 : Math.floor(index / this.halfCount) - 1;
    const sub = index - exponent * this.halfCount;
    const width = 2 ** (exponent + this.unitMagnitude);
    return { low: sub * width, width };
  }

  lowestEquivalent(value) {
    return this.bucketAt(this.indexOf(value)).low;
  }

  highestEquivalent(value) {
    const { low, width } = this.bucketAt(this.indexOf(value));
    return low + width - 1;
  }

  middleAt(index) {
    const { low, width } = this.bucketAt(index);
    return low + Math.floor(width / 2);
  }

  record(value, count = 1) {
    if (value < 0 || value > this.highest)
      return false;
    const index = this.indexOf(value);
    if (index >= this.length)
      return false;
    this.counts.set(index, (this.counts.get(index) ?? 0) + count);
    this.total += count;
    if (value !== 0 && (this.minimum === undefined || value < this.minimum))
      this.minimum = value;
    if (value > this.maximum)
      this.maximum = value;
    return true;
  }

  // [index, count], by value.
  sorted() {
    return [...this.counts].sort((a, b) => a[0] - b[0]);
  }

  get min() {
    return this.minimum === undefined ? undefined : this.lowestEquivalent(this.minimum);
  }

  get max() {
    return this.maximum === 0 ? 0 : this.highestEquivalent(this.maximum);
  }

  get mean() {
    let sum = 0;
    for (const [index, count] of this.counts)
      sum += this.middleAt(index) * count;
    return sum / this.total;
  }

  // The mean of the deviations to the power `n`.
  moment(n) {
    const { mean } = this;
    let sum = 0;
    for (const [index, count] of this.counts)
      sum += (this.middleAt(index) - mean) ** n * count;
    return sum / this.total;
  }

  get stddev() {
    return Math.sqrt(this.moment(2));
  }

  get skewness() {
    const { stddev } = this;
    return this.total === 0 || stddev === 0 ? 0 : this.moment(3) / stddev ** 3;
  }

  get kurtosis() {
    const { stddev } = this;
    return this.total < 4 || stddev === 0 ? 0 : this.moment(4) / stddev ** 4 - 3;
  }

  valueAt(percentile) {
    const wanted = Math.max(1, Math.floor((percentile / 100) * this.total + 0.5));
    let seen = 0;
    for (const [index, count] of this.sorted()) {
      seen += count;
      if (seen >= wanted) {
        const { low, width } = this.bucketAt(index);
        return percentile === 0 ? low : low + width - 1;
      }
    }
    return 0;
  }

  // Percentiles in steps that halve on the way to 100, as far as values change.
  percentiles() {
    const result = new Map();
    if (this.total === 0) {
      result.set(100, 0);
      return result;
    }
    const sorted = this.sorted();
    let position = 0;
    let seen = sorted[0][1];
    let wanted = 0;
    for (;;) {
      while (seen < this.total && (100 * seen) / this.total < wanted) {
        position++;
        seen += sorted[position][1];
      }
      result.set(wanted, this.bucketAt(sorted[position][0]).low);
      if (seen >= this.total)
        break;
      // Half of what is left to 100: 0, 50, 75, 87.5, ...
      wanted += (100 - wanted) / 2;
    }
    result.set(100, this.lowestEquivalent(this.maximum));
    return result;
  }

  countAt(value) {
    return this.counts.get(this.indexOf(value)) ?? 0;
  }

  countUpTo(value) {
    const last = this.indexOf(value);
    let sum = 0;
    for (const [index, count] of this.counts) {
      if (index <= last)
        sum += count;
    }
    return sum;
  }

  add(other) {
    for (const [index, count] of other.counts) {
      if (!this.record(other.bucketAt(index).low, count))
        this.exceeds += count;
    }
    this.exceeds += other.exceeds;
  }
}

// ---- the classes ------------------------------------------------------------

function stateOf(histogram) {
  const state = histogram?.[kState];
  if (state === undefined)
    throw new ERR_INVALID_THIS('Histogram');
  return state;
}

class Histogram {
  constructor(skipThrowSymbol, options) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    Object.defineProperty(this, kState, {
      value: new Counts(options.lowest, options.highest, options.figures),
    });
  }

  get count() { return stateOf(this).total; }
  get countBigInt() { return BigInt(stateOf(this).total); }
  get min() { return stateOf(this).min ?? Number(kNoMinimum); }
  get minBigInt() {
    const { min } = stateOf(this);
    return min === undefined ? kNoMinimum : BigInt(min);
  }
  get max() { return stateOf(this).max; }
  get maxBigInt() { return BigInt(stateOf(this).max); }
  get mean() { return stateOf(this).mean; }
  get exceeds() { return stateOf(this).exceeds; }
  get exceedsBigInt() { return BigInt(stateOf(this).exceeds); }
  get stddev() { return stateOf(this).stddev; }
  get skewness() { return stateOf(this).skewness; }
  get kurtosis() { return stateOf(this).kurtosis; }
  get percentiles() { return stateOf(this).percentiles(); }
  get percentilesBigInt() {
    const result = new Map();
    for (const [percentile, value] of stateOf(this).percentiles())
      result.set(percentile, BigInt(value));
    return result;
  }

  percentile(percentile) {
    const state = stateOf(this);
    validateNumber(percentile, 'percentile');
    if (!(percentile > 0 && percentile <= 100))
      throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
    return state.valueAt(percentile);
  }

  percentileBigInt(percentile) {
    return BigInt(this.percentile(percentile));
  }

  // How many values are not above `value`, as a part of all; and how many are.
  cdf(value) {
    const state = stateOf(this);
    validateNumber(value, 'value');
    return state.total === 0 ? 0 : state.countUpTo(value) / state.total;
  }

  ccdf(value) {
    const state = stateOf(this);
    validateNumber(value, 'value');
    return state.total === 0 ? 0 : 1 - state.countUpTo(value) / state.total;
  }

  countAt(value) {
    validateNumber(value, 'value');
    return stateOf(this).countAt(value);
  }

  reset() {
    stateOf(this).reset();
  }

  [kInspect](depth, options) {
    const shown = () => {
      const { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles } = this;
      return { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles };
    };
    return inspectAs('Histogram', this, shown, depth, options);
  }

  toJSON() {
    const numbers = kNumbers.map((name) => [name, this[name]]);
    return { ...Object.fromEntries(numbers), percentiles: Object.fromEntries(this.percentiles) };
  }
}

const kNumbers = ['count', 'min', 'max', 'mean', 'exceeds', 'stddev', 'skewness', 'kurtosis'];

class RecordableHistogram extends Histogram {
  record(val) {
    const state = stateOf(this);
    if (typeof val === 'bigint') {
      if (val < 1n || val > kNoMinimum)
        throw new ERR_OUT_OF_RANGE('val', `>= 1 && <= ${kNoMinimum}`, val);
      val = Number(val);
    } else {
      validateInteger(val, 'val', 1);
    }
    if (!state.record(val))
      state.exceeds++;
  }

  // Records the nanoseconds since the last call.
  recordDelta() {
    const state = stateOf(this);
    const { hrtimeBigInt } = require('internal/process/hrtime');
    const time = hrtimeBigInt();
    if (state.previous > 0n && !state.record(Number(time - state.previous)))
      state.exceeds++;
    state.previous = time;
  }

  add(other) {
    const state = stateOf(this);
    if (!(other instanceof RecordableHistogram))
      throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    state.add(other[kState]);
  }
}

function createHistogram(options = kEmptyObject) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint')
    validateInteger(lowest, 'options.lowest', 1);
  if (typeof highest !== 'bigint') {
    if (!Number.isInteger(highest))
      validateInteger(highest, 'options.highest');
    if (highest < 2 * Number(lowest))
      throw new ERR_OUT_OF_RANGE('options.highest', `>= 2 * options.lowest (${2n * BigInt(lowest)}n)`, highest);
  } else if (highest < 2n * BigInt(lowest)) {
    throw new ERR_OUT_OF_RANGE('options.highest', `>= 2 * options.lowest (${2n * BigInt(lowest)}n)`, highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kSkipThrow, {
    lowest: Number(lowest), highest: Number(highest), figures,
  });
}

module.exports = { Histogram, RecordableHistogram, createHistogram, kSkipThrow, kState };
