'use strict';

// The compile cache on disk (module.enableCompileCache(), NODE_COMPILE_CACHE): V8's code cache of each module that was loaded, in
// a directory for this version of V8 and its flags, so that the next process need not compile them. A file is read when its
// module is loaded; what had none is written when the thread ends or the program asks for it, with the functions that have run
// by then.

const { getLoaderSwitches } = require('internal/modules/helpers');
const fs = require('internal/fs/sync');
const path = require('node:path');

const contextify = internalBinding('contextify');
const wrap = internalBinding('module_wrap');
const zlib = internalBinding('zlib');

const kStatus = Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 });

// A file begins with five numbers of 32 bits: this one, the hash and the length of the source, those of the data that follows.
const kMagic = 0x616e6363;
const kHeaderLength = 20;

let base;
let directory;
let isPortable = false;
// What is to be written, by the file.
const pending = new Map();

function invalidArgument(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

function enableCompileCache(options) {
  const { env } = process;
  const isObject = typeof options === 'object' && options !== null;
  const wanted = isObject ? options.directory : options;
  if (wanted !== undefined && typeof wanted !== 'string') throw invalidArgument('cacheDir should be a string');
  if (env.NODE_DISABLE_COMPILE_CACHE !== undefined) {
    return { status: kStatus.DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  if (directory !== undefined) return { status: kStatus.ALREADY_ENABLED, directory };

  const place = path.resolve(wanted || env.NODE_COMPILE_CACHE || path.join(require('node:os').tmpdir(), 'node-compile-cache'));
  const tag = internalBinding('v8').cachedDataVersionTag().toString(16).padStart(8, '0');
  const portable = (isObject && options.portable === true) || env.NODE_COMPILE_CACHE_PORTABLE === '1';
  // Another user's files are read only where the directory is meant to be carried about.
  const user = portable ? '' : `-${process.getuid?.() ?? 0}`;
  const versioned = path.join(place, `${process.version}-${process.arch}-${tag}${user}`);
  try {
    fs.mkdirSync(versioned, { recursive: true });
  } catch ({ message }) {
    return { status: kStatus.FAILED, message: `Cannot create cache directory: ${/: (.*?),/.exec(message)?.[1] ?? message}` };
  }
  base = place;
  directory = versioned;
  isPortable = portable;
  getLoaderSwitches().compileCache = { compileModule, compileWrapper };
  require('internal/process/execution').addExitHook(flushCompileCache);
  return { status: kStatus.ENABLED, directory: place };
}

function getCompileCacheDir() {
  return directory;
}

// ---- files ------------------------------------------------------------------------------

// The file of a module's cache; undefined for what has no path.
function fileOf(kind, name) {
  const { fileURLToPath } = require('internal/url');
  let filename = name;
  if (name.startsWith('file:')) filename = fileURLToPath(name.replace(/[?#].*/, ''));
  else if (!path.isAbsolute(name)) return undefined;
  const shown = isPortable ? path.relative(base, filename) : filename;
  return path.join(directory, zlib.crc32(`${kind}:${shown}`, 0).toString(16).padStart(8, '0'));
}

// The data that a file has for a source, if it is whole.
function read(file, hash, length) {
  let content;
  try {
    content = fs.readFileSync(file);
  } catch {
    // The usual case of a first run.
    return undefined;
  }
  const data = content.subarray(kHeaderLength);
  const header = [kMagic, hash, length, zlib.crc32(data, 0), data.length];
  const isWhole = content.length > kHeaderLength && header.every((number, index) => content.readUInt32LE(index * 4) === number);
  return isWhole ? data : undefined;
}

function removeIfThere(file) {
  try {
    fs.unlinkSync(file);
  } catch {
    // The directory may be gone, or be something else by now.
  }
}

// Under a name of its own first: other processes never see half a file.
function write(file, hash, length, data) {
  const { Buffer } = require('node:buffer');
  const header = Buffer.alloc(kHeaderLength);
  [kMagic, hash, length, zlib.crc32(data, 0), data.length].forEach((number, index) => header.writeUInt32LE(number, index * 4));
  const temporary = `${file}.${process.pid}-${require('node:worker_threads').threadId}`;
  try {
    fs.writeFileSync(temporary, Buffer.concat([header, data]));
    fs.renameSync(temporary, file);
  } catch {
    // A cache that cannot be written is none; the program has run.
    removeIfThere(temporary);
  }
}

function flushCompileCache(keepDeserializedCache = undefined) {
  if (keepDeserializedCache !== undefined && typeof keepDeserializedCache !== 'boolean') {
    throw invalidArgument('keepDeserializedCache should be a boolean');
  }
  for (const [file, { hash, length, make }] of pending) {
    const data = make();
    if (data !== undefined) write(file, hash, length, data);
  }
  pending.clear();
}

// ---- compiling --------------------------------------------------------------------------

// `compile(data)` with the data that there is; what it gives is asked by `make(result)` for new data where there was none.
function withCache(kind, name, source, compile, make) {
  const file = fileOf(kind, name);
  if (file === undefined) return compile(undefined);
  const hash = zlib.crc32(source, 0);
  const { length } = source;
  const data = read(file, hash, length);
  const result = compile(data);
  if (data === undefined && typeof result !== 'boolean') pending.set(file, { hash, length, make: () => make(result) });
  return result;
}

function compileWrapper(content, filename, detect) {
  return withCache('commonjs', filename, content,
    (data) => contextify.compileFunctionForCJSLoader(content, filename, detect, data),
    contextify.createFunctionCodeCache);
}

function compileModule(url, source) {
  return withCache('module', url, source, (data) => {
    try {
      return wrap.compileModule(url, source, 0, 0, undefined, undefined, data);
    } catch (error) {
      if (error.code !== 'ERR_VM_MODULE_CACHED_DATA_REJECTED') throw error;
      return wrap.compileModule(url, source, 0, 0);
    }
  }, wrap.createCachedData);
}

module.exports = { enableCompileCache, flushCompileCache, getCompileCacheDir, kStatus };
