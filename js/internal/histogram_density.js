// qrde() of histograms: densities between quantiles by the estimator of Harrell and Davis (A new distribution-free quantile estimator,
// 1982), for which the p-quantile of n values is the mean of all quantiles u, each as likely as B(u; (n + 1)p, (n + 1)(1 - p)) says.

'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const {
  validateArray, validateBoolean, validateInteger, validateNumber, validateObject, validateOneOf,
} = require('internal/validators');
const { regularizedBeta } = require('internal/histogram_statistics');

const kMaxBins = 1000;
// A share of all quantiles that is too small to be seen in a sum.
const kNothing = 2 ** -70;

function checkProbabilities(probabilities) {
  const name = 'options.probabilities';
  validateArray(probabilities, name, 2);
  if (probabilities.length > kMaxBins + 1) {
    throw new ERR_OUT_OF_RANGE(`${name}.length`, `>= 2 && <= ${kMaxBins + 1}`, probabilities.length);
  }
  for (let i = 0; i < probabilities.length; i++) {
    validateNumber(probabilities[i], `${name}[${i}]`, 0, 1);
    if (i > 0 && probabilities[i] <= probabilities[i - 1]) {
      throw new ERR_INVALID_ARG_VALUE(name, probabilities, 'must be strictly increasing');
    }
  }
  if (probabilities[0] !== 0 || probabilities.at(-1) !== 1) {
    throw new ERR_INVALID_ARG_VALUE(name, probabilities, 'must start with 0 and end with 1');
  }
  return Float64Array.from(probabilities);
}

function parseOptions(options) {
  validateObject(options, 'options');
  const { bins, probabilities, dequantize = 'hdr', cache = false } = options;
  if (bins !== undefined && probabilities !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('options', options, '"bins" and "probabilities" are mutually exclusive');
  }
  const count = bins ?? 100;
  validateInteger(count, 'options.bins', 1, kMaxBins);
  const bounds = probabilities === undefined ? Float64Array.from({ length: count + 1 }, (_, i) => i / count) :
    checkProbabilities(probabilities);
  validateOneOf(dequantize, 'options.dequantize', ['none', 'hdr', 'all']);
  // What Node.js keeps for the next call is made in less time than the estimate takes.
  validateBoolean(cache, 'options.cache');
  return { bounds, dequantize };
}

// Where the values of each bucket lie, which are all from the quantile `start` to `end`: in equal distances from `low` to `high`. The
// outermost ones of all are where the middle of their bucket is.
function spread(counts, dequantize) {
  const buckets = counts.sorted();
  let seen = 0;
  return buckets.map(({ 0: index, 1: count }, position) => {
    const { low, width } = counts.bucketAt(index);
    const middle = counts.middleAt(index);
    const start = seen / counts.total;
    const end = (seen += count) / counts.total;
    if (count === 1 || dequantize === 'none' || (width === 1 && dequantize === 'hdr')) return { start, end, low: middle, high: middle };
    const isAlone = buckets.length === 1;
    const [from, to] = width === 1 ? [low - 0.5, low + 0.5] : [low, low + width];
    return {
      start,
      end,
      low: position === 0 && !isAlone ? middle : from,
      high: position === buckets.length - 1 && !isAlone ? middle : to,
    };
  });
}

// The first bucket that the mean of quantiles has anything of.
function firstOf(parts, a, b) {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (regularizedBeta(parts[middle].end, a, b) > kNothing) high = middle;
    else low = middle + 1;
  }
  return low;
}

// The mean of all quantiles: those of a bucket grow in a straight line. Of many buckets few are as near to p as to count.
function quantile(parts, total, p) {
  if (p === 0) return parts[0].low;
  if (p === 1) return parts.at(-1).high;
  const [a, b] = [(total + 1) * p, (total + 1) * (1 - p)];
  let [mass, sum] = [0, 0];
  for (let i = firstOf(parts, a, b); i < parts.length && mass < 1; i++) {
    const { start, end, low, high } = parts[i];
    const nextMass = regularizedBeta(end, a, b);
    sum += low * (nextMass - mass);
    if (low !== high) {
      // Of u times its likelihood the integral is p times that of B(u; a + 1, b).
      const moment = p * (regularizedBeta(end, a + 1, b) - regularizedBeta(start, a + 1, b));
      sum += (high - low) / (end - start) * (moment - start * (nextMass - mass));
    }
    mass = nextMass;
  }
  return sum;
}

function estimate(parts, total, bounds, dequantize) {
  const quantiles = new Float64Array(total === 0 ? 0 : bounds.length);
  const densities = new Float64Array(total === 0 ? 0 : bounds.length - 1);
  let corrections = 0;
  for (let i = 0; i < quantiles.length; i++) {
    quantiles[i] = quantile(parts, total, bounds[i]);
    if (i === 0) continue;
    if (quantiles[i] < quantiles[i - 1]) {
      quantiles[i] = quantiles[i - 1];
      corrections++;
    }
    densities[i - 1] = (bounds[i] - bounds[i - 1]) / (quantiles[i] - quantiles[i - 1]);
  }
  return {
    __proto__: null, probabilities: bounds, quantiles, densities, count: BigInt(total), bucketCount: parts.length, corrections, dequantize,
  };
}

// Of what has been recorded until now; the work is done later, as Node.js does it on another thread.
function qrde(counts, options) {
  const { bounds, dequantize } = parseOptions(options);
  const parts = spread(counts, dequantize);
  const { total } = counts;
  return new Promise((resolve) => {
    setImmediate(() => resolve(estimate(parts, total, bounds, dequantize)));
  });
}

module.exports = { qrde };
