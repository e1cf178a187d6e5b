// The URL class of the web, and the ways between file URLs and paths. The parser is in
// src/builtins/url.rs; here is what a URL looks like to JavaScript.

'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FILE_URL_HOST,
    ERR_INVALID_FILE_URL_PATH,
    ERR_INVALID_URL_SCHEME,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { kValidateObjectAllowObjects, validateObject, validateString } = require('internal/validators');
const { customInspectSymbol, defineInterface, getConstructorOf, kEnumerableProperty } = require('internal/util');
const { URLSearchParams, attachToUrl, replaceQuery } = require('internal/url/search_params');

const binding = internalBinding('url');

// Where the parser puts the offsets of the parts, in the order of `readParts`. Made on first
// use: the snapshot holds no memory that is shared with Rust.
let offsets;

function getOffsets() {
  offsets = new Uint32Array(new ArrayBuffer(12 * 4));
  return offsets;
}

// The parts of a URL are slices of its href between these offsets.
class URLContext {
  constructor(href, at) {
    this.href = href;
    this.protocolEnd = at[0];
    this.usernameStart = at[1];
    this.usernameEnd = at[2];
    this.passwordStart = at[3];
    this.passwordEnd = at[4];
    this.hostStart = at[5];
    this.hostnameEnd = at[6];
    this.portStart = at[7];
    this.hostEnd = at[8];
    this.pathStart = at[9];
    this.pathEnd = at[10];
    this.queryEnd = at[11];
  }
}

// Numbers that src/builtins/url.rs understands.
const kHref = 0;
const kProtocol = 1;
const kUsername = 2;
const kPassword = 3;
const kHost = 4;
const kHostname = 5;
const kPort = 6;
const kPathname = 7;
const kSearch = 8;
const kHash = 9;

function parse(input, base) {
  const at = offsets ?? getOffsets();
  const href = binding.parse(input, base, at);
  return href === undefined ? undefined : new URLContext(href, at);
}

// Node.js makes it in C++, so its code is no part of what it reads as. The input is a property and not part of the message,
// because it may carry credentials.
function invalidUrl(input, base) {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base != null) error.base = base;
  return error;
}

const kNoContext = Symbol('no context');

let setContext;

const kParts = [
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash',
];

class URL {
  #context;
  #searchParams;

  static {
    setContext = (url, context) => {
      url.#context = context;
      return url;
    };
  }

  constructor(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    if (input === kNoContext) return;
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    this.#context = parse(input, base);
    if (this.#context === undefined) throw invalidUrl(input, base);
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const context = parse(input, base);
    return context === undefined ? null : setContext(new URL(kNoContext), context);
  }

  static canParse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    return binding.canParse(input, base);
  }

  static createObjectURL(obj) {
    return require('internal/blob').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('internal/blob').revokeObjectURL(`${url}`);
  }

  // Applies a setter; a value that the parser refuses changes nothing.
  #update(part, value) {
    const at = offsets ?? getOffsets();
    const href = binding.update(this.#context.href, part, `${value}`, at);
    if (href === undefined) return false;
    this.#context = new URLContext(href, at);
    return true;
  }

  [customInspectSymbol](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || URL;
    const shown = { __proto__: { constructor: constructor === URL ? URL : constructor } };
    for (const name of kParts) shown[name] = this[name];
    if (options.showHidden) shown[Symbol('context')] = this.#context;
    const { inspect } = require('internal/util/inspect');
    return `${constructor.name} ${inspect(shown, options).replace(/^[^{]*/, '')}`;
  }

  toString() {
    return this.#context.href;
  }

  get href() {
    return this.#context.href;
  }

