// What stat and statfs answer: Stats, BigIntStats, StatFs, and their making from the numbers that Rust hands over.
// Dates are made when they are first asked for.

'use strict';

const { defineProperty, setPrototypeOf } = Object;
const { deprecate } = require('internal/util');
const { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } = require('internal/fs/constants');

const kTimes = ['atime', 'mtime', 'ctime', 'birthtime'];
// The layout of Rust's typed arrays: ten plain values, then seconds and nanoseconds of the four times.
const kFieldCount = 18;

// The nanoseconds within the second of each time. (Node's names, which inspection shows.)
const kPartialNs = {
  __proto__: null,
  atime: Symbol('partialAtimeNs'),
  mtime: Symbol('partialMtimeNs'),
  ctime: Symbol('partialCtimeNs'),
  birthtime: Symbol('kPartialBirthtimeNs'),
};
const { atime: kAtimeNs, mtime: kMtimeNs, ctime: kCtimeNs, birthtime: kBirthtimeNs } = kPartialNs;

function StatsBase() {}

for (const [name, type] of Object.entries({
  isDirectory: S_IFDIR, isFile: S_IFREG, isBlockDevice: S_IFBLK, isCharacterDevice: S_IFCHR, isSymbolicLink: S_IFLNK,
  isFIFO: S_IFIFO, isSocket: S_IFSOCK,
})) {
  StatsBase.prototype[name] = function() {
    return this._checkModeProperty(type);
  };
}

// A property that is computed when it is first read, and then an ordinary one of the object.
function defineLazy(prototype, name, compute) {
  const settle = (stats, value) => {
    defineProperty(stats, name, { __proto__: null, value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  defineProperty(prototype, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() { return settle(this, compute(this)); },
    set(value) { settle(this, value); },
  });
}

// What both kinds have beyond their numbers. Without the rounding Date would cut off the fraction of the milliseconds.
function completeClass(constructor, nanosecondsOf, checkModeProperty) {
  setPrototypeOf(constructor, StatsBase);
  setPrototypeOf(constructor.prototype, StatsBase.prototype);
  for (const time of kTimes) {
    defineLazy(constructor.prototype, time, (stats) => new Date(Math.round(Number(stats[`${time}Ms`]))));
  }
  for (const time of kTimes) {
    const compute = (stats) => Temporal.Instant.fromEpochNanoseconds(nanosecondsOf(stats, time));
    defineLazy(constructor.prototype, `${time}Instant`, compute);
  }
  constructor.prototype._checkModeProperty = checkModeProperty;
}

// The public constructor takes each number for itself: plain ones, milliseconds, nanoseconds within the second.
const kArguments = [
  'dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks',
  ...kTimes.map((time) => `${time}Ms`), ...Object.values(kPartialNs),
];

function Stats(...values) {
  kArguments.forEach((name, i) => { this[name] = values[i]; });
}
defineProperty(Stats, 'length', { __proto__: null, value: kArguments.length, configurable: true });

completeClass(Stats, (stats, time) => {
  // The milliseconds are exact to the second.
  const seconds = Math.floor(stats[`${time}Ms`] / 1000);
  return BigInt(seconds) * 1_000_000_000n + BigInt(stats[kPartialNs[time]]);
}, function(type) {
  return (this.mode & S_IFMT) === type;
});

// Of Rust's numbers, property by property in the same order: as fast as can be, for each stat() makes one.
function FilledStats(a) {
  this.dev = a[0];
  this.mode = a[1];
  this.nlink = a[2];
  this.uid = a[3];
  this.gid = a[4];
  this.rdev = a[5];
  this.blksize = a[6];
  this.ino = a[7];
  this.size = a[8];
  this.blocks = a[9];
  this.atimeMs = a[10] * 1000 + a[11] / 1e6;
  this.mtimeMs = a[12] * 1000 + a[13] / 1e6;
  this.ctimeMs = a[14] * 1000 + a[15] / 1e6;
  this.birthtimeMs = a[16] * 1000 + a[17] / 1e6;
  this[kAtimeNs] = a[11];
  this[kMtimeNs] = a[13];
  this[kCtimeNs] = a[15];
  this[kBirthtimeNs] = a[17];
}
FilledStats.prototype = Stats.prototype;

function BigIntStats(a) {
  for (let i = 0; i < 10; i++) this[kArguments[i]] = a[i];
  const times = kTimes.map((time, i) => a[10 + 2 * i] * 1_000_000_000n + a[11 + 2 * i]);
  kTimes.forEach((time, i) => { this[`${time}Ms`] = times[i] / 1_000_000n; });
  kTimes.forEach((time, i) => { this[`${time}Ns`] = times[i]; });
}

completeClass(BigIntStats, (stats, time) => stats[`${time}Ns`], function(type) {
  return (this.mode & BigInt(S_IFMT)) === BigInt(type);
});

// Of a Float64Array or BigInt64Array.
function getStatsFromBinding(numbers) {
  return typeof numbers[0] === 'bigint' ? new BigIntStats(numbers) : new FilledStats(numbers);
}

// The arrays that synchronous calls fill; made on first use, since Rust writes into their memory.
let doubles;
let bigints;

function statArray(bigint) {
  return bigint ? (bigints ??= new BigInt64Array(kFieldCount)) : (doubles ??= new Float64Array(kFieldCount));
}

class StatFs {
  constructor(numbers) {
    ['type', 'bsize', 'frsize', 'blocks', 'bfree', 'bavail', 'files', 'ffree'].forEach((name, i) => {
      this[name] = numbers[i];
    });
  }
}

function getStatFsFromBinding(numbers) {
  return new StatFs(numbers);
}

module.exports = {
  deprecatedStats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
  getStatFsFromBinding,
  getStatsFromBinding,
  statArray,
};
