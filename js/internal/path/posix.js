// Paths as POSIX has them: `path.posix`, and `path` everywhere but on Windows.

'use strict';

const { validateObject, validateString } = require('internal/validators');
const { formatWith, parsed, withoutSuffix } = require('internal/path/common');

const kSlash = 0x2f;
const kDot = 0x2e;

const isAbsolute = (path) => {
  validateString(path, 'path');
  return path.charCodeAt(0) === kSlash;
};

// Nothing to do for a path without empty, `.` or `..` segments: most paths.
function isNormal(path) {
  return path[0] !== '.' && !path.includes('//') && !path.includes('/.');
}

// As lastIndexOf, from before `end`: for the length of a name a loop takes half the time of that call.
function lastIndexOfCode(path, code, end) {
  let i = end - 1;
  while (i >= 0 && path.charCodeAt(i) !== code) i--;
  return i;
}

// The segments without the empty ones and `.`, and with `..` taking back the one before it. Above
// the root `..` stays only in relative paths.
function normalizeSegments(path, keepParents) {
  let result = '';
  // The part of the path that comes behind the result: segments in a row that are kept as they are.
  let from = 0;
  let to = 0;
  const flushed = () => (from === to ? result : result === '' ? path.slice(from, to) : `${result}/${path.slice(from, to)}`);
  // How many segments `..` can take back.
  let depth = 0;
  for (let start = 0, end; start < path.length; start = end + 1) {
    end = start;
    while (end < path.length && path.charCodeAt(end) !== kSlash) end++;
    const length = end - start;
    const isDot = length > 0 && path.charCodeAt(start) === kDot;
    if (length === 2 && isDot && path.charCodeAt(start + 1) === kDot) {
      if (depth > 0) {
        depth--;
        if (from === to) {
          result = result.slice(0, Math.max(lastIndexOfCode(result, kSlash, result.length), 0));
        } else {
          to = Math.max(lastIndexOfCode(path, kSlash, to), from);
        }
      } else if (keepParents) {
        result += result === '' ? '..' : '/..';
      }
    } else if (length > 1 || (length === 1 && !isDot)) {
      depth++;
      if (from === to || start !== to + 1) {
        result = flushed();
        from = start;
      }
      to = end;
    }
  }
  return flushed();
}

const normalize = (path) => {
  validateString(path, 'path');
  if (path.length === 0) return '.';
  if (isNormal(path)) return path;
  const absolute = path.charCodeAt(0) === kSlash;
  const trailing = path.charCodeAt(path.length - 1) === kSlash;
  const result = normalizeSegments(path, !absolute);
  if (result === '') return absolute ? '/' : trailing ? './' : '.';
  return `${absolute ? '/' : ''}${result}${trailing ? '/' : ''}`;
};

const resolve = (...paths) => {
  let resolved = '';
  let absolute = false;
  for (let i = paths.length - 1; i >= -1 && !absolute; i--) {
    let path;
    if (i >= 0) {
      path = paths[i];
      validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
    } else {
      path = process.cwd();
    }
    resolved = resolved === '' ? path : `${path}/${resolved}`;
    absolute = path.charCodeAt(0) === kSlash;
  }
  if (absolute && isNormal(resolved)) {
    return resolved.length > 1 && resolved.endsWith('/') ? resolved.slice(0, -1) : resolved;
  }
  resolved = normalizeSegments(resolved, !absolute);
  if (absolute) return `/${resolved}`;
  return resolved.length > 0 ? resolved : '.';
};

const join = (...paths) => {
  let joined = '';
  for (const path of paths) {
    validateString(path, 'path');
    if (path.length > 0) joined = joined === '' ? path : `${joined}/${path}`;
  }
  return joined === '' ? '.' : normalize(joined);
};

const relative = (from, to) => {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from === to) return '';

  // With a slash behind every segment the last common one is at the last common slash.
  if (from !== '/') from += '/';
  if (to !== '/') to += '/';
  let common = 0;
  for (let i = 0; i < from.length && i < to.length; i++) {
    const code = from.charCodeAt(i);
    if (code !== to.charCodeAt(i)) break;
    if (code === kSlash) common = i;
  }
  let up = '';
  for (let i = common + 1; i < from.length; i++) {
    if (from.charCodeAt(i) === kSlash) up += up === '' ? '..' : '/..';
  }
  const down = to.slice(common + 1, -1);
  if (down === '') return up;
  return up === '' ? down : `${up}/${down}`;
};

// There are no namespaced paths here.
const toNamespacedPath = (path) => {
  return path;
};

// Where the last segment ends: before the slashes that close the path.
function endOfLastSegment(path, start) {
  let end = path.length;
  while (end > start && path.charCodeAt(end - 1) === kSlash) end--;
  return end;
}

const dirname = (path) => {
  validateString(path, 'path');
  if (path.length === 0) return '.';
  let slash = endOfLastSegment(path, 1) - 1;
  while (slash > 0 && path.charCodeAt(slash) !== kSlash) slash--;
  if (slash === 0) return path.charCodeAt(0) === kSlash ? '/' : '.';
  // Two slashes at the start may mean something of their own.
  if (slash === 1 && path.charCodeAt(0) === kSlash) return '//';
  return path.slice(0, slash);
};

const basename = (path, suffix) => {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  const end = endOfLastSegment(path, 0);
  const start = lastIndexOfCode(path, kSlash, end) + 1;
  return withoutSuffix(path, start, path.slice(start, end), suffix);
};

const extname = (path) => {
  validateString(path, 'path');
  const end = endOfLastSegment(path, 0);
  const start = lastIndexOfCode(path, kSlash, end) + 1;
  const dot = lastIndexOfCode(path, kDot, end);
  // A dot at the start of a name begins no extension, and `..` has none.
  if (dot <= start || (end === start + 2 && path.charCodeAt(start) === kDot && dot === start + 1)) return '';
  return path.slice(dot, end);
};

const parse = (path) => {
  validateString(path, 'path');
  const start = path.charCodeAt(0) === kSlash ? 1 : 0;
  const root = path.slice(0, start);
  const end = endOfLastSegment(path, start);
  if (end === start) return parsed(root, root, '');
  const slash = lastIndexOfCode(path, kSlash, end);
  return parsed(root, slash > 0 ? path.slice(0, slash) : root, path.slice(slash + 1, end));
};

const format = (pathObject) => {
  validateObject(pathObject, 'pathObject');
  return formatWith('/', pathObject);
};

const matchesGlob = (path, pattern) => {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const { matchGlobPattern } = require('internal/fs/glob_pattern');
  return matchGlobPattern(path, pattern, false);
};

module.exports = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format,
  parse,
  matchesGlob,
  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
  // Undocumented, and used: what `toNamespacedPath` was called first.
  _makeLong: toNamespacedPath,
};
