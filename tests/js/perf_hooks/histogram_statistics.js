'use strict';
// Confidence intervals and tests of histograms: known sets in every combination, what options and arguments may be. Where p is
// below 1e-16 Node.js now and then says 0; such pairs are not among these.
const { createHistogram } = require('node:perf_hooks');

// The last digits are each library's own.
const rounded = (key, value) =>
  (typeof value !== 'number' ? value : Number.isFinite(value) ? Number(value.toPrecision(8)) : String(value));
function show(name, run) {
  try {
    console.log(name, JSON.stringify(run(), rounded));
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

let seed = 7;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const many = (length, next) => Array.from({ length }, (_, index) => next(index));
const sets = {
  empty: [], one: [5], wide: [1e6], two: [5, 9], same: [7, 7, 7], others: [9, 9, 9], small: [1, 2, 3, 4, 5], skewed: [1, 1, 1, 1, 100],
  tens: many(100, (index) => index * 10 + 10), elevens: many(100, (index) => index * 11 + 11),
  random: many(50, () => Math.floor(random() * 1e6) + 1), more: many(60, () => Math.floor(random() * 1.1e6) + 1),
};
const histograms = Object.entries(sets).map(([name, values]) => {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return [name, histogram];
});

for (const [name, histogram] of histograms) {
  for (const confidence of [undefined, 0.5, 0.9, 0.99, 0.999999]) {
    show(`${name} mean ${confidence}`, () => histogram.meanCI({ confidence }));
    for (const percentile of [1e-9, 1, 25, 50, 90, 99.9, 100]) {
      show(`${name} ${percentile} ${confidence}`, () => histogram.percentileCI(percentile, { confidence }));
    }
  }
  for (const [other, theirs] of histograms) {
    show(`${name} and ${other}: U`, () => histogram.mannWhitneyTest(theirs));
    show(`${name} and ${other}: t`, () => histogram.welchTest(theirs));
    show(`${name} and ${other}: t, 0.8`, () => histogram.welchTest(theirs, { confidence: 0.8 }));
  }
}

const [, histogram] = histograms.at(-1);
for (const confidence of [0, 1, -1, NaN, Infinity, '0.9', null, true, 1n]) {
  show(`confidence ${confidence}`, () => histogram.meanCI({ confidence }));
  show(`confidence ${confidence}`, () => histogram.percentileCI(50, { confidence }));
  show(`confidence ${confidence}`, () => histogram.welchTest(histograms[0][1], { confidence }));
}
for (const options of [null, 1, 'text', [], () => {}]) {
  show('options', () => histogram.meanCI(options));
  show('options', () => histogram.percentileCI(50, options));
  show('options', () => histogram.welchTest(histogram, options));
}
for (const percentile of [0, -1, 101, NaN, '50', null, undefined, 50n]) show('percentile', () => histogram.percentileCI(percentile));
for (const other of [undefined, null, {}, 1]) {
  show('other', () => histogram.welchTest(other));
  show('other', () => histogram.mannWhitneyTest(other));
}
for (const name of ['meanCI', 'percentileCI', 'welchTest', 'mannWhitneyTest']) {
  show(`${name} of something else`, () => histogram[name].call({}, 50));
  console.log(histogram[name].name, histogram[name].length);
}
console.log(histograms[1][1].percentileCI(50), Object.getPrototypeOf(histogram.welchTest(histogram).confidenceInterval));