  set href(value) {
    value = `${value}`;
    if (!this.#update(kHref, value)) throw invalidUrl(value);
    if (this.#searchParams !== undefined) replaceQuery(this.#searchParams, this.#query());
  }

  get origin() {
    const { href, protocolEnd, hostStart, hostEnd } = this.#context;
    switch (href.slice(0, protocolEnd)) {
      case 'http:':
      case 'https:':
      case 'ws:':
      case 'wss:':
      case 'ftp:':
        return `${href.slice(0, protocolEnd)}//${href.slice(hostStart, hostEnd)}`;
      case 'blob:': {
        // The origin of what the blob's path names, when that is of the web.
        const inner = URL.parse(this.pathname);
        return inner !== null && /^https?:$/.test(inner.protocol) ? inner.origin : 'null';
      }
      default:
        return 'null';
    }
  }

  get protocol() {
    return this.#context.href.slice(0, this.#context.protocolEnd);
  }

  set protocol(value) {
    this.#update(kProtocol, value);
  }

  get username() {
    return this.#context.href.slice(this.#context.usernameStart, this.#context.usernameEnd);
  }

  set username(value) {
    this.#update(kUsername, value);
  }

  get password() {
    return this.#context.href.slice(this.#context.passwordStart, this.#context.passwordEnd);
  }

  set password(value) {
    this.#update(kPassword, value);
  }

  get host() {
    return this.#context.href.slice(this.#context.hostStart, this.#context.hostEnd);
  }

  set host(value) {
    this.#update(kHost, value);
  }

  get hostname() {
    return this.#context.href.slice(this.#context.hostStart, this.#context.hostnameEnd);
  }

  set hostname(value) {
    this.#update(kHostname, value);
  }

  get port() {
    return this.#context.href.slice(this.#context.portStart, this.#context.hostEnd);
  }

  set port(value) {
    this.#update(kPort, value);
  }

  get pathname() {
    return this.#context.href.slice(this.#context.pathStart, this.#context.pathEnd);
  }

  set pathname(value) {
    this.#update(kPathname, value);
  }

  #query() {
    const { href, pathEnd, queryEnd } = this.#context;
    return href.slice(pathEnd + 1, queryEnd);
  }

  get search() {
    const { href, pathEnd, queryEnd } = this.#context;
    // A lone `?` counts as no query.
    return queryEnd - pathEnd > 1 ? href.slice(pathEnd, queryEnd) : '';
  }

  set search(value) {
    this.#update(kSearch, value);
    if (this.#searchParams !== undefined) replaceQuery(this.#searchParams, this.#query());
  }

  get searchParams() {
    // The check of the receiver comes first.
    const query = this.#query();
    this.#searchParams ??= attachToUrl(new URLSearchParams(), query, (params) => {
      this.#update(kSearch, params.toString());
    });
    return this.#searchParams;
  }

  get hash() {
    const { href, queryEnd } = this.#context;
    return href.length - queryEnd > 1 ? href.slice(queryEnd) : '';
  }

  set hash(value) {
    this.#update(kHash, value);
  }

  toJSON() {
    return this.#context.href;
  }
}

defineInterface(URL, ['toString', ...kParts, 'toJSON']);
for (const name of ['canParse', 'parse', 'createObjectURL', 'revokeObjectURL']) {
  Object.defineProperty(URL, name, kEnumerableProperty);
}
Object.defineProperty(URL, 'length', { __proto__: null, configurable: true, value: 1 });

// Recognises URLs of other realms and libraries, but not what the legacy url.parse makes: that has `auth` and `path`.
function isURL(value) {
  if (!value?.href || !value.protocol) return false;
  return value.auth === undefined && value.path === undefined;
}

// ---- host names --------------------------------------------------------------------------

function requireDomain(args) {
  if (args.length === 0) throw new ERR_MISSING_ARGS('domain');
  return `${args[0]}`;
}

function domainToASCII(domain) {
  return binding.domainToASCII(requireDomain(arguments));
}

function domainToUnicode(domain) {
  return binding.domainToUnicode(requireDomain(arguments));
}

// The options that http.request takes; what else the object has goes along.
function urlToHttpOptions(url) {
  validateObject(url, 'url', kValidateObjectAllowObjects);
  const options = { __proto__: null, ...url };
  for (const part of ['protocol', 'hostname', 'hash', 'search', 'pathname', 'path', 'href']) options[part] = url[part];
  // An IPv6 address without its brackets.
  if (options.hostname?.[0] === '[') options.hostname = options.hostname.slice(1, -1);
  options.path = [options.pathname, options.search].map((part) => part || '').join('');
  const { port, username, password } = url;
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = [username, password].map(decodeURIComponent).join(':');
  return options;
}

