'use strict';

// util.diff and the differences that assertion errors print: Myers' greedy algorithm, O((N + M) D).

// Kinds of operations: what only the actual value has, what only the expected one has, what both have.
const kInsert = 1;
const kDelete = -1;
const kNop = 0;

function linesEqual(actual, expected, checkCommaDisparity) {
  return actual === expected ||
    (checkCommaDisparity && (`${actual},` === expected || actual === `${expected},`));
}

// A path is on diagonal x - y after x items of `actual` and y of `expected`. For the levels of the search, which are numbers of
// edits, `reached` tells by diagonal how large x can be; its middle is diagonal 0.
class Reached {
  #x;
  #middle;

  constructor(max) {
    this.#middle = max;
    this.#x = new Int32Array(2 * max + 1);
  }

  at(diagonal) {
    return this.#x[this.#middle + diagonal] ?? 0;
  }

  set(diagonal, x) {
    this.#x[this.#middle + diagonal] = x;
  }

  // As it was after `level` edits, beyond which nothing is reached.
  copy(level) {
    const copy = new Reached(0);
    copy.#x = this.#x.slice(Math.max(this.#middle - level, 0), this.#middle + level + 1);
    copy.#middle = Math.min(level, this.#middle);
    return copy;
  }
}

// Whether the last of `level` edits before a diagonal leaves out an item of `expected`, and where on the diagonal it ends.
function lastEdit(reached, diagonal, level) {
  const [below, above] = [reached.at(diagonal - 1), reached.at(diagonal + 1)];
  const isDeletion = diagonal === -level || (diagonal !== level && below < above);
  return { isDeletion, x: isDeletion ? above : below + 1 };
}

// The operations that lead from `expected` to `actual`, last one first.
function myersDiff(actual, expected, checkCommaDisparity = false) {
  const max = actual.length + expected.length;
  const reached = new Reached(max);
  const levels = [];
  for (let level = 0; level <= max; level++) {
    levels.push(reached.copy(level));
    for (let diagonal = -level; diagonal <= level; diagonal += 2) {
      let { x } = lastEdit(reached, diagonal, level);
      const isSame = (y) => linesEqual(actual[x], expected[y], checkCommaDisparity);
      while (x < actual.length && x - diagonal < expected.length && isSame(x - diagonal)) x++;
      if (x >= actual.length && x - diagonal >= expected.length) {
        return backtrack(levels, actual, expected, checkCommaDisparity);
      }
      reached.set(diagonal, x);
    }
  }
  return [];
}

// The way back, from the end of both.
function backtrack(levels, actual, expected, checkCommaDisparity) {
  const operations = [];
  let [x, y] = [actual.length, expected.length];
  for (let level = levels.length - 1; level >= 0; level--) {
    const edit = lastEdit(levels[level], x - y, level);
    while (x > edit.x) {
      const line = actual[--x];
      const other = expected[--y];
      // The last property of an object has no comma; with one it stands for both.
      operations.push([kNop, checkCommaDisparity && !line.endsWith(',') ? other : line]);
    }
    if (level === 0) break;
    operations.push(edit.isDeletion ? [kDelete, expected[--y]] : [kInsert, actual[--x]]);
  }
  return operations;
}

function validateInput(value, name) {
  const { validateString, validateStringArray } = require('internal/validators');
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

function diff(actual, expected) {
  if (actual === expected) return [];
  for (const [name, value] of Object.entries({ actual, expected })) validateInput(value, name);
  return myersDiff(actual, expected).reverse();
}

module.exports = { diff, kDelete, kInsert, kNop, myersDiff };
