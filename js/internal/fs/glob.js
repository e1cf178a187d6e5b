// fs.glob: the files that patterns stand for. One walk serves the synchronous and the asynchronous form: it yields what
// it needs to know about the file system, and what it has found.

'use strict';

const { join, resolve } = require('node:path');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateString, validateStringArray } = require('internal/validators');
const {
  UV_DIRENT_BLOCK, UV_DIRENT_CHAR, UV_DIRENT_DIR, UV_DIRENT_FIFO, UV_DIRENT_FILE, UV_DIRENT_LINK, UV_DIRENT_SOCKET,
} = require('internal/fs/constants');
const { Dirent, makeDirents } = require('internal/fs/dirent');
const { getStatsFromBinding } = require('internal/fs/stats');
const { kUsePromises, toPath } = require('internal/fs/utils');
const { GLOBSTAR, matchesPath, matchesSegment, parsePatterns } = require('internal/fs/glob_pattern');

const binding = internalBinding('fs');

function direntType(stats) {
  if (stats.isFile()) return UV_DIRENT_FILE;
  if (stats.isDirectory()) return UV_DIRENT_DIR;
  if (stats.isSymbolicLink()) return UV_DIRENT_LINK;
  if (stats.isFIFO()) return UV_DIRENT_FIFO;
  if (stats.isSocket()) return UV_DIRENT_SOCKET;
  return stats.isBlockDevice() ? UV_DIRENT_BLOCK : UV_DIRENT_CHAR;
}

// What the walk can ask for. Files that cannot be read are not there.
const questions = {
  __proto__: null,
  readdir: (path, how) => binding.readdir(path, false, true, false, how),
  lstat: (path, how) => binding.lstat(path, false, how),
  stat: (path, how) => binding.stat(path, false, how),
};

class Glob {
  #patterns;
  #root;
  #exclude;
  #isExcluded = () => false;
  #withFileTypes;
  #followSymlinks;

