// The URL functions from before the web had a standard: url.parse, url.format, url.resolve.
// Their behaviour is fixed by what depends on it.

'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { isInsideNodeModules } = require('internal/util');
const { formatURL, isURL } = require('internal/url');

const binding = internalBinding('url');

const kProtocol = /^[a-z0-9.+-]+:/i;
const kPort = /:[0-9]*$/;
const kHost = /^\/\/[^@/]+@[^@/]+/;
const kSimplePath = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const kForbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const kForbiddenInIpv6 = /[\0\t\n\r %/<>?@\\^|]/;
const kMaxHostname = 255;

// Protocols whose rest is left as it is.
const kUnsafe = new Set(['javascript', 'javascript:']);
// Protocols that never have a host.
const kHostless = new Set(['javascript', 'javascript:']);
// Protocols that always have `//` before the host.
const kSlashed = new Set([
  'http', 'http:', 'https', 'https:', 'ftp', 'ftp:', 'gopher', 'gopher:',
  'file', 'file:', 'ws', 'ws:', 'wss', 'wss:',
]);

class UrlParts {
  constructor() {
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
}

// A function, since code calls it without `new` to inherit from it.
function Url() {
  Object.assign(this, new UrlParts());
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
  let rest = prepare(url);

  if (!slashesDenoteHost && !/^[^?]*@|#/.test(rest)) {
    const simple = kSimplePath.exec(rest);
    if (simple !== null) {
      this.path = rest;
      this.href = rest;
      this.pathname = simple[1];
      if (simple[2]) {
        this.search = simple[2];
        this.query = parseQueryString ? parseQuery(simple[2].slice(1)) : simple[2].slice(1);
      } else if (parseQueryString) {
        this.search = null;
        this.query = { __proto__: null };
      }
      return this;
    }
  }

  let protocol;
  const matched = kProtocol.exec(rest);
  if (matched !== null) {
    protocol = matched[0].toLowerCase();
    this.protocol = protocol;
    rest = rest.slice(matched[0].length);
  }

  let slashes = false;
  if (slashesDenoteHost || protocol || kHost.test(rest)) {
    slashes = rest.startsWith('//');
    if (slashes && !kHostless.has(protocol)) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!kHostless.has(protocol) && (slashes || (protocol && !kSlashed.has(protocol)))) {
    rest = parseAuthority(this, rest, url);
  }

  if (!kUnsafe.has(protocol)) rest = escapeRest(rest);
  splitPath(this, rest, parseQueryString);
  if (kSlashed.has(protocol) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = `${this.pathname ?? ''}${this.search ?? ''}`;
  this.href = this.format();
  return this;
};

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
  const port = kPort.exec(host)?.[0];
  if (port !== undefined) {
    if (port !== ':') parts.port = port.slice(1);
    host = host.slice(0, -port.length);
  }
  if (host) parts.hostname = host;
}

// Punycode for what is not ASCII; everything else stays as it was written.
function toAscii(hostname) {
  if (!/[^\0-\x7f]/.test(hostname)) return hostname;
  return binding.domainToASCII(hostname);
}

function escapeRest(rest) {
  return rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (character) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function splitPath(parts, rest, parseQueryString) {
  const hash = rest.indexOf('#');
  if (hash !== -1) {
    parts.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  if (question !== -1) {
    parts.search = rest.slice(question);
    parts.query = rest.slice(question + 1);
    if (parseQueryString) parts.query = parseQuery(parts.query);
    rest = rest.slice(0, question);
  } else if (parseQueryString) {
    parts.search = null;
    parts.query = { __proto__: null };
  }
  if (rest.length > 0) parts.pathname = rest;
}

// ---- format ------------------------------------------------------------------------------

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = parse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['object', 'string'], urlObject);
  } else if (isURL(urlObject)) {
    const shown = { fragment: true, unicode: false, search: true, auth: true };
    if (options) {
      validateObject(options, 'options');
      for (const name of ['fragment', 'unicode', 'search', 'auth']) {
        if (options[name] != null) shown[name] = Boolean(options[name]);
      }
    }
    return formatURL(urlObject.href, shown);
  }
  return Url.prototype.format.call(urlObject);
}

// As encodeURIComponent, but `:` stays.
function escapeAuth(auth) {
  return encodeURIComponent(auth).replace(/%3A/gi, ':');
}

