// The URL functions from before the web had a standard: url.parse, url.format, url.resolve.
// Their behaviour is fixed by what depends on it.

'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URI, ERR_INVALID_URL },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { isInsideNodeModules } = require('internal/util');
const { formatURL, isURL } = require('internal/url');

const binding = internalBinding('url');

const kProtocol = /^[-+.\da-z]+:/i;
const kUserAndHost = /^\/\/[^/@]+@[^/@]+/;
// What most servers are asked for: ASCII characters that stand for themselves, a path and its query.
const kPlainPath = /^(\/(?!\/\/)\/?[!"$->A-[\]-~]*)(\?[!"$-~]*)?$/;
// A path that cannot be anything else, and its query.
const kSimplePath = /^(\/(?!\/\/)\/?[^\s?]*)(\?\S*)?$/;
const kForbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const kForbiddenInIpv6 = /[\0\t\n\r %/<>?@\\^|]/;
const kMaxHostname = 255;

// With and without the colon, as programs give them.
function protocols(...names) {
  return new Set(names.flatMap((name) => [name, `${name}:`]));
}

// Never have a host, and what follows is left as it is.
const kOpaque = protocols('javascript');
// Always have `//` before the host.
const kSlashed = protocols('http', 'https', 'ws', 'wss', 'ftp', 'file', 'gopher');

// A function, since code calls it without `new` to inherit from it.
function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

let warned = false;

function showDeprecation() {
  // Dependencies are not what the user can change, so calls from node_modules do not warn.
  if (warned || isInsideNodeModules(100)) return;
  warned = true;
  process.emitWarning(
    '`url.parse()` behavior is not standardized and prone to errors that have security ' +
    'implications. Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` ' +
    'vulnerabilities.', 'DeprecationWarning', 'DEP0169');
}

function urlParse(url, parseQueryString, slashesDenoteHost) {
  showDeprecation();
  return parse(url, parseQueryString, slashesDenoteHost);
}

function parse(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  const result = new Url();
  result.parse(url, parseQueryString, slashesDenoteHost);
  return result;
}

function parseQuery(query) {
  return require('node:querystring').parse(query);
}

