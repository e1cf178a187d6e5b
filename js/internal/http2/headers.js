'use strict';

// Header lists: what programs give becomes one string for Rust, what arrives becomes an object of Node's form.

const { codes } = require('internal/errors');
const { checkIsHttpToken } = require('internal/http/validation');
const { kAuthority, kProtocol } = require('internal/http2/util');

const sensitiveHeaders = Symbol('sensitiveHeaders');

// Fields that a message has at most once.
const singleValueFields = new Set(`:status :method :authority :scheme :path :protocol access-control-allow-credentials
  access-control-max-age access-control-request-method age authorization content-encoding content-language content-length
  content-location content-md5 content-range content-type date dnt etag expires from host if-match if-modified-since
  if-none-match if-range if-unmodified-since last-modified location max-forwards proxy-authorization range referer
  retry-after tk upgrade-insecure-requests user-agent x-content-type-options`.split(/\s+/));

const requestPseudoHeaders = new Set([':status', ':method', ':path', ':authority', ':scheme', ':protocol']);

// What belongs to a connection of HTTP/1 and has no place here.
const connectionFields = new Set([
  'connection', 'upgrade', 'http2-settings', 'keep-alive', 'proxy-connection', 'transfer-encoding',
]);

function isRequestPseudoHeader(name) {
  return requestPseudoHeaders.has(name);
}

function isResponsePseudoHeader(name) {
  return name === ':status';
}

function isTrailerPseudoHeader() {
  return false;
}

// The headers as [name, value, ...], of either form that programs give.
function toPairs(headers) {
  if (Array.isArray(headers)) return headers;
  const pairs = [];
  for (const name of Object.keys(headers)) pairs.push(name, headers[name]);
  return pairs;
}

// The form that src/builtins/http2/headers.rs takes apart: pseudo headers come first. `isPseudoHeader` says which of them
// belong here; `strict`: fields that a message has at most once are refused when there are more.
function packHeaders(headers, isPseudoHeader, strict = true) {
  const sensitive = headers[sensitiveHeaders];
  const neverIndexed = sensitive === undefined ? undefined : new Set(sensitive.map((name) => name.toLowerCase()));
  const pairs = toPairs(headers);
  let pseudo = '';
  let rest = '';
  let singles;
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const given = pairs[i];
    let value = pairs[i + 1];
    if (value === undefined || given === '') continue;
    const name = given.toLowerCase();
    const single = strict && singleValueFields.has(name);
    let isList = Array.isArray(value);
    if (isList) {
      if (value.length === 0) continue;
      if (value.length === 1) {
        value = String(value[0]);
        isList = false;
      } else if (single) {
        throw new codes.ERR_HTTP2_HEADER_SINGLE_VALUE(name);
      }
    } else {
      value = String(value);
    }
    if (single) {
      singles ??= new Set();
      if (singles.has(name)) throw new codes.ERR_HTTP2_HEADER_SINGLE_VALUE(name);
      singles.add(name);
    }
    const flag = neverIndexed?.has(name) ? '\x01' : '\0';
    if (name[0] === ':') {
      if (!isPseudoHeader(name)) throw new codes.ERR_HTTP2_INVALID_PSEUDOHEADER(name);
      pseudo += `${flag}${name}\0${toOneByte(value)}\0`;
      continue;
    }
    if (!checkIsHttpToken(name)) throw new codes.ERR_INVALID_HTTP_TOKEN('Header name', name);
    if (connectionFields.has(name) || (name === 'te' && value !== 'trailers'))
      throw new codes.ERR_HTTP2_INVALID_CONNECTION_HEADERS(name);
    if (isList) {
      for (const entry of value) rest += `${flag}${name}\0${toOneByte(entry)}\0`;
    } else {
      rest += `${flag}${name}\0${toOneByte(value)}\0`;
    }
  }
  return pseudo + rest;
}

// A value as it is sent: the lower byte of each character. What would be a NUL, which separates values here, becomes a line
// feed: the peer drops the field as one with a NUL.
function toOneByte(value) {
  const text = String(value);
  if (!/[^\x01-\xff]/.test(text)) return text;
  return text.replace(/[^\x01-\xff]/g, (character) => String.fromCharCode(character.charCodeAt(0) & 0xff || 0x0a));
}

// From [name, value, ...]. `sensitive`: the numbers of the names that the peer does not want indexed.
function toHeaderObject(raw, sensitive) {
  const headers = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i];
    let value = raw[i + 1];
    if (name === ':status') value |= 0;
    const known = headers[name];
    const isList = name === 'set-cookie';
    if (known === undefined)
      headers[name] = isList ? [value] : value;
    else if (isList)
      known.push(value);
    // Of what may come only once the first one counts.
    else if (!singleValueFields.has(name))
      headers[name] = known + (name === 'cookie' ? '; ' : ', ') + value;
  }
  headers[sensitiveHeaders] = sensitive === undefined ? [] : sensitive.map((index) => raw[index * 2]);
  return headers;
}

// A list that a program has given as an array, as the object that `sentHeaders` shows.
function rawToObject(raw) {
  const headers = { __proto__: null };
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    const known = headers[name];
    if (known === undefined) headers[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else headers[name] = [known, value];
  }
  const sensitive = raw[sensitiveHeaders];
  if (sensitive !== undefined) headers[sensitiveHeaders] = sensitive;
  return headers;
}

// The same to look things up in: names in an array may have any case.
function byLowerCase(raw) {
  const headers = { __proto__: null };
  for (let i = 0; i + 1 < raw.length; i += 2) headers[raw[i].toLowerCase()] ??= raw[i + 1];
  return headers;
}

// Adds what a request needs and the program has not given: the list to be sent, and the object for `sentHeaders`.
function prepareRequest(headers, session) {
  const isArray = Array.isArray(headers);
  const given = isArray ? byLowerCase(headers) : { __proto__: null, ...headers };
  const defaults = [];
  const setDefault = (name, value) => {
    if (given[name] !== undefined || value === undefined) return;
    given[name] = value;
    defaults.push(name, value);
  };
  setDefault(':method', 'GET');
  const method = given[':method'];
  const isConnect = method === 'CONNECT';
  if (!isConnect || given[':protocol'] !== undefined) {
    if (isArray || given.host === undefined) setDefault(':authority', session[kAuthority]);
    setDefault(':scheme', session[kProtocol].slice(0, -1));
    setDefault(':path', '/');
  } else {
    if (given[':authority'] === undefined) throw new codes.ERR_HTTP2_CONNECT_AUTHORITY();
    if (given[':scheme'] !== undefined) throw new codes.ERR_HTTP2_CONNECT_SCHEME();
    if (given[':path'] !== undefined) throw new codes.ERR_HTTP2_CONNECT_PATH();
  }
  if (!isArray) return { list: given, object: given, method };
  const list = [...defaults, ...headers];
  list[sensitiveHeaders] = headers[sensitiveHeaders];
  return { list, object: rawToObject(list), method };
}

module.exports = {
  byLowerCase,
  isRequestPseudoHeader,
  isResponsePseudoHeader,
  isTrailerPseudoHeader,
  packHeaders,
  prepareRequest,
  rawToObject,
  sensitiveHeaders,
  toHeaderObject,
};
