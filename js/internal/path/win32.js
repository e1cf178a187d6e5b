// Paths as Windows has them: `path.win32`.

'use strict';

const { validateObject, validateString } = require('internal/validators');
const { extensionOf, formatWith, joinSegments, parsed, withoutSuffix } = require('internal/path/common');

// `\\server\share`, with either slash. Server and share are separated by any number of them.
const kUnc = /^[/\\]{2}([^/\\]+)[/\\]+([^/\\]+)/;
const kDrive = /^[A-Za-z]:/;
const kReserved = /^(?:CON|PRN|AUX|NUL|COM[1-9\xb9\xb2\xb3]|LPT[1-9\xb9\xb2\xb3])$/i;

function isSeparator(character) {
  return character === '/' || character === '\\';
}

// What a path starts with: the device (`C:` or `\\server\share`), how much of the path that and
// the separator after it take, and whether the path is absolute.
function splitRoot(path) {
  if (isSeparator(path[0])) {
    const unc = kUnc.exec(path);
    if (unc !== null) {
      const [matched, server, share] = unc;
      if (server === '.' || server === '?') {
        // `\\.\device` and `\\?\path` name no share.
        return { device: `\\\\${server}`, end: 4, absolute: true, unc: true, matched };
      }
      const rooted = matched.length < path.length;
      return {
        device: `\\\\${server}\\${share}`,
        end: matched.length + (rooted ? 1 : 0),
        absolute: true,
        unc: true,
        matched,
      };
    }
    return { device: '', end: 1, absolute: true, unc: false, matched: '' };
  }
  if (kDrive.test(path)) {
    const absolute = path.length > 2 && isSeparator(path[2]);
    return { device: path.slice(0, 2), end: absolute ? 3 : 2, absolute, unc: false, matched: path.slice(0, 2) };
  }
  return { device: '', end: 0, absolute: false, unc: false, matched: '' };
}

function splitSegments(path) {
  return path.split(/[/\\]/);
}

function isReserved(name) {
  return kReserved.test(name);
}

function isSameDevice(a, b) {
  return a.toLowerCase() === b.toLowerCase();
}

// Windows keeps a current folder for every drive in the environment.
function currentFolder(device) {
  const folder = (device !== '' && process.env[`=${device}`]) || process.cwd();
  const isElsewhere = device !== '' && folder[2] === '\\' && !isSameDevice(folder.slice(0, 2), device);
  return isElsewhere ? `${device}\\` : folder;
}

const resolve = (...paths) => {
  let device = '';
  let tail = '';
  let absolute = false;

  // From the last one on, and then the current folder, until nothing is open.
  for (let next = paths.length - 1; next >= -1 && !(absolute && device !== ''); next--) {
    if (next >= 0) validateString(paths[next], `paths[${next}]`);
    const path = next >= 0 ? paths[next] : currentFolder(device);
    if (path === '') continue;
    const root = splitRoot(path);
    if (root.device !== '') {
      if (device !== '' && !isSameDevice(root.device, device)) continue;
      device ||= root.device;
    }
    if (absolute) continue;
    tail = `${path.slice(root.end)}\\${tail}`;
    absolute = root.absolute;
  }

  tail = joinSegments(splitSegments(tail), '\\', !absolute);
  return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
};

const normalize = (path) => {
  validateString(path, 'path');
  if (path.length === 0) return '.';
  if (path.length === 1) return path === '/' ? '\\' : path;

  const root = splitRoot(path);
  let { device } = root;
  const colon = path.indexOf(':');
  const reserved = colon !== -1 && isReserved(path.slice(0, colon));
  if (reserved) {
    device = path.slice(0, colon + 1);
    root.end = colon + 1;
  }
  if (root.unc && root.end >= path.length && device.length > 3) {
    // Nothing but a share is always absolute.
    return `${device}\\`;
  }

  const rest = path.slice(root.end);
  let tail = joinSegments(splitSegments(rest), '\\', !root.absolute);
  if (tail.length === 0 && !root.absolute) tail = '.';
  if (tail.length > 0 && isSeparator(path[path.length - 1])) tail += '\\';

  if (!root.absolute && device === '' && path.includes(':')) {
    // A relative path must not become one with a drive or a stream by losing its segments.
    if (/^[A-Za-z]:/.test(tail)) return `.\\${tail}`;
    if (/:(?:[/\\]|$)/.test(path)) return `.\\${tail}`;
  }
  if (reserved) return `.\\${device}${tail}`;

  if (device === '') return root.absolute ? `\\${tail}` : tail;
  return root.absolute ? `${device}\\${tail}` : `${device}${tail}`;
};

const isAbsolute = (path) => {
  validateString(path, 'path');
  return isSeparator(path[0]) || (path.length > 2 && kDrive.test(path) && isSeparator(path[2]));
};

