// The URL class of the web, and the ways between file URLs and paths. The parser is in
// src/builtins/url; here is what a URL looks like to JavaScript.

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

// Where the parser puts what a URLContext keeps, in its order. Made on first use: the snapshot holds no memory that is shared
// with Rust.
let components;

function getComponents() {
  components = new Uint32Array(new ArrayBuffer(9 * 4));
  return components;
}

// The offset of a part that is not there, and a port that is not.
const kOmitted = 0xFFFFFFFF;

// The parts of a URL are slices of its href between these offsets, which are Ada's: the end of the scheme with its colon; the end
// of the user name; the start of the host, or of the `@` before it; the end of the host without its port; the starts of the path,
// of `?` and of `#`. `util.inspect` shows it when asked for what is hidden.
class URLContext {
  constructor(href, at) {
    this.href = href;
    this.protocol_end = at[0];
    this.username_end = at[1];
    this.host_start = at[2];
    this.host_end = at[3];
    this.pathname_start = at[4];
    this.search_start = at[5];
    this.hash_start = at[6];
    this.port = at[7];
    this.scheme_type = at[8];
  }

  get hasPort() {
    return this.port !== kOmitted;
  }

  get hasSearch() {
    return this.search_start !== kOmitted;
  }

  get hasHash() {
    return this.hash_start !== kOmitted;
  }
}

// Ada's numbers of the schemes whose URLs have an origin.
const kHttp = 0;
const kHttps = 2;
const kWs = 3;
const kFtp = 4;
const kWss = 5;

// Where the host begins: behind the credentials, where there are some.
function hostStart({ href, host_start }) {
  return href.charCodeAt(host_start) === 0x40 /* @ */ ? host_start + 1 : host_start;
}

// Where the host with its port ends. Between it and the path there may be a `/.` where there is no host.
function hostEnd({ port, host_end, pathname_start }) {
  return port === kOmitted ? host_end : pathname_start;
}

// Where `#` is, or would be.
function queryEnd({ href, hash_start }) {
  return hash_start === kOmitted ? href.length : hash_start;
}

function pathEnd(context) {
  const { search_start } = context;
  return search_start === kOmitted ? queryEnd(context) : search_start;
}

// Numbers that src/builtins/url understands.
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
  const at = components ?? getComponents();
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
// Whether a URL's parts are in the object, and not in one that only looks like it.
let holdsPrivately;

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
    holdsPrivately = (object) => #context in object;
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
    const at = components ?? getComponents();
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
    const context = this.#context;
    switch (context.scheme_type) {
      case kHttp:
      case kHttps:
      case kWs:
      case kFtp:
      case kWss:
        return `${context.href.slice(0, context.protocol_end)}//${context.href.slice(hostStart(context), hostEnd(context))}`;
    }
    if (this.protocol !== 'blob:') return 'null';
    // The origin of what the blob's path names, when that is of the web.
    const inner = parse(this.pathname);
    return inner?.scheme_type === kHttp || inner?.scheme_type === kHttps ? setContext(new URL(kNoContext), inner).origin : 'null';
  }

  get protocol() {
    return this.#context.href.slice(0, this.#context.protocol_end);
  }

  set protocol(value) {
    this.#update(kProtocol, value);
  }

  get username() {
    const { href, protocol_end, username_end } = this.#context;
    // Without a host there is no `//` either, and the end lies before the start.
    return protocol_end + 2 < username_end ? href.slice(protocol_end + 2, username_end) : '';
  }

  set username(value) {
    this.#update(kUsername, value);
  }

  get password() {
    const { href, username_end, host_start } = this.#context;
    return host_start > username_end ? href.slice(username_end + 1, host_start) : '';
  }

  set password(value) {
    this.#update(kPassword, value);
  }

  get host() {
    const context = this.#context;
    return context.href.slice(hostStart(context), hostEnd(context));
  }

  set host(value) {
    this.#update(kHost, value);
  }

  get hostname() {
    const context = this.#context;
    return context.href.slice(hostStart(context), context.host_end);
  }

  set hostname(value) {
    this.#update(kHostname, value);
  }

  get port() {
    const { port } = this.#context;
    return port === kOmitted ? '' : `${port}`;
  }

  set port(value) {
    this.#update(kPort, value);
  }

  get pathname() {
    const context = this.#context;
    return context.href.slice(context.pathname_start, pathEnd(context));
  }

  set pathname(value) {
    this.#update(kPathname, value);
  }

  #query() {
    const context = this.#context;
    return context.search_start === kOmitted ? '' : context.href.slice(context.search_start + 1, queryEnd(context));
  }

  get search() {
    const context = this.#context;
    const end = queryEnd(context);
    // A lone `?` counts as no query; one that is not there lies behind the end.
    return end - context.search_start > 1 ? context.href.slice(context.search_start, end) : '';
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
    const { href, hash_start } = this.#context;
    // A lone `#` counts as no fragment; the length of a string is no more than the offset of one that is not there.
    return href.length - hash_start > 1 ? href.slice(hash_start) : '';
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
  holdsPrivately,
  formatURL: (href, options) => binding.format(href, options.fragment, options.unicode,
                                               options.search, options.auth),
  isURL,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
};
