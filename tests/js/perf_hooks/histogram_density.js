'use strict';
// qrde() of histograms: sets of single and repeated values in narrow and wide buckets, in every mode, and what options may be.
const { createHistogram } = require('node:perf_hooks');

const make = (values, options) => {
  const histogram = createHistogram(options);
  for (const value of values) histogram.record(value);
  return histogram;
};
// The last digits are each library's own.
const rounded = (value) => (Number.isFinite(value) ? Number(value.toPrecision(8)) : value);

async function show(name, run) {
  try {
    const { probabilities, quantiles, densities, ...rest } = await run();
    console.log(name, ...[probabilities, quantiles, densities].map((numbers) => [...numbers].map(rounded).join(' ')), rest);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

let seed = 5;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const sets = {
  none: [[]], one: [[50]], same: [[50, 50, 50]], two: [[10, 20]], three: [[10, 20, 40]], far: [[1e6, 1e6]],
  wide: [[1000, 1000, 1000, 1000, 5000], { figures: 1 }], inner: [[1000, 5000, 5000, 5000, 20000], { figures: 1 }],
  last: [[1000, 5000, 5000, 5000], { figures: 1 }], many: [Array.from({ length: 500 }, () => Math.floor(random() * 1e5) + 1), { figures: 2 }],
};

(async () => {
  for (const [name, [values, options]] of Object.entries(sets)) {
    for (const dequantize of ['none', 'hdr', 'all']) await show(name, () => make(values, options).qrde({ bins: 8, dequantize }));
  }
  const histogram = make([10, 20, 40]);
  await show('probabilities', () => histogram.qrde({ probabilities: [0, 0.9, 0.99, 1] }));
  await show('cache', () => histogram.qrde({ cache: true, bins: 2 }));
  const { probabilities, quantiles } = await histogram.qrde();
  console.log(probabilities.length, quantiles.length, Object.getPrototypeOf(await histogram.qrde()));
  // Of many buckets only those near a quantile are looked at, or this takes as long as all other tests.
  const wide = Array.from({ length: 8000 }, (_, i) => i * 7 + 1);
  const estimates = await make(wide, { figures: 5 }).qrde({ bins: 1000 });
  console.log(estimates.bucketCount, [1, 2, 10, 500, 900, 999].map((i) => rounded(estimates.quantiles[i])).join(' '));
  const before = histogram.qrde({ bins: 1 });
  histogram.record(500);
  await show('of what was there', () => before);

  for (const options of [
    null, 1, [], 'text', { bins: 0 }, { bins: 1001 }, { bins: 1.5 }, { bins: '3' }, { bins: NaN }, { bins: 2n }, { bins: 2, probabilities: [0, 1] },
    { bins: null, probabilities: null }, { probabilities: [0] }, { probabilities: [0, 1, 2] }, { probabilities: [0.1, 1] },
    { probabilities: [0, 0.5] }, { probabilities: [1, 0] }, { probabilities: [0, 0.5, 0.5, 1] }, { probabilities: [0, 'a', 1] },
    { probabilities: [0, NaN, 1] }, { probabilities: 'text' }, { probabilities: null }, { probabilities: new Float64Array([0, 1]) },
    { dequantize: 'some' }, { dequantize: null }, { cache: 1 }, { cache: null }, { bins: 0, dequantize: 'some' }, { dequantize: 'some', cache: 1 },
  ]) await show('options', () => histogram.qrde(options));
  await show('length', () => histogram.qrde({ probabilities: Array.from({ length: 1002 }, (_, index) => index / 1001) }));
  await show('something else', () => histogram.qrde.call({}));
})();
