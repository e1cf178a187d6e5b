// node:fs: the three forms of each operation under their public names. The work is in internal/fs.

'use strict';

const { validateObject, validateString } = require('internal/validators');
const { defineLazyProperties, kEmptyObject } = require('internal/util');
const callbacks = require('internal/fs/callbacks');
const constants = require('internal/fs/constants');
const sync = require('internal/fs/sync');
const { Dirent } = require('internal/fs/dirent');
const { deprecatedStats } = require('internal/fs/stats');
const { getValidatedPath, toUnixTimestamp } = require('internal/fs/utils');

function createReadStream(path, options) {
  const { ReadStream } = require('internal/fs/streams');
  return new ReadStream(path, options);
}

function createWriteStream(path, options) {
  const { WriteStream } = require('internal/fs/streams');
  return new WriteStream(path, options);
}

function openAsBlobSync(path, options = kEmptyObject) {
  validateObject(options, 'options');
  const { type } = options;
  if (type) validateString(type, 'options.type');
  const { createBlobFromFilePath } = require('internal/blob');
  return createBlobFromFilePath(getValidatedPath(path), { type: type || '' });
}

function openAsBlob(path, options = kEmptyObject) {
  return Promise.resolve(openAsBlobSync(path, options));
}

function watch(filename, options, listener) {
  return require('internal/fs/watchers').watch(filename, options, listener);
}

function watchFile(filename, options, listener) {
  return require('internal/fs/watchers').watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  require('internal/fs/watchers').unwatchFile(filename, listener);
}

// In the order in which Node.js lists them.
module.exports = {
  appendFile: callbacks.appendFile,
  appendFileSync: sync.appendFileSync,
  access: callbacks.access,
  accessSync: sync.accessSync,
  chown: callbacks.chown,
  chownSync: sync.chownSync,
  chmod: callbacks.chmod,
  chmodSync: sync.chmodSync,
  close: callbacks.close,
  closeSync: sync.closeSync,
  copyFile: callbacks.copyFile,
  copyFileSync: sync.copyFileSync,
  cp: callbacks.cp,
  cpSync: sync.cpSync,
  createReadStream,
  createWriteStream,
  exists: callbacks.exists,
  existsSync: sync.existsSync,
  fchown: callbacks.fchown,
  fchownSync: sync.fchownSync,
  fchmod: callbacks.fchmod,
  fchmodSync: sync.fchmodSync,
  fdatasync: callbacks.fdatasync,
  fdatasyncSync: sync.fdatasyncSync,
  fstat: callbacks.fstat,
  fstatSync: sync.fstatSync,
  fsync: callbacks.fsync,
  fsyncSync: sync.fsyncSync,
  ftruncate: callbacks.ftruncate,
  ftruncateSync: sync.ftruncateSync,
  futimes: callbacks.futimes,
  futimesSync: sync.futimesSync,
  glob: callbacks.glob,
  globSync: sync.globSync,
  lchown: callbacks.lchown,
  lchownSync: sync.lchownSync,
  // Only systems whose open() can open a symbolic link itself have these two.
  lchmod: undefined,
  lchmodSync: undefined,
  link: callbacks.link,
  linkSync: sync.linkSync,
  lstat: callbacks.lstat,
  lstatSync: sync.lstatSync,
  lutimes: callbacks.lutimes,
  lutimesSync: sync.lutimesSync,
  mkdir: callbacks.mkdir,
  mkdirSync: sync.mkdirSync,
  mkdtemp: callbacks.mkdtemp,
  mkdtempSync: sync.mkdtempSync,
  mkdtempDisposableSync: sync.mkdtempDisposableSync,
  open: callbacks.open,
  openSync: sync.openSync,
  openAsBlob,
  openAsBlobSync,
  readdir: callbacks.readdir,
  readdirSync: sync.readdirSync,
  read: callbacks.read,
  readSync: sync.readSync,
  readv: callbacks.readv,
  readvSync: sync.readvSync,
  readFile: callbacks.readFile,
  readFileSync: sync.readFileSync,
  readlink: callbacks.readlink,
  readlinkSync: sync.readlinkSync,
  realpath: callbacks.realpath,
  realpathSync: sync.realpathSync,
  rename: callbacks.rename,
  renameSync: sync.renameSync,
  rm: callbacks.rm,
  rmSync: sync.rmSync,
  rmdir: callbacks.rmdir,
  rmdirSync: sync.rmdirSync,
  stat: callbacks.stat,
  statfs: callbacks.statfs,
  statSync: sync.statSync,
  statfsSync: sync.statfsSync,
  symlink: callbacks.symlink,
  symlinkSync: sync.symlinkSync,
  truncate: callbacks.truncate,
  truncateSync: sync.truncateSync,
  unwatchFile,
  unlink: callbacks.unlink,
  unlinkSync: sync.unlinkSync,
  utimes: callbacks.utimes,
  utimesSync: sync.utimesSync,
  watch,
  watchFile,
  writeFile: callbacks.writeFile,
  writeFileSync: sync.writeFileSync,
  write: callbacks.write,
  writeSync: sync.writeSync,
  writev: callbacks.writev,
  writevSync: sync.writevSync,
  Dirent,
  Stats: deprecatedStats,
  // Filled below: loaded when they are first asked for.
  ReadStream: undefined,
  WriteStream: undefined,
  FileReadStream: undefined,
  FileWriteStream: undefined,
  Utf8Stream: undefined,
  _toUnixTimestamp: toUnixTimestamp,
  Dir: undefined,
  opendir: callbacks.opendir,
  opendirSync: sync.opendirSync,
};

defineLazyProperties(module.exports, 'internal/fs/streams',
                     ['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream']);
defineLazyProperties(module.exports, 'internal/fs/utf8_stream', ['Utf8Stream']);
defineLazyProperties(module.exports, 'internal/fs/dir', ['Dir']);

Object.defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return require('internal/fs/promises').exports;
    },
  },
});