// ---- file URLs and paths -----------------------------------------------------------------

function toFileUrl(value) {
  const url = typeof value === 'string' ? new URL(value) : value;
  if (!isURL(url)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], url);
  if (url.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return url;
}

// The path, decoded by `decode`.
function pathOfFileUrl(url, windows, decode) {
  const { hostname, pathname } = url;
  if (windows) {
    if (/%2f|%5c/i.test(pathname)) {
      throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
    }
    const path = decode(pathname.replaceAll('/', '\\'));
    if (hostname !== '') return `\\\\${domainToUnicode(hostname)}${path}`;
    if (!/^\\[a-z]:/i.test(path)) throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
    return path.slice(1);
  }
  if (hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  if (/%2f/i.test(pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
  }
  return decode(pathname);
}

function decodePath(path) {
  return path.includes('%') ? decodeURIComponent(path) : path;
}

function fileURLToPath(path, options = {}) {
  return pathOfFileUrl(toFileUrl(path), options?.windows ?? false, decodePath);
}

// One character for each byte.
function decodeBytes(path) {
  return Buffer.from(path).latin1Slice().replace(/%([0-9a-f]{2})/gi, (_, digits) =>
    String.fromCharCode(parseInt(digits, 16)));
}

// For paths whose bytes are no UTF-8.
function fileURLToPathBuffer(path, options = {}) {
  const url = toFileUrl(path);
  const windows = options?.windows ?? false;
  // Here an escaped slash is a byte of a name like any other.
  const bytes = windows || url.hostname !== '' ?
    pathOfFileUrl(url, windows, decodeBytes) :
    decodeBytes(url.pathname);
  return Buffer.from(bytes, 'latin1');
}

// What the parser would not escape in a path, or would take for something else.
const kEscapeInPath = /[\0-\x20%\\?#[\]^|~]/g;
const kEscapeInPathOnWindows = /[\0-\x20%?#[\]^|~]/g;

function escapeCharacter(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function pathToFileURL(filepath, options) {
  validateString(filepath, 'path');
  const windows = options?.windows ?? false;
  const { posix, win32 } = require('node:path');

  if (windows && filepath.startsWith('\\\\')) {
    const url = uncToFileUrl(filepath);
    if (url !== undefined) return url;
    filepath = filepath.replace(/^\\\\\?\\(?=[A-Za-z]:)/, '');
  }
  let resolved = windows ? win32.resolve(filepath) : posix.resolve(filepath);
  // resolve() drops the slash at the end, which means something in a URL.
  const last = filepath[filepath.length - 1];
  if ((last === '/' || (windows && last === '\\')) &&
      resolved[resolved.length - 1] !== (windows ? '\\' : '/')) {
    resolved += '/';
  }
  if (windows) resolved = resolved.replaceAll('\\', '/');
  const escaped = resolved.replace(windows ? kEscapeInPathOnWindows : kEscapeInPath, escapeCharacter);
  return new URL(`file://${escaped[0] === '/' ? '' : '/'}${escaped}`);
}

// `\\server\share\path`, and the same as `\\?\UNC\server\share\path`.
function uncToFileUrl(filepath) {
  const extended = filepath.startsWith('\\\\?\\UNC\\');
  if (!extended && filepath.startsWith('\\\\?\\')) return undefined;
  const start = extended ? 8 : 2;
  const end = filepath.indexOf('\\', start);
  if (end === -1) {
    throw new ERR_INVALID_ARG_VALUE('path', filepath, 'Missing UNC resource path');
  }
  if (end === start) throw new ERR_INVALID_ARG_VALUE('path', filepath, 'Empty UNC servername');
  const escaped = filepath.slice(end).replaceAll('\\', '/')
    .replace(kEscapeInPathOnWindows, escapeCharacter);
  return new URL(`file://${domainToASCII(filepath.slice(start, end))}${escaped}`);
}

function toPathIfFileURL(fileURLOrPath) {
  return isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

module.exports = {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  formatURL: (href, options) => binding.format(href, options.fragment, options.unicode,
                                               options.search, options.auth),
  isURL,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
};
