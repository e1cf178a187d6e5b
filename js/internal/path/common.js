// What POSIX and Windows paths have in common.

'use strict';

// Joins segments without the empty ones and `.`, and with `..` taking back the segment before
// it. Above the root `..` stays only in relative paths.
function joinSegments(segments, separator, keepParents) {
  const kept = [];
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      kept.push(segment);
    } else if (kept.length > 0 && kept[kept.length - 1] !== '..') {
      kept.pop();
    } else if (keepParents) {
      kept.push('..');
    }
  }
  return kept.join(separator);
}

function formatWith(separator, { root, dir, base, name, ext }) {
  // The dot of an extension may be left out.
  const dot = ext && ext[0] !== '.' ? '.' : '';
  const last = base || `${name || ''}${dot}${ext || ''}`;
  const folder = dir || root;
  if (!folder) return last;
  const between = folder === root ? '' : separator;
  return `${folder}${between}${last}`;
}

// The extension of a last segment: from its last dot, unless the segment starts with that dot.
function extensionOf(base) {
  const dot = base.lastIndexOf('.');
  return dot <= 0 || base === '..' ? '' : base.slice(dot);
}

// What parse() answers, from the place of a path's last segment.
function parsed(root, dir, base) {
  const ext = extensionOf(base);
  return { root, dir, base, ext, name: base.slice(0, base.length - ext.length) };
}

// The last segment of a path, which begins at `from`, without a suffix.
function withoutSuffix(path, from, base, suffix) {
  if (!suffix || suffix.length > path.length) return base;
  if (suffix === path) return '';
  // As in Node: a name that is less than the suffix and its end keeps the slashes behind it.
  if (base.length < suffix.length && suffix.endsWith(base)) return path.slice(from);
  return base.length > suffix.length && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}

module.exports = { extensionOf, formatWith, joinSegments, parsed, withoutSuffix };
