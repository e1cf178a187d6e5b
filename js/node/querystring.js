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

// Most names and values stay as they are, and encodeURIComponent is a call into V8's C++ part: which characters do.
const plainCodes = Array.from({ length: 128 }, (_, code) => /[\w.!~*'()-]/.test(String.fromCharCode(code)));

function isPlain(text) {
  for (let i = 0; i < text.length; i++) {
    if (plainCodes[text.charCodeAt(i)] !== true) return false;
  }
  return true;
}

// encodeURIComponent, but one surrogate makes a character with whatever follows it, if anything does.
function qsEscape(str) {
  if (typeof str !== 'string') {
    str = typeof str === 'object' ? String(str) : `${str}`;
  }
  if (isPlain(str)) return str;
  try {
    return encodeURIComponent(str);
  } catch {
    return encodeURIComponent(joinSurrogates(str));
  }
}

function joinSurrogates(text) {
  return text.replace(/[\ud800-\udfff][^]?/g, (pair) => {
    if (pair.length === 1) throw new ERR_INVALID_URI();
    return String.fromCodePoint(0x10000 + ((pair.charCodeAt(0) & 0x3ff) << 10 | pair.charCodeAt(1) & 0x3ff));
  });
}

// What stands for a value: objects and numbers that are none stand for nothing.
function textOf(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? `${value}` : '';
    case 'bigint':
    case 'boolean': return `${value}`;
    default: return '';
  }
}

// An option, if it is of the type that it should be.
function optionOf(options, name, usual) {
  const value = options ? options[name] : undefined;
  return typeof value === typeof usual ? value : usual;
}

function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  const encode = optionOf(options, 'encodeURIComponent', module.exports.escape);
  const between = `${sep || '&'}`;
  let text = '';
  let separator = '';
  for (const key of Object.keys(obj)) {
    const name = encode(key) + (eq || '=');
    const value = obj[key];
    if (Array.isArray(value)) {
      for (const item of value) {
        text += separator + name + encode(textOf(item));
        separator = between;
      }
    } else {
      text += separator + name + encode(textOf(value));
      separator = between;
    }
  }
  return text;
}

// The place of a separator between two others; the end where there is none. A loop takes half the time of indexOf() for the length of a name.
function find(text, what, from, end) {
  if (what.length !== 1) {
    const at = text.slice(0, end).indexOf(what, from);
    return at === -1 ? end : at;
  }
  const code = what.charCodeAt(0);
  while (from < end && text.charCodeAt(from) !== code) from++;
  return from;
}

// A name or value of a query as text, for a decoder of the program's.
function readWith(text, decode) {
  if (text.length === 0) return '';
  const spaced = text.replaceAll('+', '%20');
  try {
    return decode(spaced);
  } catch {
    return module.exports.unescape(spaced, true);
  }
}

// The same as qsUnescape() reads it.
function readText(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x25 || code === 0x2b) return decoded(text);
  }
  return text;
}

function decoded(text) {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Bytes stand for characters, but where nothing is encoded all stays as it is.
    return /%[0-9a-f]{2}/i.test(spaced) ? module.exports.unescapeBuffer(spaced).toString() : spaced;
  }
}

function parse(qs, sep, eq, options) {
  const found = { __proto__: null };
  if (typeof qs !== 'string' || qs === '') return found;
  const equals = `${eq || '='}`;
  const maxKeys = optionOf(options, 'maxKeys', 1000);
  const decode = optionOf(options, 'decodeURIComponent', module.exports.unescape);
  const custom = decode !== qsUnescape;
  // Most queries have nothing to decode.
  const plain = !custom && !qs.includes('%') && !qs.includes('+');
  const read = plain ? undefined : custom ? (text) => readWith(text, decode) : readText;
  const separator = `${sep || '&'}`;
  // An array may make it empty: as in Node, there is one name then, and no value.
  if (separator === '') {
    const key = qs.slice(0, find(qs, equals, 0, qs.length));
    found[read === undefined ? key : read(key)] = '';
    return found;
  }

  let count = 0;
  for (let start = 0, end; start <= qs.length; start = end + separator.length) {
    // Empty pairs count as well.
    if (maxKeys > 0 && count++ >= maxKeys) break;
    end = find(qs, separator, start, qs.length);
    if (end === start) continue;
    const at = find(qs, equals, start, end);
    let key = qs.slice(start, at);
    let value = at === end ? '' : qs.slice(at + equals.length, end);
    if (read !== undefined) {
      key = read(key);
      value = read(value);
    }
    const known = found[key];
    if (known === undefined && !(key in found)) found[key] = value;
    else if (Array.isArray(known)) known.push(value);
    else found[key] = [known, value];
  }
  return found;
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