// Backslashes before the query are slashes: browsers see them so.
function prepare(url) {
  const rest = url.replace(/^[\0-\x20\xa0\ufeff]+|[\0-\x20\xa0\ufeff]+$/g, '');
  const end = rest.search(/[?#]/);
  return end === -1 ?
    rest.replaceAll('\\', '/') :
    rest.slice(0, end).replaceAll('\\', '/') + rest.slice(end);
}

Url.prototype.parse = function(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');
  let simple = slashesDenoteHost ? null : kPlainPath.exec(url);
  const text = simple === null ? prepare(url) : url;
  if (simple === null && !slashesDenoteHost && !/^[^?]*@|#/.test(text)) simple = kSimplePath.exec(text);
  if (simple !== null) {
    this.pathname = simple[1];
    setQuery(this, simple[2], parseQueryString);
    this.path = this.href = text;
    return this;
  }

  const written = kProtocol.exec(text)?.[0];
  const protocol = written?.toLowerCase();
  let rest = text;
  if (protocol !== undefined) {
    this.protocol = protocol;
    rest = text.slice(protocol.length);
  }
  const isOpaque = kOpaque.has(protocol);
  if (!isOpaque) {
    const hasSlashes = rest.startsWith('//') && (slashesDenoteHost || protocol || kUserAndHost.test(rest));
    if (hasSlashes) {
      this.slashes = true;
      rest = rest.slice(2);
    }
    // Upper case makes a protocol unknown here, and nowhere else.
    if (hasSlashes || (protocol && !kSlashed.has(written))) rest = parseAuthority(this, rest, url);
    rest = escapeRest(rest);
  }
  const [, pathname, search, hash] = /^([^?#]*)(\?[^#]*)?(#[^]*)?$/.exec(rest);
  if (hash) this.hash = hash;
  setQuery(this, search, parseQueryString);
  if (pathname) this.pathname = pathname;
  else if (kSlashed.has(protocol) && this.hostname) this.pathname = '/';
  this.path = pathOf(this) || this.path;
  this.href = this.format();
  return this;
};

// `search` begins with its question mark, or is not there.
function setQuery(parts, search, parseQueryString) {
  if (search) {
    const query = search.slice(1);
    parts.search = search;
    parts.query = parseQueryString ? parseQuery(query) : query;
  } else if (parseQueryString) {
    parts.query = { __proto__: null };
  }
}

function pathOf({ pathname, search }) {
  return (pathname || '') + (search || '');
}

// Takes credentials, host and port from the front of `rest`; answers what is left.
function parseAuthority(parts, rest, url) {
  // As in browsers, the last @ before the path ends the credentials, and tabs and line breaks
  // are not there.
  const limit = rest.search(/[#/?]/);
  const tail = limit === -1 ? '' : rest.slice(limit);
  let authority = (limit === -1 ? rest : rest.slice(0, limit)).replace(/[\t\n\r]/g, '');

  const at = authority.lastIndexOf('@');
  if (at !== -1) {
    parts.auth = decodeURIComponent(authority.slice(0, at));
    authority = authority.slice(at + 1);
  }
  const nonHost = authority.search(/[ "%';<>\\^`{|}]/);
  let host = authority;
  if (nonHost === -1) {
    rest = tail;
  } else {
    host = authority.slice(0, nonHost);
    rest = authority.slice(nonHost) + tail;
  }

  parseHost(parts, host);
  const hostname = parts.hostname ??= '';
  const ipv6 = hostname[0] === '[' && hostname[hostname.length - 1] === ']';
  if (!ipv6 && hostname.includes(':')) {
    throw new ERR_INVALID_ARG_VALUE('url', 'Invalid port in url', url);
  }
  parts.hostname = parts.hostname.length > kMaxHostname ? '' : parts.hostname.toLowerCase();

  if (parts.hostname !== '') {
    if (ipv6) {
      if (kForbiddenInIpv6.test(parts.hostname)) throw new ERR_INVALID_URL(url);
    } else {
      parts.hostname = toAscii(parts.hostname);
      if (parts.hostname === '' || kForbiddenInHost.test(parts.hostname)) {
        throw new ERR_INVALID_URL(url);
      }
    }
  }

  parts.host = parts.hostname + (parts.port ? `:${parts.port}` : '');
  if (ipv6) {
    parts.hostname = parts.hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

function parseHost(parts, host) {
  const [, name, , port] = /^(.*?)(:(\d*))?$/s.exec(host);
  if (port) parts.port = port;
  if (name) parts.hostname = name;
}

// Punycode for what is not ASCII; everything else stays as it was written.
function toAscii(hostname) {
  if (!/[^\0-\x7f]/.test(hostname)) return hostname;
  return binding.toASCII(hostname);
}

function escapeRest(rest) {
  return rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (character) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

// ---- format ------------------------------------------------------------------------------

const kShown = { fragment: true, unicode: false, search: true, auth: true };

// Which parts of a URL are shown, and how.
function shownParts(options) {
  if (!options) return kShown;
  validateObject(options, 'options');
  return Object.fromEntries(Object.entries(kShown).map(([name, usual]) => [name, Boolean(options[name] ?? usual)]));
}

function urlFormat(urlObject, options) {
  const given = typeof urlObject === 'string' ? urlParse(urlObject) : urlObject;
  if (typeof given !== 'object' || given === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['object', 'string'], urlObject);
  }
  return isURL(given) ? formatURL(given.href, shownParts(options)) : Url.prototype.format.call(given);
}

// As encodeURIComponent, but `:` stays. What is no string stays as it is.
function escapeAuth(auth) {
  if (typeof auth !== 'string') return auth;
  if (!auth.isWellFormed()) throw new ERR_INVALID_URI();
  return encodeURIComponent(auth).replace(/%3A/gi, ':');
}

// Programs give format() numbers and whatever else can become text.
function textOf(value) {
  return value ? `${value}` : '';
}

function formatHost(parts) {
  const auth = parts.auth ? `${escapeAuth(parts.auth)}@` : '';
  if (parts.host) return auth + parts.host;
  const name = textOf(parts.hostname);
  if (name === '') return '';
  // An address with colons stands in brackets.
  const host = name.includes(':') && !/^\[.*\]$/s.test(name) ? `[${name}]` : name;
  return auth + host + (parts.port ? `:${parts.port}` : '');
}

function startingWith(prefix, text) {
  return text === '' || text.startsWith(prefix) ? text : prefix + text;
}

Url.prototype.format = function() {
  const { query, slashes } = this;
  let protocol = textOf(this.protocol);
  if (protocol !== '' && !protocol.endsWith(':')) protocol += ':';
  // In the path these two would be taken for the start of the query and the hash.
  let path = textOf(this.pathname).replaceAll('#', '%23').replaceAll('?', '%3F');
  let host = formatHost(this);
  if (slashes || (host !== '' && kSlashed.has(protocol))) {
    host = `//${host}`;
    path = startingWith('/', path);
  } else if (protocol === 'file:') {
    host = '//';
  }
  const fields = query !== null && typeof query === 'object' ? require('node:querystring').stringify(query) : '';
  const search = startingWith('?', textOf(this.search) || fields).replaceAll('#', '%23');
  return protocol + host + path + search + startingWith('#', textOf(this.hash));
};

// ---- resolve -----------------------------------------------------------------------------

function urlResolve(source, relative) {
  return urlParse(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  return source ? urlParse(source, false, true).resolveObject(relative) : relative;
}

Url.prototype.resolve = function(relative) {
  return this.resolveObject(urlParse(relative, false, true)).format();
};

Url.prototype.resolveObject = function(relative) {
  const reference = typeof relative === 'string' ? parse(relative, false, true) : relative;
  // The hash is never inherited.
  const result = Object.assign(new Url(), this, { hash: reference.hash });
  if (reference.href === '') {
    // The base itself.
  } else if (reference.protocol && reference.protocol !== result.protocol) {
    resolveOtherProtocol(result, reference);
  } else if (reference.slashes && !reference.protocol) {
    // `//host/path`: everything but the protocol.
    Object.assign(result, reference, { protocol: result.protocol });
    if (kSlashed.has(result.protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
  } else {
    resolveSameProtocol(result, reference);
  }
  result.href = result.format();
  return result;
};

function resolveOtherProtocol(result, reference) {
  const { protocol } = reference;
  if (!kSlashed.has(protocol)) {
    // Nothing is known about it: take the reference as it is.
    Object.assign(result, reference);
    return;
  }
  result.pathname = reference.pathname;
  if (!reference.host && !protocol.startsWith('file')) {
    // What it calls its path begins with the host.
    const segments = (reference.pathname || '').split('/');
    const host = segments.findIndex((segment) => segment !== '');
    const path = host === -1 ? [] : segments.slice(host + 1);
    reference.host = segments[host] ?? '';
    reference.hostname ||= '';
    result.pathname = `/${path[0] === '' ? path.slice(1).join('/') : path.join('/')}`;
  }
  const { auth, host, hostname, port, query, search } = reference;
  Object.assign(result, { protocol, auth, host: host || '', hostname: hostname || host, port, query, search });
  result.path = pathOf(result) || result.path;
  result.slashes ||= reference.slashes;
}

function segmentsOf(pathname) {
  return pathname?.split('/') ?? [];
}

function startsWithSlash(segments) {
  return segments[0] === '' || segments[0]?.[0] === '/';
}

// For a protocol without slashes the host is the first segment of the path.
function hostToSegments(segments, host) {
  if (!host) return segments;
  return [host, ...(segments[0] === '' ? segments.slice(1) : segments)];
}

function setHost(result, host) {
  const [auth, name] = host?.indexOf('@') > 0 ? host.split('@') : [result.auth, host];
  result.auth = auth;
  result.hostname = result.host = name;
}

// The reference's host and port, and the base's credentials with the same host alone.
function takeHost(result, reference) {
  const isGiven = (part) => typeof part === 'string';
  for (const name of ['host', 'hostname']) {
    if (!isGiven(reference[name])) continue;
    if (result[name] !== reference[name]) result.auth = null;
    result[name] = reference[name];
  }
  if (isGiven(reference.host)) result.port = reference.port;
}

function resolveSameProtocol(result, reference) {
  const hasNoSlashes = result.protocol && !kSlashed.has(result.protocol);
  const replaces = Boolean(reference.host) || reference.pathname?.[0] === '/';
  let isRooted = replaces || result.pathname?.[0] === '/' || Boolean(result.host && reference.pathname);
  // What goes above the start of a relative path stays.
  const keepsParents = !isRooted;
  let base = segmentsOf(result.pathname);
  let given = segmentsOf(reference.pathname);
  if (hasNoSlashes) {
    base = hostToSegments(base, result.host);
    Object.assign(result, { hostname: '', host: '', port: null });
    if (reference.protocol) {
      given = hostToSegments(given, reference.host);
      Object.assign(reference, { hostname: null, host: null, port: null });
      result.auth = null;
    }
    isRooted &&= given[0] === '' || base[0] === '';
  }

  const hasPath = replaces || given.length > 0;
  if (hasPath || reference.search != null) {
    result.search = reference.search;
    result.query = reference.query;
  }
  if (replaces) {
    takeHost(result, reference);
  } else if (hasPath) {
    // The last segment of the base gives way.
    given = [...base.slice(0, -1), ...given];
  } else if (reference.search != null) {
    if (hasNoSlashes) setHost(result, base.shift());
    result.path = pathOf(result);
    return;
  } else {
    given = base;
  }
  if (given.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return;
  }

  const path = withoutDots(given, {
    isRooted, keepsParents, hasHost: Boolean(result.host || reference.host),
  });
  const isAbsolute = startsWithSlash(path);
  if (hasNoSlashes) setHost(result, isAbsolute ? '' : path.shift() ?? '');
  if (!isAbsolute && (isRooted || (result.host && path.length > 0))) path.unshift('');
  result.pathname = path.length === 0 ? null : path.join('/');
  result.path = result.pathname === null && result.search === null ? null : pathOf(result);
  result.auth = reference.auth || result.auth;
  result.slashes ||= reference.slashes;
}

function withoutDots(segments, { isRooted, keepsParents, hasHost }) {
  const last = segments.at(-1);
  const isDirectory = last === '' || ((last === '.' || last === '..') && (hasHost || segments.length > 1));
  const path = removeDots(segments, keepsParents);
  if (isRooted && !startsWithSlash(path)) path.unshift('');
  if (isDirectory && !path.join('/').endsWith('/')) path.push('');
  return path;
}

// Resolves `.` and `..` from the end; what goes above the start stays when `keepParents`.
function removeDots(segments, keepParents) {
  const kept = [];
  let up = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    if (segments[i] === '.') continue;
    if (segments[i] === '..') up++;
    else if (up > 0) up--;
    else kept.unshift(segments[i]);
  }
  if (keepParents) while (up-- > 0) kept.unshift('..');
  return kept;
}

Url.prototype.parseHost = function() {
  parseHost(this, this.host);
};

module.exports = { Url, urlFormat, urlParse, urlResolve, urlResolveObject };