const join = (...paths) => {
  const parts = [];
  for (const path of paths) {
    validateString(path, 'path');
    if (path.length > 0) parts.push(path);
  }
  if (parts.length === 0) return '.';

  let joined = parts.join('\\');
  // Slashes that only joining brought together must not make a network path. The first part may
  // be one on purpose: exactly two slashes, then something.
  const [first] = parts;
  let leading = 0;
  while (leading < 3 && leading < first.length && isSeparator(first[leading])) leading++;
  const network = leading === 2 && first.length > 2;
  if (!network) joined = joined.replace(/^[/\\]{2,}/, '\\');

  // A device's name with a stream (`CON:x`) in any segment: `..` must not bring it to the front.
  for (const segment of joined.split('\\')) {
    const colon = segment.indexOf(':');
    if (colon !== -1 && isReserved(segment.slice(0, colon))) return joined.replaceAll('/', '\\');
  }
  return normalize(joined);
};

const relative = (from, to) => {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  const fromOriginal = resolve(from);
  const toOriginal = resolve(to);
  if (fromOriginal === toOriginal) return '';
  if (fromOriginal.toLowerCase() === toOriginal.toLowerCase()) return '';

  const split = (path) => {
    const trimmed = path.replace(/^\\+|\\+$/g, '');
    return trimmed === '' ? [] : trimmed.split('\\');
  };
  const target = split(toOriginal);
  const targetLower = split(toOriginal.toLowerCase());
  const source = split(fromOriginal.toLowerCase());
  let common = 0;
  while (common < source.length && common < targetLower.length &&
         source[common] === targetLower[common]) {
    common++;
  }
  // Another drive or server: there is no way from here to there.
  if (common === 0 && source.length > 0 && target.length > 0) return toOriginal;
  const up = new Array(source.length - common).fill('..');
  return [...up, ...target.slice(common)].join('\\');
};

// Makes a path that Windows does not cut at 260 characters.
const toNamespacedPath = (path) => {
  if (typeof path !== 'string' || path === '') return path;
  const resolved = resolve(path);
  if (resolved.length <= 2) return path;
  if (resolved.startsWith('\\\\')) {
    const third = resolved[2];
    return third === '?' || third === '.' ? resolved : `\\\\?\\UNC\\${resolved.slice(2)}`;
  }
  return /^[A-Za-z]:\\/.test(resolved) ? `\\\\?\\${resolved}` : resolved;
};

// Where the last segment ends, not going below `start`.
function endOfLastSegment(path, start) {
  let end = path.length;
  while (end > start && isSeparator(path[end - 1])) end--;
  return end;
}

function lastSeparator(path, before) {
  let index = before - 1;
  while (index >= 0 && !isSeparator(path[index])) index--;
  return index;
}

// How many characters at the start are the root, for dirname and parse: these leave the
// device's spelling alone, and see a share only when it is complete.
function rootLength(path) {
  if (isSeparator(path[0])) {
    const unc = kUnc.exec(path);
    if (unc === null) return 1;
    return unc[0].length < path.length ? unc[0].length + 1 : unc[0].length;
  }
  if (kDrive.test(path)) return path.length > 2 && isSeparator(path[2]) ? 3 : 2;
  return 0;
}

const dirname = (path) => {
  validateString(path, 'path');
  const root = rootLength(path);
  const share = kUnc.exec(path);
  if (share !== null && share[0].length === path.length) return path;

  const end = endOfLastSegment(path, root);
  const separator = lastSeparator(path, end);
  if (separator >= root && separator !== -1) return path.slice(0, separator);
  return root > 0 ? path.slice(0, root) : '.';
};

const basename = (path, suffix) => {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  // A drive is no part of a name, even without a separator after it.
  const start = kDrive.test(path) ? 2 : 0;
  const end = endOfLastSegment(path, start);
  const from = end === start ? start : Math.max(lastSeparator(path, end) + 1, start);
  return withoutSuffix(path, from, path.slice(from, end), suffix);
};

const extname = (path) => {
  validateString(path, 'path');
  return extensionOf(basename(path));
};

const parse = (path) => {
  validateString(path, 'path');
  const rootEnd = rootLength(path);
  const root = path.slice(0, rootEnd);
  const end = endOfLastSegment(path, rootEnd);
  const start = Math.max(lastSeparator(path, end) + 1, rootEnd);
  const dir = start > rootEnd ? path.slice(0, start - 1) : root;
  return parsed(root, dir, path.slice(start, end));
};

const format = (pathObject) => {
  validateObject(pathObject, 'pathObject');
  return formatWith('\\', pathObject);
};

const matchesGlob = (path, pattern) => {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const { matchGlobPattern } = require('internal/fs/glob_pattern');
  return matchGlobPattern(path, pattern, true);
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
  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
  _makeLong: toNamespacedPath,
};
