// cp, synchronously: what fs.cpSync does. The errors of its first look at the two paths are worded as Node's native
// half words them, the later ones as the asynchronous form does.

'use strict';

const { codes } = require('internal/errors');
const { dirname, join } = require('node:path');
const {
  areIdentical, checkPair, existsError, isCopiedAsFile, isOwnerWritable, isSrcSubdir, linkConflict,
  parentsToCheck, resolveLink, uncopiableError,
} = require('internal/fs/cp/common');
const {
  chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, unlinkSync,
  utimesSync,
} = require('internal/fs/sync');

function cpSyncFn(src, dest, options) {
  if (!passesFilter(src, dest, options)) return;
  const stats = look(src, dest, options);
  checkTopPaths(stats, src, dest, options);
  mkdirSync(dirname(dest), { recursive: true });
  copy(stats, src, dest, options);
}

function passesFilter(src, dest, { filter }) {
  if (!filter) return true;
  const answer = filter(src, dest);
  if (typeof answer?.then === 'function') {
    const { ERR_INVALID_RETURN_VALUE } = codes;
    throw new ERR_INVALID_RETURN_VALUE('boolean', 'filter', answer);
  }
  return answer;
}

function look(src, dest, { dereference }) {
  const stat = dereference ? statSync : lstatSync;
  const srcStat = stat(src, { bigint: true });
  let destStat = null;
  try {
    destStat = stat(dest, { bigint: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return { srcStat, destStat };
}

function plainError(code, message) {
  const error = new Error(message);
  error.code = code;
  return error;
}

function leadsToDirectory(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function checkTopPaths({ srcStat, destStat }, src, dest, options) {
  // A source that is a link to a directory counts as one here, although it is copied as a link.
  const srcIsDirectory = leadsToDirectory(src);
  if (destStat !== null) {
    if (areIdentical(srcStat, destStat)) {
      throw plainError('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${dest}`);
    }
    if (srcIsDirectory && !destStat.isDirectory()) {
      throw plainError('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${dest} with directory ${src}`);
    }
    if (!srcIsDirectory && destStat.isDirectory()) {
      throw plainError('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${dest} with non-directory ${src}`);
    }
  }
  const srcName = srcIsDirectory && !`${src}`.endsWith('/') ? `${src}/` : src;
  if (srcIsDirectory && (isSrcSubdir(src, dest) || isBelowItself(src, srcStat, dest))) {
    throw plainError('ERR_FS_CP_EINVAL', `Cannot copy ${srcName} to a subdirectory of self ${dest}`);
  }
  if (srcIsDirectory && !options.recursive) {
    throw plainError('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${srcName}`);
  }
  if (srcStat.isSocket()) throw plainError('ERR_FS_CP_SOCKET', `Cannot copy a socket file: ${dest}`);
  if (srcStat.isFIFO()) throw plainError('ERR_FS_CP_FIFO_PIPE', `Cannot copy a FIFO pipe: ${dest}`);
}

// Through links a directory can be below itself without its name saying so.
function isBelowItself(src, srcStat, dest) {
  for (const parent of parentsToCheck(src, dest)) {
    const parentStat = statSync(parent, { bigint: true, throwIfNoEntry: false });
    if (parentStat === undefined) return false;
    if (areIdentical(srcStat, parentStat)) return true;
  }
  return false;
}

function copy({ srcStat, destStat }, src, dest, options) {
  if (srcStat.isDirectory()) return onDirectory(srcStat, destStat, src, dest, options);
  if (isCopiedAsFile(srcStat)) return onFile(srcStat, destStat, src, dest, options);
  if (srcStat.isSymbolicLink()) return onLink(destStat, src, dest, options);
  throw uncopiableError(srcStat, dest);
}

function onFile(srcStat, destStat, src, dest, options) {
  if (destStat !== null) {
    if (!options.force) {
      if (options.errorOnExist) throw existsError(dest);
      return;
    }
    unlinkSync(dest);
  }
  copyFileSync(src, dest, options.mode);
  if (options.preserveTimestamps) preserveTimestamps(Number(srcStat.mode), src, dest);
}

function preserveTimestamps(mode, src, dest) {
  const writable = isOwnerWritable(mode);
  if (!writable) chmodSync(dest, mode | 0o200);
  // Asked for again: the copy has read the source.
  const { atime, mtime } = statSync(src);
  utimesSync(dest, atime, mtime);
  if (!writable) chmodSync(dest, mode);
}

function onDirectory(srcStat, destStat, src, dest, options) {
  if (destStat === null) {
    mkdirSync(dest);
    copyDirectory(src, dest, options);
    chmodSync(dest, Number(srcStat.mode) & 0o7777);
  } else {
    if (options.errorOnExist && !options.force) throw existsError(dest);
    copyDirectory(src, dest, options);
  }
}

function copyDirectory(src, dest, options) {
  for (const name of readdirSync(src)) {
    const srcItem = join(src, name);
    const destItem = join(dest, name);
    if (!passesFilter(srcItem, destItem, options)) continue;
    const stats = look(srcItem, destItem, options);
    if (stats.destStat !== null) checkPair(stats.srcStat, stats.destStat, srcItem, destItem);
    copy(stats, srcItem, destItem, options);
  }
}

function onLink(destStat, src, dest, options) {
  const resolvedSrc = resolveLink(readlinkSync(src), src, options.verbatimSymlinks);
  if (destStat === null) return symlinkSync(resolvedSrc, dest);
  if (!destStat.isSymbolicLink()) {
    // A file is in the way, and not a link: symlink() says so.
    return symlinkSync(resolvedSrc, dest);
  }
  const resolvedDest = resolveLink(readlinkSync(dest), dest, false);
  const srcIsDirectory = leadsToDirectory(src);
  const conflict = linkConflict(srcIsDirectory, resolvedSrc, resolvedDest, dest);
  if (conflict !== undefined) throw options.filter ? conflict : asNative(conflict, resolvedSrc, resolvedDest);
  // The same link to a file again.
  if (resolvedDest === resolvedSrc) return;
  unlinkSync(dest);
  symlinkSync(resolvedSrc, dest);
}

// Without a filter Node's native half copies the whole tree.
function asNative({ code }, src, dest) {
  return plainError(code, code === 'ERR_FS_CP_EINVAL' ?
    `Cannot copy ${src} to a subdirectory of self ${dest}` : `cannot overwrite ${dest} with ${src}`);
}

module.exports = { cpSyncFn };
