'use strict';

// util.diff and the differences that assertion errors print: Myers' greedy algorithm, O((N + M) D).

// Kinds of operations: what only the actual value has, what only the expected one has, what both have.
const kInsert = 1;
const kDelete = -1;
const kNop = 0;

function linesEqual(actual, expected, checkCommaDisparity) {
  if (actual === expected) return true;
  if (!checkCommaDisparity) return false;
  // The last property of an object has no comma.
  return `${actual},` === expected || actual === `${expected},`;
}

// The operations that lead from `expected` to `actual`, last one first.
function myersDiff(actual, expected, checkCommaDisparity = false) {
  const actualLength = actual.length;
  const expectedLength = expected.length;
  const max = actualLength + expectedLength;
  const furthest = new Int32Array(2 * max + 1);
  const trace = [];

  for (let level = 0; level <= max; level++) {
    trace.push(furthest.slice());
    for (let diagonal = -level; diagonal <= level; diagonal += 2) {
      const offset = diagonal + max;
      const previous = furthest[offset - 1] ?? 0;
      const next = furthest[offset + 1] ?? 0;
      let x = diagonal === -level || (diagonal !== level && previous < next) ? next : previous + 1;
      let y = x - diagonal;
      while (x < actualLength && y < expectedLength && linesEqual(actual[x], expected[y], checkCommaDisparity)) {
        x++;
        y++;
      }
      furthest[offset] = x;
      if (x >= actualLength && y >= expectedLength) {
        return backtrack(trace, actual, expected, checkCommaDisparity);
      }
    }
  }
  return [];
}

function backtrack(trace, actual, expected, checkCommaDisparity) {
  const max = actual.length + expected.length;
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let level = trace.length - 1; level >= 0; level--) {
    const furthest = trace[level];
    const diagonal = x - y;
    const offset = diagonal + max;
    const before = furthest[offset - 1] ?? 0;
    const after = furthest[offset + 1] ?? 0;
    const previousDiagonal = diagonal === -level || (diagonal !== level && before < after) ?
      diagonal + 1 : diagonal - 1;
    const previousX = furthest[previousDiagonal + max] ?? 0;
    const previousY = previousX - previousDiagonal;

    while (x > previousX && y > previousY) {
      const actualItem = actual[x - 1];
      const item = checkCommaDisparity && !actualItem.endsWith(',') ? expected[y - 1] : actualItem;
      result.push([kNop, item]);
      x--;
      y--;
    }
    if (level > 0) {
      if (x > previousX) result.push([kInsert, actual[--x]]);
      else result.push([kDelete, expected[--y]]);
    }
  }
  return result;
}

function validateInput(value, name) {
  const { validateString, validateStringArray } = require('internal/validators');
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

function diff(actual, expected) {
  if (actual === expected) return [];
  validateInput(actual, 'actual');
  validateInput(expected, 'expected');
  return myersDiff(actual, expected).reverse();
}

module.exports = { diff, kDelete, kInsert, kNop, myersDiff };
