'use strict';

// Histograms with a fixed relative precision (the HDR algorithm): values fall
// into buckets whose width doubles with their magnitude.

const { isUint8Array } = require('internal/util/types');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { inspectAs } = require('internal/perf/utils');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const kSkipThrow = Symbol('kSkipThrow');
const kState = Symbol('kState');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

// What `min` is while nothing has been recorded: the largest 64-bit integer.
const kNoMinimum = 9223372036854775807n;

// ---- the counts -------------------------------------------------------------

class Counts {
  // Averages that move with what is recorded, where somebody has asked for them.
  averages;

  constructor(lowest, highest, figures, halfLife = 0, threshold = 0) {
    if (halfLife > 0) {
      this.averages = { weight: 1 - 2 ** (-1 / halfLife), mean: 0, variance: 0, errorRate: 0, threshold, isEmpty: true };
    }
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
    if (this.averages !== undefined) Object.assign(this.averages, { mean: 0, variance: 0, errorRate: 0, isEmpty: true });
  }

  // Takes a value into the moving averages.
  average(value) {
    const { averages } = this;
    if (averages === undefined) return;
    const isError = value > averages.threshold ? 1 : 0;
    if (averages.isEmpty) {
      Object.assign(averages, { mean: value, variance: 0, errorRate: isError, isEmpty: false });
      return;
    }
    const { weight } = averages;
    const difference = value - averages.mean;
    averages.mean += weight * difference;
    averages.variance = (1 - weight) * (averages.variance + weight * difference ** 2);
    averages.errorRate += weight * (isError - averages.errorRate);
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
    // Nothing was recorded: the end of the bucket that zero is in.
    return percentile === 0 ? 0 : this.highestEquivalent(0);
  }

  // The end of the bucket that the value with this rank is in; rank 0 is where the lowest bucket begins.
  valueOfRank(rank) {
    return this.valueAt(100 * Math.min(rank, this.total) / this.total);
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

  // How many values are in each step, by the lowest value of the bucket that ends it; `next` gives the end of the one after.
  steps(end, next) {
    const result = new Map();
    const sorted = this.sorted();
    for (let position = 0; position < sorted.length; end = next(end)) {
      const limit = this.lowestEquivalent(end);
      let sum = 0;
      while (position < sorted.length && this.bucketAt(sorted[position][0]).low <= limit) sum += sorted[position++][1];
      result.set(limit, sum);
    }
    return result;
  }

  // Of a sample: what the mean deviation squared would be of all that it stands for.
  get sampleVariance() {
    return this.moment(2) * this.total / (this.total - 1);
  }

  // Calls `visit(ours, theirs)` with the counts of each value that either has, from the lowest on.
  compare(other, visit) {
    const [a, b] = [this, other].map((state) => state.sorted().map(([index, count]) => [state.bucketAt(index).low, count]));
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      const value = Math.min(a[i]?.[0] ?? Infinity, b[j]?.[0] ?? Infinity);
      visit(a[i]?.[0] === value ? a[i++][1] : 0, b[j]?.[0] === value ? b[j++][1] : 0);
    }
  }