Url.prototype.format = function() {
  const auth = this.auth ? `${escapeAuth(this.auth)}@` : '';
  let protocol = this.protocol || '';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let host = '';
  let query = '';

  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const bare = this.hostname.includes(':') && !(this.hostname[0] === '[' && this.hostname.endsWith(']'));
    host = auth + (bare ? `[${this.hostname}]` : this.hostname);
    if (this.port) host += `:${this.port}`;
  }
  if (this.query !== null && typeof this.query === 'object') {
    query = require('node:querystring').stringify(this.query);
  }
  let search = this.search || (query && `?${query}`) || '';

  if (protocol && !protocol.endsWith(':')) protocol += ':';
  // Only these two would be taken for the start of the query and the hash.
  pathname = pathname.replace(/[#?]/g, (character) => (character === '#' ? '%23' : '%3F'));

  if (this.slashes || kSlashed.has(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

// ---- resolve -----------------------------------------------------------------------------

function urlResolve(source, relative) {
  return parse(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  return source ? parse(source, false, true).resolveObject(relative) : relative;
}

Url.prototype.resolve = function(relative) {
  return this.resolveObject(parse(relative, false, true)).format();
};

Url.prototype.resolveObject = function(relative) {
  if (typeof relative === 'string') relative = parse(relative, false, true);

  const result = new Url();
  Object.assign(result, this);
  // The hash is never inherited.
  result.hash = relative.hash;
  if (relative.href === '') {
    result.href = result.format();
    return result;
  }

  // `//host/path`: everything but the protocol.
  if (relative.slashes && !relative.protocol) {
    const { protocol } = result;
    Object.assign(result, relative);
    result.protocol = protocol;
    if (kSlashed.has(result.protocol) && result.hostname && !result.pathname) {
      result.path = result.pathname = '/';
    }
    result.href = result.format();
    return result;
  }

  if (relative.protocol && relative.protocol !== result.protocol) {
    return resolveOtherProtocol(result, relative);
  }
  return resolveSameProtocol(result, relative);
};

function resolveOtherProtocol(result, relative) {
  if (!kSlashed.has(relative.protocol)) {
    // Nothing is known about it: take the reference as it is.
    Object.assign(result, relative);
    result.href = result.format();
    return result;
  }

  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !kHostless.has(relative.protocol)) {
    const segments = (relative.pathname || '').split('/');
    while (segments.length > 0 && !(relative.host = segments.shift())) continue;
    relative.host ||= '';
    relative.hostname ||= '';
    if (segments[0] !== '') segments.unshift('');
    if (segments.length < 2) segments.unshift('');
    result.pathname = segments.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) result.path = (result.pathname || '') + (result.search || '');
  result.slashes = result.slashes || relative.slashes;
  result.href = result.format();
  return result;
}

// For a protocol without slashes the first segment of the path stands for the host.
function hostFromSegments(result, segments) {
  result.hostname = result.host = segments.shift();
  const at = result.host?.indexOf('@') > 0 && result.host.split('@');
  if (at) {
    result.auth = at.shift();
    result.host = result.hostname = at.shift();
  }
}

function resolveSameProtocol(result, relative) {
  const isSourceAbsolute = result.pathname?.[0] === '/';
  const isRelativeAbsolute = Boolean(relative.host || relative.pathname?.[0] === '/');
  let mustEndAbsolute = isRelativeAbsolute || isSourceAbsolute || (result.host && relative.pathname);
  const removeAllDots = mustEndAbsolute;
  let segments = result.pathname?.split('/') || [];
  const relativeSegments = relative.pathname?.split('/') || [];
  const noSlashes = result.protocol && !kSlashed.has(result.protocol);

  if (noSlashes) {
    result.hostname = '';
    result.port = null;
    if (result.host) {
      if (segments[0] === '') segments[0] = result.host;
      else segments.unshift(result.host);
    }
    result.host = '';
    if (relative.protocol) {
      relative.hostname = null;
      relative.port = null;
      result.auth = null;
      if (relative.host) {
        if (relativeSegments[0] === '') relativeSegments[0] = relative.host;
        else relativeSegments.unshift(relative.host);
      }
      relative.host = null;
    }
    mustEndAbsolute &&= relativeSegments[0] === '' || segments[0] === '';
  }

  if (isRelativeAbsolute) {
    if (relative.host || relative.host === '') {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    result.search = relative.search;
    result.query = relative.query;
    segments = relativeSegments;
  } else if (relativeSegments.length > 0) {
    // The last segment of the base gives way.
    segments.pop();
    segments = segments.concat(relativeSegments);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    if (noSlashes) hostFromSegments(result, segments);
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) {
      result.path = (result.pathname || '') + (result.search || '');
    }
    result.href = result.format();
    return result;
  }

  if (segments.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    result.href = result.format();
    return result;
  }

  const last = segments[segments.length - 1];
  const trailingSlash = ((result.host || relative.host || segments.length > 1) &&
    (last === '.' || last === '..')) || last === '';
  segments = removeDots(segments, !mustEndAbsolute && !removeAllDots);

  if (mustEndAbsolute && segments[0] !== '' && (!segments[0] || segments[0][0] !== '/')) {
    segments.unshift('');
  }
  if (trailingSlash && !segments.join('/').endsWith('/')) segments.push('');
  const isAbsolute = segments[0] === '' || (segments[0] && segments[0][0] === '/');

  if (noSlashes) {
    result.hostname = result.host = isAbsolute ? '' : segments.length > 0 ? segments.shift() : '';
    const at = result.host && result.host.indexOf('@') > 0 && result.host.split('@');
    if (at) {
      result.auth = at.shift();
      result.host = result.hostname = at.shift();
    }
  }

  mustEndAbsolute ||= result.host && segments.length > 0;
  if (mustEndAbsolute && !isAbsolute) segments.unshift('');
  if (segments.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = segments.join('/');
  }
  if (result.pathname !== null || result.search !== null) {
    result.path = (result.pathname || '') + (result.search || '');
  }
  result.auth = relative.auth || result.auth;
  result.slashes = result.slashes || relative.slashes;
  result.href = result.format();
  return result;
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
