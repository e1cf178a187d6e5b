'use strict';

// Histograms: what they hold and how they count.

const { createHistogram, monitorEventLoopDelay } = require('perf_hooks');

function show(histogram) {
  console.log(histogram.count, histogram.min, histogram.max, histogram.mean, histogram.stddev, histogram.exceeds,
              histogram.percentiles, histogram.minBigInt, histogram.maxBigInt, histogram.countBigInt);
}

const histogram = createHistogram();
show(histogram);
for (const value of [5, 10, 1000]) histogram.record(value);
show(histogram);
for (let i = 1; i <= 5000; i++) histogram.record(i * 37);
show(histogram);
console.log([1, 25, 50, 90, 99, 99.9, 100].map((percentile) => histogram.percentile(percentile)));
console.log(histogram.percentileBigInt(50));
const other = createHistogram({ lowest: 1, highest: 1e6, figures: 2 });
for (const value of [3, 999, 123456, 999999, 2000000]) other.record(value);
show(other);
histogram.add(other);
console.log(histogram.count, histogram.max);
histogram.reset();
show(histogram);
histogram.record(123456789n);
show(histogram);
for (const bad of [0, 'a', 1.5]) {
  try {
    histogram.record(bad);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
for (const bad of [0, 101, 'a']) {
  try {
    histogram.percentile(bad);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
histogram.recordDelta();
histogram.recordDelta();
console.log(histogram.count);

const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.enable(), delay.enable());
setTimeout(() => {
  console.log(delay.disable(), delay.disable(), delay.count > 0, delay.min > 0, delay.max >= delay.min);
}, 60);
