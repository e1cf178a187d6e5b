// What the two forms of cp have in common: their errors, and questions about paths.

'use strict';

const { codes } = require('internal/errors');
const { dirname, isAbsolute, parse, resolve, sep } = require('node:path');

const errnos = { __proto__: null, EEXIST: 17, EINVAL: 22, EISDIR: 21, ENOTDIR: 20 };

// The error `code` of node:fs, for what would be `errno` of a system call named cp.
function cpError(code, errno, path, message) {
  const CpError = codes[code];
  return new CpError({ message, path, syscall: 'cp', errno: errnos[errno], code: errno });
}

function existsError(dest) {
  return cpError('ERR_FS_CP_EEXIST', 'EEXIST', dest, `${dest} already exists`);
}

// The error for what cannot be copied at all, by the kind of the file.
function uncopiableError(stat, dest) {
  if (stat.isSocket()) return cpError('ERR_FS_CP_SOCKET', 'EINVAL', dest, `cannot copy a socket file: ${dest}`);
  if (stat.isFIFO()) return cpError('ERR_FS_CP_FIFO_PIPE', 'EINVAL', dest, `cannot copy a FIFO pipe: ${dest}`);
  return cpError('ERR_FS_CP_UNKNOWN', 'EINVAL', dest, `cannot copy an unknown file type: ${dest}`);
}

function isCopiedAsFile(stat) {
  return stat.isFile() || stat.isCharacterDevice() || stat.isBlockDevice();
}

// Why a symbolic link must not be replaced by one to `resolvedSrc`; undefined when it may.
function linkConflict(srcIsDirectory, resolvedSrc, resolvedDest, dest) {
  if (srcIsDirectory && isSrcSubdir(resolvedSrc, resolvedDest)) {
    return cpError('ERR_FS_CP_EINVAL', 'EINVAL', dest,
                   `cannot copy ${resolvedSrc} to a subdirectory of self ${resolvedDest}`);
  }
  // The target of the old link would be lost with everything that the new one leads to.
  if (srcIsDirectory && isSrcSubdir(resolvedDest, resolvedSrc)) {
    return cpError('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'EINVAL', dest,
                   `cannot overwrite ${resolvedDest} with ${resolvedSrc}`);
  }
}

function resolveLink(target, link, verbatim) {
  return verbatim || isAbsolute(target) ? target : resolve(dirname(link), target);
}

function areIdentical(a, b) {
  return b.ino && b.dev && b.ino === a.ino && b.dev === a.dev;
}

function parts(path) {
  return resolve(path).split(sep).filter(Boolean);
}

// Whether `dest` is `src` or below it.
function isSrcSubdir(src, dest) {
  const below = parts(dest);
  return parts(src).every((part, index) => below[index] === part);
}

// The directories from the parent of `dest` up that could be `src`, without the root.
function* parentsToCheck(src, dest) {
  const srcParent = resolve(dirname(src));
  let parent = resolve(dirname(dest));
  while (parent !== srcParent && parent !== parse(parent).root) {
    yield parent;
    parent = dirname(parent);
  }
}

function isOwnerWritable(mode) {
  return (mode & 0o200) !== 0;
}

// Throws when one of the two files cannot take the other's place.
function checkPair(srcStat, destStat, src, dest) {
  if (areIdentical(srcStat, destStat)) {
    throw cpError('ERR_FS_CP_EINVAL', 'EINVAL', dest, 'src and dest cannot be the same');
  }
  if (srcStat.isDirectory() && !destStat.isDirectory()) {
    throw cpError('ERR_FS_CP_DIR_TO_NON_DIR', 'EISDIR', dest,
                  `cannot overwrite non-directory ${dest} with directory ${src}`);
  }
  if (!srcStat.isDirectory() && destStat.isDirectory()) {
    throw cpError('ERR_FS_CP_NON_DIR_TO_DIR', 'ENOTDIR', dest,
                  `cannot overwrite directory ${dest} with non-directory ${src}`);
  }
}

module.exports = {
  areIdentical,
  checkPair,
  cpError,
  existsError,
  isCopiedAsFile,
  isOwnerWritable,
  isSrcSubdir,
  linkConflict,
  parentsToCheck,
  resolveLink,
  uncopiableError,
};
