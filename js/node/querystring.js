// node:querystring: queries as plain objects.

'use strict';

const { ERR_INVALID_URI } = require('internal/errors').codes;

// A byte per character: the value of a hexadecimal digit, or -1.
function hexValue(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

// Decodes what it can; never throws.
function unescapeBuffer(s, decodeSpaces) {
  const out = Buffer.allocUnsafe(s.length);
  let length = 0;
  for (let i = 0; i < s.length; i++) {
    let code = s.charCodeAt(i);
    if (decodeSpaces && code === 0x2b) {
      code = 0x20;
    } else if (code === 0x25 && i + 2 < s.length) {
      const high = hexValue(s.charCodeAt(i + 1));
      const low = hexValue(s.charCodeAt(i + 2));
      if (high >= 0 && low >= 0) {
        code = high * 16 + low;
        i += 2;
      }
    }
    out[length++] = code;
  }
  return length === out.length ? out : out.slice(0, length);
}

function qsUnescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return module.exports.unescapeBuffer(s, decodeSpaces).toString();
  }
}

// encodeURIComponent, with the error of this module for a lone surrogate.
function qsEscape(str) {
  if (typeof str !== 'string') {
    str = typeof str === 'object' ? String(str) : `${str}`;
  }
  try {
    return encodeURIComponent(str);
  } catch {
    throw new ERR_INVALID_URI();
  }
}

function stringifyPrimitive(v) {
  if (typeof v === 'string') return v;
  if (typeof v === 'number' && Number.isFinite(v)) return `${v}`;
  if (typeof v === 'bigint' || typeof v === 'boolean') return `${v}`;
  return '';
}

function stringify(obj, sep, eq, options) {
  sep ||= '&';
  eq ||= '=';
  let encode = module.exports.escape;
  if (options && typeof options.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  if (obj === null || typeof obj !== 'object') return '';

  const pairs = [];
  for (const key of Object.keys(obj)) {
    const name = encode(stringifyPrimitive(key)) + eq;
    const value = obj[key];
    if (Array.isArray(value)) {
      for (const item of value) pairs.push(name + encode(stringifyPrimitive(item)));
    } else {
      pairs.push(name + encode(stringifyPrimitive(value)));
    }
  }
  return pairs.join(sep);
}

function decodeWith(text, decode) {
  if (text.length === 0) return '';
  try {
    return decode(text);
  } catch {
    return module.exports.unescape(text, true);
  }
}

function parse(qs, sep, eq, options) {
  const obj = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return obj;
  const separator = sep ? `${sep}` : '&';
  const equals = eq ? `${eq}` : '=';

  let maxKeys = 1000;
  if (options && typeof options.maxKeys === 'number') maxKeys = options.maxKeys;
  let decode = module.exports.unescape;
  if (options && typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  const custom = decode !== qsUnescape;
  const read = (text) => {
    const spaced = text.includes('+') ? text.replaceAll('+', custom ? '%20' : ' ') : text;
    return custom || /%[0-9a-f]{2}/i.test(spaced) ? decodeWith(spaced, decode) : spaced;
  };

  let count = 0;
  for (const pair of qs.split(separator)) {
    // Empty pairs count as well.
    if (maxKeys > 0 && count++ >= maxKeys) break;
    if (pair.length === 0) continue;
    const at = pair.indexOf(equals);
    const key = read(at === -1 ? pair : pair.slice(0, at));
    const value = at === -1 ? '' : read(pair.slice(at + equals.length));
    if (!(key in obj)) obj[key] = value;
    else if (Array.isArray(obj[key])) obj[key].push(value);
    else obj[key] = [obj[key], value];
  }
  return obj;
}

module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
