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

function formatWith(separator, pathObject) {
  const dir = pathObject.dir || pathObject.root;
  const { ext } = pathObject;
  const extension = ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : '';
  const base = pathObject.base || `${pathObject.name || ''}${extension}`;
  if (!dir) return base;
  return dir === pathObject.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

module.exports = { formatWith, joinSegments };