  subtract(other) {
    for (const [index, count] of other.counts) {
      const own = this.indexOf(other.bucketAt(index).low);
      const left = (this.counts.get(own) ?? 0) - count;
      if (left > 0) this.counts.set(own, left);
      else this.counts.delete(own);
    }
    const sorted = this.sorted();
    this.total = sorted.reduce((sum, [, count]) => sum + count, 0);
    const first = sorted.find(([index]) => index > 0);
    this.minimum = first === undefined ? undefined : this.bucketAt(first[0]).low;
    this.maximum = sorted.length === 0 ? 0 : this.bucketAt(sorted.at(-1)[0]).low;
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

function bothOf(histogram, other) {
  const state = stateOf(histogram);
  if (other?.[kState] === undefined) throw new ERR_INVALID_ARG_TYPE('other', 'Histogram', other);
  return [state, other[kState]];
}

function confidenceOf(options) {
  validateObject(options, 'options');
  const { confidence = 0.95 } = options;
  validateNumber(confidence, 'options.confidence');
  if (!(confidence > 0 && confidence < 1)) throw new ERR_OUT_OF_RANGE('options.confidence', '> 0 && < 1', confidence);
  return confidence;
}

class Histogram {
  constructor(skipThrowSymbol, options) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    const { lowest, highest, figures, halfLife, threshold, state } = options;
    Object.defineProperty(this, kState, { __proto__: null, value: state ?? new Counts(lowest, highest, figures, halfLife, threshold) });
    markTransferMode(this, true, false);
  }

  // The clone is a copy, where Node's goes on counting with the original.
  [kClone]() {
    const isRecordable = this instanceof RecordableHistogram;
    return {
      data: { isRecordable, bytes: this.export(), exceeds: stateOf(this).exceeds },
      deserializeInfo: 'internal/histogram:ArrivedHistogram',
    };
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

  // Of the values near the last one; 0 without `halfLife`.
  get ewmaMean() { return stateOf(this).averages?.mean ?? 0; }
  get ewmaStddev() { return Math.sqrt(stateOf(this).averages?.variance ?? 0); }
  // How many of those are above `threshold`, as a part of all.
  get ewmaErrorRate() { return stateOf(this).averages?.errorRate ?? 0; }

  // How many times faster errors come than a target allows.
  burnRate(sloTarget) {
    const { ewmaErrorRate } = this;
    validateNumber(sloTarget, 'sloTarget');
    if (!(sloTarget > 0 && sloTarget < 1)) throw new ERR_OUT_OF_RANGE('sloTarget', '> 0 && < 1', sloTarget);
    return ewmaErrorRate / (1 - sloTarget);
  }

  percentilesAt(percentiles) {
    const state = stateOf(this);
    if (!Array.isArray(percentiles)) throw new ERR_INVALID_ARG_TYPE('percentiles', 'Array', percentiles);
    const result = new Map();
    percentiles.forEach((percentile, index) => {
      if (typeof percentile !== 'number') {
        const error = new ERR_INVALID_ARG_TYPE('percentiles', 'number', percentile);
        error.message = error.message.replace('"percentiles"', `"percentiles[${index}]"`);
        throw error;
      }
      if (!(percentile > 0 && percentile <= 100)) {
        throw new ERR_OUT_OF_RANGE(`percentiles[${index}]`, '> 0 && <= 100', percentile);
      }
      result.set(percentile, state.valueAt(percentile));
    });
    return result;
  }

  linearBuckets(stepSize) {
    const state = stateOf(this);
    validateInteger(stepSize, 'stepSize', 1);
    return state.steps(stepSize, (end) => end + stepSize);
  }

  logBuckets(firstBucket, base) {
    const state = stateOf(this);
    validateInteger(firstBucket, 'firstBucket', 1);
    validateNumber(base, 'base');
    if (!(base > 1)) throw new ERR_OUT_OF_RANGE('base', '> 1', base);
    return state.steps(firstBucket, (end) => end * base);
  }

  // The largest distance between the two distributions.
  ksTest(other) {
    const [ours, theirs] = bothOf(this, other);
    let [distance, seen, seenThere] = [0, 0, 0];
    ours.compare(theirs, (count, countThere) => {
      seen += count;
      seenThere += countThere;
      distance = Math.max(distance, Math.abs(seen / ours.total - seenThere / theirs.total));
    });
    return distance;
  }

  // Where the mean of all that this is a sample of lies, by Student's t.
  meanCI(options = kEmptyObject) {
    const state = stateOf(this);
    const confidence = confidenceOf(options);
    const { mean, total } = state;
    const reach = total < 2 ? NaN :
      require('internal/histogram_statistics').studentLimit(1 - confidence, total - 1) * Math.sqrt(state.sampleVariance / total);
    return { __proto__: null, mean, lower: mean - reach, upper: mean + reach };
  }

  // Between which values a percentile lies: those whose ranks the binomial distribution gives.
  percentileCI(percentile, options = kEmptyObject) {
    const state = stateOf(this);
    const value = this.percentile(percentile);
    const beyond = (1 - confidenceOf(options)) / 2;
    if (state.total === 0) return { __proto__: null, value: 0, lower: 0, upper: 0 };
    if (state.total === 1) return { __proto__: null, value, lower: value, upper: value };
    const { binomialQuantile } = require('internal/histogram_statistics');
    const rank = (probability) => binomialQuantile(probability, state.total, percentile / 100);
    return {
      __proto__: null,
      value,
      lower: state.valueOfRank(rank(beyond)),
      upper: state.valueOfRank(rank(1 - beyond) + 1),
    };
  }

  // How likely equal means would be this far apart (Welch's t-test), and where their difference lies.
  welchTest(other, options = kEmptyObject) {
    const [ours, theirs] = bothOf(this, other);
    const beyond = 1 - confidenceOf(options);
    const [a, b] = [ours, theirs].map((state) => state.sampleVariance / state.total);
    const result = (tStatistic, degreesOfFreedom, pValue, lower, upper) =>
      ({ __proto__: null, tStatistic, degreesOfFreedom, pValue, confidenceInterval: { __proto__: null, lower, upper } });
    if (ours === theirs || ours.total < 2 || theirs.total < 2 || a + b === 0) return result(0, 0, 1, 0, 0);
    const { studentBeyond, studentLimit } = require('internal/histogram_statistics');
    const difference = ours.mean - theirs.mean;
    const t = difference / Math.sqrt(a + b);
    const degrees = (a + b) ** 2 / (a ** 2 / (ours.total - 1) + b ** 2 / (theirs.total - 1));
    const reach = studentLimit(beyond, degrees) * Math.sqrt(a + b);
    return result(t, degrees, studentBeyond(t, degrees), difference - reach, difference + reach);
  }

  // How often a value of ours is above one of theirs, ties being half of it, and how likely that is by chance.
  mannWhitneyTest(other) {
    const [ours, theirs] = bothOf(this, other);
    const all = ours.total + theirs.total;
    let [uStatistic, seenThere, ties] = [0, 0, 0];
    ours.compare(theirs, (count, countThere) => {
      uStatistic += count * (seenThere + countThere / 2);
      seenThere += countThere;
      ties += (count + countThere) ** 3 - (count + countThere);
    });
    const pairs = ours.total * theirs.total;
    const variance = pairs / 12 * (all + 1 - ties / (all * (all - 1)));
    if (pairs === 0 || ours === theirs) return { __proto__: null, uStatistic: 0, zScore: 0, pValue: 1 };
    const zScore = variance > 0 ? (uStatistic - pairs / 2) / Math.sqrt(variance) : 0;
    const { normalBeyond } = require('internal/histogram_statistics');
    return { __proto__: null, uStatistic, zScore, pValue: normalBeyond(zScore) };
  }

  // Densities between quantiles.
  qrde(options = kEmptyObject) {
    return require('internal/histogram_density').qrde(stateOf(this), options);
  }

  // How far the means are apart, in deviations of both.
  cohensD(other) {
    const [ours, theirs] = bothOf(this, other);
    const squares = [ours, theirs].map((state) => state.sampleVariance * (state.total - 1));
    return (ours.mean - theirs.mean) / Math.sqrt((squares[0] + squares[1]) / (ours.total + theirs.total - 2));
  }

  // How much more often a value of ours is above one of theirs than below it.
  cliffsD(other) {
    const [ours, theirs] = bothOf(this, other);
    let [balance, seen, seenThere] = [0, 0, 0];
    ours.compare(theirs, (count, countThere) => {
      balance += count * seenThere - countThere * seen;
      seen += count;
      seenThere += countThere;
    });
    return balance / (ours.total * theirs.total);
  }

  export() {
    const state = stateOf(this);
    return require('internal/histogram_export').exportCounts(state);
  }

  reset() {
    stateOf(this).reset();
  }

  [kInspect](depth, options) {
    if (depth < 0) return `[${this.constructor.name}]`;
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

// A value to record.
function toValue(val) {
  if (typeof val !== 'bigint') {
    validateInteger(val, 'val', 1);
    return val;
  }
  if (val < 1n || val > kNoMinimum) throw new ERR_OUT_OF_RANGE('val', `>= 1 && <= ${kNoMinimum}`, val);
  return Number(val);
}

class RecordableHistogram extends Histogram {
  record(val) {
    const state = stateOf(this);
    val = toValue(val);
    if (state.record(val)) state.average(val);
    else state.exceeds++;
  }

  // Records what would have been recorded had a value not kept its successors from coming at the expected interval.
  recordCorrected(val, expectedInterval) {
    const state = stateOf(this);
    val = toValue(val);
    if (typeof expectedInterval !== 'bigint') validateInteger(expectedInterval, 'expectedInterval', 1);
    const interval = Number(expectedInterval);
    for (let value = val; value === val || value >= interval; value -= interval) {
      if (state.record(value)) state.average(value);
      else state.exceeds++;
    }
  }

  subtract(other) {
    const state = stateOf(this);
    if (!(other instanceof RecordableHistogram))
      throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    state.subtract(other[kState]);
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

function validateRange(lowest, highest, figures) {
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
}

function validateNotNegative(value, name) {
  validateNumber(value, name);
  if (value < 0) throw new ERR_OUT_OF_RANGE(name, '>= 0', value);
}

function createHistogram(options = kEmptyObject) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3, halfLife = 0, threshold = 0 } = options;
  validateRange(lowest, highest, figures);
  validateNotNegative(halfLife, 'options.halfLife');
  validateNotNegative(threshold, 'options.threshold');
  return new RecordableHistogram(kSkipThrow, {
    lowest: Number(lowest), highest: Number(highest), figures, halfLife, threshold,
  });
}

// What `export()` has given.
function importHistogram(data) {
  if (!isUint8Array(data)) throw new ERR_INVALID_ARG_TYPE('data', 'Uint8Array', data);
  const state = require('internal/histogram_export').importCounts(data, (...range) => new Counts(...range));
  return new RecordableHistogram(kSkipThrow, { state });
}

class ArrivedHistogram {
  [kDeserialize]({ isRecordable, bytes, exceeds }) {
    const state = stateOf(importHistogram(bytes));
    state.exceeds = exceeds;
    const Class = isRecordable ? RecordableHistogram : Histogram;
    return new Class(kSkipThrow, { state });
  }
}

// ---- of the last values -----------------------------------------------------

const kMostChunks = 1024;
// In milliseconds; in nanoseconds it fits 64 bits.
const kLongestChunk = 18446744073709;

// A histogram of the last so many values, or of those of the last time: chunks, of which the oldest is forgotten when a new one begins.
class SlidingWindowHistogram {
  #options;
  #chunks;
  // When the newest chunk began, in nanoseconds; and how many values it has.
  #began;
  #records;

  constructor(skipThrowSymbol, options) {
    if (skipThrowSymbol !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#options = options;
    this.reset();
  }

  reset() {
    this.#chunks = [this.#chunk()];
    this.#began = this.#now();
    this.#records = 0;
  }

  #chunk() {
    const { lowest, highest, figures } = this.#options;
    return new Counts(lowest, highest, figures);
  }

  #now() {
    return this.#options.duration === undefined ? 0n : require('internal/process/hrtime').hrtimeBigInt();
  }

  #begin() {
    this.#chunks.push(this.#chunk());
    if (this.#chunks.length > this.#options.chunks) this.#chunks.shift();
    this.#records = 0;
  }

  // Forgets what is too old by now.
  #expire() {
    const { chunks, duration } = this.#options;
    if (duration === undefined) return;
    const passed = (this.#now() - this.#began) / duration;
    this.#began += passed * duration;
    for (let i = 0n; i < passed && i < chunks; i++) this.#begin();
  }

  record(val) {
    val = toValue(val);
    this.#expire();
    if (this.#records >= this.#options.records) this.#begin();
    this.#records++;
    const chunk = this.#chunks.at(-1);
    if (!chunk.record(val)) chunk.exceeds++;
  }

  // All that is remembered, as a histogram of its own.
  snapshot() {
    this.#expire();
    const histogram = new Histogram(kSkipThrow, this.#options);
    const state = histogram[kState];
    for (const chunk of this.#chunks) {
      state.add(chunk);
      state.minimum = Math.min(state.minimum ?? Infinity, chunk.minimum ?? Infinity);
      if (state.minimum === Infinity) state.minimum = undefined;
      state.maximum = Math.max(state.maximum, chunk.maximum);
    }
    return histogram;
  }
}

function createSlidingWindowHistogram(options) {
  validateObject(options, 'options');
  const { chunks, chunkDuration, recordsPerChunk, lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  validateInteger(chunks, 'options.chunks', 1, kMostChunks);
  validateRange(lowest, highest, figures);
  if ((chunkDuration === undefined) === (recordsPerChunk === undefined)) {
    const problem = 'must specify exactly one of "chunkDuration" or "recordsPerChunk"';
    throw new ERR_INVALID_ARG_VALUE('options', options, problem);
  }
  if (chunkDuration === undefined) validateInteger(recordsPerChunk, 'options.recordsPerChunk', 1);
  else validateInteger(chunkDuration, 'options.chunkDuration', 1, kLongestChunk);
  return new SlidingWindowHistogram(kSkipThrow, {
    chunks,
    duration: chunkDuration === undefined ? undefined : BigInt(chunkDuration) * 1_000_000n,
    records: recordsPerChunk ?? Infinity,
    lowest: Number(lowest),
    highest: Number(highest),
    figures,
  });
}

module.exports = { ArrivedHistogram, createSlidingWindowHistogram, importHistogram, Histogram, RecordableHistogram, createHistogram, kSkipThrow, kState };
