// What stat and statfs answer: Stats, BigIntStats, StatFs, and their making from the numbers that Rust hands over.
// Dates are made when they are first asked for.

'use strict';

const { defineProperty } = Object;
const { deprecate } = require('internal/util');
const { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } = require('internal/fs/constants');

// The layout of the typed arrays of the binding: ten plain values, then seconds and nanoseconds of four times.
const kFieldCount = 18;
const kNsPerMsecBigInt = 10n ** 6n;
const kNsPerSecBigInt = 10n ** 9n;

const kPartialAtimeNs = Symbol('partialAtimeNs');
const kPartialMtimeNs = Symbol('partialMtimeNs');
const kPartialCtimeNs = Symbol('partialCtimeNs');
const kPartialBirthtimeNs = Symbol('kPartialBirthtimeNs');

function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}

StatsBase.prototype.isDirectory = function() {
  return this._checkModeProperty(S_IFDIR);
};

StatsBase.prototype.isFile = function() {
  return this._checkModeProperty(S_IFREG);
};

StatsBase.prototype.isBlockDevice = function() {
  return this._checkModeProperty(S_IFBLK);
};

StatsBase.prototype.isCharacterDevice = function() {
  return this._checkModeProperty(S_IFCHR);
};

StatsBase.prototype.isSymbolicLink = function() {
  return this._checkModeProperty(S_IFLNK);
};

StatsBase.prototype.isFIFO = function() {
  return this._checkModeProperty(S_IFIFO);
};

StatsBase.prototype.isSocket = function() {
  return this._checkModeProperty(S_IFSOCK);
};

// A property that is computed when it is first read, and then an ordinary one of the object.
function defineLazy(prototype, name, compute) {
  defineProperty(prototype, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      return this[name] = compute(this);
    },
    set(value) {
      defineProperty(this, name, { __proto__: null, value, enumerable: true, configurable: true, writable: true });
    },
  });
}

// Rounded, because the milliseconds carry a fraction that `Date` would cut off.
function dateFromMs(ms) {
  return new Date(Math.round(Number(ms)));
}

function defineTimes(prototype, nanoseconds) {
  const times = ['atime', 'mtime', 'ctime', 'birthtime'];
  for (const name of times) {
    const ms = `${name}Ms`;
    defineLazy(prototype, name, (stats) => dateFromMs(stats[ms]));
  }
  for (const name of times) {
    defineLazy(prototype, `${name}Instant`, (stats) => Temporal.Instant.fromEpochNanoseconds(nanoseconds(stats, name)));
  }
}

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
               atimeMs, mtimeMs, ctimeMs, birthtimeMs,
               partialAtimeNs, partialMtimeNs, partialCtimeNs, partialBirthtimeNs) {
  StatsBase.call(this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
  this[kPartialAtimeNs] = partialAtimeNs;
  this[kPartialMtimeNs] = partialMtimeNs;
  this[kPartialCtimeNs] = partialCtimeNs;
  this[kPartialBirthtimeNs] = partialBirthtimeNs;
}

Object.setPrototypeOf(Stats.prototype, StatsBase.prototype);
Object.setPrototypeOf(Stats, StatsBase);

const partialNs = {
  __proto__: null,
  atime: kPartialAtimeNs,
  mtime: kPartialMtimeNs,
  ctime: kPartialCtimeNs,
  birthtime: kPartialBirthtimeNs,
};

defineTimes(Stats.prototype, (stats, name) => {
  // The milliseconds are exact to the second; the nanoseconds of the second are kept beside them.
  const seconds = Math.floor(stats[`${name}Ms`] / 1000);
  return BigInt(seconds) * kNsPerSecBigInt + BigInt(stats[partialNs[name]]);
});

Stats.prototype._checkModeProperty = function(property) {
  return (this.mode & S_IFMT) === property;
};

function BigIntStats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
                     atimeNs, mtimeNs, ctimeNs, birthtimeNs) {
  StatsBase.call(this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / kNsPerMsecBigInt;
  this.mtimeMs = mtimeNs / kNsPerMsecBigInt;
  this.ctimeMs = ctimeNs / kNsPerMsecBigInt;
  this.birthtimeMs = birthtimeNs / kNsPerMsecBigInt;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}

Object.setPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
Object.setPrototypeOf(BigIntStats, StatsBase);

defineTimes(BigIntStats.prototype, (stats, name) => stats[`${name}Ns`]);

BigIntStats.prototype._checkModeProperty = function(property) {
  return (this.mode & BigInt(S_IFMT)) === BigInt(property);
};

function msFromTimeSpec(seconds, nanoseconds) {
  return seconds * 1000 + nanoseconds / 1e6;
}

function nsFromTimeSpecBigInt(seconds, nanoseconds) {
  return seconds * kNsPerSecBigInt + nanoseconds;
}

// Stats or BigIntStats of a Float64Array or BigInt64Array.
function getStatsFromBinding(a) {
  if (typeof a[0] === 'bigint') {
    return new BigIntStats(
      a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
      nsFromTimeSpecBigInt(a[10], a[11]), nsFromTimeSpecBigInt(a[12], a[13]),
      nsFromTimeSpecBigInt(a[14], a[15]), nsFromTimeSpecBigInt(a[16], a[17]));
  }
  return new Stats(
    a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
    msFromTimeSpec(a[10], a[11]), msFromTimeSpec(a[12], a[13]),
    msFromTimeSpec(a[14], a[15]), msFromTimeSpec(a[16], a[17]),
    a[11], a[13], a[15], a[17]);
}

// The arrays that synchronous calls fill; made on first use, since Rust writes into their memory.
let doubles;
let bigints;

function statArray(bigint) {
  return bigint ? (bigints ??= new BigInt64Array(kFieldCount)) : (doubles ??= new Float64Array(kFieldCount));
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

function getStatFsFromBinding(a) {
  return new StatFs(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
}

module.exports = {
  BigIntStats,
  Stats,
  deprecatedStats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
  getStatFsFromBinding,
  getStatsFromBinding,
  statArray,
};
