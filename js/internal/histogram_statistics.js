// The distributions that a histogram's tests and confidence intervals ask: normal, Student's t, binomial. By Abramowitz and Stegun,
// Handbook of Mathematical Functions, chapters 6, 7 and 26.

'use strict';

const kIterations = 20000;
// Parameters of the beta distribution from which on it is as good as normal.
const kLarge = 1e6;
const kTiny = 1e-300;
const kEpsilon = 2 ** -52;

// The logarithm of the gamma function, for x > 0: Stirling's series (6.1.41) where it is exact, further up by the recurrence.
function logGamma(x) {
  let shift = 0;
  while (x < 15) shift -= Math.log(x++);
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

// A continued fraction b(0) + a(1) / (b(1) + a(2) / (b(2) + ...)), from the front.
function continuedFraction(b0, a, b) {
  let [value, numerator, denominator] = [b0 || kTiny, b0 || kTiny, 0];
  for (let n = 1; n < kIterations; n++) {
    denominator = 1 / (b(n) + a(n) * denominator || kTiny);
    numerator = b(n) + a(n) / numerator || kTiny;
    const step = numerator * denominator;
    value *= step;
    if (Math.abs(step - 1) < kEpsilon) break;
  }
  return value;
}

// The incomplete beta function I(x; a, b), the probability that a value of the distribution with these parameters is below x (26.5.8).
function regularizedBeta(x, a, b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (a > kLarge && b > kLarge) return largeBeta(x, a, b);
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const coefficient = (n) => {
    if (n === 1) return 1;
    const m = (n - 1) >> 1;
    return n % 2 === 0 ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)) :
      m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
  };
  return front * continuedFraction(0, coefficient, () => 1);
}

// The same for large parameters (26.5.22), where the fraction ends late.
function largeBeta(x, a, b) {
  const ours = Math.cbrt(b * x);
  const theirs = Math.cbrt(a * (1 - x));
  const z = 3 * (ours * (1 - 1 / (9 * b)) - theirs * (1 - 1 / (9 * a))) / Math.sqrt(ours ** 2 / b + theirs ** 2 / a);
  const beyond = normalBeyond(z) / 2;
  return z < 0 ? beyond : 1 - beyond;
}

// How likely a normal value is further than z from the mean, on either side.
function normalBeyond(z) {
  const x = Math.abs(z) / Math.SQRT2;
  if (x > 2) {
    const fraction = continuedFraction(x, (n) => n / 2, () => x);
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > kEpsilon * sum; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 1 - 2 / Math.sqrt(Math.PI) * sum;
}

// The same of Student's t with `degrees` of freedom (26.7.1).
function studentBeyond(t, degrees) {
  return regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

// The t that Student's distribution is beyond with the given probability.
function studentLimit(beyond, degrees) {
  let high = 1;
  while (studentBeyond(high, degrees) > beyond) high *= 2;
  let low = high === 1 ? 0 : high / 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (studentBeyond(middle, degrees) > beyond) low = middle;
    else high = middle;
  }
}

// The smallest number of successes of n, each with probability p, that is not exceeded with the given probability (26.5.24).
function binomialQuantile(probability, n, p) {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (regularizedBeta(1 - p, n - middle, middle + 1) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}

module.exports = { binomialQuantile, normalBeyond, regularizedBeta, studentBeyond, studentLimit };
