// cp, asynchronously: what fs.cp and fsPromises.cp do.

'use strict';

const { dirname, join } = require('node:path');
const {
  areIdentical, checkPair, cpError, existsError, isCopiedAsFile, isOwnerWritable, isSrcSubdir, linkConflict,
  parentsToCheck, resolveLink, uncopiableError,
} = require('internal/fs/cp/common');
const {
  exports: {
    chmod, copyFile: copyFileContent, lstat, mkdir, opendir, readlink, stat, symlink, unlink, utimes,
  },
} = require('internal/fs/promises');

async function cpFn(src, dest, options) {
  const checked = await checkPaths(src, dest, options);
  if (checked === undefined) return;
  await checkParentPaths(src, checked.srcStat, dest);
  await mkdir(dirname(dest), { recursive: true });
  await copy(checked, src, dest, options);
}

// The two files, or undefined when the filter leaves them out.
async function checkPaths(src, dest, options) {
  if (options.filter && !(await options.filter(src, dest))) return undefined;

  const look = options.dereference ? stat : lstat;
  const [srcStat, destStat] = await Promise.all([
    look(src, { bigint: true }),
    look(dest, { bigint: true }).catch((error) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    }),
  ]);
  if (destStat !== null) checkPair(srcStat, destStat, src, dest);
  if (srcStat.isDirectory() && isSrcSubdir(src, dest)) {
    throw cpError('ERR_FS_CP_EINVAL', 'EINVAL', dest, `cannot copy ${src} to a subdirectory of self ${dest}`);
  }
  return { srcStat, destStat };
}

// Through links a directory can be below itself without its name saying so.
async function checkParentPaths(src, srcStat, dest) {
  for (const parent of parentsToCheck(src, dest)) {
    let parentStat;
    try {
      parentStat = await stat(parent, { bigint: true });
    } catch (error) {
      if (error.code === 'ENOENT') return;
      throw error;
    }
    if (areIdentical(srcStat, parentStat)) {
      throw cpError('ERR_FS_CP_EINVAL', 'EINVAL', dest, `cannot copy ${src} to a subdirectory of self ${dest}`);
    }
  }
}

function copy({ srcStat, destStat }, src, dest, options) {
  if (srcStat.isDirectory()) {
    if (options.recursive) return onDirectory(srcStat, destStat, src, dest, options);
    throw cpError('ERR_FS_EISDIR', 'EISDIR', src, `${src} is a directory (not copied)`);
  }
  if (isCopiedAsFile(srcStat)) return onFile(srcStat, destStat, src, dest, options);
  if (srcStat.isSymbolicLink()) return onLink(destStat, src, dest, options);
  throw uncopiableError(srcStat, dest);
}

async function onFile(srcStat, destStat, src, dest, options) {
  if (destStat !== null) {
    if (!options.force) {
      if (options.errorOnExist) throw existsError(dest);
      return;
    }
    await unlink(dest);
  }
  await copyFileContent(src, dest, options.mode);
  if (options.preserveTimestamps) await preserveTimestamps(Number(srcStat.mode), src, dest);
}

async function preserveTimestamps(mode, src, dest) {
  const writable = isOwnerWritable(mode);
  if (!writable) await chmod(dest, mode | 0o200);
  // Asked for again: the copy has read the source.
  const { atime, mtime } = await stat(src);
  await utimes(dest, atime, mtime);
  if (!writable) await chmod(dest, mode);
}

async function onDirectory(srcStat, destStat, src, dest, options) {
  if (destStat === null) {
    await mkdir(dest);
    await copyDirectory(src, dest, options);
    await chmod(dest, Number(srcStat.mode) & 0o7777);
  } else {
    if (options.errorOnExist && !options.force) throw existsError(dest);
    await copyDirectory(src, dest, options);
  }
}

async function copyDirectory(src, dest, options) {
  for await (const { name } of await opendir(src)) {
    const srcItem = join(src, name);
    const destItem = join(dest, name);
    const checked = await checkPaths(srcItem, destItem, options);
    if (checked !== undefined) await copy(checked, srcItem, destItem, options);
  }
}

async function onLink(destStat, src, dest, options) {
  const resolvedSrc = resolveLink(await readlink(src), src, options.verbatimSymlinks);
  if (destStat === null) return symlink(resolvedSrc, dest);
  let target;
  try {
    target = await readlink(dest);
  } catch (error) {
    // A file is in the way, and not a link: symlink() says so.
    if (error.code === 'EINVAL') return symlink(resolvedSrc, dest);
    throw error;
  }
  const srcIsDirectory = await stat(src).then((stats) => stats.isDirectory(), () => false);
  const conflict = linkConflict(srcIsDirectory, resolvedSrc, resolveLink(target, dest, false), dest);
  if (conflict !== undefined) throw conflict;
  await unlink(dest);
  return symlink(resolvedSrc, dest);
}

module.exports = { cpFn };