  constructor(pattern, options = kEmptyObject) {
    validateObject(options, 'options');
    const { cwd, exclude, followSymlinks, withFileTypes } = options;
    this.#root = toPath(cwd) ?? '.';
    if (typeof this.#root !== 'string') resolve(this.#root);
    this.#withFileTypes = !!withFileTypes;
    if (followSymlinks != null) validateBoolean(followSymlinks, 'options.followSymlinks');
    this.#followSymlinks = !!followSymlinks;

    const areMany = typeof pattern === 'object';
    const validate = areMany ? validateStringArray : validateString;
    validate(pattern, 'patterns');
    this.#patterns = parsePatterns(areMany ? pattern : [pattern]).filter(leadsSomewhere);
    this.#setExclude(exclude);
  }

  #setExclude(exclude) {
    if (exclude == null) return;
    if (typeof exclude === 'function') {
      this.#exclude = exclude;
      return;
    }
    if (!Array.isArray(exclude)) {
      const { ERR_INVALID_ARG_TYPE } = codes;
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
    validateStringArray(exclude, 'options.exclude');
    const excluded = parsePatterns(exclude.map((path) => resolve(this.#root, path)));
    // What is below an excluded directory is never reached.
    this.#isExcluded = (path) => {
      const parts = resolve(this.#root, path).split('/');
      return excluded.some((segments) => matchesPath(segments, parts));
    };
  }

  #accepts(entry, path, name) {
    if (this.#exclude !== undefined && this.#exclude(this.#withFileTypes ? entry : name)) return false;
    return !this.#isExcluded(path);
  }

  #absolute(path) {
    return path[0] === '/' ? path : join(this.#root, path);
  }

  globSync() {
    const found = [];
    const walk = this.#walk();
    let answer;
    for (;;) {
      const { done, value } = walk.next(answer);
      if (done) return found;
      answer = undefined;
      if (value.question === undefined) {
        found.push(value.result);
        continue;
      }
      try {
        answer = questions[value.question](value.path);
      } catch {
        // Not there, as far as the walk is concerned.
      }
    }
  }

  async* glob() {
    const walk = this.#walk();
    let answer;
    for (;;) {
      const { done, value } = walk.next(answer);
      if (done) return;
      answer = undefined;
      if (value.question === undefined) {
        yield value.result;
        continue;
      }
      try {
        answer = await questions[value.question](value.path, kUsePromises);
      } catch {
        // Not there, as far as the walk is concerned.
      }
    }
  }

  // The walk itself: directories, each with the places in the patterns that have been reached there. Yields
  // `{ question, path }` and is resumed with the binding's answer, or `undefined`; yields `{ result }`.
  * #walk() {
    const found = new Set();
    const seen = new Map();
    const stack = [];

    const visit = (path, states) => {
      let known = seen.get(path);
      if (known === undefined) seen.set(path, known = new Set());
      // The same place in the same pattern again would only find the same files.
      const fresh = states.filter(({ pattern, index }) => {
        const key = `${pattern}:${index}`;
        return !known.has(key) && known.add(key);
      });
      if (fresh.length > 0) stack.push({ path, states: fresh });
    };

    const start = this.#patterns.map((segments, pattern) => ({ pattern, index: segments[0] === '' ? 1 : 0, segments }));
    const absolute = start.filter(({ index, segments }) => index === 1 && segments.length > 0);
    visit('', start.filter(({ index }) => index === 0));
    if (absolute.length > 0) visit('/', absolute);

    while (stack.length > 0) {
      const { path, states } = stack.pop();
      const places = closure(states);

      // What is found here, and the way up.
      for (const { pattern, index, segments } of places) {
        const segment = segments[index];
        const isLast = index === segments.length - 1;
        if (index === segments.length || (segment === GLOBSTAR && isLast)) {
          yield* this.#report(found, path);
        } else if (segment === '' && isLast) {
          const stats = yield { question: 'stat', path: this.#absolute(path) };
          if (stats !== undefined && getStatsFromBinding(stats).isDirectory()) yield* this.#report(found, path);
        } else if (segment === '..') {
          const parent = join(path, '..');
          if (isLast) yield* this.#report(found, parent);
          else visit(parent, [{ pattern, index: index + 1, segments }]);
        }
      }

      const wanted = places.filter(({ index, segments }) => (
        index < segments.length && segments[index] !== '' && segments[index] !== '..'));
      if (wanted.length === 0) continue;

      if (wanted.every(({ index, segments }) => typeof segments[index] === 'string')) {
        yield* this.#lookForNames(path, wanted, found, visit);
      } else {
        yield* this.#readDirectory(path, wanted, found, visit);
      }
    }
  }

  // Names without magic need no listing, and may be of what a listing would not be followed into.
  * #lookForNames(path, wanted, found, visit) {
    for (const { pattern, index, segments } of wanted) {
      const name = segments[index];
      const child = join(path, name);
      const stats = yield { question: 'lstat', path: this.#absolute(child) };
      if (stats === undefined) continue;
      const entry = new Dirent(name, direntType(getStatsFromBinding(stats)), join(this.#root, path));
      if (!this.#accepts(entry, child, name)) continue;
      if (index === segments.length - 1) yield* this.#report(found, child, entry);
      else visit(child, [{ pattern, index: index + 1, segments }]);
    }
  }

  * #readDirectory(path, wanted, found, visit) {
    const directory = this.#absolute(path === '' ? '.' : path);
    const listed = yield { question: 'readdir', path: directory };
    if (listed === undefined) return;
    const parentPath = path[0] === '/' ? path : join(this.#root, path);

    for (const entry of makeDirents(parentPath, undefined, listed)) {
      const { name } = entry;
      const next = [];
      let isResult = false;
      for (const { pattern, index, segments } of wanted) {
        const segment = segments[index];
        const isLast = index === segments.length - 1;
        if (segment === GLOBSTAR) {
          if (name[0] === '.') continue;
          next.push({ pattern, index, segments });
        } else if (matchesSegment(segment, name)) {
          if (isLast) isResult = true;
          else next.push({ pattern, index: index + 1, segments });
        }
      }
      if (!isResult && next.length === 0) continue;

      const child = join(path, name);
      if (!this.#accepts(entry, child, name)) continue;
      const isDirectory = entry.isDirectory() || (
        this.#followSymlinks && entry.isSymbolicLink() && (yield* this.#leadsToDirectory(child)));
      // What is not entered, but ends a pattern all the same.
      isResult ||= !isDirectory && next.some(({ index, segments }) => (
        segments[index] === GLOBSTAR && index === segments.length - 1));
      if (isResult) yield* this.#report(found, child, entry);
      if (isDirectory && next.length > 0) {
        if (this.#exclude?.(this.#withFileTypes ? entry : child)) continue;
        visit(child, next);
      }
    }
  }

  * #leadsToDirectory(path) {
    const stats = yield { question: 'stat', path: this.#absolute(path) };
    return stats !== undefined && getStatsFromBinding(stats).isDirectory();
  }

  * #report(found, path, entry) {
    const result = path === '' ? '.' : path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    if (found.has(result)) return;
    if (this.#withFileTypes) {
      if (entry === undefined) {
        const stats = yield { question: 'lstat', path: this.#absolute(result) };
        if (stats === undefined) return;
        const name = result.slice(result.lastIndexOf('/') + 1);
        entry = new Dirent(name, direntType(getStatsFromBinding(stats)), join(this.#root, result, '..'));
      }
      found.add(result);
      yield { result: entry };
    } else {
      if (entry === undefined) {
        const stats = yield { question: 'lstat', path: this.#absolute(result) };
        if (stats === undefined) return;
      }
      found.add(result);
      yield { result };
    }
  }
}

// Patterns for nothing, for the directory itself and for its parent find nothing, as in Node.js.
function leadsSomewhere(segments) {
  return segments.length > 1 || (segments.length === 1 && segments[0] !== '' && segments[0] !== '..');
}

// The places that are reached without a step further down: a globstar also stands for nothing.
function closure(states) {
  const places = [...states];
  for (let i = 0; i < places.length; i++) {
    const { pattern, index, segments } = places[i];
    if (segments[index] === GLOBSTAR && index < segments.length - 1) {
      places.push({ pattern, index: index + 1, segments });
    }
  }
  return places;
}

module.exports = { Glob };
